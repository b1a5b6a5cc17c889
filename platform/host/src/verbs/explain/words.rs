use goldcrest::{Assistant, Event};
use goldcrest_trie::WordId;
use serde_json::json;

use super::{context, network, rewriting, stages};
use crate::exit::{Ended, Failure};
use crate::follow::{self, Next};
use crate::observe::{Observation, Stop};
use crate::present::{Screen, Tint, printable, tell};
use crate::text;

/// Most continuations that are listed.
const LISTED: usize = 14;

pub fn explain(
    said: &str,
    assistant: &mut Assistant<'_, '_>,
    mut seen: Observation,
    screen: &mut Screen<'_>,
) -> Ended {
    text::check(said)?;
    assistant.understand_traced(said, &mut seen);
    let events: Vec<Event<'_>> = std::iter::from_fn(|| assistant.poll(0)).collect();
    screen.heading(&format!("“{}”", printable(said)))?;
    for word in &seen.unknown_words {
        unknown(word, assistant, screen)?;
    }
    if let Some(stop) = &seen.stopped {
        stopped(stop, assistant, screen)?;
        let words: Vec<&str> = stop.text.split_whitespace().collect();
        network::near(&words, assistant, screen)?;
    }
    network::network(said, &seen, assistant, screen)?;
    rewriting::rewriting(&seen, screen)?;
    if seen.stopped.is_none() || !seen.candidates.is_empty() {
        stages::candidates(&seen, screen)?;
        context::influence(&seen, screen)?;
    }
    stages::events(&events, said, screen)
}

fn unknown(
    word: &str,
    assistant: &Assistant<'_, '_>,
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    let similar = text::similar_words(word, assistant);
    let letters = text::unknown_letters(word, assistant);
    let mut hint = match similar.as_slice() {
        [] => String::new(),
        words => format!("; similar are {}", words.join(", ")),
    };
    if !letters.is_empty() {
        let listed: Vec<String> = letters.iter().map(char::to_string).collect();
        hint.push_str(&format!("; no word at all has {}", listed.join(", ")));
    }
    let text = format!(
        "no template has the word {}{hint}",
        screen
            .ink
            .paint(Tint::Bad, &format!("“{}”", printable(word)))
    );
    screen.line(&tell::labelled("words", &text, screen.ink))?;
    screen.object(&json!({
        "stage": "words", "unknown": word, "similar": similar, "unknown_letters": letters,
    }))?;
    Ok(())
}

fn stopped(
    stop: &Stop,
    assistant: &Assistant<'_, '_>,
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    let words: Vec<&str> = stop.text.split_whitespace().collect();
    let (fitted, next) = furthest(&words, assistant);
    let (good, bad) = words.split_at(fitted);
    let text = format!(
        "{} {}",
        screen.ink.paint(Tint::Good, &good.join(" ")),
        screen.ink.paint(Tint::Bad, &bad.join(" "))
    );
    screen.line(&tell::labelled("fits", &text, screen.ink))?;
    let shown = continuations(&next);
    if !shown.is_empty() {
        let head = match good.last() {
            Some(last) => format!("after “{last}” may come "),
            None => "a sentence begins with ".into(),
        };
        let more = if shown.len() > LISTED { ", …" } else { "" };
        let list = shown[..shown.len().min(LISTED)].join(", ");
        screen.line(&tell::labelled(
            "",
            &format!("{head}{list}{more}"),
            screen.ink,
        ))?;
    }
    if bad.is_empty() && !next.may_end {
        screen.line(&tell::labelled(
            "",
            "the sentence is not complete",
            screen.ink,
        ))?;
    }
    screen.object(&json!({
        "stage": "grammar", "fitted": good.join(" "), "rest": bad.join(" "),
        "next": shown, "may_end": next.may_end,
    }))?;
    Ok(())
}

/// How many of the words begin some sentence, and what may follow them.
fn furthest(words: &[&str], assistant: &Assistant<'_, '_>) -> (usize, Next) {
    let (grammar, lexicon) = (assistant.grammar(), assistant.lexicon());
    let Some(root) = grammar.root("command") else {
        return (0, Next::default());
    };
    let known: Vec<WordId> = words.iter().map_while(|word| lexicon.find(word)).collect();
    (0..=known.len())
        .rev()
        .find_map(|count| {
            Some((
                count,
                follow::next(grammar, lexicon, root, &known[..count])?,
            ))
        })
        .unwrap_or_default()
}

fn continuations(next: &Next) -> Vec<String> {
    let slots = next.slots.iter().map(|(slot, words)| {
        let examples: Vec<&str> = words.iter().take(3).map(String::as_str).collect();
        format!(
            "{{{slot}}} ({}{})",
            examples.join(", "),
            if words.len() > 3 { ", …" } else { "" }
        )
    });
    slots.chain(next.words.iter().cloned()).collect()
}
