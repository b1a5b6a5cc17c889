//! Texts that ask for more than the one request that is made of them.
//!
//! ```text
//!   "ten minutes and another for twenty"    two amounts, not one of 10:20
//!   "the bedroom and kitchen blinds"        two values of one slot
//!   "turn the lights on and off"            a command with either of what "and" joins
//! ```
//!
//! Half of it done is not what was asked for.

use super::Assistant;
use super::spans::Tagged;
use crate::events::{Request, Slot, Value};
use crate::understand::entities::{Kind, Match, quantity};
use goldcrest_trie::{Unit, tokens};

/// Longest text that is taken apart, in bytes once it is normalised.
const MOST_TEXT: usize = 256;
/// Words of such a text: of one byte each, with spaces between them.
const MOST_WORDS: usize = MOST_TEXT.div_ceil(2);
/// Join two things that are asked for.
const JOINING: [&str; 5] = ["and", "then", "or", "plus", "but"];
/// Most words on either side that are joined while the rest of a command goes with both.
const MOST_JOINED: usize = 4;
/// Most tokens of an entry that a slot holds not.
const MOST_ENTRY: usize = 3;
/// The hours of a clock.
const CLOCK: core::ops::RangeInclusive<i32> = 1..=12;

impl<'p> Assistant<'p, '_> {
    /// Whether a text says more than one value for what its request holds one of, or joins two commands.
    pub(super) fn says_several(&mut self, tagged: Tagged<'_>, request: &Request<'p>) -> bool {
        let mut buffer = [0; MOST_TEXT];
        let Ok(normal) = tokens::normalise(tagged.text, &mut buffer) else {
            return false;
        };
        says_twice(request)
            || self.has_parted_amounts(normal, request)
            || self.has_time_for_share(normal, request)
            || self.names_another(tagged, request)
            || self.joins_commands(normal, request)
    }

    /// Whether hours, minutes and seconds do not stand together.
    fn has_parted_amounts(&self, normal: &str, request: &Request<'p>) -> bool {
        let mut parts: heapless::Vec<(u8, u8), 4> = heapless::Vec::new();
        for slot in request
            .slots
            .iter()
            .filter(|slot| slot.words.0 < slot.words.1)
        {
            let record = self.resolver.entities().slot(request.intent, slot.name);
            let counts = record.map_or(Unit::None, |record| record.unit);
            if matches!(counts, Unit::Hours | Unit::Minutes | Unit::Seconds) {
                // Those beyond the fourth are not looked at.
                let _ = parts.push(slot.words);
            }
        }
        parts.sort_unstable();
        parts.windows(2).any(|pair| {
            let (from, to) = (usize::from(pair[0].1), usize::from(pair[1].0));
            let mut between = normal.split(' ').skip(from).take(to.saturating_sub(from));
            !between.all(quantity::is_of_amount)
        })
    }

    /// Whether a share was said as a time of day is: "at seven", without what it counts.
    fn has_time_for_share(&self, normal: &str, request: &Request<'p>) -> bool {
        request.slots.iter().any(|slot| {
            let Value::Number { number, unit } = slot.value else {
                return false;
            };
            let (first, end) = (usize::from(slot.words.0), usize::from(slot.words.1));
            let before = first.checked_sub(1);
            let is_at = before.and_then(|before| normal.split(' ').nth(before)) == Some("at");
            let is_counted = normal.split(' ').nth(end).is_some_and(quantity::is_unit);
            unit == Unit::Percent && is_at && !is_counted && CLOCK.contains(&number.truncated())
        })
    }

    /// Whether words that no slot holds are an entry for a slot that holds another one.
    fn names_another(&self, tagged: Tagged<'_>, request: &Request<'p>) -> bool {
        let count = tagged.reading.tokens.len();
        if !(0..count).any(|token| tagged.is_one_of(token, &JOINING)) {
            return false;
        }
        let runs = (0..count).flat_map(|first| {
            (first + 1..=count.min(first + MOST_ENTRY)).map(move |end| (first, end))
        });
        runs.filter(|&run| !tagged.is_held(request, run))
            .any(|run| {
                let said = tagged.said(run);
                let entities = self.resolver.entities();
                let is_of_list = |slot: &&Slot<'p>| {
                    let record = entities.slot(request.intent, slot.name);
                    record.is_some_and(|record| record.kind == Kind::List)
                };
                request.slots.iter().filter(is_of_list).any(|slot| {
                    let found = self
                        .resolver
                        .resolve(request.intent, slot.name, said, |_, _, _| 0);
                    found.is_some_and(|found| {
                        matches!(found.by, Match::Listed | Match::Synonym)
                            && matches!(found.value, Value::Entry(_))
                            && found.value != slot.value
                    })
                })
            })
    }

    /// Whether what a word joins makes two commands of the templates, or one that is not the request.
    fn joins_commands(&mut self, normal: &str, request: &Request<'p>) -> bool {
        let words: heapless::Vec<&str, MOST_WORDS> = normal.split(' ').collect();
        let joins = (1..words.len()).filter(|&at| JOINING.contains(&words[at]));
        for at in joins {
            let (before, after) = (&words[..at], &words[at + 1..]);
            if self.is_inside_amount(&words, at) {
                continue;
            }
            for side in [before, after].into_iter().filter(|side| side.len() > 1) {
                let command = self.command_of(&[side]);
                if command.is_some_and(|command| !is_same(&command, request)) {
                    return true;
                }
            }
            for one in 1..=before.len().min(MOST_JOINED) {
                for other in 1..=after.len().min(MOST_JOINED) {
                    let (start, first) = before.split_at(before.len() - one);
                    let (second, end) = after.split_at(other);
                    let commands =
                        [first, second].map(|middle| self.command_of(&[start, middle, end]));
                    if let [Some(first), Some(second)] = commands
                        && !is_same(&first, &second)
                    {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Whether words on both sides of the one at `at` are one amount with it: "one hundred and twenty".
    fn is_inside_amount(&self, words: &[&str], at: usize) -> bool {
        let begins = at.saturating_sub(MOST_JOINED)..at;
        let ends = at + 2..=words.len().min(at + 1 + MOST_JOINED);
        let mut runs = begins.flat_map(|begin| ends.clone().map(move |end| begin..end));
        runs.any(|run| {
            let text = joined(&[&words[run]]);
            text.is_some_and(|text| {
                self.resolver.duration(&text).is_some() || quantity::number(&text).is_some()
            })
        })
    }

    /// The request that a template has for these words.
    fn command_of(&mut self, parts: &[&[&str]]) -> Option<Request<'p>> {
        let text = joined(parts)?;
        let found = self.read_written(&text, &mut ())?;
        Some(found.request)
    }
}

/// Whether a slot was said twice, with different values.
fn says_twice(request: &Request<'_>) -> bool {
    let slots = &request.slots;
    slots.iter().enumerate().any(|(place, slot)| {
        let mut others = slots[..place].iter();
        others.any(|other| other.name == slot.name && other.value != slot.value)
    })
}

fn is_same(one: &Request<'_>, other: &Request<'_>) -> bool {
    let holds = |one: &Request<'_>, other: &Request<'_>| {
        let mut slots = one.slots.iter();
        slots.all(|slot| other.slot(slot.name) == Some(slot.value))
    };
    one.intent == other.intent && holds(one, other) && holds(other, one)
}

fn joined(parts: &[&[&str]]) -> Option<heapless::String<MOST_TEXT>> {
    let mut text = heapless::String::new();
    for word in parts.iter().flat_map(|part| part.iter()) {
        if !text.is_empty() {
            text.push(' ').ok()?;
        }
        text.push_str(word).ok()?;
    }
    Some(text)
}
