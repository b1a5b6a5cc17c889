use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{rasa, snips};
use crate::exit::Failure;

/// A slot over words: its name, first word and the one after the last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WordSpan {
    /// The slot's name.
    pub slot: String,
    /// First word.
    pub start: usize,
    /// One past the last word.
    pub end: usize,
}

impl WordSpan {
    /// The words, of those in `words`, that bytes `start` to `end` touch; `None` where they touch none.
    pub(super) fn over(
        slot: &str,
        words: &[(usize, usize)],
        start: usize,
        end: usize,
    ) -> Option<Self> {
        let touches = |word: &&(usize, usize)| start < end && word.1 > start && word.0 < end;
        let first = words.iter().position(|word| touches(&word))?;
        Some(Self {
            slot: slot.to_owned(),
            start: first,
            end: first + words.iter().filter(touches).count(),
        })
    }
}

/// A labelled text.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Its id, or its place in the file.
    pub id: String,
    /// The text.
    pub text: String,
    /// Its intent.
    pub intent: String,
    /// Its slots, in order, without overlap.
    pub spans: Vec<WordSpan>,
}

/// What is wrong with one labelled text.
pub(super) type Fault = String;

impl Example {
    /// An example whose spans are in bytes of the text; they must begin and end with words.
    pub(super) fn from_bytes(
        id: String,
        text: String,
        intent: String,
        spans: &[(String, usize, usize)],
    ) -> Result<Self, Fault> {
        let words = words(&text);
        let mut found = Vec::new();
        for (slot, start, end) in spans {
            let span = WordSpan::over(slot, &words, *start, *end);
            found.push(
                span.filter(|_| *end <= text.len())
                    .ok_or_else(|| format!("slot {slot} covers no word"))?,
            );
        }
        Self::checked(id, text, intent, found)
    }

    /// An example whose spans are checked: inside the text, not empty, without overlap.
    pub(super) fn checked(
        id: String,
        text: String,
        intent: String,
        mut spans: Vec<WordSpan>,
    ) -> Result<Self, Fault> {
        let count = text.split_whitespace().count();
        spans.sort_by_key(|span| span.start);
        let mut before = 0;
        for span in &spans {
            let WordSpan { slot, start, end } = span;
            if start >= end || *end > count {
                return Err(format!(
                    "slot {slot} covers words {start} to {end} of {count}"
                ));
            }
            if *start < before {
                return Err(format!("slot {slot} at word {start} overlaps another"));
            }
            before = *end;
        }
        Ok(Self {
            id,
            text,
            intent,
            spans,
        })
    }
}

/// Byte ranges of the words of a text.
pub(super) fn words(text: &str) -> Vec<(usize, usize)> {
    text.split_whitespace()
        .map(|word| {
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            (start, start + word.len())
        })
        .collect()
}

/// Reads labelled text: JSON lines (`text`, `intent`, `slots` with `slot`, `start` and `end` in words),
/// a data set of Snips (one JSON object of intents) or of Rasa (`.yml`, or JSON with `rasa_nlu_data`).
///
/// # Errors
///
/// Bad input with the file, the line or the text, and what is wrong with it.
pub fn read(file: &Path) -> Result<Vec<Example>, Failure> {
    let shown = file.display();
    let text = fs::read_to_string(file).map_err(|error| {
        Failure::bad_input(
            format!("cannot read {shown}: {error}"),
            "give labelled text with --data FILE.jsonl",
        )
    })?;
    let extension = file.extension().and_then(|e| e.to_str()).unwrap_or("");
    let examples = if matches!(extension, "yml" | "yaml") {
        rasa::from_yaml(&shown.to_string(), &text)
    } else {
        match serde_json::from_str::<Value>(&text) {
            Ok(Value::Object(whole)) if whole.contains_key("rasa_nlu_data") => {
                rasa::from_json(&Value::Object(whole)).map_err(|fault| format!("{shown}: {fault}"))
            }
            Ok(Value::Object(whole)) if !whole.contains_key("text") => {
                snips::from_json(&whole).map_err(|fault| format!("{shown}: {fault}"))
            }
            _ => lines(&shown.to_string(), &text),
        }
    };
    let examples = examples.map_err(|fault| {
        Failure::bad_input(
            fault,
            r#"a line is {"text": "play jazz", "intent": "play", "slots": [{"slot": "genre", "start": 1, "end": 2}]}, counted in words"#,
        )
    })?;
    if examples.is_empty() {
        return Err(Failure::bad_input(
            format!("{shown} holds no labelled text"),
            "give a file with at least one",
        ));
    }
    Ok(examples)
}

