//! Amounts that say by how much something is to change.
//!
//! ```text
//!   "increase the timer by five minutes"
//!   "turn down the brightness twenty percent"
//!   "add five minutes to the timer"
//! ```
//!
//! A network takes them for the intent that sets the thing to an amount, or for the one that ends it.

use super::Assistant;
use super::contrary::first_verb;
use super::spans::Tagged;
use crate::events::Request;
use crate::understand::entities::quantity;
use goldcrest_trie::Unit;

/// Says by how much something changes. Intents of whose templates it is a word take such amounts.
const BY: &str = "by";
/// Behind a number, says that so much is added to what there is.
const ADDED: [&str; 2] = ["more", "extra"];
/// What they lead to or away from.
const TOWARDS: [&str; 4] = ["to", "from", "off", "onto"];
/// May stand in an amount that something changes by.
const MORE: [&str; 5] = ["another", "more", "extra", "a", "an"];
/// Say in which direction something changes.
const DIRECTIONS: [&str; 6] = ["up", "down", "increase", "decrease", "raise", "reduce"];
/// Behind these, "up" and "down" say only that it is done: "open up the curtains".
const DONE_UP: [&str; 4] = ["open", "close", "shut", "set"];
/// Before an amount that something is set to, or that a thing has.
const OF_TARGETS: [&str; 9] = ["to", "at", "for", "of", "on", "with", "in", "a", "an"];
const POLITE: [&str; 2] = ["please", "now"];

impl<'p> Assistant<'p, '_> {
    /// Whether an amount was said that something is to change by, and no template of the intent has one.
    pub(super) fn changes_by_an_amount(
        &mut self,
        tagged: Tagged<'_>,
        request: &Request<'p>,
    ) -> bool {
        let intent = request.intent;
        (says_by(tagged) || goes_that_far(tagged, request) || self.gives_or_takes(tagged, intent))
            && !self.is_said_for(intent, &[BY])
            || adds(tagged) && !self.is_said_for(intent, &ADDED)
    }

    /// Whether a verb that no template of the intent has is followed by an amount and by what it goes to.
    fn gives_or_takes(&mut self, tagged: Tagged<'_>, intent: &str) -> bool {
        let Some(verb) = first_verb(tagged) else {
            return false;
        };
        let first = verb + 1;
        let is_of_amount = |token: &usize| {
            let word = tagged.word(*token);
            word.is_some_and(quantity::is_of_amount) || tagged.is_one_of(*token, &MORE)
        };
        let end = first + (first..).take_while(is_of_amount).count();
        let is_amount = (first..end).any(|token| {
            let word = tagged.word(token).unwrap_or_default();
            quantity::is_number(word) || quantity::is_unit(word)
        });
        let word = tagged.word(verb).unwrap_or_default();
        is_amount && tagged.is_one_of(end, &TOWARDS) && !self.is_said_for(intent, &[word])
    }
}

fn says_by(tagged: Tagged<'_>) -> bool {
    let is_amount = |token: usize| {
        let word = |token| tagged.word(token).unwrap_or_default();
        quantity::is_number(word(token))
            || tagged.is_one_of(token, &["a", "an"]) && quantity::is_unit(word(token + 1))
    };
    let mut tokens = 1..tagged.reading.tokens.len();
    tokens.any(|token| tagged.is_one_of(token - 1, &[BY]) && is_amount(token))
}

/// Whether so much more of something that is counted in units was said: "five more minutes".
fn adds(tagged: Tagged<'_>) -> bool {
    let word = |token| tagged.word(token).unwrap_or_default();
    let mut tokens = 1..tagged.reading.tokens.len();
    tokens.any(|token| {
        tagged.is_one_of(token, &ADDED)
            && quantity::is_number(word(token - 1))
            && quantity::is_unit(word(token + 1))
    })
}

/// Whether the last words are an amount, not of time, that nothing says to be a target, behind a word for a direction.
fn goes_that_far(tagged: Tagged<'_>, request: &Request<'_>) -> bool {
    let is_last = |token: &usize| tagged.is_one_of(*token, &POLITE);
    let tokens = tagged.reading.tokens.len();
    let end = (0..tokens).rev().find(|token| !is_last(token));
    let Some(end) = end.map(|last| last + 1) else {
        return false;
    };
    let is_of_amount = |token: &usize| tagged.word(*token).is_some_and(quantity::is_of_amount);
    let first = end - (0..end).rev().take_while(is_of_amount).count();
    let is_direction = |token: usize| {
        let is_of_verb = token > 0 && tagged.is_one_of(token - 1, &DONE_UP);
        tagged.is_one_of(token, &DIRECTIONS) && !is_of_verb
    };
    let says_direction = (0..first).any(is_direction);
    let counts_time = (first..end).any(|token| {
        let unit = tagged.word(token).and_then(quantity::counted_by);
        unit.is_some_and(Unit::is_of_time)
    });
    first < end
        && first > 0
        && says_direction
        && !counts_time
        && tagged.is_held(request, (first, end))
        && !tagged.is_one_of(first - 1, &OF_TARGETS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::network::{Reading, Tokens};

    fn is_so(holds: fn(Tagged<'_>) -> bool, text: &str) -> bool {
        let mut reading = Reading::default();
        reading.tokens.extend(Tokens::new(text));
        let reading = &reading;
        holds(Tagged { text, reading })
    }

    #[test]
    fn so_many_more_of_a_unit_are_added() {
        for (text, is_added) in [
            ("the pasta needs five more minutes", true),
            ("ten extra seconds please", true),
            ("play one more song", false),
            ("a five minute timer", false),
            ("five more", false),
        ] {
            assert_eq!(is_so(adds, text), is_added, "{text}");
        }
    }

    #[test]
    fn by_says_how_far_something_is_to_change() {
        for (text, is_relative) in [
            ("increase the timer by five minutes", true),
            ("dim the lights by 20 percent", true),
            ("extend it by an hour", true),
            ("set a timer for five minutes", false),
            ("the lamp by the door", false),
            ("stand by", false),
        ] {
            assert_eq!(is_so(says_by, text), is_relative, "{text}");
        }
    }
}
