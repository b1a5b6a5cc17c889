use serde_json::json;

use crate::exit::Failure;
use crate::observe::Observation;
use crate::present::{Screen, Table, Tint, printable, tell};

/// What context changed: the rules that held, what they came to, and slots that they filled.
pub fn influence(seen: &Observation, screen: &mut Screen<'_>) -> Result<(), Failure> {
    let mut table = Table::new(&["", "because", "likelier", "by nats"]).right(&[3]);
    for rule in &seen.rules {
        table.row(&[
            format!("{}", rule.rank + 1),
            because(&rule.when),
            printable(&rule.about),
            format!("{:+.2}", rule.weight),
        ]);
    }
    if !table.is_empty() {
        screen.line(&tell::labelled(
            "context",
            "rules that hold, by candidate",
            screen.ink,
        ))?;
        for line in table.lines(screen.ink) {
            screen.line(&format!("  {line}"))?;
        }
    }
    let winner = |total: fn(&(usize, f64, f64, f64)) -> f64| {
        let mut best: Option<(usize, f64)> = None;
        for ranked in &seen.ranked {
            if best.is_none_or(|(_, most)| total(ranked) > most) {
                best = Some((ranked.0, total(ranked)));
            }
        }
        best.map(|(rank, _)| rank)
    };
    let (before, after) = (winner(|r| r.1 + r.3), winner(|r| r.1 + r.2 + r.3));
    if before != after
        && let (Some(before), Some(after)) = (before, after)
    {
        let text = format!(
            "candidate {} instead of {}",
            screen.ink.paint(Tint::Good, &(after + 1).to_string()),
            before + 1
        );
        screen.line(&tell::labelled("", &text, screen.ink))?;
    }
    for (slot, value, signal) in &seen.filled {
        let text = format!("{slot}={} from the signal {signal}", printable(value));
        screen.line(&tell::labelled("filled", &text, screen.ink))?;
    }
    screen.object(&json!({
        "stage": "context",
        "signals": seen.signals.iter().map(|(name, value, ignored)| {
            json!({ "signal": name, "value": value, "ignored": ignored })
        }).collect::<Vec<_>>(),
        "rules": seen.rules.iter().map(|rule| json!({
            "candidate": rule.rank,
            "when": rule.when.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
            "about": rule.about, "weight": rule.weight,
        })).collect::<Vec<_>>(),
        "ranked": seen.ranked.iter().map(|(rank, score, influence, own)| {
            json!({ "candidate": rank, "score": score, "influence": influence, "own": own })
        }).collect::<Vec<_>>(),
        "filled": seen.filled.iter().map(|(slot, value, signal)| {
            json!({ "slot": slot, "value": value, "signal": signal })
        }).collect::<Vec<_>>(),
        "changed": before != after,
    }))?;
    Ok(())
}

fn because(when: &[(String, String)]) -> String {
    if when.is_empty() {
        return "always".into();
    }
    let held: Vec<String> = when.iter().map(|(s, t)| format!("{s}={t}")).collect();
    printable(&held.join(", "))
}
