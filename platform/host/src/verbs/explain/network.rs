use goldcrest::Assistant;
use goldcrest::understand::network::MOST_TOKENS;
use serde_json::json;

use super::slots;
use crate::exit::Failure;
use crate::nearest::{Edit, Near, nearest};
use crate::observe::{NetworkSeen, NoIntent, Observation};
use crate::present::{Screen, Table, Tint, printable, tell};

/// Sentences that are shown.
const NEAREST: usize = 3;

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
pub fn network(
    text: &str,
    seen: &Observation,
    assistant: &Assistant<'_, '_>,
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    let Some(network) = &seen.network else {
        return Ok(());
    };
    let scores = format!(
        "in-scope score {:.2}, threshold {:.2}",
        network.in_scope, network.scope_threshold
    );
    let line = match network.no_intent() {
        None => format!("{scores}: {}", screen.ink.paint(Tint::Good, "in scope")),
        Some(NoIntent::OutOfScope) => {
            let verdict = screen.ink.paint(Tint::Bad, "none of the intents");
            format!("{scores}: {verdict}")
        }
        Some(NoIntent::TooLong) => {
            let verdict = screen.ink.paint(Tint::Bad, "too long for any intent");
            format!(
                "{} words and numbers, but at most {MOST_TOKENS} are read: {verdict}",
                network.tokens
            )
        }
    };
    screen.line(&tell::labelled("network", &line, screen.ink))?;
    if network.no_intent() == Some(NoIntent::TooLong) {
        let line = format!("of the first {MOST_TOKENS}: {scores}");
        screen.line(&tell::labelled("", &line, screen.ink))?;
    }
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
    slots::tagged(text, seen, assistant, screen)?;
    slots::entries(seen, screen)?;
    screen.object(&as_json(text, network, seen, assistant))?;
    Ok(())
}

fn as_json(
    text: &str,
    network: &NetworkSeen,
    seen: &Observation,
    assistant: &Assistant<'_, '_>,
) -> serde_json::Value {
    json!({
        "stage": "network",
        "tokens": network.tokens,
        "most_tokens": MOST_TOKENS,
        "no_intent": network.no_intent().map(|why| match why {
            NoIntent::TooLong => "too-long",
            NoIntent::OutOfScope => "out-of-scope",
        }),
        "in_scope": network.in_scope,
        "scope_threshold": network.scope_threshold,
        "intent_threshold": network.intent_threshold,
        "intents": network.intents.iter().map(|(intent, probability)| {
            json!({ "name": intent, "probability": probability })
        }).collect::<Vec<_>>(),
        "slots": network.spans.iter().enumerate().map(|(place, (slot, start, end, score))| json!({
            "slot": slot, "text": text.get(*start..*end), "start": start, "end": end,
            "probability": score, "looked_up": place < seen.resolved.len(),
        })).collect::<Vec<_>>(),
        "resolved": slots::as_json(seen, assistant),
        "entries": seen.entities.iter().map(|entity| json!({
            "slot": entity.slot, "said": entity.text, "entry": entity.entry,
            "value": entity.value, "score": entity.score, "preference": entity.preference,
            "threshold": entity.threshold,
        })).collect::<Vec<_>>(),
    })
}
