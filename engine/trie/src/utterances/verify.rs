//! Every byte looked at once.

use goldcrest_pack::crc32;

use super::layout::{ARC_BITS, ARC_BLOCK, ARCS, HINT, SPELLINGS, TRAILER};
use super::packed::RankBits;
use super::spelling::Spelling;
use super::{LAST, State, TREE, TrieError, UtteranceTrie, Word};
use crate::bytes::u32_at;

impl UtteranceTrie<'_> {
    /// Checks everything that [`UtteranceTrie::view`] did not. Time is linear
    /// in the length, and every word is looked up once; no memory is needed.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong.
    pub fn verify(&self) -> Result<(), TrieError> {
        let (body, checksum) = self.bytes.split_at(self.bytes.len() - TRAILER);
        if crc32(&[body]) != u32_at(checksum, 0) {
            return Err(TrieError::Checksum);
        }
        self.verify_counts()?;
        self.verify_arcs()?;
        self.verify_spellings()
    }

    fn verify_counts(&self) -> Result<(), TrieError> {
        let header = &self.header;
        let mut counts = [0u32; 3];
        for (index, block) in self.columns.arcs.chunks_exact(ARC_BLOCK).enumerate() {
            let bad = TrieError::BadCounts(index as u32);
            let used = (header.arcs - index as u32 * ARCS).min(ARCS);
            for (kind, count) in counts.iter_mut().enumerate() {
                if u32_at(block, kind) != *count {
                    return Err(bad);
                }
                let bits = &block[12 + kind * ARC_BITS..][..ARC_BITS];
                *count += ones(bits, used).ok_or(bad)?;
            }
        }
        if counts != [header.states, header.states - 1, header.class_arcs[0]] {
            return Err(TrieError::BadHeader);
        }
        for (hint, block) in self.columns.hints.chunks_exact(4).enumerate() {
            let state = hint as u32 * HINT;
            let block = u32_at(block, 0) as usize;
            let begins = |block: usize| {
                let bytes = self.columns.arcs.get(block * ARC_BLOCK..);
                bytes
                    .filter(|bytes| !bytes.is_empty())
                    .map(|bytes| u32_at(bytes, 0))
            };
            let holds = begins(block).is_some_and(|first| first <= state)
                && begins(block + 1).is_none_or(|next| next > state);
            if !holds {
                return Err(TrieError::BadCounts(block as u32));
            }
        }
        let [first, second, third] = header.class_arcs;
        let others = header.arcs - (header.states - 1);
        let weighted_arcs = if self.is_weighted() { header.arcs } else { 0 };
        for (column, bits, count) in [
            (&self.columns.classes[0], first, second),
            (&self.columns.classes[1], second, third),
            (&self.columns.leaves, others, header.leaves),
            (&self.columns.weighted, weighted_arcs, header.weighted),
        ] {
            column.verify(bits, count)?;
        }
        Ok(())
    }

    fn verify_arcs(&self) -> Result<(), TrieError> {
        let mut state = State(0);
        let mut before: Option<Word> = None;
        for arc in 0..self.header.arcs {
            let word = self.code(arc);
            if word.0 > self.header.words || before.is_some_and(|before| before >= word) {
                return Err(TrieError::BadWord(arc));
            }
            let target = self.target(state, arc);
            let (tree, trees) = self.bit(arc, TREE);
            let leaf = !tree && self.columns.leaves.get(arc - trees).0;
            if (target == self.end()) != leaf || (word == Word::END_OF_SENTENCE && !leaf) {
                return Err(TrieError::BadTarget(arc));
            }
            let (last, _) = self.bit(arc, LAST);
            before = (!last).then_some(word);
            state.0 += u32::from(last);
        }
        Ok(())
    }

    fn verify_spellings(&self) -> Result<(), TrieError> {
        let mut expected = 0;
        for class in self.classes() {
            let mut before = Spelling::new();
            for first in (0..class.words).step_by(SPELLINGS as usize) {
                let mut entries = self.block(class.block + first / SPELLINGS);
                if entries.left().len() != self.columns.spellings.len() - expected {
                    return Err(TrieError::BadSpelling(class.first + first));
                }
                let mut spelling = Spelling::new();
                for index in first..class.words.min(first + SPELLINGS) {
                    let read = entries.next(&mut spelling);
                    let ordered = before.as_bytes() < spelling.as_bytes();
                    let word = class.first + index;
                    if read.is_none() || !ordered || spelling.as_str().is_empty() {
                        return Err(TrieError::BadSpelling(word));
                    }
                    // A word of an earlier class would be found in its place.
                    if self.word(spelling.as_str()) != Some(Word(word)) {
                        return Err(TrieError::BadSpelling(word));
                    }
                    before = spelling;
                }
                expected = self.columns.spellings.len() - entries.left().len();
            }
        }
        if expected == self.columns.spellings.len() {
            Ok(())
        } else {
            Err(TrieError::BadSpelling(self.header.words))
        }
    }
}

/// The ones of the first `used` bits; `None` if a bit behind them is set.
fn ones(bits: &[u8], used: u32) -> Option<u32> {
    let mut sum = 0;
    for word in 0..bits.len() / 4 {
        let field = u32_at(bits, word);
        let used = used.saturating_sub(word as u32 * 32).min(32);
        if used < 32 && field >> used != 0 {
            return None;
        }
        sum += field.count_ones();
    }
    Some(sum)
}

impl RankBits<'_> {
    fn verify(&self, bits: u32, count: u32) -> Result<(), TrieError> {
        let mut sum = 0;
        for (index, block) in self.blocks().enumerate() {
            let bad = TrieError::BadCounts(index as u32);
            if u32_at(block, 0) != sum {
                return Err(bad);
            }
            let used = (bits - index as u32 * RankBits::BLOCK).min(RankBits::BLOCK);
            sum += ones(&block[4..], used).ok_or(bad)?;
        }
        if sum == count {
            Ok(())
        } else {
            Err(TrieError::BadHeader)
        }
    }
}
