//! When an understanding counts as right.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::Label;
use crate::hearing::Fate;

/// What was made of a recording.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Understanding {
    /// The words heard.
    pub text: String,
    /// The intent's name.
    pub intent: String,
    /// Slots as text.
    pub slots: BTreeMap<String, String>,
}

/// How a recording fared.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Understood as labelled, or rightly not understood.
    Right(Option<Understanding>),
    /// Understood, but not as labelled.
    Wrong(Understanding),
    /// Not understood though it should have been; the reason the assistant gave and the words it heard.
    Missed {
        /// Why: `silence`, `no-match`, `unsure`, …
        reason: String,
        /// What was heard, if anything.
        heard: String,
    },
    /// The file could not be read as audio.
    Undecodable(String),
}

impl Label {
    /// Whether the understanding has the label's intent and exactly its slots.
    ///
    /// Values are compared without regard to case; `_` and `-` count as spaces. A slot that the label does
    /// not have makes it wrong: an order with sugar that nobody asked for is not the order.
    pub fn is_met_by(&self, understanding: &Understanding) -> bool {
        self.intent == understanding.intent
            && self.slots.len() == understanding.slots.len()
            && self
                .slots
                .keys()
                .all(|name| self.has_slot_right(name, Some(understanding)))
    }

    /// Whether one of the label's slots was understood as labelled.
    pub fn has_slot_right(&self, name: &str, understanding: Option<&Understanding>) -> bool {
        let found = understanding.and_then(|understanding| understanding.slots.get(name));
        match (self.slots.get(name), found) {
            (Some(wanted), Some(found)) => normal(found) == normal(&as_text(wanted)),
            _ => false,
        }
    }
}

/// Judges what was made of a recording against its label.
pub fn judge(label: Option<&Label>, fate: Fate) -> Outcome {
    match (label, fate.understood) {
        (None, None) => Outcome::Right(None),
        (None, Some(understanding)) => Outcome::Wrong(understanding),
        (Some(_), None) => Outcome::Missed {
            reason: fate.reason,
            heard: fate.heard,
        },
        (Some(label), Some(understanding)) if label.is_met_by(&understanding) => {
            Outcome::Right(Some(understanding))
        }
        (Some(_), Some(understanding)) => Outcome::Wrong(understanding),
    }
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn normal(text: &str) -> String {
    let spaced = text.to_lowercase().replace(['_', '-'], " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn label(slots: Value) -> Label {
        serde_json::from_value(json!({ "intent": "orderDrink", "slots": slots })).unwrap()
    }

    fn understood(slots: &[(&str, &str)]) -> Understanding {
        let pair = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        Understanding {
            text: String::new(),
            intent: "orderDrink".into(),
            slots: slots.iter().map(pair).collect(),
        }
    }

    #[test]
    fn intent_and_every_slot_must_be_right_and_nothing_added() {
        let wanted = label(json!({ "size": "twelve ounce", "count": 2 }));
        assert!(wanted.is_met_by(&understood(&[("size", "Twelve_Ounce"), ("count", "2")])));
        assert!(!wanted.is_met_by(&understood(&[("size", "twelve ounce")])));
        assert!(!wanted.is_met_by(&understood(&[("size", "twelve ounce"), ("count", "3")])));
        let with_extra = understood(&[("size", "twelve ounce"), ("count", "2"), ("sugar", "some")]);
        assert!(!wanted.is_met_by(&with_extra));
        let mut other = understood(&[("size", "twelve ounce"), ("count", "2")]);
        other.intent = "cancel".into();
        assert!(!wanted.is_met_by(&other));
    }

    #[test]
    fn silence_is_right_only_where_nothing_was_asked() {
        let nothing = || Fate {
            reason: "no-match".into(),
            ..Fate::default()
        };
        let something = Fate {
            understood: Some(understood(&[])),
            ..Fate::default()
        };
        assert_eq!(judge(None, nothing()), Outcome::Right(None));
        assert!(matches!(judge(None, something), Outcome::Wrong(_)));
        let missed = judge(Some(&label(json!({}))), nothing());
        assert_eq!(
            missed,
            Outcome::Missed {
                reason: "no-match".into(),
                heard: String::new()
            }
        );
    }
}
