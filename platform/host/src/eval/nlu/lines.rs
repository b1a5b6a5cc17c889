use serde_json::Value;

use super::examples::{Example, Fault, WordSpan};
use super::json::without_line;

/// JSON lines: `text`, `intent`, and `slots` with `slot`, `start` and `end` in words.
pub(super) fn read(file: &str, text: &str) -> Result<Vec<Example>, Fault> {
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
    let row: Value = serde_json::from_str(line).map_err(|error| without_line(&error))?;
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
        read("f", text).unwrap_err()
    }

    #[test]
    fn lines_are_read() {
        let text = concat!(
            r#"{"id": 7, "text": "play some jazz", "intent": "play", "slots": [{"slot": "genre", "start": 2, "end": 3, "value": "jazz"}]}"#,
            "\n\n",
            r#"{"text": "stop", "intent": "stop"}"#
        );
        let examples = read("f", text).unwrap();
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
        assert_eq!(
            fault("\n{\"text\": \"\", \"intent\": \"i\"}"),
            "f:2: the text is empty"
        );
    }
}
