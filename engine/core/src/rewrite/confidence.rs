use super::costs::UNITS;
use super::heard::Heard;
use super::search::{Candidate, KEPT};
use super::spelt::Spelt;

/// How many features of a sentence a confidence looks at.
pub const FEATURES: usize = 10;
/// Units between features and score.
pub const HIDDEN: usize = 6;

/// What speaks for one of the sentences found.
pub type Features<const F: usize = FEATURES> = [f32; F];

/// How likely each of the sentences found is what was said, beside the others and beside none of them: a
/// score for each by a small network, and their softmax. Fitted on pairs of heard and said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence<const F: usize = FEATURES> {
    /// Repairs less likely than this are not made, 0 to 1.
    pub threshold: f32,
    /// The score of "none of these".
    pub none: f32,
    /// For each unit a weight for each of the [`features`].
    pub hidden: [[f32; F]; HIDDEN],
    /// What each unit adds to the sum.
    pub biases: [f32; HIDDEN],
    /// What each unit adds to the score.
    pub output: [f32; HIDDEN],
}

impl<const F: usize> Confidence<F> {
    /// Numbers of a confidence: the threshold, none, for each unit its weights and its bias, then the outputs.
    pub const NUMBERS: usize = 2 + HIDDEN * (F + 2);

    /// No sentence more likely than another, and every repair made.
    pub const UNFITTED: Self = Confidence {
        threshold: 0.0,
        none: 0.0,
        hidden: [[0.0; F]; HIDDEN],
        biases: [0.0; HIDDEN],
        output: [0.0; HIDDEN],
    };

    /// Reads [`Confidence::NUMBERS`] numbers, `f32`, little-endian; `None` where there are fewer, or one is
    /// infinite or none.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut confidence = Self::UNFITTED;
        let mut numbers = bytes.chunks_exact(4);
        for place in confidence.numbers_mut() {
            let bytes = numbers.next()?.first_chunk()?;
            *place = Some(f32::from_le_bytes(*bytes)).filter(|number| number.is_finite())?;
        }
        Some(confidence)
    }

    /// Its numbers, in the order of [`Confidence::NUMBERS`].
    pub(super) fn numbers_mut(&mut self) -> impl Iterator<Item = &mut f32> {
        let units = self.hidden.iter_mut().zip(&mut self.biases);
        let weights = units.flat_map(|(weights, bias)| weights.iter_mut().chain([bias]));
        [&mut self.threshold, &mut self.none]
            .into_iter()
            .chain(weights)
            .chain(&mut self.output)
    }

    /// The score of a sentence, beside that of none.
    #[must_use]
    pub fn score(&self, features: &Features<F>) -> f32 {
        let mut score = 0.0;
        let units = self.hidden.iter().zip(self.biases);
        for ((weights, bias), output) in units.zip(self.output) {
            let mut sum = bias;
            for (weight, feature) in weights.iter().zip(features) {
                sum += weight * feature;
            }
            score += output * libm::tanhf(sum);
        }
        score
    }

    /// How likely each of the sentences found is, by their features.
    #[must_use]
    pub fn chances(&self, features: &[Features<F>]) -> Chances {
        self.chances_where(features, |_| 0.0)
    }

    /// The same, where the sentence at a place is likelier from the first than those it was fitted on, by so
    /// many nats: see [`Layer::usual`](super::Layer::usual).
    #[must_use]
    pub fn chances_where(&self, features: &[Features<F>], usual: impl Fn(usize) -> f32) -> Chances {
        let mut shares: heapless::Vec<f32, KEPT> = features
            .iter()
            .take(KEPT)
            .enumerate()
            .map(|(place, features)| self.score(features) + usual(place))
            .collect();
        let most = shares
            .iter()
            .fold(self.none, |most, &score| most.max(score));
        let mut sum = libm::expf(self.none - most);
        for share in &mut shares {
            *share = libm::expf(*share - most);
            sum += *share;
        }
        for share in &mut shares {
            *share /= sum;
        }
        Chances(shares)
    }
}

/// How likely each of the sentences found is to be what was said. Together less than one: it may have been
/// none of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chances(heapless::Vec<f32, KEPT>);

impl Chances {
    /// How likely the sentence at a place is, 0 to 1.
    #[must_use]
    pub fn of(&self, place: usize) -> f32 {
        self.0.get(place).copied().unwrap_or(0.0)
    }