fn lines(file: &str, text: &str) -> Result<Vec<Example>, Fault> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            let number = index + 1;
            one_line(number, line).map_err(|fault| format!("{file}:{number}: {fault}"))
        })
        .collect()
}

fn one_line(number: usize, line: &str) -> Result<Example, Fault> {
    let row: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let text_of = |key: &str| {
        row.get(key)
            .and_then(Value::as_str)
            .map(str::to_owned)
            .ok_or_else(|| format!("there is no text under {key:?}"))
    };
    let id = match row.get("id") {
        Some(Value::String(id)) => id.clone(),
        Some(other) => other.to_string(),
        None => number.to_string(),
    };
    let mut spans = Vec::new();
    if let Some(slots) = row.get("slots") {
        let slots = slots.as_array().ok_or("slots must be a list")?;
        for slot in slots {
            let place = |key: &str| {
                slot.get(key)
                    .and_then(Value::as_u64)
                    .and_then(|place| usize::try_from(place).ok())
                    .ok_or_else(|| format!("a slot has no word number under {key:?}"))
            };
            let name = slot.get("slot").and_then(Value::as_str);
            spans.push(WordSpan {
                slot: name.ok_or("a slot has no name under \"slot\"")?.to_owned(),
                start: place("start")?,
                end: place("end")?,
            });
        }
    }
    Example::checked(id, text_of("text")?, text_of("intent")?, spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        lines("f", text).unwrap_err()
    }

    #[test]
    fn lines_are_read() {
        let text = concat!(
            r#"{"id": 7, "text": "play some jazz", "intent": "play", "slots": [{"slot": "genre", "start": 2, "end": 3, "value": "jazz"}]}"#,
            "\n\n",
            r#"{"text": "stop", "intent": "stop"}"#
        );
        let examples = lines("f", text).unwrap();
        assert_eq!(examples[0].id, "7");
        assert_eq!(examples[0].spans[0].slot, "genre");
        assert_eq!(examples[1].id, "3");
        assert!(examples[1].spans.is_empty());
    }

    #[test]
    fn broken_lines_are_named() {
        let good = "{\"text\": \"a b\", \"intent\": \"i\"}\n";
        let with = |slots: &str| {
            format!("{good}{{\"text\": \"a b\", \"intent\": \"i\", \"slots\": {slots}}}")
        };
        for (slots, why) in [
            (
                r#"[{"slot": "s", "start": 1, "end": 3}]"#,
                "f:2: slot s covers words 1 to 3 of 2",
            ),
            (
                r#"[{"slot": "s", "start": 1, "end": 1}]"#,
                "covers words 1 to 1",
            ),
            (
                r#"[{"slot": "s", "start": -1, "end": 1}]"#,
                "no word number under \"start\"",
            ),
            (
                r#"[{"slot": "s", "start": 0, "end": 2}, {"slot": "t", "start": 1, "end": 2}]"#,
                "overlaps",
            ),
            (r#"[{"start": 0, "end": 1}]"#, "no name"),
            (r#"{"s": "a"}"#, "must be a list"),
        ] {
            let fault = fault(&with(slots));
            assert!(fault.starts_with("f:2: ") && fault.contains(why), "{fault}");
        }
        assert!(fault("{\"text\": \"a\"}").contains("intent"));
        assert!(fault("nonsense").starts_with("f:1: "));
    }

    #[test]
    fn bytes_become_words() {
        let text = "set the röom lights";
        let place = |part: &str| {
            let start = text.find(part).unwrap();
            (start, start + part.len())
        };
        let (start, end) = place("röom lights");
        let spans = [("s".to_owned(), start, end)];
        let example = Example::from_bytes("1".into(), text.into(), "i".into(), &spans).unwrap();
        assert_eq!((example.spans[0].start, example.spans[0].end), (2, 4));
        let outside = [("s".to_owned(), 3, 4)];
        assert!(Example::from_bytes("1".into(), text.into(), "i".into(), &outside).is_err());
    }
}
