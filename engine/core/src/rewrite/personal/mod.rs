//! The requests of one user, in 16 KB of RAM.
//!
//! ```text
//!  entries, sorted by their words      words             vocabulary          letters and phones
//!  [uses, last used, record] ------->  3 0 7 1 | 3 0 2   3: "play" [users] -> "play" P L EY
//!  [uses, last used, record] ------------------^
//! ```
//!
//! Entries in the order of their words are a trie: all that begin alike lie side by side, and what may
//! follow are the words in the next column. So nothing points anywhere, and forgetting leaves no holes:
//! the tables are moved together.
//!
//! A request that succeeds is learnt, or counts once more. Uses halve while others are made
//! ([`HALF_LIFE`]); where there is no room for a new request, the one of the fewest uses left gives way.
//!
//! Each request is one record ([`Personal::record`]) under the number of its place in a store. A new
//! request takes over the record of the one that gave way, so one write brings a store from the old state
//! to the new.

mod known;
mod record;
mod words;

pub use record::{MOST_RECORD, RecordError};

use super::search::MOST_WORDS;
use words::{Vocabulary, WordIndex};

/// Bytes of a [`Personal`] layer at the most.
pub const PERSONAL_BYTES: usize = 16 * 1024;
/// Requests that a layer keeps at the most.
pub const MOST_UTTERANCES: usize = 240;
/// Words of all requests together.
const MOST_ALL_WORDS: usize = 2048;
/// Bytes of the longest request.
const MOST_TEXT: usize = 160;
/// Successful requests in which the uses of one that is not among them halve.
pub const HALF_LIFE: u32 = 100;

const _: () = assert!(size_of::<Personal>() <= PERSONAL_BYTES);

/// The requests of one user that succeeded, in [`PERSONAL_BYTES`] of RAM: what was said often and lately stays,
/// and each has a record of its own in a store.
#[derive(Clone, Debug)]
pub struct Personal {
    entries: heapless::Vec<Entry, MOST_UTTERANCES>,
    words: heapless::Vec<WordIndex, MOST_ALL_WORDS>,
    vocabulary: Vocabulary,
    /// Requests learnt so far: the clock by which they age.
    now: u32,
    changed: [u32; MOST_UTTERANCES.div_ceil(32)],
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    start: u16,
    length: u8,
    record: u8,
    uses: u16,
    last: u32,
}

/// How a word is said: its phones, as class numbers, and what it costs not to hear it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pronounced {
    /// Its phones.
    pub phones: heapless::Vec<u8, { super::MOST_WORD_SOUNDS }>,
    /// In sixteenths of a nat.
    pub dropped: u8,
}

impl Default for Personal {
    fn default() -> Self {
        Self::new()
    }
}

