use goldcrest::rewrite::Verdict;
use serde_json::json;

use crate::exit::Failure;
use crate::observe::{KnownSeen, Observation, RewritingSeen};
use crate::present::{Screen, Table, Tint, cut, printable, tell};

/// What the columns beside words and meaning take, on a terminal.
const OTHER_COLUMNS: usize = 38;

/// The known sentences that were nearest to what was heard, and what came of the nearest.
pub fn rewriting(seen: &Observation, screen: &mut Screen<'_>) -> Result<(), Failure> {
    for decided in &seen.rewriting {
        let near = || seen.known.iter().filter(|one| one.layer == decided.layer);
        beam(decided, near(), screen)?;
        screen.object(&json!({
            "stage": "rewriting",
            "heard": decided.heard,
            "layer": decided.layer.to_string(),
            "text": decided.text,
            "score": f64::from(decided.score) / 100.0,
            "threshold": f64::from(decided.threshold) / 100.0,
            "margin": decided.margin,
            "steps": decided.steps,
            "verdict": decided.verdict.to_string(),
            "strategy": decided.strategy.name(),
            "before": decided.before,
            "refused": decided.refused,
            "candidates": near().map(|one| json!({
                "text": one.text, "meaning": one.meaning, "cost": one.cost, "differs": one.differs,
                "evidence": one.evidence,
            })).collect::<Vec<_>>(),
        }))?;
    }
    Ok(())
}

fn beam<'s>(
    decided: &RewritingSeen,
    near: impl Iterator<Item = &'s KnownSeen>,
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    let ink = screen.ink;
    let tint = match decided.verdict {
        Verdict::Made | Verdict::Asked => Tint::Good,
        _ => Tint::Bad,
    };
    let text = format!(
        "{} layer by {}: {} % of {} %, {} steps: {}",
        decided.layer,
        decided.strategy,
        decided.score,
        decided.threshold,
        decided.steps,
        ink.paint(tint, why(decided.verdict)),
    );
    screen.line(&tell::labelled("rewrite", &text, ink))?;
    if let Some(before) = &decided.before {
        let text = format!(
            "heard just before, and counted too: “{}”",
            printable(before)
        );
        screen.line(&tell::labelled("", &text, ink))?;
    }
    if let Some(refused) = &decided.refused {
        let text = format!("just refused, and left out: “{}”", printable(refused));
        screen.line(&tell::labelled("", &text, ink))?;
    }
    let room = if screen.live {
        screen.width.saturating_sub(OTHER_COLUMNS) / 2
    } else {
        usize::MAX
    };
    let mut table =
        Table::new(&["", "known sentence", "meaning", "cost", "before", ""]).right(&[3, 4]);
    for (index, one) in near.enumerate() {
        let mark = match (index, tint) {
            (0, Tint::Good) => ink.paint(tint, "▸"),
            _ => " ".into(),
        };
        let same = if one.differs || index == 0 {
            ""
        } else {
            "means the same"
        };
        table.row(&[
            mark,
            cut(&printable(&one.text), room),
            cut(&printable(one.meaning.as_deref().unwrap_or("")), room),
            format!("{:.2}", one.cost),
            one.evidence
                .map_or_else(String::new, |nats| format!("{nats:+.2}")),
            ink.paint(Tint::Faint, same),
        ]);
    }
    for line in table.lines(ink) {
        screen.line(&format!("  {line}"))?;
    }
    Ok(())
}

fn why(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Made => "taken for the nearest",
        Verdict::Asked => "asked about: it changes what must not change silently",
        Verdict::Unlikely => "left: not likely enough",
        Verdict::Guarded => "left: it changes what must not change silently",
        Verdict::Blocked => "left: users complained about it three times",
        Verdict::CutShort => "left: the search took too many steps",
        Verdict::Meaningless => "left: it means nothing by itself",
    }
}
