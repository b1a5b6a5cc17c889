//! What a recogniser's mistakes cost, learnt from pairs of said and heard.

use goldcrest_trie::Phone;
use goldcrest_trie::lexicon::LAST;

/// Sounds: the phones, and behind them [`UNKNOWN`].
pub const SOUNDS: usize = Phone::COUNT + 2;
/// Stands for a whole word that the recogniser heard and could not write.
pub const UNKNOWN: u8 = Phone::COUNT as u8 + 1;
/// Costs are counted in this part of a nat.
pub const UNITS: u32 = 16;

/// Costs of single mistakes, in sixteenths of a nat.
///
/// A row is a sound that was said; class 0 of either side stands for no sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EditCosts<'a> {
    table: &'a [u8; SOUNDS * SOUNDS],
    /// A word that was said and not heard: at least, and for each phone.
    pub dropped: [u8; 2],
    /// A word that was heard and not said: at least, and for each phone.
    pub added: [u8; 2],
}

impl<'a> EditCosts<'a> {
    /// Bytes of [`EditCosts::read`].
    pub const BYTES: usize = SOUNDS * SOUNDS + 4;

    /// Reads costs; `None` where there are too few bytes.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (table, rest) = bytes.split_first_chunk()?;
        let &[dropped, dropped_phone, added, added_phone, ..] = rest else {
            return None;
        };
        Some(EditCosts {
            table,
            dropped: [dropped, dropped_phone],
            added: [added, added_phone],
        })
    }

    fn at(&self, said: u8, heard: u8) -> u16 {
        let index = usize::from(said) * SOUNDS + usize::from(heard);
        u16::from(self.table.get(index).copied().unwrap_or(u8::MAX))
    }

    /// What it costs to hear each sound for a phone, which may be marked as a lexicon's last; the first, to
    /// hear none.
    #[inline]
    pub(super) fn row(&self, said: u8) -> &[u8; SOUNDS] {
        let start = usize::from(said & !LAST) * SOUNDS;
        let row = self.table.get(start..).and_then(|rest| rest.first_chunk());
        row.unwrap_or(&[u8::MAX; SOUNDS])
    }

    /// Hearing one phone as a sound.
    #[inline]
    #[must_use]
    pub fn substituted(&self, said: u8, heard: u8) -> u16 {
        self.at(said, heard)
    }

    /// Not hearing a phone.
    #[inline]
    #[must_use]
    pub fn deleted(&self, said: u8) -> u16 {
        self.at(said, 0)
    }

    /// Hearing a sound where none was.
    #[inline]
    #[must_use]
    pub fn inserted(&self, heard: u8) -> u16 {
        self.at(0, heard)
    }

    /// Hearing a word of so many phones that was not said.
    pub fn added_word(&self, phones: usize) -> u16 {
        let [least, each] = self.added.map(u16::from);
        least.saturating_add(each.saturating_mul(phones.min(255) as u16))
    }
}
