//! What a trie numbers.

#[cfg(doc)]
use super::UtteranceTrie;

/// A word of one trie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(pub(super) u32);

impl Word {
    /// Numbers from 1 to [`UtteranceTrie::word_count`]; frequent words have
    /// low ones.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The word of an index. Reads of words that a trie lacks give nothing.
    #[must_use]
    pub const fn from_index(index: usize) -> Word {
        Word(index as u32)
    }

    pub(super) const END_OF_SENTENCE: Word = Word(0);
}

/// A state: all that may follow some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State(pub(super) u32);

impl State {
    /// Numbers from 0 (before the first word) to
    /// [`UtteranceTrie::state_count`]. Arcs lead to higher numbers.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The state of an index. Of states that a trie lacks nothing may follow.
    #[must_use]
    pub const fn from_index(index: usize) -> State {
        State(index as u32)
    }
}
