//! Sentences that are known to work, as a minimal automaton of words.
//!
//! An [`UtteranceTrie`] answers, without a heap and in place from flash or a
//! memory map: which words may follow these, is this a known sentence, what
//! does it cost (its weight), which sentences begin like this. Sentences that
//! begin alike share their beginning, and sentences that end alike share
//! their end, so the automaton is the smallest there is for its sentences
//! and their weights.
//!
//! ```text
//!            play          leon      bridges
//!  [BOS] 0 --------> 1 ---------> 3 ---------> [EOS]
//!        |           |    some          jazz     ^
//!        |           `---------> 4 --------------+
//!        |  turn on        the       lights      |
//!        `--------> 2 ---------> 5 --------------'
//! ```
//!
//! # Costs
//!
//! Every sentence has a cost (a small integer, 0 the likeliest; builders use
//! eighths of a bit). Costs are pushed towards the beginning: what an arc
//! costs is what the cheapest sentence behind it costs beyond the cheapest
//! sentence of the state it leaves. So the cost of a prefix is exactly that
//! of its cheapest completion, and a search that follows the cheapest arc
//! never regrets it. The reader adds up; [`UtteranceTrie::lookup`] gives the
//! sum.
//!
//! # How it is stored
//!
//! States are numbered so that every arc leads to a higher number, and
//! numbers are given out in the order in which arcs are stored. So of the
//! arcs into a state, one (the *tree* arc) needs no target: the k-th tree arc
//! leads to state k. Only the others, where sentences flow together, store
//! one, and arcs straight to \[EOS\] are two bits.
//!
//! | column | of | holds |
//! | --- | --- | --- |
//! | arc blocks | 256 arcs | counts; bits: last of its state, tree, code above class 0 |
//! | hints | 128 states | the arc block in which its last arc lies |
//! | classes 2, 3 | arcs of the class below | bits: code is of this class or above |
//! | codes 0 to 3 | arcs of the class | the word, in as many bits as the class has |
//! | leaves | arcs that are not tree | bits: leads to \[EOS\] |
//! | crossing | the others | target |
//! | weighted | arcs | bits: has a weight (absent if none has) |
//! | weights | weighted arcs | weight |
//! | spelling starts, spellings | 8 words | see [`Spelling`] |
//!
//! Frequent words are of low classes and so take few bits; within a class
//! words are in order of spelling. Code 0 is \[EOS\] where a sentence ends in
//! a state that others pass through. Behind a header of 80 bytes the columns
//! follow each other, then a checksum. All is little-endian, at any
//! alignment.
//!
//! # Trust
//!
//! [`UtteranceTrie::open`] reads every byte once and refuses whatever is
//! wrong. [`UtteranceTrie::view`] looks at the header only, in constant time,
//! for maps of hundreds of megabytes. No read after it panics or runs on
//! without end, whatever the bytes: every arc that is followed leads to a
//! higher state or to the end, and what lies outside reads as zero. Damaged
//! bytes then give other sentences than were written;
//! [`UtteranceTrie::verify`] tells.

mod children;
mod error;
mod ids;
pub(crate) mod layout;
pub(crate) mod packed;
mod sentences;
mod sounds;
pub(crate) mod spelling;
mod verify;

pub use children::{Child, Children};
pub use error::TrieError;
pub use ids::{State, Word};
pub use sentences::{Sentence, Sentences};
pub use sounds::Sounds;
#[cfg(feature = "build")]
pub use sounds::write_sounds;
pub use spelling::Spelling;

use layout::{ARC_BITS, ARC_BLOCK, ARCS, Columns, HINT, Header, VERSION};
use packed::{bit_and_rank, select};

use crate::bytes::u32_at;

/// Words of the longest sentence.
pub const MAX_WORDS: usize = 64;
/// Bytes of the longest spelling.
pub const MAX_WORD_BYTES: usize = 64;

pub(crate) const CLASSES: usize = 4;

