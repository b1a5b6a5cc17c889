//! A request's slots: which of them count, and where in the text they were said.

use std::ops::Range;

use goldcrest::events::{Request, Slot};
use goldcrest_trie::tokens;

/// The slots that a request is acted on with: of several of one name only the first, which is the one that
/// [`Request::slot`] gives to skills and answers.
pub fn acted_on<'r, 'p>(request: &'r Request<'p>) -> impl Iterator<Item = &'r Slot<'p>> {
    let all = &request.slots;
    all.iter().enumerate().filter_map(|(place, slot)| {
        let is_repeated = all[..place].iter().any(|before| before.name == slot.name);
        (!is_repeated).then_some(slot)
    })
}

/// Where the words of a text are, by which places of slots are found.
#[derive(Clone, Debug)]
pub struct Places(Vec<(usize, usize)>);

impl Places {
    /// The places of the words of `text`, which is the one that the request was understood from.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(tokens::places(text).collect())
    }

    /// The bytes of the text that a slot was said with; `None` where it was not said, or not in this text.
    #[must_use]
    pub fn slot(&self, slot: &Slot<'_>) -> Option<Range<usize>> {
        let (first, end) = (usize::from(slot.words.0), usize::from(slot.words.1));
        let words = self.0.get(first..end)?;
        Some(words.first()?.0..words.last()?.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest::events::Value;

    fn slot(name: &'static str, value: &'static str, words: (u8, u8)) -> Slot<'static> {
        Slot {
            name,
            value: Value::Entry(value),
            words,
        }
    }

    #[test]
    fn slots_are_found_in_the_text_as_it_is_written() {
        for (text, words, expected) in [
            (
                "set living room to forty percent",
                (1, 3),
                Some("living room"),
            ),
            (
                "set the living-room lights to 50%",
                (2, 4),
                Some("living-room"),
            ),
            ("set the living-room lights to 50%", (6, 7), Some("50")),
            ("a 45 minute pizza timer", (1, 3), Some("45")),
            ("a 45 minute pizza timer", (4, 5), Some("pizza")),
            ("45 minutes -5 degrees", (3, 5), Some("-5")),
            ("(the kitchen), please!", (1, 2), Some("kitchen")),
            ("20.5°C", (0, 3), Some("20.5")),
            ("lights", (1, 1), None),
            ("lights", (0, 0), None),
            ("lights", (5, 9), None),
            ("", (0, 1), None),
        ] {
            let place = Places::of(text).slot(&slot("a", "b", words));
            assert_eq!(
                place.map(|place| &text[place]),
                expected,
                "{text:?} {words:?}"
            );
        }
    }

    #[test]
    fn of_a_slot_said_twice_the_first_counts() {
        let mut request = Request {
            intent: "LightOn",
            confidence: 100,
            response: "default",
            slots: Default::default(),
        };
        for slot in [
            slot("area", "kitchen", (3, 4)),
            slot("name", "lamp", (5, 6)),
            slot("area", "bedroom", (7, 8)),
        ] {
            request.slots.push(slot).unwrap();
        }
        let kept: Vec<_> = acted_on(&request).copied().collect();
        assert_eq!(kept, request.slots[..2]);
        for slot in kept {
            assert_eq!(request.slot(slot.name), Some(slot.value));
        }
    }
}
