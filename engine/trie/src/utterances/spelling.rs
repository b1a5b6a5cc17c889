//! The vocabulary: spellings that share beginnings with the one before.
//!
//! ```text
//!  a block of 8      0|7 "kitchen"   7|1 "s"   3|2 "ty"   2|4 "ller"  ...
//!                    kitchen         kitchens  kitty      killer
//!  an entry: shared bytes (4 bits), own bytes (4 bits; 15: add the next byte), own bytes
//! ```

use core::cmp::Ordering;

use super::layout::SPELLINGS;
use super::{CLASSES, MAX_WORD_BYTES, UtteranceTrie, Word};

/// Room for one spelling.
#[derive(Clone, Copy, Debug)]
pub struct Spelling {
    bytes: [u8; MAX_WORD_BYTES],
    length: usize,
}

impl Default for Spelling {
    fn default() -> Self {
        Self::new()
    }
}

impl Spelling {
    /// Empty room.
    #[must_use]
    pub const fn new() -> Self {
        Spelling {
            bytes: [0; MAX_WORD_BYTES],
            length: 0,
        }
    }

    /// What was last written here.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or("")
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    fn change(&mut self, shared: usize, own: &[u8]) -> Option<()> {
        let end = shared + own.len();
        self.bytes
            .get_mut(shared..end)
            .filter(|_| shared <= self.length)?
            .copy_from_slice(own);
        self.length = end;
        Some(())
    }
}

/// Reads the entries of a block one after the other.
pub(super) struct Entries<'a> {
    rest: &'a [u8],
}

impl<'a> Entries<'a> {
    /// The first entry of a block, which shares nothing.
    fn first(mut self) -> Option<&'a [u8]> {
        Some(self.entry()?.1)
    }

    /// Reads an entry into `spelling`, which holds the entry before.
    pub(super) fn next(&mut self, spelling: &mut Spelling) -> Option<()> {
        let (shared, own) = self.entry()?;
        spelling.change(shared, own)
    }

    fn entry(&mut self) -> Option<(usize, &'a [u8])> {
        let (&head, rest) = self.rest.split_first()?;
        let (more, rest) = match head & 15 {
            15 => rest.split_first().map(|(&more, rest)| (more, rest))?,
            _ => (0, rest),
        };
        let own = usize::from(head & 15) + usize::from(more);
        let (own, rest) = rest.split_at_checked(own)?;
        self.rest = rest;
        Some((usize::from(head >> 4), own))
    }

    pub(super) fn left(&self) -> &'a [u8] {
        self.rest
    }
}

/// The words of a class: their first code, how many, and their first block.
#[derive(Clone, Copy)]
pub(super) struct Class {
    pub first: u32,
    pub words: u32,
    pub block: u32,
}

impl<'a> UtteranceTrie<'a> {
    pub(super) fn classes(&self) -> [Class; CLASSES] {
        let (mut code, mut block) = (0, 0);
        self.header.classes().map(|codes| {
            let end_of_sentence = u32::from(code == 0);
            let class = Class {
                first: code + end_of_sentence,
                words: codes.saturating_sub(end_of_sentence),
                block,
            };
            code += codes;
            block += class.words.div_ceil(SPELLINGS);
            class
        })
    }

    pub(super) fn block(&self, block: u32) -> Entries<'a> {
        let start = self.columns.spelling_starts.get(block) as usize;
        Entries {
            rest: self.columns.spellings.get(start..).unwrap_or(&[]),
        }
    }

    /// How a word is written, put into `spelling`. Time is constant: at most
    /// eight entries are read.
    ///
    /// Empty for a word of another trie that this one does not have.
    pub fn spelling<'s>(&self, word: Word, spelling: &'s mut Spelling) -> &'s str {
        spelling.length = 0;
        let class = self
            .classes()
            .into_iter()
            .find(|class| word.0.wrapping_sub(class.first) < class.words);
        if let Some(class) = class {
            let index = word.0 - class.first;
            let mut entries = self.block(class.block + index / SPELLINGS);
            for _ in 0..=index % SPELLINGS {
                if entries.next(spelling).is_none() {
                    spelling.length = 0;
                    break;
                }
            }
        }
        spelling.as_str()
    }

    /// The word of a spelling: a few times log2(words) comparisons.
    #[must_use]
    pub fn word(&self, spelling: &str) -> Option<Word> {
        let wanted = spelling.as_bytes();
        self.classes()
            .into_iter()
            .find_map(|class| self.word_of_class(class, wanted))
    }

    fn word_of_class(&self, class: Class, wanted: &[u8]) -> Option<Word> {
        let (mut low, mut high) = (0, class.words.div_ceil(SPELLINGS));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.block(class.block + middle).first()? <= wanted {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let block = low.checked_sub(1)?;
        let mut entries = self.block(class.block + block);
        let mut found = Spelling::new();
        let first = block * SPELLINGS;
        for index in first..class.words.min(first + SPELLINGS) {
            entries.next(&mut found)?;
            match found.as_bytes().cmp(wanted) {
                Ordering::Less => {}
                Ordering::Equal => return Some(Word(class.first + index)),
                Ordering::Greater => return None,
            }
        }
        None
    }
}

#[cfg(feature = "build")]
pub(crate) fn write_block(words: &[&str], out: &mut alloc::vec::Vec<u8>) {
    let mut before: &[u8] = &[];
    for word in words {
        let word = word.as_bytes();
        let shared = before
            .iter()
            .zip(word)
            .take(15)
            .take_while(|(one, other)| one == other)
            .count();
        let own = &word[shared..];
        out.push((shared << 4) as u8 | own.len().min(15) as u8);
        if own.len() >= 15 {
            out.push((own.len() - 15) as u8);
        }
        out.extend(own);
        before = word;
    }
}
