use super::costs::UNITS;
use super::heard::Heard;
use super::search::{Candidate, Reach};

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

/// What speaks for the nearest of the sentences found: its cost, by itself and for each sound; the
/// margin to the second, which counts as `reach.margin` where there is none; how many others are in
/// reach; how long the request is; how many words more or fewer the sentence has.
pub fn features(heard: &Heard, found: &[Candidate], reach: &Reach) -> [f32; FEATURES] {
    let Some(nearest) = found.first() else {
        return [0.0; FEATURES];
    };
    let nats = |units: u16| f32::from(units) / UNITS as f32;
    let sounds = heard.sounds().len().max(1) as f32;
    let margin = found.get(1).map_or(reach.margin, |second| {
        (second.cost - nearest.cost).min(reach.margin)
    });
    let words = heard.words().count() as f32;
    let more = nearest.words().len() as f32 - words;
    [
        1.0,
        nats(nearest.cost) / 8.0,
        nats(nearest.cost) / sounds,
        nats(margin),
        (found.len() - 1) as f32 / 8.0,
        libm::logf(sounds),
        more.abs() / words.max(1.0),
    ]
}
