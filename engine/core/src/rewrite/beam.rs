//! The likeliest known sentences, by a beam: bounded work, where the exact search has none.
//!
//! ```text
//!  heard    T  ER  N  AA  V  DH  AH  ...
//!  place    0   1   2   3   4   5   6        at each, the cheapest beginnings that have heard so far
//!           [BOS]   |   turn |   turn off
//! ```
//!
//! Beginnings that have heard the same sounds are compared; those of the same words are one.

use goldcrest_trie::utterances::Word;

use super::costs::{EditCosts, UNKNOWN};
use super::heard::Heard;
use super::known::KnownSentences;
use super::search::{Known, MOST_WORDS, Reach, Search};

/// Beginnings of sentences that a beam keeps for each number of sounds heard.
pub const BEAM: usize = 24;
/// Sounds that one word is heard as at the most.
const AHEAD: usize = 24;
/// More sounds than a word has that it is heard as.
const MORE: usize = 5;
/// Words on the way to all beginnings together.
const MOST_TRAIL: usize = 2048;
const NO_TRAIL: u16 = u16::MAX;
const FAR: u16 = u16::MAX;

/// Memory of a beam, about 24 KB: all zeros while unused.
#[derive(Clone, Debug)]
pub(super) struct Beam {
    /// A ring: place modulo its length.
    places: [Beginnings; AHEAD + 1],
    trail: heapless::Vec<Trail, MOST_TRAIL>,
}

/// The beginnings that have heard the same number of sounds.
#[derive(Clone, Copy, Debug)]
struct Beginnings {
    all: [Beginning; BEAM],
    count: u8,
}

#[derive(Clone, Copy, Debug)]
struct Beginning {
    place: u32,
    prior: u32,
    cost: u16,
    trail: u16,
    /// Of its words.
    hash: u32,
    followed: bool,
}

/// A word, and what came before it.
#[derive(Clone, Copy, Debug)]
struct Trail {
    word: [u16; 2],
    before: u16,
}

impl Beam {
    pub(super) const EMPTY: Beam = Beam {
        places: [Beginnings::NONE; AHEAD + 1],
        trail: heapless::Vec::new(),
    };

    fn at(&mut self, sounds: usize) -> &mut Beginnings {
        &mut self.places[sounds % (AHEAD + 1)]
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

impl Beginnings {
    const NONE: Beginnings = Beginnings {
        all: [Beginning {
            place: 0,
            prior: 0,
            cost: 0,
            trail: 0,
            hash: 0,
            followed: false,
        }; BEAM],
        count: 0,
    };

    fn kept(&mut self) -> &mut [Beginning] {
        &mut self.all[..usize::from(self.count)]
    }

    fn next(&mut self) -> Option<Beginning> {
        let open = self.kept().iter_mut().filter(|one| !one.followed);
        let next = open.min_by_key(|one| one.cost)?;
        next.followed = true;
        Some(*next)
    }

    fn worst(&mut self) -> Option<(usize, u16)> {
        let is_full = usize::from(self.count) == BEAM;
        let costs = self.kept().iter().map(|one| one.cost).enumerate();
        costs.max_by_key(|&(_, cost)| cost).filter(|_| is_full)
    }

    fn wants(&mut self, cost: u16) -> bool {
        self.worst().is_none_or(|(_, worst)| cost < worst)
    }

    fn offer(&mut self, new: Beginning) {
        if let Some(same) = self.kept().iter_mut().find(|one| one.hash == new.hash) {
            if new.cost < same.cost {
                *same = new;
            }
            return;
        }
        match self.worst() {
            None => {
                self.all[usize::from(self.count)] = new;
                self.count += 1;
            }
            Some((place, worst)) if new.cost < worst => self.all[place] = new,
            Some(_) => {}
        }
    }
}

impl Search {
    /// Finds sentences near to what was heard as [`Search::run`] does, but follows no more than [`BEAM`]
    /// beginnings for each number of sounds heard: the cheapest. What it finds costs what it says, or less
    /// where a word was heard as very many sounds; nearer sentences may be missed.
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
        self.beam
            .places
            .iter_mut()
            .for_each(|place| place.count = 0);
        self.beam.at(0).offer(Beginning {
            place: S::number(sentences.begin()),
            prior: sentences.base_cost(),
            cost: 0,
            trail: NO_TRAIL,
            hash: 0,
            followed: false,
        });
        for at in 0..=length {
            while let Some(beginning) = self.beam.at(at).next() {
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
                    let said = sentences.said(step.word);
                    let mut row = [FAR; AHEAD + 1];
                    let sounds = &heard.sounds()[at..];
                    let reached = hear(said.phones, sounds, beginning.cost, known.costs, &mut row);
                    row[0] = row[0].min(beginning.cost.saturating_add(said.dropped));
                    if sounds.first() == Some(&UNKNOWN) {
                        let unknown = known.costs.substituted(UNKNOWN, UNKNOWN);
                        row[1] = row[1].min(beginning.cost.saturating_add(unknown));
                    }
                    let next = Beginning {
                        place: S::number(step.place),
                        prior: beginning.prior + step.cost,
                        hash: with_word(beginning.hash, step.word),
                        ..beginning
                    };
                    self.follow(
                        at,
                        &row[..=reached.max(1).min(sounds.len())],
                        next,
                        step.word,
                    );
                }
            }
            self.beam.at(at).count = 0;
        }
        self.drop_beyond(reach.margin);
    }