/// Known sentences, read in place. See the [module](self).
///
/// ```
/// # #[cfg(feature = "build")] {
/// use goldcrest_trie::build::UtteranceBuilder;
/// use goldcrest_trie::utterances::UtteranceTrie;
///
/// let mut builder = UtteranceBuilder::new();
/// for sentence in ["lights off", "lights on", "turn the lights off"] {
///     builder.insert(sentence, 0).unwrap();
/// }
/// let (bytes, _) = builder.finish().unwrap();
///
/// let trie = UtteranceTrie::open(&bytes).unwrap();
/// assert!(trie.contains("lights on") && !trie.contains("lights"));
/// let (lights, _) = trie.walk(trie.begin(), "lights").unwrap();
/// assert_eq!(trie.children(lights).count(), 2);
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct UtteranceTrie<'a> {
    header: Header,
    columns: Columns<'a>,
    bytes: &'a [u8],
}

/// The kinds of bits in a block of arcs.
const LAST: usize = 0;
const TREE: usize = 1;
const HIGHER: usize = 2;

impl<'a> UtteranceTrie<'a> {
    /// Opens a trie and checks all of it: see [`UtteranceTrie::verify`].
    ///
    /// # Errors
    ///
    /// See [`TrieError`].
    pub fn open(bytes: &'a [u8]) -> Result<Self, TrieError> {
        let trie = Self::view(bytes)?;
        trie.verify()?;
        Ok(trie)
    }

    /// Opens a trie and checks its header only, in constant time. No later
    /// read panics or fails to end; see the [module](self) on trust.
    ///
    /// # Errors
    ///
    /// See [`TrieError`].
    pub fn view(bytes: &'a [u8]) -> Result<Self, TrieError> {
        let header = Header::read(bytes)?;
        let columns = Columns::cut(&header, bytes)?;
        Ok(UtteranceTrie {
            header,
            columns,
            bytes,
        })
    }

    /// The bytes it is read from.
    #[must_use]
    pub fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// How many sentences there are.
    #[must_use]
    pub fn sentence_count(&self) -> u64 {
        self.header.sentences
    }

    /// How many words the vocabulary has.
    #[must_use]
    pub fn word_count(&self) -> usize {
        self.header.words as usize
    }

    /// All words, the frequent first.
    pub fn words(&self) -> impl Iterator<Item = Word> + use<> {
        (1..=self.header.words).map(Word)
    }

    /// How many states have children; one more is the end of all sentences.
    #[must_use]
    pub fn state_count(&self) -> usize {
        self.header.states as usize
    }

    /// How many arcs there are.
    #[must_use]
    pub fn arc_count(&self) -> usize {
        self.header.arcs as usize
    }

    /// How many words the longest sentence has.
    #[must_use]
    pub fn longest(&self) -> usize {
        usize::from(self.header.longest)
    }

    /// Whether sentences differ in cost.
    #[must_use]
    pub fn is_weighted(&self) -> bool {
        self.header.weight_width > 0
    }

    /// What the cheapest sentence costs.
    #[must_use]
    pub fn base_cost(&self) -> u32 {
        self.header.base
    }

    /// The names of the columns and how many bytes each takes.
    pub fn columns(&self) -> impl Iterator<Item = (&'static str, usize)> + use<> {
        self.columns.sizes().into_iter()
    }

    /// Before the first word: \[BOS\].
    #[must_use]
    pub const fn begin(&self) -> State {
        State(0)
    }

    /// All states that have children; every arc leads to a later one, or to
    /// the end.
    pub fn states(&self) -> impl DoubleEndedIterator<Item = State> + use<> {
        (0..self.header.states).map(State)
    }

    const fn end(&self) -> State {
        State(self.header.states)
    }

