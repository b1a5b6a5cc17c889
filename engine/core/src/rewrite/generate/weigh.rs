use super::super::confidence::{Chances, Confidence, Features, features, spelling_and_counts};
use super::super::costs::UNITS;
use super::super::heard::Heard;
use super::super::known::KnownSentences;
use super::super::rewriter::Rewriter;
use super::super::search::{Candidate, KEPT, Search};
use super::super::spelt::Spelt;
use super::{GenerateError, Generator, Network, Width};

/// Features of a sentence that the generator found.
pub const ALONE: usize = 12;
/// Features of a sentence that the strategy `edit` found, with what the generator thinks of it.
pub const JOINED: usize = 6;

/// The network and when to trust it.
///
/// Its bytes are those of the [`Network`], then the numbers of both confidences (`f32`, little-endian).
#[derive(Clone, Copy, Debug)]
pub struct GenerateModel<'a> {
    /// What was said, given what was heard.
    pub network: Network<'a>,
    /// When to trust what the generator found.
    pub alone: Confidence<ALONE>,
    /// When to trust what the strategy `edit` found, and the generator weighed.
    pub joined: Confidence<JOINED>,
}

/// A sentence, and how sure it is that it was said.
#[derive(Clone, Copy, Debug)]
pub struct Generated {
    /// The sentence.
    pub sentence: Candidate,
    /// 0 to 1.
    pub confidence: f32,
}

/// What the generator thinks of sentences, in nats: logarithms of probabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Thought {
    /// Of each of the sentences.
    pub each: heapless::Vec<f32, KEPT>,
    /// Of saying again what was heard.
    pub heard: f32,
    /// Of what it would say freely.
    pub free: f32,
}

impl Thought {
    /// The five features of a sentence: its cost by itself, for each sound, beyond the likeliest of those found,
    /// beyond what was heard, and beyond what would be said freely.
    fn of(&self, place: usize, sounds: f32) -> [f32; 5] {
        let nats = |place: usize| self.each.get(place).copied().unwrap_or(f32::MIN);
        let best = self.each.iter().fold(f32::MIN, |best, &one| best.max(one));
        let nats = nats(place);
        [
            -nats / 8.0,
            -4.0 * nats / sounds,
            (best - nats) / 8.0,
            (self.heard - nats) / 8.0,
            (self.free - nats) / 8.0,
        ]
    }
}

/// What speaks for each of the sentences that the generator found: the five of [`Thought`]; how far its spelling
/// is from the request's, by itself, for each letter and beyond the closest; how long the request is, and how many
/// words more the sentence has; how many were found.
#[must_use]
pub fn features_alone(
    heard: &Heard,
    found: &[Candidate],
    spelt: &[Spelt],
    thought: &Thought,
) -> heapless::Vec<Features<ALONE>, KEPT> {
    let sounds = heard.sounds().len().max(1) as f32;
    let others = spelling_and_counts(heard, found, spelt).enumerate();
    others
        .map(
            |(place, [apart, a_letter, beyond, long, words, many, full])| {
                let [by_itself, a_sound, beyond_best, beyond_heard, beyond_free] =
                    thought.of(place, sounds);
                [
                    by_itself,
                    a_sound,
                    beyond_best,
                    beyond_heard,
                    beyond_free,
                    apart,
                    a_letter,
                    beyond,
                    long,
                    words,
                    many,
                    full,
                ]
            },
        )
        .collect()
}

/// What speaks for each of the sentences that the strategy `edit` found: its own score, beside that of none, and
/// the five of [`Thought`].
#[must_use]
pub fn features_joined(
    edit: &Confidence,
    heard: &Heard,
    found: &[Candidate],
    spelt: &[Spelt],
    thought: &Thought,
) -> heapless::Vec<Features<JOINED>, KEPT> {
    let sounds = heard.sounds().len().max(1) as f32;
    let by_edit = features(heard, found, spelt);
    let places = by_edit.iter().enumerate();
    places
        .map(|(place, by_edit)| {
            let score = edit.score(by_edit) - edit.none;
            let [by_itself, a_sound, beyond, beyond_heard, beyond_free] = thought.of(place, sounds);
            [score, by_itself, a_sound, beyond, beyond_heard, beyond_free]
        })
        .collect()
}

impl<'a> GenerateModel<'a> {
    const BEHIND_ALONE: usize = Network::BYTES + 4 * Confidence::<ALONE>::NUMBERS;
    /// Bytes of a model.
    pub const BYTES: usize = Self::BEHIND_ALONE + 4 * Confidence::<JOINED>::NUMBERS;