    /// Offers a beginning that goes on with a word, for each number of sounds that the word may have been.
    fn follow(&mut self, at: usize, row: &[u16], next: Beginning, word: Word) {
        let mut trail = None;
        for (more, &cost) in row.iter().enumerate() {
            let heard = at + more;
            let allowed = cost != FAR
                && cost.saturating_add(self.ahead.from(heard)) <= self.limit
                && self.beam.at(heard).wants(cost);
            if !allowed {
                continue;
            }
            let trail = *trail.get_or_insert_with(|| {
                let index = word.index();
                let node = Trail {
                    word: [index as u16, (index >> 16) as u16],
                    before: next.trail,
                };
                let place = self.beam.trail.len() as u16;
                self.beam.trail.push(node).map_or(NO_TRAIL, |()| place)
            });
            if trail == NO_TRAIL {
                return;
            }
            self.beam.at(heard).offer(Beginning {
                cost,
                trail,
                followed: false,
                ..next
            });
        }
    }

    /// A whole word that was heard and not said.
    fn add_word(&mut self, heard: &Heard, at: usize, beginning: &Beginning) {
        for (begin, end, added) in heard.words() {
            let cost = beginning.cost.saturating_add(added);
            let fits = begin == at && (at + 1..=at + AHEAD).contains(&end);
            if fits && cost.saturating_add(self.ahead.from(end)) <= self.limit {
                self.beam.at(end).offer(Beginning {
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

/// What it costs to have heard a word as each number of sounds, from a beginning that cost `before`; gives
/// the most sounds that are looked at.
fn hear(
    phones: &[u8],
    sounds: &[u8],
    before: u16,
    costs: &EditCosts<'_>,
    row: &mut [u16; AHEAD + 1],
) -> usize {
    let most = sounds.len().min(phones.len() + MORE).min(AHEAD);
    row[0] = before;
    for &phone in phones {
        let substituted = costs.row(phone);
        let deleted = u16::from(substituted[0]);
        let mut diagonal = row[0];
        row[0] = row[0].saturating_add(deleted);
        for at in 1..=most {
            let sound = sounds[at - 1];
            let above = row[at];
            let other = u16::from(substituted[usize::from(sound)]);
            row[at] = above
                .saturating_add(deleted)
                .min(diagonal.saturating_add(other))
                .min(row[at - 1].saturating_add(costs.inserted(sound)));
            diagonal = above;
        }
    }
    most
}
