use super::costs::UNITS;
use super::heard::Heard;
use super::search::{Candidate, KEPT, Reach};

/// How many features a confidence looks at.
pub const FEATURES: usize = 7;

/// The probability that a repair is right: logistic regression, fitted on pairs that the costs were
/// not learnt from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence {
    /// Repairs below this are not made.
    pub threshold: f32,
    /// A weight for each of [`features`].
    pub weights: [f32; FEATURES],
}

impl Confidence {
    /// The probability, 0 to 1.
    pub fn of(&self, features: &[f32; FEATURES]) -> f32 {
        let mut sum = 0.0;
        for (weight, feature) in self.weights.iter().zip(features) {
            sum += weight * feature;
        }
        1.0 / (1.0 + libm::expf(-sum))
    }
}

/// What else might have been said instead of the nearest sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rivals {
    /// What the nearest of them costs beyond the nearest sentence, in sixteenths of a nat; the margin of
    /// the search where there is none.
    pub margin: u16,
    /// How many are in reach.
    pub count: usize,
}

impl Rivals {
    /// All the others that a search found.
    pub fn of(found: &[Candidate], reach: &Reach) -> Rivals {
        Self::among(found, reach, |_| true)
    }

    /// Those others for which `differs`: sentences that mean the same as the nearest are no rivals.
    ///
    /// Where a search keeps no more sentences, those that it left out cost at least what its last costs.
    pub fn among(
        found: &[Candidate],
        reach: &Reach,
        mut differs: impl FnMut(&Candidate) -> bool,
    ) -> Rivals {
        let Some((nearest, others)) = found.split_first() else {
            return Rivals {
                margin: 0,
                count: 0,
            };
        };
        let beyond = |other: &Candidate| (other.cost - nearest.cost).min(reach.margin);
        let mut rivals = Rivals {
            margin: reach.margin,
            count: 0,
        };
        if let [.., last] = others
            && found.len() == KEPT
        {
            rivals.margin = beyond(last);
        }
        for other in others {
            if differs(other) {
                rivals.count += 1;
                rivals.margin = rivals.margin.min(beyond(other));
            }
        }
        rivals
    }
}

/// What speaks for the nearest of the sentences found: its cost, by itself and for each sound; the
/// margin to its nearest rival; how many rivals are in reach; how long the request is; how many words
/// more or fewer the sentence has.
pub fn features(heard: &Heard, nearest: &Candidate, rivals: Rivals) -> [f32; FEATURES] {
    let nats = |units: u16| f32::from(units) / UNITS as f32;
    let sounds = heard.sounds().len().max(1) as f32;
    let words = heard.words().count() as f32;
    let more = nearest.words().len() as f32 - words;
    [
        1.0,
        nats(nearest.cost) / 8.0,
        nats(nearest.cost) / sounds,
        nats(rivals.margin),
        rivals.count as f32 / 8.0,
        libm::logf(sounds),
        more.abs() / words.max(1.0),
    ]
}
