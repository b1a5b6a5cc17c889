//! The likeliest known sentences, by a beam: bounded work, where the exact search has none.
//!
//! ```text
//!  heard    T  ER  N  AA  V  DH  AH  ...
//!  place    0   1   2   3   4   5   6        at each, the cheapest beginnings that have heard so far
//!           [BOS]   |   turn |   turn off
//! ```
//!
//! Beginnings that have heard the same sounds are compared; those of the same words at the same place are one.
//! Templates say the same words on several ways, on which other words may follow.

use goldcrest_trie::utterances::Word;

use super::beginnings::{Beginning, Beginnings};
use super::heard::Heard;
use super::hearings::{AHEAD, Hearing, Hearings, Here};
use super::known::{KnownSentences, Said};
use super::search::{Known, MOST_WORDS, Reach, Search};

/// Words on the way to all beginnings together.
const MOST_TRAIL: usize = 2048;
const NO_TRAIL: u16 = u16::MAX;
/// Numbers of sounds that are looked at together: none more than the beginning that is followed has, to the most.
const PLACES: usize = AHEAD + 1;

/// Memory of a beam, about 31 KB: all zeros while unused.
#[derive(Clone, Debug)]
pub(super) struct Beam {
    /// A ring: place modulo its length.
    places: [Beginnings; PLACES],
    trail: heapless::Vec<Trail, MOST_TRAIL>,
    hearings: Hearings,
    /// The way to the beginning that is being followed.
    here: u16,
}

/// A word, and what came before it.
#[derive(Clone, Copy, Debug)]
struct Trail {
    word: [u16; 2],
    before: u16,
}

impl Beam {
    pub(super) const EMPTY: Beam = Beam {
        places: [Beginnings::NONE; PLACES],
        trail: heapless::Vec::new(),
        hearings: Hearings::EMPTY,
        here: 0,
    };

    fn at(&mut self, sounds: usize) -> &mut Beginnings {
        &mut self.places[sounds % PLACES]
    }

    /// What it costs to have heard a word behind a beginning that has heard `at` sounds for `cost`, which is
    /// not less than those before it; `None` where that leads nowhere.
    fn hear<'s>(
        &mut self,
        (at, cost): (usize, u16),
        word: Word,
        here: Here<'_, '_>,
        said: impl FnOnce() -> Said<'s>,
    ) -> Option<Hearing> {
        let hearing = self.hearings.of(word.index(), here, said);
        if hearing.is_too_dear {
            return None;
        }
        let (behind, ahead) = self.places.split_at(at % PLACES);
        let places = ahead.iter().chain(behind).zip(hearing.costs());
        let is_wanted = |(more, (place, &heard)): (usize, (&Beginnings, &u16))| {
            place.wants(cost.saturating_add(heard), more == 0)
        };
        hearing.is_too_dear = !places.enumerate().any(is_wanted);
        (!hearing.is_too_dear).then_some(*hearing)
    }

    /// Adds a word behind the beginning that is being followed. Where there is no room, words on the way to
    /// no beginning give way; where all are on some way, `None`.
    fn add(&mut self, word: Word) -> Option<u16> {
        if self.trail.is_full() {
            self.forget_unused();
        }
        let index = word.index();
        let place = self.trail.len() as u16;
        let added = self.trail.push(Trail {
            word: [index as u16, (index >> 16) as u16],
            before: self.here,
        });
        added.is_ok().then_some(place)
    }

    fn forget_unused(&mut self) {
        let mut used = [0u32; MOST_TRAIL / 32];
        let beginnings = self.places.iter_mut().flat_map(Beginnings::kept);
        for mut trail in beginnings.map(|one| one.trail).chain([self.here]) {
            while let Some(node) = self.trail.get(usize::from(trail)) {
                let (word, bit) = (usize::from(trail / 32), 1 << (trail % 32));
                if used[word] & bit != 0 {
                    break;
                }
                used[word] |= bit;
                trail = node.before;
            }
        }
        let mut before = [0u16; MOST_TRAIL / 32];
        let mut count = 0;
        for (before, used) in before.iter_mut().zip(used) {
            *before = count;
            count += used.count_ones() as u16;
        }
        let moved = |trail: u16| {
            let word = usize::from(trail / 32);
            let Some(used) = used.get(word) else {
                return trail;
            };
            let below = used & ((1 << (trail % 32)) - 1);
            before[word] + below.count_ones() as u16
        };
        let mut kept = 0;
        for place in 0..self.trail.len() {
            if used[place / 32] & 1 << (place % 32) != 0 {
                let node = self.trail[place];
                self.trail[kept] = Trail {
                    before: moved(node.before),
                    ..node
                };
                kept += 1;
            }
        }
        self.trail.truncate(kept);
        self.here = moved(self.here);
        for one in self.places.iter_mut().flat_map(Beginnings::kept) {
            one.trail = moved(one.trail);
        }
    }

    /// The words of a beginning, last first.
    fn words(&self, mut trail: u16) -> heapless::Vec<Word, MOST_WORDS> {
        let mut words = heapless::Vec::new();
        while let Some(here) = self.trail.get(usize::from(trail)) {
            let [low, high] = here.word.map(usize::from);
            if words.push(Word::from_index(high << 16 | low)).is_err() {
                return heapless::Vec::new();
            }
            trail = here.before;
        }
        words
    }
}

