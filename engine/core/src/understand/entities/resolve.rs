use super::alike::{Sounds, sounds};
use super::likeness::likeness;
use super::{Entities, Kind, SlotRecord, date, quantity, time, units};
use crate::events::{Said, Value};
use goldcrest_trie::numbers::Number;
use goldcrest_trie::{Lexicon, Unit, tokens};

/// Longest normalised text of a slot, in bytes.
const MOST_TEXT: usize = 256;
/// Words before a value that are no part of it.
const ARTICLES: [&str; 8] = ["the ", "my ", "a ", "an ", "some ", "our ", "to ", "in "];

/// Percent of likeness from which words are taken for an entry of another slot than the one they were said in.
const MOVED: u8 = 75;

/// How a value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// The words are an entry's value.
    Listed,
    /// They are another way of saying it.
    Synonym,
    /// They are like an entry, most of all by their sound.
    Sound,
    /// They are like an entry, most of all by their spelling.
    Spelling,
    /// They say a quantity, a time or a date.
    Read,
    /// They stand for themselves.
    Verbatim,
}

impl core::fmt::Display for Match {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Match::Listed => "listed",
            Match::Synonym => "synonym",
            Match::Sound => "sound-alike",
            Match::Spelling => "spelling",
            Match::Read => "read",
            Match::Verbatim => "verbatim",
        })
    }
}

/// What the words of a slot come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved<'p> {
    /// The value.
    pub value: Value<'p>,
    /// How it was found.
    pub by: Match,
    /// Percent; 100 for all but what is only alike.
    pub score: u8,
}

/// Looks up what slots hold.
#[derive(Clone, Copy, Debug)]
pub struct Resolver<'p> {
    entities: Entities<'p>,
    lexicon: Lexicon<'p>,
    threshold: u8,
}

impl<'p> Resolver<'p> {
    /// A resolver that takes what is alike from `threshold` percent on.
    #[must_use]
    pub fn new(entities: Entities<'p>, lexicon: Lexicon<'p>, threshold: u8) -> Self {
        Self {
            entities,
            lexicon,
            threshold,
        }
    }

    /// The percent from which what is only alike is taken.
    #[must_use]
    pub fn threshold(&self) -> u8 {
        self.threshold
    }

    /// The section.
    #[must_use]
    pub fn entities(&self) -> &Entities<'p> {
        &self.entities
    }

    /// The value of `text` in a slot of an intent; where no entry is met exactly, `prefer` is given
    /// every entry with its value and score, and gives the percent that it shall count more. `None` where nothing
    /// fits well enough, where a number is out of the slot's range, and where the intent has no such slot.
    ///
    /// Where the pack says nothing about the intent's slots, the words stand for themselves. Costs the
    /// product of the lengths for each entry of the slot's list, unless one is met exactly.
    pub fn resolve(
        &self,
        intent: &str,
        slot: &str,
        text: &str,
        mut prefer: impl FnMut(&'p str, &'p str, u8) -> i32,
    ) -> Option<Resolved<'p>> {
        let mut buffer = [0; MOST_TEXT];
        let words = tokens::normalise(text, &mut buffer).ok()?;
        if words.is_empty() {
            return None;
        }
        let Some(record) = self.entities.slot(intent, slot) else {
            let unknown = !self.entities.knows(intent);
            return unknown.then(|| verbatim(text));
        };
        if let Some(found) = listed(&record, words) {
            return Some(found);
        }
        if let Some(value) = read(&record, text, words) {
            return Some(Resolved {
                value,
                by: Match::Read,
                score: 100,
            });
        }
        if number_said(&record, words).is_some() {
            // A number that the slot does not take is no entry misheard.
            return None;
        }
        if record.kind == Kind::Text {
            return Some(verbatim(text));
        }
        self.alike(&record, words, &mut prefer)
    }

    /// The quantity, time or date that the whole of `text` says, where a slot takes such and its range holds it.
    #[must_use]
    pub fn read(&self, record: &SlotRecord<'p>, text: &str) -> Option<Value<'p>> {
        let mut buffer = [0; MOST_TEXT];
        let words = tokens::normalise(text, &mut buffer).ok()?;
        read(record, text, words)
    }

    /// Whether the assistant's lexicon has every word of `text`.
    #[must_use]
    pub fn is_word(&self, text: &str) -> bool {
        let mut buffer = [0; MOST_TEXT];
        let words = tokens::normalise(text, &mut buffer).unwrap_or_default();
        words
            .split_whitespace()
            .all(|word| self.lexicon.find(word).is_some())
    }

    /// The seconds of the duration that the whole of `text` says.
    #[must_use]
    pub fn duration(&self, text: &str) -> Option<u32> {
        let mut buffer = [0; MOST_TEXT];
        let words = tokens::normalise(text, &mut buffer).ok()?;
        quantity::duration(words)
    }

    /// A slot of numbers whose range leaves out the number that `text` says; `None` for all else.
    #[must_use]
    pub fn out_of_range(&self, intent: &str, slot: &str, text: &str) -> Option<SlotRecord<'p>> {
        let mut buffer = [0; MOST_TEXT];
        let words = tokens::normalise(text, &mut buffer).ok()?;
        let record = self.entities.slot(intent, slot)?;
        if listed(&record, words).is_some() {
            return None;
        }
        let number = number_said(&record, words)?;
        (!takes(&record, number)).then_some(record)
    }

    /// Where nothing in its own slot fits, the entry of the intent's other lists that does best, with that
    /// list's slot: a network may take a room for a lamp. What is only alike has to be much so.
    #[must_use]
    pub fn elsewhere(
        &self,
        intent: &str,
        slot: &str,
        text: &str,
    ) -> Option<(&'p str, Resolved<'p>)> {
        let mut buffer = [0; MOST_TEXT];
        let words = tokens::normalise(text, &mut buffer).ok()?;
        let mut best: Option<(&'p str, Resolved<'p>)> = None;
        for record in self.entities.slots() {
            if words.is_empty() || record.intent != Some(intent) || record.slot == slot {
                continue;
            }
            let alike = || self.alike(&record, words, &mut |_, _, _| 0);
            let found =
                listed(&record, words).or_else(|| alike().filter(|found| found.score >= MOVED));
            if let Some(found) = found
                && best.is_none_or(|(_, best)| found.score > best.score)
            {
                best = Some((record.slot, found));
            }
        }
        best
    }

    fn alike(
        &self,
        record: &SlotRecord<'p>,
        words: &str,
        prefer: &mut impl FnMut(&'p str, &'p str, u8) -> i32,
    ) -> Option<Resolved<'p>> {
        let bare = without_articles(words);
        let heard: Sounds = sounds(bare, &self.lexicon);
        let mut best: Option<(i32, Resolved<'p>)> = None;
        for (said, value) in record.entries() {
            let (score, by) = likeness(bare, &heard, said, &self.lexicon);
            let preferred = prefer(said, value, score);
            if score < self.threshold {
                continue;
            }
            let total = i32::from(score) + preferred;
            if best.is_none_or(|(most, _)| total > most) {
                let found = Resolved {
                    value: Value::Entry(value),
                    by,
                    score,
                };
                best = Some((total, found));
            }
        }
        best.map(|(_, found)| found)
    }
}

