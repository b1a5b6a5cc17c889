//! The strategy `generate`: a network says sound by sound what was said, and the trie what may follow.
//!
//! ```text
//!  heard   ──> tables ──> convolutions ──> keys and values, one of each a sound
//!                                                │
//!  last 8  ──> tables ──> hidden ──> query ──> attention ──> mixed ──> 83 symbols ──> softmax
//!  said                                                                    │
//!          <── the likeliest that the trie allows <── beam over words and their sounds
//! ```
//!
//! Symbols are sounds, each with another symbol where it ends a word, and the end of the sentence: no table of
//! words, so any sentence of any trie can be said. The softmax is over all symbols, not those that the trie
//! allows: what a [`Generator`] finds costs minus the logarithm of P(said | heard) among *all* that could be
//! said. So it can be compared with what the network would say freely ([`Generator::free`]) and with saying
//! again what was heard ([`Generator::of_heard`]): where these are far likelier, none of the known sentences
//! was said.
//!
//! The decoder sees the last eight symbols and how many there were, and carries nothing else: a hypothesis of
//! the beam is only its history.

mod decode;
mod encode;
mod hypothesis;
mod network;
mod weigh;

pub use hypothesis::WIDEST;
pub use network::{END, GENERATE_MAGIC, GENERATE_VERSION, GenerateError, Network, SYMBOLS};
pub use weigh::{
    ALONE, GenerateModel, Generated, JOINED, Thought, features_alone, features_joined,
};

use goldcrest_trie::lexicon::LAST;
use goldcrest_trie::utterances::Word;

use self::decode::{History, Next, with};
use self::encode::{Encoded, symbols_of};
use self::hypothesis::{Hypothesis, Onward, Onwards};
use super::costs::{SOUNDS, UNITS, UNKNOWN};
use super::heard::{Heard, MOST_SOUNDS};
use super::known::KnownSentences;
use super::search::{Candidate, KEPT};

/// Marks a sound that ends a word.
const ENDS: u8 = SOUNDS as u8;
/// Symbols beyond twice what was heard of the longest sentence that is found.
const MORE: usize = 16;
const NOTHING_SAID: History = [0; network::BEHIND];

/// How a beam searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Width {
    /// Beginnings followed at a time, at most [`WIDEST`].
    pub beginnings: usize,
    /// Words looked at on all ways together.
    pub budget: u32,
}

/// Memory of the strategies `generate` and `joined`, 40 KB, lent by the caller. Unused, it is all zeros.
#[derive(Clone, Debug)]
pub struct Generator {
    encoded: Encoded,
    heard: [u8; MOST_SOUNDS],
    heard_count: usize,
    followed: heapless::Vec<Hypothesis, WIDEST>,
    next: heapless::Vec<Hypothesis, WIDEST>,
    found: heapless::Vec<Candidate, KEPT>,
    /// The sentence whose probability was asked for last, and that of each of its beginnings.
    told: heapless::Vec<(u8, f32), { MOST_SOUNDS + 1 }>,
    /// Times that the decoder was asked what comes next.
    pub decoded: u32,
    /// Words that were looked at.
    pub steps: u32,
}

impl Default for Generator {
    fn default() -> Self {
        Self::new()
    }
}

impl Generator {
    /// Before the first request.
    #[must_use]
    pub const fn new() -> Self {
        Generator {
            encoded: Encoded::EMPTY,
            heard: [0; MOST_SOUNDS],
            heard_count: 0,
            followed: heapless::Vec::new(),
            next: heapless::Vec::new(),
            found: heapless::Vec::new(),
            told: heapless::Vec::new(),
            decoded: 0,
            steps: 0,
        }
    }

    /// Encodes a request; all else is about it until the next.
    pub fn listen(&mut self, network: &Network<'_>, heard: &Heard) {
        self.heard_count = symbols_of(heard, &mut self.heard);
        self.encoded
            .encode(network, &self.heard[..self.heard_count]);
        self.found.clear();
        self.told.clear();
        (self.decoded, self.steps) = (0, 0);
    }

    /// The sentences found by [`Generator::run`], likeliest first. Each costs minus the logarithm of its
    /// probability, in sixteenths of a nat, as if it had as many symbols as were heard: what is short leaves out
    /// what was heard, and pays too little for it (length normalisation, as in Wu et al., 2016).
    #[must_use]
    pub fn found(&self) -> &[Candidate] {
        &self.found
    }

    /// Finds likely sentences, given what was heard: at most [`KEPT`], by a beam.
    ///
    /// All beginnings that are followed have said the same number of sounds. The decoder is asked once for each,
    /// and the words that may follow at its place are looked at. Words without sounds are not said.
    pub fn run<S: KnownSentences>(&mut self, network: &Network<'_>, sentences: &S, width: Width) {
        self.found.clear();
        self.followed.clear();
        let beginning = Hypothesis::beginning(S::number(sentences.begin()), sentences.base_cost());
        // An empty vector has room.
        let _ = self.followed.push(beginning);
        for said in 0..MOST_SOUNDS.min(2 * self.heard_count + MORE) {
            let mut onwards = Onwards::default();
            for from in 0..self.followed.len() {
                let hypothesis = self.followed[from];
                let next = self.decode(network, &hypothesis.history, said);
                if hypothesis.begun().is_empty()
                    && let Some(ends) = sentences.ends(S::place(hypothesis.place))
                {
                    self.end(&hypothesis, said, next[usize::from(END)], ends);
                }
                self.follow(sentences, &hypothesis, from as u8, &next, &mut onwards);
            }
            if self.steps >= width.budget || !self.go_on(&onwards, width.beginnings) {
                return;
            }
        }
    }

