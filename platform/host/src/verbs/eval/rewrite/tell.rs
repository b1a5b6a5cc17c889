use std::io;

use serde_json::json;

use crate::present::{Screen, Table, Tint, cut, printable, spark};
use crate::rewriting::{Decided, Figures, Intents, Point};
use crate::stats::Share;

/// Widest column of failures.
const WIDEST: usize = 40;

/// Tells the figures of a strategy. `counts`: how many pairs were left out, and how many failures are listed.
pub(super) fn tell(
    name: &str,
    figures: &Figures,
    intents: Option<Intents>,
    (left_out, listed): (usize, usize),
    screen: &mut Screen<'_>,
) -> io::Result<()> {
    screen.heading(name)?;
    let share = |share: &Share| share.describe();
    let mut table = Table::new(&["", ""]);
    for (label, value) in [
        ("precision", share(&figures.precision)),
        ("repaired", share(&figures.repaired)),
        ("spoilt", share(&figures.spoilt)),
        ("coverage", share(&figures.coverage)),
        ("asked", share(&figures.asked)),
        (
            "word errors",
            format!(
                "{:.2} % before, {:.2} % after ({:+.1} %)",
                100.0 * figures.wer_before,
                100.0 * figures.wer_after,
                100.0 * (figures.wer_after / figures.wer_before.max(1e-9) - 1.0)
            ),
        ),
        (
            "repaired at 90 %",
            format!(
                "{:.1} % of the misheard, at that precision",
                100.0 * figures.repaired_at(0.9)
            ),
        ),
    ] {
        table.row(&[label.into(), value]);
    }
    if let Some(intents) = &intents {
        for (label, before, after) in [
            ("intents", &intents.before, &intents.after),
            (
                "of the misheard",
                &intents.misheard_before,
                &intents.misheard_after,
            ),
        ] {
            let value = format!("{} before, {} after", share(before), share(after));
            table.row(&[label.into(), value]);
        }
    }
    for line in table.lines(screen.ink).iter().skip(1) {
        screen.line(&format!("  {line}"))?;
    }
    screen.gap()?;
    let series = |of: &dyn Fn(&Point) -> f64| -> Vec<f32> {
        figures.curve.iter().map(|point| of(point) as f32).collect()
    };
    let width = screen.width - 24;
    for (label, series) in [
        (
            "precision",
            series(&|point| (point.precision - 0.5).max(0.0) * 2.0),
        ),
        ("repaired", series(&|point| point.repaired)),
    ] {
        let line = screen
            .ink
            .paint(Tint::Gold, &spark::line(&series, 1.0, width));
        screen.line(&format!("  {label:9} {line}"))?;
    }
    let note = "over coverage; precision from 50 to 100 %, repaired from 0 to 100 %";
    screen.line(&format!(
        "  {:9} {}",
        "",
        screen.ink.paint(Tint::Faint, note)
    ))?;
    screen.gap()?;
    let mut table = Table::new(&["", "heard", "made of it", "said"]);
    for one in failures(figures).take(listed) {
        table.row(&[
            match one.made {
                true => screen.ink.paint(Tint::Bad, "wrong"),
                false => screen.ink.paint(Tint::Faint, "left"),
            },
            cut(&printable(&one.pair.heard_text), WIDEST),
            cut(&printable(one.result()), WIDEST),
            cut(&printable(&one.pair.said), WIDEST),
        ]);
    }
    let lines = table.lines(screen.ink);
    for line in lines {
        screen.line(&format!("  {line}"))?;
    }
    screen.object(&json!({
        "strategy": name, "count": figures.decided.len(), "left_out": left_out,
        "precision": figures.precision.rate, "precision_interval": figures.precision,
        "repaired": figures.repaired.rate, "repaired_interval": figures.repaired,
        "spoilt": figures.spoilt.rate, "spoilt_interval": figures.spoilt,
        "coverage": figures.coverage.rate, "coverage_interval": figures.coverage,
        "asked": figures.asked.rate,
        "wer_before": figures.wer_before, "wer_after": figures.wer_after,
        "repaired_at_90": figures.repaired_at(0.9),
        "intents_before": intents.map(|intents| intents.before),
        "intents_after": intents.map(|intents| intents.after),
        "misheard_intents_before": intents.map(|intents| intents.misheard_before),
        "misheard_intents_after": intents.map(|intents| intents.misheard_after),
        "curve": figures.curve_as_json(),
        "failures": failures(figures).map(|one| json!({
            "heard": one.pair.heard_text, "result": one.result(), "said": one.pair.said, "rewritten": one.made,
            "proposal": one.proposal.as_ref().map(|proposal| &proposal.text),
            "confidence": one.proposal.as_ref().map(|proposal| proposal.confidence),
        })).collect::<Vec<_>>(),
    }))
}

/// What did not become what was said: wrong repairs first.
fn failures(figures: &Figures) -> impl Iterator<Item = &Decided> {
    let failed = |made: bool| {
        let decided = figures.decided.iter();
        decided.filter(move |one| one.made == made && one.result() != one.pair.said)
    };
    failed(true).chain(failed(false))
}
