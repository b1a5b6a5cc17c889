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

use super::costs::{EditCosts, UNKNOWN};
use super::heard::Heard;
use super::known::KnownSentences;
use super::search::{Known, MOST_WORDS, Reach, Search};

/// Beginnings of sentences that a beam keeps for each number of sounds heard.
pub const BEAM: usize = 24;
/// Of these, those whose last word was not heard.
const DROPPED: usize = 8;
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
    /// The way to the beginning that is being followed.
    here: u16,
}

/// The beginnings that have heard the same number of sounds.
#[derive(Clone, Copy, Debug)]
struct Beginnings {
    all: [Beginning; BEAM],
    count: u8,
    /// From what cost on beginnings are refused whose last word was heard, and was not: how much that is below
    /// [`FAR`], so that unused memory is all zeros.
    refused_below_far: [u16; 2],
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
    /// Its last word was not heard.
    dropped: bool,
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
        here: 0,
    };

    fn at(&mut self, sounds: usize) -> &mut Beginnings {
        &mut self.places[sounds % (AHEAD + 1)]
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

impl Beginnings {
    const NONE: Beginnings = Beginnings {
        all: [Beginning {
            place: 0,
            prior: 0,
            cost: 0,
            trail: 0,
            hash: 0,
            followed: false,
            dropped: false,
        }; BEAM],
        count: 0,
        refused_below_far: [0; 2],
    };

    fn clear(&mut self) {
        self.count = 0;
        self.refused_below_far = [0; 2];
    }

    fn kept(&mut self) -> &mut [Beginning] {
        &mut self.all[..usize::from(self.count)]
    }

    fn next(&mut self) -> Option<Beginning> {
        let open = self.kept().iter_mut().filter(|one| !one.followed);
        let next = open.min_by_key(|one| one.cost)?;
        next.followed = true;
        Some(*next)
    }

    /// The dearest beginning, which gives way: of those whose last word was not heard while they are too
    /// many, or of all.
    fn worst(&mut self, dropped: bool) -> Option<(usize, u16)> {
        let is_full = usize::from(self.count) == BEAM;
        let kept = self.kept().iter().enumerate();
        let all_dropped = kept.clone().filter(|(_, one)| one.dropped);
        let is_dropped_full = all_dropped.clone().count() >= DROPPED;
        let cost = |(place, one): (usize, &Beginning)| (place, one.cost);
        if dropped && is_dropped_full || is_full && all_dropped.clone().count() > DROPPED {
            return all_dropped.map(cost).max_by_key(|&(_, cost)| cost);
        }
        kept.map(cost)
            .max_by_key(|&(_, cost)| cost)
            .filter(|_| is_full)
    }

    fn wants(&self, cost: u16, dropped: bool) -> bool {
        cost < FAR - self.refused_below_far[usize::from(dropped)]
    }

    fn offer(&mut self, new: Beginning) {
        let is_same = |one: &&mut Beginning| one.hash == new.hash && one.place == new.place;
        if let Some(same) = self.kept().iter_mut().find(is_same) {
            if new.cost >= same.cost {
                return;
            }
            *same = new;
        } else {
            match self.worst(new.dropped) {
                None => {
                    self.all[usize::from(self.count)] = new;
                    self.count += 1;
                }
                Some((place, worst)) if new.cost < worst => self.all[place] = new,
                Some(_) => return,
            }
        }
        for dropped in [false, true] {
            let refused = self.worst(dropped).map_or(FAR, |(_, cost)| cost);
            self.refused_below_far[usize::from(dropped)] = FAR - refused;
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
        self.beam.places.iter_mut().for_each(Beginnings::clear);
        self.beam.at(0).offer(Beginning {
            place: S::number(sentences.begin()),
            prior: sentences.base_cost(),
            cost: 0,
            trail: NO_TRAIL,
            hash: 0,
            followed: false,
            dropped: false,
        });
        for at in 0..=length {
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
            self.beam.at(at).clear();
        }
        self.drop_beyond(reach.margin);
    }

    /// Offers a beginning that goes on with a word, for each number of sounds that the word may have been.
    fn follow(&mut self, at: usize, row: &[u16], next: Beginning, word: Word) {
        let mut word_added = None;
        for (more, &cost) in row.iter().enumerate() {
            let heard = at + more;
            let allowed = cost != FAR
                && cost.saturating_add(self.ahead.from(heard)) <= self.limit
                && self.beam.at(heard).wants(cost, more == 0);
            if !allowed {
                continue;
            }
            let Some(trail) = word_added.or_else(|| self.beam.add(word)) else {
                return;
            };
            word_added = Some(trail);
            self.beam.at(heard).offer(Beginning {
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
