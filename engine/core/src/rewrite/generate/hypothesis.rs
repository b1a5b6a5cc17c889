use goldcrest_trie::utterances::Word;

use super::super::letters::MOST_WORD_SOUNDS;
use super::super::search::MOST_WORDS;
use super::decode::History;
use super::network::BEHIND;

/// Beginnings of sentences that are followed at a time.
pub const WIDEST: usize = 48;

/// A beginning of sentences, down to a sound within a word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hypothesis {
    /// Behind its last whole word.
    pub(super) place: u32,
    pub(super) prior: u32,
    pub(super) nats: f32,
    pub(super) history: History,
    words: [u32; MOST_WORDS],
    count: u8,
    /// The sounds of the word that is not yet whole.
    begun: [u8; MOST_WORD_SOUNDS],
    begun_count: u8,
}

impl Hypothesis {
    pub(super) const fn beginning(place: u32, prior: u32) -> Self {
        Hypothesis {
            place,
            prior,
            nats: 0.0,
            history: [0; BEHIND],
            words: [0; MOST_WORDS],
            count: 0,
            begun: [0; MOST_WORD_SOUNDS],
            begun_count: 0,
        }
    }

    pub(super) fn begun(&self) -> &[u8] {
        &self.begun[..usize::from(self.begun_count)]
    }

    pub(super) fn words(&self) -> impl Iterator<Item = Word> + '_ {
        let words = &self.words[..usize::from(self.count)];
        words.iter().map(|&word| Word::from_index(word as usize))
    }

    /// Goes on with a sound within a word. `None` where the word becomes too long.
    pub(super) fn add_sound(&mut self, sound: u8) -> Option<()> {
        *self.begun.get_mut(usize::from(self.begun_count))? = sound;
        self.begun_count += 1;
        Some(())
    }

    /// Goes on with the last sound of a word. `None` where the sentence becomes too long.
    pub(super) fn add_word(&mut self, word: Word, place: u32, cost: u32) -> Option<()> {
        *self.words.get_mut(usize::from(self.count))? = word.index() as u32;
        self.count += 1;
        self.begun_count = 0;
        self.place = place;
        self.prior += cost;
        Some(())
    }
}

/// What a hypothesis may go on with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Onward {
    pub(super) from: u8,
    pub(super) symbol: u8,
    pub(super) nats: f32,
    /// The word that becomes whole, the place behind it, and its cost.
    pub(super) word: Option<(Word, u32, u32)>,
}

/// The likeliest ways on, at most [`WIDEST`].
#[derive(Clone, Debug, Default)]
pub(super) struct Onwards(heapless::Vec<Onward, WIDEST>);

impl Onwards {
    pub(super) fn wants(&self, nats: f32) -> bool {
        let worst = self.0.last().filter(|_| self.0.is_full());
        worst.is_none_or(|worst| nats > worst.nats)
    }

    /// Keeps a way on while it is among the likeliest; of equally likely ones the first.
    pub(super) fn offer(&mut self, new: Onward) {
        if !self.wants(new.nats) {
            return;
        }
        if self.0.is_full() {
            self.0.pop();
        }
        let place = self.0.partition_point(|one| one.nats >= new.nats);
        // There is room: one was taken out where there was none.
        let _ = self.0.insert(place, new);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Onward> {
        self.0.iter()
    }
}