    /// Opens a model.
    ///
    /// # Errors
    ///
    /// See [`GenerateError`].
    pub fn open(bytes: &'a [u8]) -> Result<Self, GenerateError> {
        let network = bytes.get(..Network::BYTES).unwrap_or(bytes);
        let network = Network::open(network)?;
        if bytes.len() != Self::BYTES {
            return Err(GenerateError::Length);
        }
        let (alone, joined) = bytes[Network::BYTES..].split_at(Self::BEHIND_ALONE - Network::BYTES);
        Ok(GenerateModel {
            network,
            alone: Confidence::read(alone).ok_or(GenerateError::Number)?,
            joined: Confidence::read(joined).ok_or(GenerateError::Number)?,
        })
    }

    /// The bytes behind those of the network: see [`GenerateModel::open`].
    #[cfg(feature = "build")]
    #[must_use]
    pub fn write_confidences(
        mut alone: Confidence<ALONE>,
        mut joined: Confidence<JOINED>,
    ) -> [u8; GenerateModel::BYTES - Network::BYTES] {
        let mut bytes = [0; GenerateModel::BYTES - Network::BYTES];
        let numbers = alone.numbers_mut().chain(joined.numbers_mut());
        for (place, number) in bytes.chunks_exact_mut(4).zip(numbers) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// The sentence that most likely was said where `text` was heard, found by the generator's beam; `None` where
    /// none was found. All that were found stay in `generator`.
    pub fn generate<S: KnownSentences>(
        &self,
        sentences: &S,
        (text, heard): (&str, &Heard),
        width: Width,
        generator: &mut Generator,
    ) -> Option<Generated> {
        let (found, thought) = self.network.found(sentences, heard, width, generator);
        let looked = (&found[..], &thought);
        let chances = self.weigh_alone(sentences, (text, heard), looked, |_| 0.0);
        best(&chances, &found)
    }

    /// How likely each of the sentences that the generator found is to be what was said where `text` was heard;
    /// `ahead` says what else speaks for the sentence at a place, in nats.
    pub fn weigh_alone<S: KnownSentences>(
        &self,
        sentences: &S,
        (text, heard): (&str, &Heard),
        (found, thought): (&[Candidate], &Thought),
        ahead: impl Fn(usize) -> f32,
    ) -> Chances {
        let spelt = Spelt::of_each(text, sentences, found);
        let features = features_alone(heard, found, &spelt, thought);
        self.alone.chances_where(&features, ahead)
    }

    /// The same for sentences that the strategy `edit` found, by its own confidence `edit` and the generator.
    pub fn weigh_joined<S: KnownSentences>(
        &self,
        edit: &Confidence,
        sentences: &S,
        (text, heard): (&str, &Heard),
        (found, thought): (&[Candidate], &Thought),
        ahead: impl Fn(usize) -> f32,
    ) -> Chances {
        let spelt = Spelt::of_each(text, sentences, found);
        let features = features_joined(edit, heard, found, &spelt, thought);
        self.joined.chances_where(&features, ahead)
    }

    /// The sentence that most likely was said where `text` was heard, of those that the strategy `edit` finds,
    /// each weighed by the generator too.
    pub fn join<S: KnownSentences>(
        &self,
        rewriter: &Rewriter<'_>,
        sentences: &S,
        (text, heard): (&str, &Heard),
        (search, generator): (&mut Search, &mut Generator),
    ) -> Option<Generated> {
        rewriter.search(sentences, heard, search);
        let found = search.found();
        let thought = self.network.think(sentences, heard, found, generator);
        let edit = &rewriter.model().confidence;
        let looked = (found, &thought);
        let chances = self.weigh_joined(edit, sentences, (text, heard), looked, |_| 0.0);
        best(&chances, found)
    }
}

impl Network<'_> {
    /// What a generator thinks of sentences, given what was heard.
    pub fn think<S: KnownSentences>(
        &self,
        sentences: &S,
        heard: &Heard,
        found: &[Candidate],
        generator: &mut Generator,
    ) -> Thought {
        generator.listen(self, heard);
        let each = found.iter().take(KEPT);
        Thought {
            each: each
                .map(|one| generator.of_words(self, sentences, one.words()))
                .collect(),
            heard: generator.of_heard(self),
            free: generator.free(self),
        }
    }

    /// The sentences that a beam finds, and what the generator thinks of them.
    pub fn found<S: KnownSentences>(
        &self,
        sentences: &S,
        heard: &Heard,
        width: Width,
        generator: &mut Generator,
    ) -> (heapless::Vec<Candidate, KEPT>, Thought) {
        generator.listen(self, heard);
        generator.run(self, sentences, width);
        let found: heapless::Vec<Candidate, KEPT> = generator.found().iter().copied().collect();
        let nats = found.iter().map(|one| -f32::from(one.cost) / UNITS as f32);
        let thought = Thought {
            each: nats.collect(),
            heard: generator.of_heard(self),
            free: generator.free(self),
        };
        (found, thought)
    }
}

fn best(chances: &Chances, found: &[Candidate]) -> Option<Generated> {
    let place = chances.likeliest()?;
    Some(Generated {
        sentence: *found.get(place)?,
        confidence: chances.of(place),
    })
}
