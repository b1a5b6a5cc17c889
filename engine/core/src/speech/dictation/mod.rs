//! What is likely in a slot of free words: a bigram model with back-off over words of the lexicon.
//!
//! A shopping list takes any item of a few hundred words, in any order, up to a few words long. The grammar says
//! that such words may be said there; how likely each is after the one before is looked up here, on the arcs
//! whose cost is [`Arc::MODELLED`](goldcrest_trie::Arc::MODELLED):
//!
//! ```text
//!   add [item== oat --> milk ==item] to the list
//!         |      |       |      |
//!       begin   oat   oat milk  milk end          costs: -ln p of each pair,
//!                                                 or back-off of the first plus -ln p of the second
//! ```
//!
//! The section, little-endian; a context is a word, or a slot that was just opened:
//!
//! | bytes | field |
//! | --- | --- |
//! | 4 | `GDIC` |
//! | 2 | version, 1 |
//! | 2, 2, 2 | words of the lexicon, slots of the grammar, pairs |
//! | 1 each | `-ln p` of each word and, last, of the end, in 1/16 nat; 255 for a word that is never dictated |
//! | 1 each | back-off of each context: words, then slots |
//! | 2 each | first pair of each context, and the number of pairs |
//! | 2 each | second word of each pair, in order within the context; 65,535 for the end |
//! | 1 each | `-ln p` of each pair, in 1/16 nat |

#[cfg(feature = "build")]
mod build;

#[cfg(feature = "build")]
pub use build::{DictationSpec, Phrase, TooManyPairs};

use crate::table::{cut, u16_at};
use core::fmt;
use goldcrest_trie::{Grammar, Lexicon, SlotId, WordId};

/// Name under which the section is stored in a pack.
pub const DICTATION_SECTION: &str = "words";

const MAGIC: [u8; 4] = *b"GDIC";
const VERSION: u16 = 1;
const HEADER: usize = 12;
const END: u16 = u16::MAX;
/// Cost of a word that is never dictated, and most that a pair costs, in 1/16 nat.
const NEVER: u16 = 255;

/// Why a dictation section was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DictationError {
    /// It does not begin with `GDIC`.
    NotADictation,
    /// A version that this engine does not read: build the pack again.
    Version(u16),
    /// It is shorter or longer than its header says.
    WrongLength,
    /// The pairs of this context are not in order.
    Unsorted(u16),
    /// It was built with another lexicon or grammar: build the pack again.
    OtherWords,
}

impl fmt::Display for DictationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADictation => f.write_str("not a dictation section"),
            Self::Version(found) => {
                write!(f, "format {found} is not {VERSION}; build the pack again")
            }
            Self::WrongLength => f.write_str("its length is not what its header says"),
            Self::Unsorted(context) => write!(f, "the pairs of context {context} are not in order"),
            Self::OtherWords => {
                f.write_str("it belongs to another lexicon or grammar; build the pack again")
            }
        }
    }
}

impl core::error::Error for DictationError {}

/// What stands before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// A slot that was just opened.
    Slot(SlotId),
    /// A word.
    Word(WordId),
}

/// The model, read in place.
#[derive(Clone, Copy, Debug)]
pub struct Dictation<'p> {
    words: u16,
    singles: &'p [u8],
    backoffs: &'p [u8],
    starts: &'p [u8],
    seconds: &'p [u8],
    costs: &'p [u8],
}

impl<'p> Dictation<'p> {
    /// Opens a section and checks it against the lexicon and the grammar of its pack; no look-up fails then.
    ///
    /// # Errors
    ///
    /// See [`DictationError`].
    pub fn open(
        section: &'p [u8],
        lexicon: &Lexicon<'_>,
        grammar: &Grammar<'_>,
    ) -> Result<Self, DictationError> {
        let mut rest = section;
        let header = cut(&mut rest, HEADER).filter(|header| header[..4] == MAGIC);
        let header = header.ok_or(DictationError::NotADictation)?;
        if u16_at(header, 2) != VERSION {
            return Err(DictationError::Version(u16_at(header, 2)));
        }
        let (words, slots, pairs) = (u16_at(header, 3), u16_at(header, 4), u16_at(header, 5));
        if usize::from(words) != lexicon.word_count() || usize::from(slots) != grammar.sizes().slots
        {
            return Err(DictationError::OtherWords);
        }
        let contexts = usize::from(words) + usize::from(slots);
        let mut table = |bytes: usize| cut(&mut rest, bytes).ok_or(DictationError::WrongLength);
        let model = Self {
            words,
            singles: table(usize::from(words) + 1)?,
            backoffs: table(contexts)?,
            starts: table(2 * (contexts + 1))?,
            seconds: table(2 * usize::from(pairs))?,
            costs: table(usize::from(pairs))?,
        };
        if !rest.is_empty() {
            return Err(DictationError::WrongLength);
        }
        model.check(contexts, pairs)?;
        Ok(model)
    }

    fn check(&self, contexts: usize, pairs: u16) -> Result<(), DictationError> {
        let mut end = 0;
        for context in 0..contexts {
            let (first, next) = (
                u16_at(self.starts, context),
                u16_at(self.starts, context + 1),
            );
            let ordered = first == end
                && next >= first
                && next <= pairs
                && (first..next.saturating_sub(1))
                    .all(|pair| self.second(pair) < self.second(pair + 1));
            if !ordered {
                return Err(DictationError::Unsorted(context as u16));
            }
            end = next;
        }
        if end == pairs {
            Ok(())
        } else {
            Err(DictationError::WrongLength)
        }
    }

    fn second(&self, pair: u16) -> u16 {
        u16_at(self.seconds, usize::from(pair))
    }

    /// `-ln p` of a word, or with `None` of the end of the slot, after what stands before it; in 1/16 nat, at
    /// most 510. Costs a search by halving among the pairs of the context.
    #[must_use]
    pub fn cost(&self, before: Before, next: Option<WordId>) -> u16 {
        let context = match before {
            Before::Word(word) => word.index(),
            Before::Slot(slot) => usize::from(self.words) + slot.index(),
        };
        let Some(&backoff) = self.backoffs.get(context) else {
            return 2 * NEVER;
        };
        let wanted = next.map_or(END, WordId::bits);
        let (mut low, mut high) = (
            u16_at(self.starts, context),
            u16_at(self.starts, context + 1),
        );
        while low < high {
            let middle = low + (high - low) / 2;
            match self.second(middle).cmp(&wanted) {
                core::cmp::Ordering::Equal => {
                    let cost = self.costs.get(usize::from(middle));
                    return cost.map_or(NEVER, |&cost| cost.into());
                }
                core::cmp::Ordering::Less => low = middle + 1,
                core::cmp::Ordering::Greater => high = middle,
            }
        }
        let single = next.map_or(usize::from(self.words), WordId::index);
        let single = self.singles.get(single);
        u16::from(backoff) + single.map_or(NEVER, |&single| single.into())
    }
}
