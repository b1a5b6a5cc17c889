//! Utterance tries from sorted sentences, in one pass.
//!
//! ```text
//!  sorted sentences
//!        |  insert     the path of the newest sentence stays open; what leaves it can change
//!        v             no more, so it is frozen: found again in the register, or added
//!  frozen arcs, 8 bytes each
//!        |  encode     frequent words get short codes
//!        |  number     every arc leads to a higher number
//!        v
//!  columns
//! ```
//!
//! Freezing as in Daciuk, Mihov, Watson and Watson, "Incremental Construction
//! of Minimal Acyclic Finite-State Automata" (2000); costs are pushed towards
//! the beginning as in Mohri's minimisation of weighted automata.

mod codes;
mod error;
mod frozen;
mod number;
mod register;
mod write;

use std::boxed::Box;
use std::collections::HashMap;
use std::string::String;
use std::vec::Vec;

pub use error::UtteranceError;
pub use write::BuiltTrie;

use crate::utterances::{MAX_WORD_BYTES, MAX_WORDS};
use frozen::{Arc, END, Frozen};
use register::Register;

/// Bytes that the register of frozen states may take.
const REGISTER_BYTES: usize = 384 << 20;

/// Builds an [`UtteranceTrie`](crate::utterances::UtteranceTrie) from sorted
/// sentences; see the [module](crate::utterances) on what it holds.
///
/// Memory: 8 bytes an arc, 4 to 8 bytes a state, and the vocabulary, while
/// sentences are added; 4 bytes an arc and a state and the trie itself
/// instead of the register at the end. The register is bounded: where it is
/// full, states are forgotten and the automaton is a little larger than the
/// smallest; [`BuiltTrie::forgotten`] counts them.
#[derive(Debug)]
pub struct UtteranceBuilder {
    words: HashMap<Box<str>, u32>,
    frozen: Frozen,
    register: Register,
    /// The states on the path of the newest sentence.
    open: Vec<Open>,
    depth: usize,
    previous: String,
    sentences: u64,
    longest: usize,
}

#[derive(Debug, Default)]
struct Open {
    arcs: Vec<Arc>,
    /// What ending here costs, if a sentence does.
    ends: Option<u8>,
    /// The word that leads on along the path, and its cost.
    path: Option<(u32, u8)>,
}

impl Default for UtteranceBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl UtteranceBuilder {
    /// Without sentences yet.
    #[must_use]
    pub fn new() -> Self {
        Self::with_register_bytes(REGISTER_BYTES)
    }

    /// Bounds the register of frozen states to about this many bytes (each
    /// state takes 4 to 8).
    #[must_use]
    pub fn with_register_bytes(bytes: usize) -> Self {
        UtteranceBuilder {
            words: HashMap::new(),
            frozen: Frozen::default(),
            register: Register::new(bytes),
            open: std::vec![Open::default()],
            depth: 0,
            previous: String::new(),
            sentences: 0,
            longest: 0,
        }
    }

    /// Adds a sentence: words separated by single spaces, as
    /// [`tokens::normalise`](crate::tokens::normalise) writes them, after the
    /// one before in the order of their bytes.
    ///
    /// # Errors
    ///
    /// [`UtteranceError`], and the builder is as it was: the sentence may be
    /// left out.
    pub fn insert(&mut self, sentence: &str, cost: u8) -> Result<(), UtteranceError> {
        if self.sentences > 0 && *sentence <= *self.previous {
            return Err(if *sentence == *self.previous {
                UtteranceError::Twice(sentence.into())
            } else {
                UtteranceError::Unsorted(sentence.into())
            });
        }
        let words = words_of(sentence)?;
        let codes = self.codes(&words)?;
        let shared = self.shared(&codes);
        let mut cost = cost;
        for depth in 0..shared {
            cost = self.push_cost(depth, cost);
        }
        self.freeze_behind(shared)?;
        for (depth, &code) in codes.iter().enumerate().skip(shared) {
            self.open[depth].path = Some((code, core::mem::take(&mut cost)));
            if self.open.len() == depth + 1 {
                self.open.push(Open::default());
            }
        }
        self.depth = codes.len();
        self.open[self.depth].ends = Some(0);
        self.previous.clear();
        self.previous.push_str(sentence);
        self.sentences += 1;
        self.longest = self.longest.max(codes.len());
        Ok(())
    }