    /// What the network would say freely, sound by sound the likeliest at each: the logarithm of its
    /// probability.
    pub fn free(&mut self, network: &Network<'_>) -> f32 {
        let (mut history, mut nats) = (NOTHING_SAID, 0.0);
        for said in 0..MOST_SOUNDS {
            let next = self.decode(network, &history, said);
            let mut best = usize::from(END);
            for (symbol, &likely) in next.iter().enumerate().skip(1) {
                if likely > next[best] {
                    best = symbol;
                }
            }
            nats += next[best];
            if best == usize::from(END) {
                break;
            }
            history = with(history, best as u8);
        }
        nats
    }

    /// The logarithm of the probability that what was heard is what was said.
    pub fn of_heard(&mut self, network: &Network<'_>) -> f32 {
        let (heard, count) = (self.heard, self.heard_count);
        self.of_symbols(network, heard[..count].iter().copied())
    }

    /// The logarithm of the probability of a sentence, given what was heard. What it begins with like the
    /// sentence before is not computed again.
    pub fn of_words<S: KnownSentences>(
        &mut self,
        network: &Network<'_>,
        sentences: &S,
        words: &[Word],
    ) -> f32 {
        let symbols = words.iter().flat_map(|&word| {
            let phones = sentences.said(word).phones;
            let last = phones.len().wrapping_sub(1);
            let sounds = phones.iter().enumerate();
            sounds.map(move |(at, &phone)| sound_of(phone) + if at == last { ENDS } else { 0 })
        });
        self.of_symbols(network, symbols)
    }

    fn of_symbols(&mut self, network: &Network<'_>, symbols: impl Iterator<Item = u8>) -> f32 {
        let (mut history, mut nats) = (NOTHING_SAID, 0.0);
        for (said, symbol) in symbols.chain([END]).take(MOST_SOUNDS + 1).enumerate() {
            match self.told.get(said) {
                Some(&(told, so_far)) if told == symbol => nats = so_far,
                _ => {
                    self.told.truncate(said);
                    let next = self.decode(network, &history, said);
                    nats += next.get(usize::from(symbol)).copied().unwrap_or(f32::MIN);
                    // There is room for all that are taken.
                    let _ = self.told.push((symbol, nats));
                }
            }
            history = with(history, symbol);
        }
        nats
    }

    fn decode(&mut self, network: &Network<'_>, history: &History, said: usize) -> Next {
        self.decoded += 1;
        network.next(&self.encoded, history, said)
    }

    /// Offers all that may follow a hypothesis: sounds within words, and words that become whole.
    fn follow<S: KnownSentences>(
        &mut self,
        sentences: &S,
        hypothesis: &Hypothesis,
        from: u8,
        next: &Next,
        onwards: &mut Onwards,
    ) {
        let begun = hypothesis.begun();
        let mut within = 0u64;
        for step in sentences.steps(S::place(hypothesis.place)) {
            self.steps += 1;
            let phones = sentences.said(step.word).phones;
            let Some((&sound, behind)) = phones.strip_prefix(begun).and_then(<[u8]>::split_first)
            else {
                continue;
            };
            let sound = sound_of(sound);
            if !behind.is_empty() {
                within |= 1 << sound;
                continue;
            }
            let symbol = sound + ENDS;
            onwards.offer(Onward {
                from,
                symbol,
                nats: hypothesis.nats + next[usize::from(symbol)],
                word: Some((step.word, S::number(step.place), step.cost)),
            });
        }
        while within != 0 {
            let symbol = within.trailing_zeros() as u8;
            within &= within - 1;
            let nats = hypothesis.nats + next[usize::from(symbol)];
            let word = None;
            onwards.offer(Onward {
                from,
                symbol,
                nats,
                word,
            });
        }
    }

    /// Follows the likeliest ways on. Whether there are any.
    fn go_on(&mut self, onwards: &Onwards, beginnings: usize) -> bool {
        self.next.clear();
        for onward in onwards.iter().take(beginnings) {
            let Some(from) = self.followed.get(usize::from(onward.from)) else {
                continue;
            };
            let mut new = *from;
            new.nats = onward.nats;
            new.history = with(new.history, onward.symbol);
            let added = match onward.word {
                Some((word, place, cost)) => new.add_word(word, place, cost),
                None => new.add_sound(onward.symbol),
            };
            if added.is_some() {
                // There is room: no more are followed than fit.
                let _ = self.next.push(new);
            }
        }
        core::mem::swap(&mut self.followed, &mut self.next);
        !self.followed.is_empty()
    }

    fn end(&mut self, hypothesis: &Hypothesis, said: usize, end: f32, ends: u32) {
        let longer = (self.heard_count + 1) as f32 / (said + 1) as f32;
        let units = -(hypothesis.nats + end) * longer * UNITS as f32;
        let cost = libm::roundf(units.clamp(0.0, f32::from(u16::MAX))) as u16;
        let prior = hypothesis.prior + ends;
        let Some(found) = Candidate::new(hypothesis.words(), cost, prior) else {
            return;
        };
        let place = self
            .found
            .partition_point(|kept| (kept.cost, kept.prior) <= (cost, prior));
        if place == KEPT {
            return;
        }
        if self.found.is_full() {
            self.found.pop();
        }
        // There is room: one was taken out where there was none.
        let _ = self.found.insert(place, found);
    }
}

/// The sound of a phone, which may be marked as a lexicon's last.
fn sound_of(phone: u8) -> u8 {
    (phone & !LAST).min(UNKNOWN)
}

#[cfg(test)]
mod tests;
