//! How many of everything a grammar section has, and where names begin.

use crate::bytes::u16_at;

/// Counts of [`super::Grammar::sizes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrammarSizes {
    /// Intents.
    pub intents: usize,
    /// Slots.
    pub slots: usize,
    /// Values of lists and of fixed slots.
    pub values: usize,
    /// Ranges of numbers.
    pub ranges: usize,
    /// Groups of sentences.
    pub groups: usize,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    pub roots: u16,
    pub intents: u16,
    pub slots: u16,
    pub values: u16,
    pub ranges: u16,
    pub groups: u16,
    pub fixed: u16,
    pub sources: u16,
    pub responses: u16,
}

impl Counts {
    pub(super) fn read(header: &[u8]) -> Counts {
        let at = |index: usize| u16_at(header, 6 + index);
        Counts {
            roots: at(0),
            intents: at(1),
            slots: at(2),
            values: at(3),
            ranges: at(4),
            groups: at(5),
            fixed: at(6),
            sources: at(7),
            responses: at(8),
        }
    }

    pub(super) fn first_intent(&self) -> usize {
        usize::from(self.roots)
    }

    pub(super) fn first_slot(&self) -> usize {
        self.first_intent() + usize::from(self.intents)
    }

    pub(super) fn first_value(&self) -> usize {
        self.first_slot() + usize::from(self.slots)
    }

    pub(super) fn first_source(&self) -> usize {
        self.first_value() + usize::from(self.values)
    }

    pub(super) fn first_response(&self) -> usize {
        self.first_source() + usize::from(self.sources)
    }

    pub(super) fn names(&self) -> usize {
        self.first_response() + usize::from(self.responses)
    }

    pub(super) fn sizes(&self) -> GrammarSizes {
        GrammarSizes {
            intents: usize::from(self.intents),
            slots: usize::from(self.slots),
            values: usize::from(self.values),
            ranges: usize::from(self.ranges),
            groups: usize::from(self.groups),
        }
    }
}
