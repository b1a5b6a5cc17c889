use goldcrest_trie::Lexicon;
use goldcrest_trie::lexicon::LAST;

use super::costs::{EditCosts, UNKNOWN};
use super::letters::{MOST_WORD_SOUNDS, phones_by_letters};

/// Sounds of the longest request that is repaired.
pub const MOST_SOUNDS: usize = 160;
/// Words of the longest request that is repaired.
pub const MOST_HEARD_WORDS: usize = 40;

/// A request as sounds, with the places where its words end.
#[derive(Clone, Copy, Debug)]
pub struct Heard {
    sounds: [u8; MOST_SOUNDS],
    length: usize,
    /// Where each word ends among the sounds, and what it costs to have heard it wrongly.
    words: [(u8, u16); MOST_HEARD_WORDS],
    count: usize,
}

impl Default for Heard {
    fn default() -> Self {
        Self::new()
    }
}

impl Heard {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Heard {
            sounds: [0; MOST_SOUNDS],
            length: 0,
            words: [(0, 0); MOST_HEARD_WORDS],
            count: 0,
        }
    }

    /// The words of a normalised text, as [`phones_of`] says them. `None` where it says nothing, or is too long
    /// to repair.
    #[must_use]
    pub fn of_text(text: &str, lexicon: &Lexicon<'_>, costs: &EditCosts<'_>) -> Option<Self> {
        let mut heard = Heard::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let phones = phones_of(word, lexicon);
            heard.push(&phones, costs.added_word(phones.len()))?;
        }
        (!heard.sounds().is_empty()).then_some(heard)
    }

    /// Adds a word: its phones, and what it costs if it was not said. `None` where the request
    /// becomes too long to repair.
    pub fn push(&mut self, phones: &[u8], added: u16) -> Option<()> {
        let end = self.length + phones.len();
        let place = self.sounds.get_mut(self.length..end)?;
        let word = self.words.get_mut(self.count)?;
        place.copy_from_slice(phones);
        self.length = end;
        *word = (end as u8, added);
        self.count += 1;
        Some(())
    }

    /// Adds a word that was heard and could not be written.
    pub fn push_unknown(&mut self, added: u16) -> Option<()> {
        self.push(&[UNKNOWN], added)
    }

    /// The sounds.
    #[must_use]
    pub fn sounds(&self) -> &[u8] {
        &self.sounds[..self.length]
    }

    /// Where each word begins and ends among the sounds, and what it costs if it was not said.
    pub fn words(&self) -> impl Iterator<Item = (usize, usize, u16)> + '_ {
        let mut begin = 0;
        self.words[..self.count].iter().map(move |&(end, added)| {
            let end = usize::from(end);
            (core::mem::replace(&mut begin, end), end, added)
        })
    }
}

/// The phones of a word, as class numbers: as the lexicon says it most often, or as its letters do.
#[must_use]
pub fn phones_of(word: &str, lexicon: &Lexicon<'_>) -> heapless::Vec<u8, MOST_WORD_SOUNDS> {
    let known = lexicon.find(word);
    match known.and_then(|word| lexicon.pronunciations(word).next()) {
        Some(said) => said
            .iter()
            .take(MOST_WORD_SOUNDS)
            .map(|phone| phone & !LAST)
            .collect(),
        None => phones_by_letters(word),
    }
}
