use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::ValueEnum;
use serde::Deserialize;

use crate::exit::Failure;

/// A text, what the device was doing, and the right answer then.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Number of the text, a dot, and number of the context: `12.3`.
    pub id: String,
    /// The text.
    pub text: String,
    /// Signals and their values.
    #[serde(default)]
    pub signals: BTreeMap<String, String>,
    /// The right intent.
    pub intent: String,
    /// All its slots.
    #[serde(default)]
    pub slots: BTreeMap<String, String>,
    /// Whether the right answer depends on context; if not, context must not change it.
    #[serde(default = "depends")]
    pub depends: bool,
}

fn depends() -> bool {
    true
}

/// Which pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Half {
    /// Texts with an even number: kept apart for testing.
    Held,
    /// Texts with an odd number: weights are learned from them.
    Train,
    /// All.
    All,
}

impl Half {
    /// Whether a pair belongs to it. All contexts of a text are on the same side.
    #[must_use]
    pub fn has(self, pair: &Pair) -> bool {
        let text = pair.id.split('.').next().unwrap_or("");
        let even = text.bytes().last().is_some_and(|digit| digit % 2 == 0);
        match self {
            Half::Held => even,
            Half::Train => !even,
            Half::All => true,
        }
    }
}

/// Reads pairs, one JSON object a line.
///
/// # Errors
///
/// Bad input with the line that is wrong.
pub fn read(file: &Path) -> Result<Vec<Pair>, Failure> {
    let shown = file.display();
    let text = fs::read_to_string(file).map_err(|error| {
        Failure::bad_input(
            format!("cannot read {shown}: {error}"),
            "give texts with signals and the right answer with --data FILE.jsonl",
        )
    })?;
    let lines = text.lines().enumerate();
    let pairs: Result<Vec<Pair>, Failure> = lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|error| {
                Failure::bad_input(
                    format!("{shown}:{}: {error}", index + 1),
                    r#"a line is {"id": "1.1", "text": "play music", "signals": {"listens": "jazz"}, "intent": "MediaPlay", "slots": {"music": "jazz"}}"#,
                )
            })
        })
        .collect();
    match pairs {
        Ok(pairs) if pairs.is_empty() => Err(Failure::bad_input(
            format!("{shown} is empty"),
            "give at least one line",
        )),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_on_one_side_with_all_its_contexts() {
        let pair = |id: &str| Pair {
            id: id.into(),
            text: String::new(),
            signals: BTreeMap::new(),
            intent: String::new(),
            slots: BTreeMap::new(),
            depends: true,
        };
        assert!(Half::Held.has(&pair("12.1")) && Half::Held.has(&pair("12.2")));
        assert!(Half::Train.has(&pair("7.2")) && !Half::Held.has(&pair("7.2")));
        assert!(Half::All.has(&pair("7.2")));
    }
}