    /// Where the likeliest is; of equally likely ones the first.
    #[must_use]
    pub fn likeliest(&self) -> Option<usize> {
        let mut best = None;
        for (place, &chance) in self.0.iter().enumerate() {
            if best.is_none_or(|best| chance > self.of(best)) {
                best = Some(place);
            }
        }
        best
    }

    /// How likely some sentences are together, such as those that mean the same.
    #[must_use]
    pub fn together(&self, mut is_one: impl FnMut(usize) -> bool) -> f32 {
        let mut sum = 0.0;
        for (place, chance) in self.0.iter().enumerate() {
            if is_one(place) {
                sum += chance;
            }
        }
        sum
    }
}

/// What speaks for each of the sentences found, the nearest first: what it costs by sound, by itself, for each
/// sound, and beyond the nearest; how far its spelling is from the request's, likewise; how long the request
/// is, and how many words more the sentence has; how many were found.
///
/// `spelt` compares the spelling of each with that of the request.
#[must_use]
pub fn features(
    heard: &Heard,
    found: &[Candidate],
    spelt: &[Spelt],
) -> heapless::Vec<Features, KEPT> {
    let nats = |units: u16| f32::from(units) / UNITS as f32;
    let sounds = heard.sounds().len().max(1) as f32;
    let least = found.iter().map(|one| one.cost).min().unwrap_or(0);
    let both = found.iter().zip(spelling_and_counts(heard, found, spelt));
    both.map(
        |(one, [apart, a_letter, beyond, long, words, many, full])| {
            [
                nats(one.cost) / 8.0,
                4.0 * nats(one.cost) / sounds,
                nats(one.cost - least) / 8.0,
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

/// The features of each of the sentences found that do not ask who found them: how far its spelling is from the
/// request's, by itself, for each letter, and beyond the closest; how long the request is, and how many words
/// more the sentence has; how many were found, and whether there was room for no more.
pub(super) fn spelling_and_counts(
    heard: &Heard,
    found: &[Candidate],
    spelt: &[Spelt],
) -> impl Iterator<Item = [f32; 7]> {
    let sounds = heard.sounds().len().max(1) as f32;
    let words = heard.words().count() as f32;
    let closest = spelt.iter().map(|one| one.apart).min().unwrap_or(0);
    let count = found.len();
    let both = found.iter().zip(spelt).take(KEPT);
    both.map(move |(one, spelt)| {
        [
            f32::from(spelt.apart) / 8.0,
            4.0 * f32::from(spelt.apart) / f32::from(spelt.longer.max(1)),
            f32::from(spelt.apart - closest) / 8.0,
            libm::logf(sounds),
            one.words().len() as f32 - words,
            count as f32 / KEPT as f32,
            f32::from(u8::from(count == KEPT)),
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores by the first feature alone.
    fn confidence() -> Confidence {
        let mut confidence = Confidence::UNFITTED;
        confidence.hidden[0][0] = 1.0;
        confidence.output[0] = -4.0;
        confidence.none = -2.0;
        confidence
    }

    fn of(first: f32) -> Features {
        let mut features = [0.0; FEATURES];
        features[0] = first;
        features
    }

    #[test]
    fn chances_are_shares_and_the_best_score_has_the_largest() {
        let chances = confidence().chances(&[of(0.9), of(0.1), of(0.4)]);
        assert_eq!(chances.likeliest(), Some(1));
        let all = chances.together(|_| true);
        assert!(all > 0.5 && all < 1.0, "{all}");
        assert!(chances.of(1) > chances.of(2) && chances.of(2) > chances.of(0));
        assert_eq!(chances.of(3), 0.0);
        assert_eq!(chances.together(|place| place == 2), chances.of(2));
    }

    #[test]
    fn what_is_far_is_likelier_none() {
        let [near, far] = [0.1, 2.0].map(|first| confidence().chances(&[of(first)]).of(0));
        assert!(near > 0.5 && far < 0.2, "{near} {far}");
        assert_eq!(confidence().chances(&[]), Chances::default());
        assert_eq!(Chances::default().likeliest(), None);
        let usual = confidence().chances_where(&[of(2.0)], |_| 8.0).of(0);
        assert!(usual > 0.5, "{usual}: unless it is usual");
    }
}
