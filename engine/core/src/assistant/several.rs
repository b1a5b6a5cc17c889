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
use super::reading::MOST_TEXT;
use super::spans::{Tagged, neighbours};
use crate::events::{Request, Slot, Value};
use crate::understand::entities::{Kind, Match, quantity};
use goldcrest_trie::Unit;

/// Join two things that are asked for.
const JOINING: [&str; 5] = ["and", "then", "or", "plus", "but"];
/// Most words on either side that are joined while the rest of a command goes with both.
const MOST_JOINED: usize = 4;
/// Most tokens of an entry that a slot holds not.
const MOST_ENTRY: usize = 3;
/// The hours of a clock.
const CLOCK: core::ops::RangeInclusive<i32> = 1..=12;

/// Whether a normalised text asks for a second thing of the same kind: "ten minutes and another for twenty".
pub(super) fn asks_for_another(normal: &str) -> bool {
    neighbours(normal).any(|(before, word)| JOINING.contains(&before) && word == "another")
}

impl<'p> Assistant<'p, '_> {
    /// Whether a text, which is `normal` once it is normalised, says more than one value for what its request holds one
    /// of, or joins two commands.
    pub(super) fn says_several(
        &mut self,
        normal: &str,
        tagged: Tagged<'_>,
        request: &Request<'p>,
    ) -> bool {
        says_twice(request)
            || asks_for_another(normal)
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
            if counts.is_of_time() {
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
        for (before, after) in joints(normal) {
            if self.is_inside_amount(normal, before, after) {
                continue;
            }
            for side in [before, after]
                .into_iter()
                .filter(|side| side.contains(' '))
            {
                let command = self.command_of(&[side]);
                if command.is_some_and(|command| !command.means_the_same(request)) {
                    return true;
                }
            }
            for (start, first) in last_words(before) {
                for (second, end) in first_words(after) {
                    let commands =
                        [first, second].map(|middle| self.command_of(&[start, middle, end]));
                    if let [Some(first), Some(second)] = commands
                        && !first.means_the_same(&second)
                    {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Whether words on both sides of a joint are one amount with the word between: "one hundred and twenty".
    fn is_inside_amount(&self, normal: &str, before: &str, after: &str) -> bool {
        last_words(before).any(|(start, _)| {
            let begin = start.len() + usize::from(!start.is_empty());
            first_words(after).any(|(_, end)| {
                let behind = end.len() + usize::from(!end.is_empty());
                let run = &normal[begin..normal.len() - behind];
                self.resolver.duration(run).is_some() || quantity::number(run).is_some()
            })
        })
    }

    /// The request that a template has for these words.
    fn command_of(&mut self, parts: &[&str]) -> Option<Request<'p>> {
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

/// What stands before and behind each word of a normalised text that joins.
fn joints(normal: &str) -> impl Iterator<Item = (&str, &str)> {
    normal.match_indices(' ').filter_map(|(at, _)| {
        let (word, after) = normal[at + 1..]
            .split_once(' ')
            .unwrap_or((&normal[at + 1..], ""));
        JOINING.contains(&word).then_some((&normal[..at], after))
    })
}

/// A text parted before its last word, the last two, and so on.
fn last_words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let parted = text
        .rmatch_indices(' ')
        .map(|(at, _)| (&text[..at], &text[at + 1..]));
    parted.chain([("", text)]).take(MOST_JOINED)
}

/// A text parted behind its first word, the first two, and so on.
fn first_words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let parted = text
        .match_indices(' ')
        .map(|(at, _)| (&text[..at], &text[at + 1..]));
    let whole = (!text.is_empty()).then_some((text, ""));
    parted.chain(whole).take(MOST_JOINED)
}

fn joined(parts: &[&str]) -> Option<heapless::String<MOST_TEXT>> {
    let mut text = heapless::String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !text.is_empty() {
            text.push(' ').ok()?;
        }
        text.push_str(part).ok()?;
    }
    Some(text)
}
