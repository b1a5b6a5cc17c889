use core::fmt;

use super::{MOST_TEXT, MOST_UTTERANCES, Personal, Pronounced};

/// Bytes of the longest record.
pub const MOST_RECORD: usize = HEADER + MOST_TEXT;
const HEADER: usize = 6;

/// Why a record was refused: it is damaged, or was not written by [`Personal::record`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordError;

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a record of a personal layer: erase it")
    }
}

impl core::error::Error for RecordError {}

/// A record: uses (`u16`), when it was last used (`u32`), both little-endian, then the words. A record
/// without bytes holds no request.
impl Personal {
    /// The number of a record that has changed since it was last asked for here; a platform stores each.
    /// Records are numbered from 0 up to, not including, [`MOST_UTTERANCES`].
    pub fn next_change(&mut self) -> Option<u8> {
        let (part, marks) = (0u8..)
            .zip(&mut self.changed)
            .find(|(_, marks)| **marks != 0)?;
        let bit = marks.trailing_zeros();
        *marks &= *marks - 1;
        Some(part * 32 + bit as u8)
    }

    /// What is to be stored under a number.
    #[must_use]
    pub fn record(&self, number: u8) -> heapless::Vec<u8, MOST_RECORD> {
        let mut record = heapless::Vec::new();
        let Some(entry) = self.entries.iter().find(|entry| entry.record == number) else {
            return record;
        };
        // All of it fits: longer requests are not learnt.
        let _ = record.extend_from_slice(&entry.uses.to_le_bytes());
        let _ = record.extend_from_slice(&entry.last.to_le_bytes());
        for (index, &word) in self.words_of(entry).iter().enumerate() {
            if index > 0 {
                let _ = record.push(b' ');
            }
            let _ = record.extend_from_slice(self.vocabulary.spelling(word).as_bytes());
        }
        record
    }

    /// Takes a record back, after a reset. Records may come in any order; one of a request that another record
    /// brought already is counted with it, and to be stored as empty.
    ///
    /// # Errors
    ///
    /// Where it is damaged, or there is no record of this number; nothing is changed then.
    pub fn restore(
        &mut self,
        number: u8,
        record: &[u8],
        pronounce: impl FnMut(&str) -> Pronounced,
    ) -> Result<(), RecordError> {
        if record.is_empty() {
            return Ok(());
        }
        let (uses, rest) = record.split_first_chunk().ok_or(RecordError)?;
        let (last, text) = rest.split_first_chunk().ok_or(RecordError)?;
        let text = core::str::from_utf8(text).map_err(|_| RecordError)?;
        if usize::from(number) >= MOST_UTTERANCES {
            return Err(RecordError);
        }
        let last = u32::from_le_bytes(*last);
        let uses = u16::from_le_bytes(*uses);
        let before = self.now;
        self.now = before.max(last);
        if !self.put(text, uses, last, Some(number), pronounce) {
            self.now = before;
            return Err(RecordError);
        }
        // What is in the store is no change; what gave way is, and both records of what was there twice.
        let kept = self.entries.iter().any(|entry| entry.record == number);
        if !kept {
            self.mark(number);
        } else if let Some(marks) = self.changed.get_mut(usize::from(number / 32)) {
            *marks &= !(1 << (number % 32));
        }
        Ok(())
    }
}