    /// How many sentences were added.
    #[must_use]
    pub fn sentence_count(&self) -> u64 {
        self.sentences
    }

    /// Writes the trie.
    ///
    /// # Errors
    ///
    /// [`UtteranceError::Empty`], or too many of something.
    pub fn finish(mut self) -> Result<(Vec<u8>, BuiltTrie), UtteranceError> {
        if self.sentences == 0 {
            return Err(UtteranceError::Empty);
        }
        self.freeze_behind(0)?;
        let mut root = core::mem::take(&mut self.open[0].arcs);
        let base = root.iter().map(|arc| arc.cost).min().unwrap_or(0);
        for arc in &mut root {
            arc.cost -= base;
        }
        let root = self.frozen.push(&root)?;
        let forgotten = self.register.forgotten();
        drop(self.register);
        let vocabulary = codes::Vocabulary::new(self.words, &self.frozen);
        vocabulary.encode(&mut self.frozen);
        let order = number::order(&self.frozen, root);
        let facts = write::Facts {
            base: u32::from(base),
            sentences: self.sentences,
            longest: self.longest as u8,
            forgotten,
        };
        write::write(&self.frozen, &order, &vocabulary, &facts)
    }

    fn codes(&mut self, words: &[&str]) -> Result<Vec<u32>, UtteranceError> {
        let mut codes = Vec::with_capacity(words.len());
        for &word in words {
            let code = match self.words.get(word) {
                Some(&code) => code,
                None => {
                    let code = self.words.len() as u32 + 1;
                    if code > frozen::MOST_WORDS {
                        return Err(UtteranceError::TooMany("words"));
                    }
                    self.words.insert(word.into(), code);
                    code
                }
            };
            codes.push(code);
        }
        Ok(codes)
    }

    fn shared(&self, codes: &[u32]) -> usize {
        let path = self.open[..self.depth].iter().map(|open| open.path);
        path.zip(codes)
            .take_while(|(path, code)| path.is_some_and(|(word, _)| word == **code))
            .count()
    }

    /// Lowers the path's arc at `depth` to a new sentence's cost, what it
    /// cost more goes behind it, and says what is left of the sentence's.
    fn push_cost(&mut self, depth: usize, cost: u8) -> u8 {
        let Some((word, old)) = self.open[depth].path else {
            return cost;
        };
        let least = old.min(cost);
        self.open[depth].path = Some((word, least));
        let excess = old - least;
        if excess > 0 {
            let behind = &mut self.open[depth + 1];
            for arc in &mut behind.arcs {
                arc.cost += excess;
            }
            if let Some(ends) = &mut behind.ends {
                *ends += excess;
            }
            if let Some((_, cost)) = &mut behind.path {
                *cost += excess;
            }
        }
        cost - least
    }

    /// Freezes the states of the path below `depth`.
    fn freeze_behind(&mut self, depth: usize) -> Result<(), UtteranceError> {
        for below in (depth..self.depth).rev() {
            let target = self.freeze(below + 1)?;
            if let Some((word, cost)) = self.open[below].path.take() {
                self.open[below].arcs.push(Arc { word, cost, target });
            }
        }
        self.depth = depth;
        Ok(())
    }

    fn freeze(&mut self, depth: usize) -> Result<u32, UtteranceError> {
        let open = &mut self.open[depth];
        if let Some(cost) = open.ends.take()
            && !open.arcs.is_empty()
        {
            open.arcs.push(Arc {
                word: 0,
                cost,
                target: END,
            });
        }
        if open.arcs.is_empty() {
            return Ok(END);
        }
        let state = self.register.find_or_add(&mut self.frozen, &open.arcs)?;
        open.arcs.clear();
        Ok(state)
    }
}

fn words_of(sentence: &str) -> Result<Vec<&str>, UtteranceError> {
    let words: Vec<&str> = sentence.split(' ').collect();
    let is_word = |word: &&str| !word.is_empty() && word.chars().all(|char| char > ' ');
    if !words.iter().all(is_word) {
        return Err(UtteranceError::NotWords(sentence.into()));
    }
    if words.len() > MAX_WORDS {
        return Err(UtteranceError::TooLong(sentence.into()));
    }
    if let Some(word) = words.iter().find(|word| word.len() > MAX_WORD_BYTES) {
        return Err(UtteranceError::WordTooLong((*word).into()));
    }
    Ok(words)
}