    /// Follows some words, separated by single spaces, from a state: where
    /// they lead and what they cost. `None` where no sentence goes on like
    /// this.
    #[must_use]
    pub fn walk(&self, from: State, words: &str) -> Option<(State, u32)> {
        let mut here = (from, 0);
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            let child = self.child(here.0, self.word(word)?)?;
            here = (child.state, here.1 + child.cost);
        }
        Some(here)
    }

    /// What a sentence costs, `None` if it is not known: its words separated
    /// by single spaces.
    #[must_use]
    pub fn lookup(&self, sentence: &str) -> Option<u32> {
        let (state, cost) = self.walk(self.begin(), sentence)?;
        Some(self.header.base + cost + self.ends(state)?)
    }

    /// Whether a sentence is known.
    #[must_use]
    pub fn contains(&self, sentence: &str) -> bool {
        self.lookup(sentence).is_some()
    }

    /// What it costs beyond the words so far if the sentence ends here;
    /// `None` if none does.
    #[must_use]
    pub fn ends(&self, state: State) -> Option<u32> {
        if state >= self.end() {
            return Some(0);
        }
        let arc = self.first_arc(state);
        (self.code(arc) == Word::END_OF_SENTENCE).then(|| self.weight(arc))
    }

    /// A bit of an arc, and how many arcs before it have one of this kind.
    fn bit(&self, arc: u32, kind: usize) -> (bool, u32) {
        let at = (arc / ARCS) as usize * ARC_BLOCK;
        let Some(block) = self.columns.arcs.get(at..at + ARC_BLOCK) else {
            return (false, 0);
        };
        let bits = &block[12 + kind * ARC_BITS..][..ARC_BITS];
        let (bit, before) = bit_and_rank(bits, arc % ARCS);
        (bit, before.wrapping_add(u32_at(block, kind)))
    }

    /// The first arc of a state that has some.
    fn first_arc(&self, state: State) -> u32 {
        let Some(before) = state.0.checked_sub(1) else {
            return 0;
        };
        let hint = (before / HINT) as usize;
        let blocks = self.columns.arcs.len() / ARC_BLOCK;
        let mut low = (u32_at(self.columns.hints, hint) as usize).min(blocks - 1);
        let mut high = blocks;
        if (hint + 1) * 4 < self.columns.hints.len() {
            high = high.min(u32_at(self.columns.hints, hint + 1) as usize + 1);
        }
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            if u32_at(&self.columns.arcs[middle * ARC_BLOCK..], 0) <= before {
                low = middle;
            } else {
                high = middle;
            }
        }
        let block = &self.columns.arcs[low * ARC_BLOCK..][..ARC_BLOCK];
        let rank = before.wrapping_sub(u32_at(block, 0));
        let within = select(&block[12..][..ARC_BITS], rank).unwrap_or(ARCS - 1);
        (low as u32 * ARCS).saturating_add(within + 1)
    }

    /// The first arc of a state and the one after its last.
    fn arcs_of(&self, state: State) -> (u32, u32) {
        if state >= self.end() {
            return (0, 0);
        }
        let first = self.first_arc(state);
        let mut last = first;
        while last < self.header.arcs {
            let at = (last / ARCS) as usize * ARC_BLOCK;
            let bits = self.columns.arcs.get(at + 12..at + 12 + ARC_BITS);
            let word = bits.map_or(!0, |bits| u32_at(bits, (last % ARCS / 32) as usize));
            let word = word >> (last % 32);
            if word != 0 {
                last += word.trailing_zeros();
                break;
            }
            last = (last / 32 + 1) * 32;
        }
        (first, last.saturating_add(1).min(self.header.arcs))
    }

    fn code(&self, arc: u32) -> Word {
        let [first, second, third] = self.header.class_sizes;
        let codes = &self.columns.codes;
        let (higher, rank) = self.bit(arc, HIGHER);
        if !higher {
            return Word(codes[0].get(arc.wrapping_sub(rank)));
        }
        let index = rank;
        let (higher, rank) = self.columns.classes[0].get(index);
        if !higher {
            return Word(first.wrapping_add(codes[1].get(index.wrapping_sub(rank))));
        }
        let index = rank;
        let (higher, rank) = self.columns.classes[1].get(index);
        if !higher {
            let base = first.wrapping_add(second);
            return Word(base.wrapping_add(codes[2].get(index.wrapping_sub(rank))));
        }
        let base = first.wrapping_add(second).wrapping_add(third);
        Word(base.wrapping_add(codes[3].get(rank)))
    }

    /// Where an arc of `source` leads: to a higher state, always.
    fn target(&self, source: State, arc: u32) -> State {
        let (tree, trees) = self.bit(arc, TREE);
        let target = if tree {
            trees.wrapping_add(1)
        } else {
            let other = arc.wrapping_sub(trees);
            let (leaf, leaves) = self.columns.leaves.get(other);
            if leaf {
                return self.end();
            }
            self.columns.crossing.get(other.wrapping_sub(leaves))
        };
        if target > source.0 && target < self.header.states {
            State(target)
        } else {
            self.end()
        }
    }

    fn weight(&self, arc: u32) -> u32 {
        if self.header.weight_width == 0 {
            return 0;
        }
        match self.columns.weighted.get(arc) {
            (true, rank) => self.columns.weights.get(rank),
            (false, _) => 0,
        }
    }
}
