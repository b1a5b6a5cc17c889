//! The n-best sentences of an utterance, each laid over its sound: when which word and which phone was said.
//!
//! The search decides by costs and keeps no phones, and of a hypothesis only the frames in which its words were
//! left; so each sentence of the list is aligned afterwards ([`crate::align`]), over the frames that were searched.
//! That costs a desktop some milliseconds and a board, which keeps no frames, nothing.

use goldcrest::AudioTime;
use goldcrest::settings::{Manifest, Settings};
use goldcrest::trace::State;
use goldcrest_pack::Pack;
use goldcrest_trie::lexicon::LAST;
use goldcrest_trie::{Lexicon, Phone};

use crate::align::{self, AlignedPhone, Rules, Word};
use crate::observe::{Candidate, Decision, Observation, PhoneFrame};

/// Milliseconds that a frame of the network stands for.
pub const FRAME_MS: u64 = 30;

/// A sentence that an utterance may have been, and which sounds are which of its phones.
pub struct Path<'s> {
    /// The sentence.
    pub candidate: &'s Candidate,
    /// Its place in the n-best list, from 0, by cost alone.
    pub rank: usize,
    /// Whether the utterance was taken for it, context included.
    pub chosen: bool,
    /// When its end was decided, in milliseconds of audio.
    pub decided_ms: u64,
    /// Its words; the wake phrase first where it was heard in the same frames.
    pub words: Vec<WordPath>,
}

/// A word of the path.
pub struct WordPath {
    /// As it is written.
    pub word: String,
    /// Its phones.
    pub phones: Vec<PhonePath>,
    /// The likeliest phones of the network in the meantime, whatever word they make.
    pub heard: Vec<&'static str>,
}

/// A phone of the path; times in milliseconds of audio.
pub struct PhonePath {
    /// Its name.
    pub name: &'static str,
    /// When the network begins to say it.
    pub from_ms: u64,
    /// When it stops.
    pub to_ms: u64,
    /// What it costs above the network's own best path, in nats.
    pub cost: f64,
}

impl WordPath {
    /// When the network begins to say the word, and when it stops.
    pub fn span(&self) -> Option<(u64, u64)> {
        Some((self.phones.first()?.from_ms, self.phones.last()?.to_ms))
    }

    /// The names of the phones it was matched by.
    pub fn said_as(&self) -> String {
        let names: Vec<&str> = self.phones.iter().map(|phone| phone.name).collect();
        names.join(" ")
    }

    /// What it costs above the network's own best path, in nats.
    pub fn cost(&self) -> f64 {
        self.phones.iter().map(|phone| phone.cost).sum()
    }
}

/// The paths of all sentences of all utterances that were decided on: of each utterance the one that was chosen, then
/// the others, best first. `woken` has the phrases that woke the assistant, and when; an empty one is no phrase.
pub fn paths<'s>(
    seen: &'s Observation,
    pack: &Pack<'_>,
    lexicon: &Lexicon<'_>,
    look_ahead_ms: u64,
    woken: &[(AudioTime, &str)],
) -> Vec<Path<'s>> {
    let manifest = Manifest::of(pack);
    let settings = Settings::read(&manifest);
    let rules = Rules {
        blank_penalty: settings.blank_penalty,
        filler: settings.filler,
    };
    let mut paths = Vec::new();
    for (index, decision) in seen.decisions.iter().enumerate() {
        let next = seen.decisions.get(index + 1);
        let end = next.map_or(seen.candidates.len(), |next| next.candidates);
        let candidates = &seen.candidates[decision.candidates..end];
        let Some(chosen) = best_of(seen, decision.candidates, candidates) else {
            continue;
        };
        let phrase = wake_phrase(seen, decision, woken)
            .filter(|phrase| lexicon.find(phrase).is_some())
            .map(|phrase| (phrase, true));
        let frames = seen.searched(decision);
        let logs: Vec<_> = frames.iter().map(|frame| frame.log_probabilities).collect();
        let others = (0..candidates.len()).filter(|&rank| rank != chosen);
        for rank in std::iter::once(chosen).chain(others) {
            let candidate = &candidates[rank];
            let words = candidate.text.split_whitespace().map(|word| (word, false));
            let spoken: Vec<(&str, bool)> = phrase.into_iter().chain(words).collect();
            let words: Option<Vec<Word>> = spoken
                .iter()
                .map(|&(word, may_have_begun)| sounds(lexicon, word, may_have_begun))
                .collect();
            let Some(aligned) = words.and_then(|words| align::align(&logs, &words, rules)) else {
                continue;
            };
            paths.push(Path {
                candidate,
                rank,
                chosen: rank == chosen,
                decided_ms: decision.at.0,
                words: (spoken.iter().zip(aligned))
                    .filter(|(_, phones)| !phones.is_empty())
                    .map(|((word, _), phones)| word_path(word, &phones, frames, look_ahead_ms))
                    .collect(),
            });
        }
    }
    paths
}

