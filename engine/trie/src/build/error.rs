use core::fmt;
use std::string::String;

/// Why a section could not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildError {
    /// More of something than ids can name.
    TooMany {
        /// Of what: "words", "values", …
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// A word that the lexicon lacks: add it there first.
    UnknownWord(String),
    /// Nothing can be said from this root.
    EmptyRoot(String),
    /// The automaton has a cycle, so some sentence would never end.
    Cycle,
    /// This slot begins while another is open.
    NestedSlot(String),
    /// This slot may hold no word at all.
    EmptySlot(String),
    /// A slot is closed that is not open, or a sentence ends within a slot.
    UnpairedSlot,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::TooMany { what, found, most } => {
                write!(f, "{found} {what} are more than the {most} that fit")
            }
            BuildError::UnknownWord(word) => write!(f, "the lexicon lacks the word {word:?}"),
            BuildError::EmptyRoot(root) => write!(f, "nothing can be said from root {root:?}"),
            BuildError::Cycle => f.write_str("the automaton has a cycle"),
            BuildError::NestedSlot(slot) => {
                write!(f, "slot {slot:?} begins within another slot")
            }
            BuildError::EmptySlot(slot) => write!(f, "slot {slot:?} may hold no word"),
            BuildError::UnpairedSlot => f.write_str("a slot is not closed exactly once"),
        }
    }
}

impl core::error::Error for BuildError {}
