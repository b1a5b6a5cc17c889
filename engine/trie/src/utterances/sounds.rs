//! How the words of a trie sound, and what it costs not to hear them.

use super::packed::{Packed, width_of};
use super::{UtteranceTrie, Word};
use crate::bytes::u32_at;
use crate::phone::Phone;

const HEADER: usize = 8;

/// The phones of each word of one trie, read in place.
///
/// | bytes | field |
/// | --- | --- |
/// | 4 | words |
/// | 4 | phones of all words together |
/// | 1 each | what it costs not to hear the word, in sixteenths of a nat |
/// | 1 each | phones: class numbers, see [`Phone`] |
/// | packed | where each word's phones begin, words + 1 of them |
#[derive(Clone, Copy, Debug)]
pub struct Sounds<'a> {
    dropped: &'a [u8],
    phones: &'a [u8],
    starts: Packed<'a>,
}

impl<'a> Sounds<'a> {
    /// Opens the sounds of a trie's words; `None` where they are of another trie or were damaged.
    #[must_use]
    pub fn open(bytes: &'a [u8], trie: &UtteranceTrie<'_>) -> Option<Self> {
        let (header, rest) = bytes.split_at_checked(HEADER)?;
        let words = u32_at(header, 0);
        let count = u32_at(header, 1);
        if words as usize != trie.word_count() {
            return None;
        }
        let (dropped, rest) = rest.split_at_checked(words as usize)?;
        let (phones, starts) = rest.split_at_checked(count as usize)?;
        let width = width_of(count.checked_add(1)?);
        if starts.len() as u64 != Packed::bytes_for(words + 1, width) {
            return None;
        }
        let sounds = Sounds {
            dropped,
            phones,
            starts: Packed::new(starts, width),
        };
        let is_phone = |&class: &u8| Phone::from_class(class).is_some();
        let in_order =
            (0..words).all(|word| sounds.starts.get(word) <= sounds.starts.get(word + 1));
        let whole = sounds.starts.get(0) == 0 && sounds.starts.get(words) == count;
        (phones.iter().all(is_phone) && in_order && whole).then_some(sounds)
    }

    /// The phones of a word, as class numbers. Empty for a word of another trie.
    #[must_use]
    pub fn phones(&self, word: Word) -> &'a [u8] {
        let Some(index) = word.0.checked_sub(1) else {
            return &[];
        };
        let start = self.starts.get(index) as usize;
        let end = self.starts.get(index + 1) as usize;
        self.phones.get(start..end).unwrap_or(&[])
    }

    /// What it costs not to hear a word.
    #[must_use]
    pub fn dropped(&self, word: Word) -> u16 {
        let cost = self.dropped.get(word.index().wrapping_sub(1));
        u16::from(cost.copied().unwrap_or(u8::MAX))
    }
}

/// Writes the sounds of a trie's words, in the order of [`UtteranceTrie::words`]: what it costs not to
/// hear each, and its phones.
#[cfg(feature = "build")]
#[must_use]
pub fn write_sounds(words: &[(u8, alloc::vec::Vec<Phone>)]) -> alloc::vec::Vec<u8> {
    let count: usize = words.iter().map(|(_, phones)| phones.len()).sum();
    let mut bytes = alloc::vec::Vec::new();
    bytes.extend((words.len() as u32).to_le_bytes());
    bytes.extend((count as u32).to_le_bytes());
    bytes.extend(words.iter().map(|&(dropped, _)| dropped));
    bytes.extend(
        words
            .iter()
            .flat_map(|(_, phones)| phones.iter().map(|phone| phone.class())),
    );
    let width = width_of(count as u32 + 1);
    let (mut open, mut bits, mut start) = (0u64, 0, 0u64);
    for length in words.iter().map(|(_, phones)| phones.len()).chain([0]) {
        open |= start << bits;
        bits += width;
        start += length as u64;
        while bits >= 8 {
            bytes.push(open as u8);
            open >>= 8;
            bits -= 8;
        }
    }
    if bits > 0 {
        bytes.push(open as u8);
    }
    bytes
}