/// Which of an utterance's candidates, the first of which is number `first` of all, was best after context and the
/// user's own requests; of equals the first.
fn best_of(seen: &Observation, first: usize, candidates: &[Candidate]) -> Option<usize> {
    let total = |rank: usize| match seen.ranked.get(first + rank) {
        Some((_, score, influence, own)) => score + influence + own,
        None => -f64::from(candidates[rank].cost) / 256.0,
    };
    (0..candidates.len())
        .max_by(|&one, &other| total(one).total_cmp(&total(other)).then(other.cmp(&one)))
}

/// The phrase with which an utterance began; none where it answers a question.
fn wake_phrase<'w>(
    seen: &Observation,
    decision: &Decision,
    woken: &[(AudioTime, &'w str)],
) -> Option<&'w str> {
    let before = seen.states.iter().filter(|(at, _)| *at < decision.at);
    let mut begun = before.filter(|(_, state)| matches!(state, State::Woke | State::Asking));
    let (_, state) = begun.next_back()?;
    let (_, phrase) = woken.iter().rfind(|(at, _)| *at < decision.at)?;
    (*state == State::Woke && !phrase.is_empty()).then_some(phrase)
}

fn sounds(lexicon: &Lexicon<'_>, word: &str, may_have_begun: bool) -> Option<Word> {
    let ways = lexicon.pronunciations(lexicon.find(word)?);
    Some(Word {
        ways: ways
            .map(|way| way.iter().map(|phone| phone & !LAST).collect())
            .collect(),
        may_have_begun,
    })
}

fn word_path(
    word: &str,
    phones: &[AlignedPhone],
    frames: &[PhoneFrame],
    look_ahead_ms: u64,
) -> WordPath {
    let end = |frame: usize| frames[frame].at.0.saturating_sub(look_ahead_ms);
    let heard = match (phones.first(), phones.last()) {
        (Some(first), Some(last)) => &frames[first.from..last.to],
        _ => &[],
    };
    WordPath {
        word: word.to_owned(),
        phones: phones
            .iter()
            .map(|phone| PhonePath {
                name: Phone::from_class(phone.phone).map_or("", Phone::name),
                from_ms: end(phone.from).saturating_sub(FRAME_MS),
                to_ms: end(phone.to - 1),
                cost: f64::from(phone.cost) / 256.0,
            })
            .collect(),
        heard: likeliest(heard),
    }
}

fn likeliest(frames: &[PhoneFrame]) -> Vec<&'static str> {
    let mut names = Vec::new();
    let mut before = Phone::BLANK;
    for frame in frames {
        let best = (0u8..)
            .zip(&frame.log_probabilities)
            .max_by_key(|(_, value)| **value);
        let best = best.map_or(Phone::BLANK, |(class, _)| class);
        if best != before {
            names.extend(Phone::from_class(best).map(Phone::name));
        }
        before = best;
    }
    names
}
