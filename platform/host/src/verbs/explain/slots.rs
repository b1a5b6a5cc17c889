//! The slots that the network tagged, and what their words came to.

use goldcrest::Assistant;
use goldcrest::understand::entities::{Kind, SlotRecord, units};
use goldcrest_trie::Unit;
use serde_json::json;

use super::stages::chosen;
use crate::exit::Failure;
use crate::observe::{Observation, ResolvedSeen};
use crate::present::{Screen, Table, Tint, printable};

/// Entries of a slot's list that are shown.
const ENTRIES: usize = 4;

/// A row for each slot: its words, how sure the network is of it, and the value that was found.
pub fn tagged(
    text: &str,
    seen: &Observation,
    assistant: &Assistant<'_, '_>,
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    let spans: Vec<_> = (seen.network.iter())
        .flat_map(|network| &network.spans)
        .collect();
    let tagged = spans.len();
    let mut table = Table::new(&["slot", "words", "sure", "value", "how", "score"]).right(&[2, 5]);
    for (place, (slot, start, end, sure)) in spans.into_iter().enumerate() {
        let [value, how, score] = match seen.resolved.get(place) {
            Some(resolved) => outcome(slot, resolved, seen, assistant, screen),
            None => {
                let value = screen.ink.paint(Tint::Faint, "not looked up");
                [value, String::new(), String::new()]
            }
        };
        table.row(&[
            slot.clone(),
            printable(text.get(*start..*end).unwrap_or("")),
            format!("{:.0} %", 100.0 * sure),
            value,
            how,
            score,
        ]);
    }
    // A template with another word in the place of one of its own has slots that the network tagged nothing for.
    for resolved in seen.resolved.iter().skip(tagged) {
        let [value, how, score] = outcome(&resolved.slot, resolved, seen, assistant, screen);
        let words = printable(&resolved.text);
        table.row(&[
            resolved.slot.clone(),
            words,
            String::new(),
            value,
            how,
            score,
        ]);
    }
    if !table.is_empty() {
        for line in table.lines(screen.ink) {
            screen.line(&format!("  {line}"))?;
        }
    }
    Ok(())
}

fn outcome(
    slot: &str,
    resolved: &ResolvedSeen,
    seen: &Observation,
    assistant: &Assistant<'_, '_>,
    screen: &Screen<'_>,
) -> [String; 3] {
    if let Some((value, how, score)) = &resolved.found {
        let value = if resolved.slot == slot {
            value.clone()
        } else {
            format!("{}={value}", resolved.slot)
        };
        return [printable(&value), how.clone(), format!("{score} %")];
    }
    let value = screen.ink.paint(Tint::Bad, "nothing");
    let how = match out_of_range(resolved, seen, assistant) {
        Some(record) => {
            let (lowest, highest) = record.range;
            let unit = match record.kind {
                Kind::Percentage => Unit::Percent,
                _ => record.unit,
            };
            let named = units::name(unit).map_or(String::new(), |name| format!(" {name}"));
            format!("takes {lowest} to {highest}{named}")
        }
        None => String::new(),
    };
    [value, how, String::new()]
}

/// The slot of the likeliest intent, where its range leaves out the number that was said.
fn out_of_range<'p>(
    resolved: &ResolvedSeen,
    seen: &Observation,
    assistant: &Assistant<'p, '_>,
) -> Option<SlotRecord<'p>> {
    if resolved.found.is_some() {
        return None;
    }
    let intent = &seen.candidates.get(chosen(seen)?)?.intent;
    let resolver = assistant.resolver();
    resolver.out_of_range(intent, &resolved.slot, &resolved.text)
}

/// The entries that what was said is most like.
pub fn entries(seen: &Observation, screen: &mut Screen<'_>) -> Result<(), Failure> {
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

/// What each slot that was looked up came to, in the order of the tagged ones.
pub fn as_json(seen: &Observation, assistant: &Assistant<'_, '_>) -> Vec<serde_json::Value> {
    let resolved = seen.resolved.iter().map(|resolved| {
        let range = out_of_range(resolved, seen, assistant).map(|record| record.range);
        json!({
            "slot": resolved.slot, "text": resolved.text,
            "value": resolved.found.as_ref().map(|(value, ..)| value),
            "how": resolved.found.as_ref().map(|(_, how, _)| how),
            "score": resolved.found.as_ref().map(|(.., score)| score),
            "out_of_range": range.map(|(lowest, highest)| json!({
                "lowest": lowest, "highest": highest,
            })),
        })
    });
    resolved.collect()
}