impl Search {
    /// Finds sentences near to what was heard as [`Search::run`] does, but follows no more than [`BEAM`](super::BEAM)
    /// beginnings for each number of sounds heard: the cheapest. What it finds costs what it says, or less
    /// where a word was heard as more than [`MORE_SOUNDS`](super::MORE_SOUNDS) sounds too many; nearer sentences may be
    /// missed.
    ///
    /// Takes at most `budget` steps; `first` is not asked for.
    pub fn run_beam<S: KnownSentences>(
        &mut self,
        known: Known<'_, '_, S>,
        heard: &Heard,
        reach: Reach,
    ) {
        let sentences = known.sentences;
        let length = heard.sounds().len();
        self.begin(reach.most);
        self.ahead.look(heard, known.costs);
        self.beam.trail.clear();
        (0..PLACES).for_each(|at| self.open(at));
        self.beam.at(0).take(Beginning {
            place: S::number(sentences.begin()),
            prior: sentences.base_cost(),
            cost: 0,
            trail: NO_TRAIL,
            hash: 0,
            followed: false,
            dropped: false,
        });
        for at in 0..=length {
            let here = Here {
                sounds: &heard.sounds()[at..],
                costs: known.costs,
            };
            self.beam.hearings.begin(here);
            while let Some(beginning) = self.beam.at(at).next() {
                self.beam.here = beginning.trail;
                let place = S::place(beginning.place);
                if at == length
                    && let Some(ends) = sentences.ends(place)
                {
                    self.end(&beginning, ends);
                }
                self.add_word(heard, at, &beginning);
                for step in sentences.steps(place) {
                    self.steps += 1;
                    if self.steps >= reach.budget {
                        return;
                    }
                    let said = || sentences.said(step.word);
                    let before = (at, beginning.cost);
                    let Some(hearing) = self.beam.hear(before, step.word, here, said) else {
                        continue;
                    };
                    let next = Beginning {
                        place: S::number(step.place),
                        prior: beginning.prior + step.cost,
                        hash: with_word(beginning.hash, step.word),
                        ..beginning
                    };
                    self.follow(at, hearing.costs(), next, step.word);
                }
            }
            self.open(at + PLACES);
        }
        self.drop_beyond(reach.margin);
    }

    /// Makes room for the beginnings that have heard so many sounds.
    fn open(&mut self, sounds: usize) {
        let refused = self.limit.saturating_add(1);
        let refused = refused.saturating_sub(self.ahead.from(sounds));
        self.beam.at(sounds).clear(refused);
    }

    /// Offers a beginning that goes on with a word, for each number of sounds that the word may have been.
    fn follow(&mut self, at: usize, costs: &[u16], next: Beginning, word: Word) {
        let mut word_added = None;
        for (more, &cost) in costs.iter().enumerate() {
            let cost = next.cost.saturating_add(cost);
            if !self.beam.at(at + more).wants(cost, more == 0) {
                continue;
            }
            let Some(trail) = word_added.or_else(|| self.beam.add(word)) else {
                return;
            };
            word_added = Some(trail);
            self.beam.at(at + more).take(Beginning {
                cost,
                trail,
                followed: false,
                dropped: more == 0,
                ..next
            });
        }
    }

    /// A whole word that was heard and not said.
    fn add_word(&mut self, heard: &Heard, at: usize, beginning: &Beginning) {
        for (begin, end, added) in heard.words() {
            let cost = beginning.cost.saturating_add(added);
            let fits = begin == at && (at + 1..=at + AHEAD).contains(&end);
            if fits && self.beam.at(end).wants(cost, beginning.dropped) {
                self.beam.at(end).take(Beginning {
                    cost,
                    followed: false,
                    ..*beginning
                });
            }
        }
    }

    fn end(&mut self, beginning: &Beginning, ends: u32) {
        if beginning.cost > self.worst() {
            return;
        }
        let mut words = self.beam.words(beginning.trail);
        words.reverse();
        if !words.is_empty() {
            self.keep(&words, beginning.cost, beginning.prior + ends);
        }
    }
}

/// A hash of one word more (FNV-1a by words).
fn with_word(hash: u32, word: Word) -> u32 {
    (hash ^ word.index() as u32)
        .wrapping_mul(0x0100_0193)
        .rotate_left(7)
}
