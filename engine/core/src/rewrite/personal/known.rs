use goldcrest_trie::utterances::Word;

use super::words::WordIndex;
use super::{Entry, Personal};
use crate::dialogue::append;
use crate::events::Text;
use crate::rewrite::known::{KnownSentences, Said, Step};

/// All requests that begin with the same words: neighbours, and how many words they share.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    low: u8,
    high: u8,
    depth: u8,
}

/// What an entry costs for each halving of its uses below the most that can be counted, in eighths of a bit.
const A_HALVING: u32 = 8;

impl Personal {
    fn at(&self, place: Place) -> &[Entry] {
        let range = usize::from(place.low)..usize::from(place.high);
        self.entries.get(range).unwrap_or(&[])
    }

    fn word_at(&self, entry: &Entry, depth: u8) -> Option<WordIndex> {
        self.words_of(entry).get(usize::from(depth)).copied()
    }
}

impl KnownSentences for Personal {
    type Place = Place;
    type Steps<'s> = Steps<'s>;

    fn number(place: Place) -> u32 {
        u32::from_le_bytes([place.low, place.high, place.depth, 0])
    }

    fn place(number: u32) -> Place {
        let [low, high, depth, _] = number.to_le_bytes();
        Place { low, high, depth }
    }

    fn begin(&self) -> Place {
        Place {
            low: 0,
            high: self.len() as u8,
            depth: 0,
        }
    }

    fn base_cost(&self) -> u32 {
        0
    }

    fn steps(&self, place: Place) -> Steps<'_> {
        Steps {
            personal: self,
            place,
        }
    }

    fn goes_on(&self, place: Place) -> bool {
        let last = self.at(place).last();
        last.is_some_and(|entry| entry.length > place.depth)
    }

    fn ends(&self, place: Place) -> Option<u32> {
        // The shortest of those that begin alike comes first.
        let first = self.at(place).first()?;
        (first.length == place.depth).then(|| A_HALVING * self.uses_left(first).leading_zeros())
    }

    fn said(&self, word: Word) -> Said<'_> {
        let word = index_of(word);
        Said {
            phones: self.vocabulary.phones(word),
            dropped: self.vocabulary.dropped(word).into(),
        }
    }

    fn spell(&self, word: Word, text: &mut Text) {
        append(text, self.vocabulary.spelling(index_of(word)));
    }
}

/// [`KnownSentences::steps`] of [`Personal`].
#[derive(Clone, Debug)]
pub struct Steps<'s> {
    personal: &'s Personal,
    place: Place,
}

impl Iterator for Steps<'_> {
    type Item = Step<Place>;

    fn next(&mut self) -> Option<Step<Place>> {
        let depth = self.place.depth;
        let entries = self.personal.at(self.place);
        let word_of = |entry: &Entry| self.personal.word_at(entry, depth);
        let ended = entries.iter().take_while(|entry| word_of(entry).is_none());
        let ended = ended.count();
        let word = word_of(entries.get(ended)?)?;
        let alike = entries[ended..]
            .iter()
            .take_while(|entry| word_of(entry) == Some(word));
        let low = self.place.low + ended as u8;
        let high = low + alike.count() as u8;
        self.place.low = high;
        Some(Step {
            word: Word::from_index(usize::from(word) + 1),
            place: Place {
                low,
                high,
                depth: depth + 1,
            },
            cost: 0,
        })
    }
}

fn index_of(word: Word) -> WordIndex {
    word.index().wrapping_sub(1) as WordIndex
}
