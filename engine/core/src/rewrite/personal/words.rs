use super::Pronounced;

/// Words that a layer knows.
const MOST_DIFFERENT: usize = 448;
/// Bytes of their spellings and phones.
const MOST_BYTES: usize = 5_600;
/// Bytes of the longest spelling.
const MOST_WORD: usize = 40;

/// A word of a personal layer: its place in the vocabulary.
pub(super) type WordIndex = u16;

#[derive(Clone, Copy, Debug)]
struct Entry {
    start: u16,
    letters: u8,
    phones: u8,
    dropped: u8,
    /// How many words of requests are this one; 0 where the place is vacant.
    users: u16,
}

/// The words of all requests: spellings, with their phones behind them.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    entries: heapless::Vec<Entry, MOST_DIFFERENT>,
    bytes: heapless::Vec<u8, MOST_BYTES>,
}

/// Whether a word is one that a vocabulary can hold.
pub(super) fn can_hold(word: &str) -> bool {
    (1..=MOST_WORD).contains(&word.len())
}

impl Vocabulary {
    pub(super) const fn new() -> Self {
        Self {
            entries: heapless::Vec::new(),
            bytes: heapless::Vec::new(),
        }
    }

    pub(super) fn find(&self, word: &str) -> Option<WordIndex> {
        let is_it = |entry: &Entry| entry.users > 0 && self.letters(entry) == word.as_bytes();
        let place = self.entries.iter().position(is_it)?;
        Some(place as WordIndex)
    }

    /// Whether these words fit, if all that are new are said with as many phones as they can be.
    pub(super) fn has_room<'t>(&self, words: impl Iterator<Item = &'t str>) -> bool {
        let vacant = self.entries.iter().filter(|entry| entry.users == 0).count();
        let places = MOST_DIFFERENT - self.entries.len() + vacant;
        let (mut new, mut bytes) = (0, 0);
        for word in words.filter(|word| self.find(word).is_none()) {
            new += 1;
            bytes += word.len() + crate::rewrite::MOST_WORD_SOUNDS;
        }
        new <= places && self.bytes.len() + bytes <= MOST_BYTES
    }

    /// The word, once more in use; pronounced and added where it is new. `None` where there is no room.
    pub(super) fn take(
        &mut self,
        word: &str,
        pronounce: &mut impl FnMut(&str) -> Pronounced,
    ) -> Option<WordIndex> {
        if let Some(index) = self.find(word) {
            let entry = &mut self.entries[usize::from(index)];
            entry.users = entry.users.saturating_add(1);
            return Some(index);
        }
        let said = pronounce(word);
        let entry = Entry {
            start: self.bytes.len() as u16,
            letters: word.len() as u8,
            phones: said.phones.len() as u8,
            dropped: said.dropped,
            users: 1,
        };
        if self.bytes.len() + word.len() + said.phones.len() > MOST_BYTES {
            return None;
        }
        let place = match self.entries.iter().position(|entry| entry.users == 0) {
            Some(vacant) => {
                self.entries[vacant] = entry;
                vacant
            }
            None => {
                self.entries.push(entry).ok()?;
                self.entries.len() - 1
            }
        };
        // There is room for both.
        let _ = self.bytes.extend_from_slice(word.as_bytes());
        let _ = self.bytes.extend_from_slice(&said.phones);
        Some(place as WordIndex)
    }

    /// The word is in use once less; nobody's word goes.
    pub(super) fn release(&mut self, index: WordIndex) {
        let Some(entry) = self.entries.get_mut(usize::from(index)) else {
            return;
        };
        entry.users = entry.users.saturating_sub(1);
        if entry.users > 0 {
            return;
        }
        let gone = *entry;
        let start = usize::from(gone.start);
        let length = usize::from(gone.letters) + usize::from(gone.phones);
        self.bytes.copy_within(start + length.., start);
        self.bytes.truncate(self.bytes.len() - length);
        for entry in &mut self.entries {
            if entry.users > 0 && entry.start > gone.start {
                entry.start -= length as u16;
            }
        }
    }

    pub(super) fn spelling(&self, index: WordIndex) -> &str {
        let letters = self
            .used(index)
            .map_or(&[][..], |entry| self.letters(entry));
        core::str::from_utf8(letters).unwrap_or("")
    }

    pub(super) fn phones(&self, index: WordIndex) -> &[u8] {
        self.used(index).map_or(&[], |entry| {
            let start = usize::from(entry.start) + usize::from(entry.letters);
            let phones = self.bytes.get(start..start + usize::from(entry.phones));
            phones.unwrap_or(&[])
        })
    }

    pub(super) fn dropped(&self, index: WordIndex) -> u8 {
        self.used(index).map_or(u8::MAX, |entry| entry.dropped)
    }

    fn used(&self, index: WordIndex) -> Option<&Entry> {
        self.entries
            .get(usize::from(index))
            .filter(|entry| entry.users > 0)
    }

    fn letters(&self, entry: &Entry) -> &[u8] {
        let start = usize::from(entry.start);
        let letters = self.bytes.get(start..start + usize::from(entry.letters));
        letters.unwrap_or(&[])
    }
}