fn verbatim<'p>(text: &str) -> Resolved<'p> {
    Resolved {
        value: Value::Said(Said::new(text.trim())),
        by: Match::Verbatim,
        score: 100,
    }
}

fn without_articles(words: &str) -> &str {
    let mut bare = words;
    while let Some(rest) = ARTICLES
        .iter()
        .find_map(|article| bare.strip_prefix(article))
    {
        bare = rest;
    }
    bare
}

fn listed<'p>(record: &SlotRecord<'p>, words: &str) -> Option<Resolved<'p>> {
    let bare = without_articles(words);
    let found = record
        .entries()
        .find(|(said, _)| *said == words || *said == bare)?;
    let by = if found.0 == found.1 {
        Match::Listed
    } else {
        Match::Synonym
    };
    Some(Resolved {
        value: Value::Entry(found.1),
        by,
        score: 100,
    })
}

/// The number that the words say in a slot of numbers, whether or not the slot takes it.
fn number_said(record: &SlotRecord<'_>, words: &str) -> Option<Number> {
    let bare = without_articles(words);
    match record.kind {
        Kind::Number if record.unit == Unit::Percent => quantity::percentage(bare),
        // A network may take the unit for a part of the number.
        Kind::Number => quantity::number(units::without(bare, record.unit)),
        Kind::Percentage => quantity::percentage(bare),
        _ => None,
    }
}

fn takes(record: &SlotRecord<'_>, number: Number) -> bool {
    let (low, high) = record.range;
    (Number::whole(low.into())..=Number::whole(high.into())).contains(&number)
}

fn read<'p>(record: &SlotRecord<'p>, text: &str, words: &str) -> Option<Value<'p>> {
    let number = |unit: Unit| {
        let number = number_said(record, words).filter(|&number| takes(record, number))?;
        Some(Value::Number { number, unit })
    };
    let bare = without_articles(words);
    match record.kind {
        Kind::List | Kind::Text => None,
        Kind::Number => number(record.unit),
        Kind::Percentage => number(Unit::Percent),
        Kind::Duration => quantity::duration(words)
            .or_else(|| quantity::duration(bare))
            .map(Value::Duration),
        Kind::Time => time::time_of_day(words)
            .map(Value::Time)
            .or_else(|| time::from_now(words).map(Value::Duration)),
        Kind::Date => date::written(text)
            .or_else(|| date::date(words))
            .map(Value::Date),
    }
}
