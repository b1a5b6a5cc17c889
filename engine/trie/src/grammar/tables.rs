use super::{Counts, FIXED, GROUP, Grammar};
use crate::bytes::{u16_at, u32_at};
use crate::symbol::{GroupId, SlotId, ValueId};

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Unit {
    /// A bare number.
    None = 0,
    /// Percent.
    Percent = 1,
    /// Degrees.
    Temperature = 2,
    /// Seconds of a duration.
    Seconds = 3,
    /// Minutes of a duration.
    Minutes = 4,
    /// Hours of a duration.
    Hours = 5,
    /// No number: the slot holds the words themselves, at most as many as the range's end.
    Words = 6,
}

impl Unit {
    const ALL: [Unit; 7] = [
        Unit::None,
        Unit::Percent,
        Unit::Temperature,
        Unit::Seconds,
        Unit::Minutes,
        Unit::Hours,
        Unit::Words,
    ];

    /// Whether it is a part of a duration: hours, minutes or seconds.
    #[must_use]
    pub const fn is_of_time(self) -> bool {
        matches!(self, Unit::Hours | Unit::Minutes | Unit::Seconds)
    }

    fn from_byte(byte: u8) -> Option<Unit> {
        Self::ALL.get(usize::from(byte)).copied()
    }
}

/// Which parts of a whole a number may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Fraction {
    /// Whole numbers only.
    Whole = 0,
    /// Also halves: "two and a half", "half".
    Halves = 1,
    /// Also tenths: "twenty one point five".
    Tenths = 2,
}

impl Fraction {
    fn from_byte(byte: u8) -> Option<Fraction> {
        [Fraction::Whole, Fraction::Halves, Fraction::Tenths]
            .get(usize::from(byte))
            .copied()
    }
}

/// A range of numbers that a slot may take, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NumberRange {
    /// The lowest number.
    pub from: i32,
    /// The highest number, not below `from`.
    pub to: i32,
    /// The distance between two numbers, at least 1.
    pub step: u16,
    /// What is counted.
    pub unit: Unit,
    /// Which parts of a whole may be said.
    pub fraction: Fraction,
}

impl NumberRange {
    pub(super) fn read(record: &[u8]) -> NumberRange {
        let byte = |index: usize| record.get(index).copied().unwrap_or(0);
        NumberRange {
            from: u32_at(record, 0) as i32,
            to: u32_at(record, 1) as i32,
            step: u16_at(record, 4),
            unit: Unit::from_byte(byte(10)).unwrap_or(Unit::None),
            fraction: Fraction::from_byte(byte(11)).unwrap_or(Fraction::Whole),
        }
    }

    pub(super) fn is_sound(record: &[u8]) -> bool {
        let range = Self::read(record);
        range.from <= range.to
            && range.step > 0
            && Unit::from_byte(record[10]).is_some()
            && Fraction::from_byte(record[11]).is_some()
    }

    #[cfg(feature = "build")]
    pub(crate) fn write(&self, out: &mut alloc::vec::Vec<u8>) {
        out.extend(self.from.to_le_bytes());
        out.extend(self.to.to_le_bytes());
        out.extend(self.step.to_le_bytes());
        out.extend([self.unit as u8, self.fraction as u8]);
    }
}

/// Sentences with the same intent, fixed slots and answer.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    /// The number of the intent, below [`GrammarSizes::intents`](super::GrammarSizes::intents).
    pub intent: u16,
    /// The name of the intent.
    pub intent_name: &'a str,
    /// Slots that all sentences of the group set.
    pub fixed: FixedSlots<'a>,
    /// The file that the sentences come from; empty if unknown.
    pub source: &'a str,
    /// The line in that file where the group begins; 0 if unknown.
    pub line: u16,
    /// Which of the intent's answers is given; `None` for `default`.
    pub response: Option<&'a str>,
}

/// The slots that a group sets by itself, and their values: an iterator.
#[derive(Clone, Copy, Debug)]
pub struct FixedSlots<'a> {
    rest: &'a [u8],
}

impl Iterator for FixedSlots<'_> {
    type Item = (SlotId, ValueId);

    fn next(&mut self) -> Option<(SlotId, ValueId)> {
        let (pair, rest) = self.rest.split_at_checked(FIXED)?;
        self.rest = rest;
        Some((
            SlotId::masked(u16_at(pair, 0)),
            ValueId::masked(u16_at(pair, 1)),
        ))
    }
}

pub(super) const NO_RESPONSE: u16 = u16::MAX;
pub(super) const NO_SOURCE: u16 = u16::MAX;

pub(super) struct GroupRecord {
    intent: u16,
    source: u16,
    line: u16,
    response: u16,
    first_fixed: u16,
    fixed: u16,
}

impl GroupRecord {
    pub(super) fn read(record: &[u8]) -> GroupRecord {
        let at = |index| u16_at(record, index);
        GroupRecord {
            intent: at(0),
            source: at(1),
            line: at(2),
            response: at(3),
            first_fixed: at(4),
            fixed: at(5),
        }
    }

    pub(super) fn is_sound(&self, counts: &Counts) -> bool {
        let last_fixed = u32::from(self.first_fixed) + u32::from(self.fixed);
        self.intent < counts.intents
            && (self.source == NO_SOURCE || self.source < counts.sources)
            && (self.response == NO_RESPONSE || self.response < counts.responses)
            && last_fixed <= u32::from(counts.fixed)
    }
}

pub(super) fn group<'a>(grammar: &Grammar<'a>, group: GroupId) -> Group<'a> {
    let bytes = grammar.groups.get(group.index() * GROUP..).unwrap_or(&[]);
    let record = GroupRecord::read(bytes);
    let counts = &grammar.counts;
    let name = |first: usize, index: u16| grammar.names.get(first + usize::from(index));
    let first_fixed = usize::from(record.first_fixed) * FIXED;
    let fixed = first_fixed..first_fixed + usize::from(record.fixed) * FIXED;
    Group {
        intent: record.intent,
        intent_name: grammar.intent_name(record.intent),
        fixed: FixedSlots {
            rest: grammar.fixed.get(fixed).unwrap_or(&[]),
        },
        source: match record.source {
            NO_SOURCE => "",
            source => name(counts.first_source(), source),
        },
        line: record.line,
        response: match record.response {
            NO_RESPONSE => None,
            response => Some(name(counts.first_response(), response)),
        },
    }
}