impl Personal {
    /// A layer that knows nothing. All zeros: a `static` takes RAM, but no flash.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            entries: heapless::Vec::new(),
            words: heapless::Vec::new(),
            vocabulary: Vocabulary::new(),
            now: 0,
            changed: [0; MOST_UTTERANCES.div_ceil(32)],
        }
    }

    /// How many requests it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether it knows a request: words with single spaces between them.
    #[must_use]
    pub fn contains(&self, text: &str) -> bool {
        self.place_of(text).is_some()
    }

    /// How much a request counts: its uses, of which half are left after [`HALF_LIFE`] others. 0 for one
    /// that is not known.
    #[must_use]
    pub fn uses(&self, text: &str) -> u16 {
        self.place_of(text)
            .map_or(0, |place| self.uses_left(&self.entries[place]))
    }

    /// A request succeeded. `pronounce` says how words sound that are new. Where there is no room, the
    /// least useful requests give way; one that fits nowhere (too many words, or too long) is not learnt,
    /// which is what `false` says.
    pub fn learn(&mut self, text: &str, pronounce: impl FnMut(&str) -> Pronounced) -> bool {
        self.now = self.now.saturating_add(1);
        let now = self.now;
        self.put(text, 1, now, None, pronounce)
    }

    /// Forgets a request; whether it was known.
    pub fn forget(&mut self, text: &str) -> bool {
        let place = self.place_of(text);
        if let Some(place) = place {
            self.remove(place);
        }
        place.is_some()
    }

    fn put(
        &mut self,
        text: &str,
        uses: u16,
        last: u32,
        record: Option<u8>,
        mut pronounce: impl FnMut(&str) -> Pronounced,
    ) -> bool {
        if let Some(place) = self.place_of(text) {
            let entry = self.entries[place];
            self.entries[place].uses = self.uses_left(&entry).saturating_add(uses);
            self.entries[place].last = entry.last.max(last);
            self.mark(entry.record);
            return true;
        }
        let count = text.split(' ').count();
        let fits = count <= MOST_WORDS && text.len() <= MOST_TEXT;
        if !fits || text.split(' ').any(|word| !words::can_hold(word)) {
            return false;
        }
        let mut taken_over = None;
        while !self.has_room(text, count) {
            let Some(place) = self.least_useful() else {
                return false;
            };
            taken_over = taken_over.or(Some(self.entries[place].record));
            self.remove(place);
        }
        let start = self.words.len() as u16;
        for word in text.split(' ') {
            let Some(index) = self.vocabulary.take(word, &mut pronounce) else {
                self.drop_words(start);
                return false;
            };
            // There is room: it was looked for.
            let _ = self.words.push(index);
        }
        let record = record
            .filter(|&record| self.is_free(record))
            .or(taken_over)
            .or_else(|| (0..MOST_UTTERANCES as u8).find(|&record| self.is_free(record)));
        let Some(record) = record else {
            self.drop_words(start);
            return false;
        };
        let entry = Entry {
            start,
            length: count as u8,
            record,
            uses,
            last,
        };
        let place = self
            .entries
            .partition_point(|other| self.words_of(other) < self.words_of(&entry));
        // There is room: it was looked for.
        let _ = self.entries.insert(place, entry);
        self.mark(record);
        true
    }

    fn has_room(&self, text: &str, count: usize) -> bool {
        !self.entries.is_full()
            && self.words.len() + count <= MOST_ALL_WORDS
            && self.vocabulary.has_room(text.split(' '))
    }

    fn words_of(&self, entry: &Entry) -> &[WordIndex] {
        let start = usize::from(entry.start);
        let words = self.words.get(start..start + usize::from(entry.length));
        words.unwrap_or(&[])
    }

    fn place_of(&self, text: &str) -> Option<usize> {
        let mut wanted: heapless::Vec<WordIndex, MOST_WORDS> = heapless::Vec::new();
        for word in text.split(' ') {
            wanted.push(self.vocabulary.find(word)?).ok()?;
        }
        let order = |entry: &Entry| self.words_of(entry).cmp(&wanted[..]);
        self.entries.binary_search_by(order).ok()
    }

    fn uses_left(&self, entry: &Entry) -> u16 {
        let halvings = self.now.saturating_sub(entry.last) / HALF_LIFE;
        entry.uses.checked_shr(halvings).unwrap_or(0)
    }

    fn least_useful(&self) -> Option<usize> {
        let worth = |entry: &Entry| (self.uses_left(entry), entry.last);
        (0..self.entries.len()).min_by_key(|&place| worth(&self.entries[place]))
    }

    fn remove(&mut self, place: usize) {
        let gone = self.entries.remove(place);
        self.mark(gone.record);
        let start = usize::from(gone.start);
        let end = start + usize::from(gone.length);
        for &word in &self.words[start..end] {
            self.vocabulary.release(word);
        }
        self.words.copy_within(end.., start);
        self.words.truncate(self.words.len() - (end - start));
        for entry in &mut self.entries {
            if entry.start > gone.start {
                entry.start -= u16::from(gone.length);
            }
        }
    }

    fn drop_words(&mut self, start: u16) {
        while self.words.len() > usize::from(start) {
            if let Some(word) = self.words.pop() {
                self.vocabulary.release(word);
            }
        }
    }

    fn is_free(&self, record: u8) -> bool {
        self.entries.iter().all(|entry| entry.record != record)
    }

    fn mark(&mut self, record: u8) {
        if let Some(marks) = self.changed.get_mut(usize::from(record / 32)) {
            *marks |= 1 << (record % 32);
        }
    }
}
