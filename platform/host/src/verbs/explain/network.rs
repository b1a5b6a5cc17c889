use goldcrest::Assistant;
use serde_json::json;

use crate::exit::Failure;
use crate::nearest::{Edit, Near, nearest};
use crate::observe::{NetworkSeen, Observation};
use crate::present::{Screen, Table, Tint, printable, tell};

/// Sentences that are shown.
const NEAREST: usize = 3;
/// Entries of a slot's list that are shown.
const ENTRIES: usize = 4;

/// The sentences that a text comes nearest to, and what keeps it from being one of them.
pub fn near(
    words: &[&str],
    assistant: &Assistant<'_, '_>,
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    let (grammar, lexicon) = (assistant.grammar(), assistant.lexicon());
    let found = grammar.root("command").map_or_else(Vec::new, |root| {
        nearest(grammar, lexicon, root, words, NEAREST)
    });
    let mut table = Table::new(&["nearest sentence", "intent", "but", "template"]);
    for near in &found {
        table.row(&[
            printable(&near.sentence),
            near.intent.clone(),
            screen.ink.paint(Tint::Bad, &printable(&differences(near))),
            screen.ink.paint(Tint::Faint, &near.source),
        ]);
    }
    if !table.is_empty() {
        for line in table.lines(screen.ink) {
            screen.line(&format!("  {line}"))?;
        }
    }
    screen.object(&json!({
        "stage": "nearest",
        "sentences": found.iter().map(|near| json!({
            "sentence": near.sentence, "intent": near.intent, "template": near.source,
            "edits": near.edits.iter().map(|(edit, slot)| {
                let (said, written) = sides(edit);
                json!({ "said": said, "written": written, "slot": slot })
            }).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    }))?;
    Ok(())
}

fn sides(edit: &Edit) -> (Option<&str>, Option<&str>) {
    match edit {
        Edit::Missing(written) => (None, Some(written)),
        Edit::TooMuch(said) => (Some(said), None),
        Edit::Instead(said, written) => (Some(said), Some(written)),
    }
}

fn differences(near: &Near) -> String {
    let each = near.edits.iter().map(|(edit, slot)| {
        let what = match edit {
            Edit::Missing(written) => format!("“{written}” is missing"),
            Edit::TooMuch(said) => format!("“{said}” is too much"),
            Edit::Instead(said, written) => format!("“{said}” is not “{written}”"),
        };
        match slot {
            Some(slot) => format!("{what} in {{{slot}}}"),
            None => what,
        }
    });
    each.collect::<Vec<_>>().join(", ")
}

/// What the network read: intents, in-scope score, slots and what they came to.
pub fn network(text: &str, seen: &Observation, screen: &mut Screen<'_>) -> Result<(), Failure> {
    let Some(network) = &seen.network else {
        return Ok(());
    };
    let refused = network.in_scope < network.scope_threshold;
    let tint = if refused { Tint::Bad } else { Tint::Good };
    let verdict = screen.ink.paint(
        tint,
        if refused {
            "none of the intents"
        } else {
            "in scope"
        },
    );
    let line = format!(
        "in-scope score {:.2}, threshold {:.2}: {verdict}",
        network.in_scope, network.scope_threshold
    );
    screen.line(&tell::labelled("network", &line, screen.ink))?;
    let likely: Vec<String> = network
        .intents
        .iter()
        .map(|(intent, probability)| format!("{intent} {:.1} %", 100.0 * probability))
        .collect();
    let asked = format!("(asked for {:.0} %)", 100.0 * network.intent_threshold);
    screen.line(&tell::labelled(
        "",
        &format!(
            "{} {}",
            likely.join(", "),
            screen.ink.paint(Tint::Faint, &asked)
        ),
        screen.ink,
    ))?;
    let mut table = Table::new(&["slot", "words", "sure", "value", "how", "score"]).right(&[2, 5]);
    for (slot, start, end, score) in &network.spans {
        let words = text.get(*start..*end).unwrap_or("");
        let resolved = seen.resolved.iter().find(|resolved| resolved.text == words);
        let found = resolved.and_then(|resolved| resolved.found.clone());
        let (value, how, likeness) = match found {
            Some((value, how, likeness)) => {
                let other = resolved.map(|resolved| resolved.slot.as_str());
                let value = match other.filter(|other| other != slot) {
                    Some(other) => format!("{other}={value}"),
                    None => value,
                };
                (printable(&value), how, format!("{likeness} %"))
            }
            None => (
                screen.ink.paint(Tint::Bad, "nothing"),
                String::new(),
                String::new(),
            ),
        };
        table.row(&[
            slot.clone(),
            printable(words),
            format!("{:.0} %", 100.0 * score),
            value,
            how,
            likeness,
        ]);
    }
    if !table.is_empty() {
        for line in table.lines(screen.ink) {
            screen.line(&format!("  {line}"))?;
        }
    }
    entries(seen, screen)?;
    screen.object(&as_json(text, network, seen))?;
    Ok(())
}

fn entries(seen: &Observation, screen: &mut Screen<'_>) -> Result<(), Failure> {
    let mut entities = seen.entities.clone();
    entities.sort_by_key(|entity| std::cmp::Reverse(entity.score));
    let mut table =
        Table::new(&["slot", "said", "entry", "alike", "context", "asked for"]).right(&[3, 4, 5]);
    for entity in entities.iter().take(ENTRIES) {
        table.row(&[
            entity.slot.clone(),
            printable(&entity.text),
            printable(&entity.entry),
            format!("{} %", entity.score),
            format!("{:+} %", entity.preference),
            format!("{} %", entity.threshold),
        ]);
    }
    if !table.is_empty() {
        for line in table.lines(screen.ink) {
            screen.line(&format!("  {line}"))?;
        }
    }
    Ok(())
}

fn as_json(text: &str, network: &NetworkSeen, seen: &Observation) -> serde_json::Value {
    json!({
        "stage": "network",
        "in_scope": network.in_scope,
        "scope_threshold": network.scope_threshold,
        "intent_threshold": network.intent_threshold,
        "intents": network.intents.iter().map(|(intent, probability)| {
            json!({ "name": intent, "probability": probability })
        }).collect::<Vec<_>>(),
        "slots": network.spans.iter().map(|(slot, start, end, score)| json!({
            "slot": slot, "text": text.get(*start..*end), "start": start, "end": end,
            "probability": score,
        })).collect::<Vec<_>>(),
        "resolved": seen.resolved.iter().map(|resolved| json!({
            "slot": resolved.slot, "text": resolved.text,
            "value": resolved.found.as_ref().map(|(value, ..)| value),
            "how": resolved.found.as_ref().map(|(_, how, _)| how),
            "score": resolved.found.as_ref().map(|(.., score)| score),
        })).collect::<Vec<_>>(),
        "entries": seen.entities.iter().map(|entity| json!({
            "slot": entity.slot, "said": entity.text, "entry": entity.entry,
            "value": entity.value, "score": entity.score, "preference": entity.preference,
            "threshold": entity.threshold,
        })).collect::<Vec<_>>(),
    })
}
