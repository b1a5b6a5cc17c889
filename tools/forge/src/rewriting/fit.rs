//! Confidences fitted by gradient descent: of the sentences found for a request, which was said, or none.

use goldcrest::rewrite::{Confidence, FEATURES, Features, HIDDEN};

/// The features of the sentences found for a request, and which of them was said.
#[derive(Clone, Debug)]
pub(super) struct Example {
    pub found: Vec<Features>,
    pub said: Option<usize>,
}

const PASSES: usize = 500;
/// The rate of the first pass; it falls to zero along a cosine.
const RATE: f64 = 0.02;
/// Pull of the weights towards zero, of the rate.
const DECAY: f64 = 0.02;

/// Of the hidden units the weights, then what each adds, then the score of none.
const BEHIND_HIDDEN: usize = HIDDEN * (FEATURES + 1);
const NONE: usize = BEHIND_HIDDEN + HIDDEN;
const WEIGHTS: usize = NONE + 1;

/// Fits all but the threshold: the likelihood of what was said is made largest, by Adam with decoupled decay
/// (Loshchilov and Hutter, 2019) over all examples at once. Deterministic.
pub(super) fn fit(examples: &[Example]) -> Confidence {
    let scale = Scale::of(examples);
    let examples: Vec<(Vec<[f64; FEATURES]>, Option<usize>)> = examples
        .iter()
        .map(|one| {
            let found = one.found.iter().map(|features| scale.applied(features));
            (found.collect(), one.said)
        })
        .collect();
    let mut weights = first_weights();
    let (mut mean, mut square) = ([0.0; WEIGHTS], [0.0; WEIGHTS]);
    for pass in 0..PASSES {
        let slope = slope(&weights, &examples);
        let progress = pass as f64 / PASSES as f64;
        let rate = RATE * 0.5 * (1.0 + (std::f64::consts::PI * progress).cos());
        let unbiased = |decay: f64| 1.0 - decay.powi(pass as i32 + 1);
        for at in 0..WEIGHTS {
            mean[at] = 0.9 * mean[at] + 0.1 * slope[at];
            square[at] = 0.999 * square[at] + 0.001 * slope[at] * slope[at];
            let step = mean[at] / unbiased(0.9) / ((square[at] / unbiased(0.999)).sqrt() + 1e-8);
            weights[at] -= rate * (step + DECAY * weights[at]);
        }
    }
    scale.confidence(&weights)
}

/// Small numbers of both signs, always the same (a linear congruential generator, Knuth's constants).
fn first_weights() -> [f64; WEIGHTS] {
    let mut state = 1u64;
    let mut weights = [0.0; WEIGHTS];
    for weight in &mut weights[..NONE] {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        *weight = ((state >> 33) as f64 / f64::from(1u32 << 31) - 0.5) * 0.6;
    }
    weights
}

fn slope(
    weights: &[f64; WEIGHTS],
    examples: &[(Vec<[f64; FEATURES]>, Option<usize>)],
) -> [f64; WEIGHTS] {
    let mut slope = [0.0; WEIGHTS];
    for (found, said) in examples {
        let units: Vec<[f64; HIDDEN]> = found.iter().map(|one| units(weights, one)).collect();
        let score = |units: &[f64; HIDDEN]| -> f64 {
            let outputs = &weights[BEHIND_HIDDEN..NONE];
            units
                .iter()
                .zip(outputs)
                .map(|(unit, output)| unit * output)
                .sum()
        };
        let scores: Vec<f64> = units.iter().map(score).collect();
        let most = scores
            .iter()
            .fold(weights[NONE], |most, &score| most.max(score));
        let none = (weights[NONE] - most).exp();
        let sum = none + scores.iter().map(|score| (score - most).exp()).sum::<f64>();
        slope[NONE] += none / sum - f64::from(u8::from(said.is_none()));
        for (place, features) in found.iter().enumerate() {
            let is_said = f64::from(u8::from(*said == Some(place)));
            let error = (scores[place] - most).exp() / sum - is_said;
            for unit in 0..HIDDEN {
                let value = units[place][unit];
                slope[BEHIND_HIDDEN + unit] += error * value;
                let inner = error * weights[BEHIND_HIDDEN + unit] * (1.0 - value * value);
                let row = &mut slope[unit * (FEATURES + 1)..][..=FEATURES];
                for (slope, feature) in row.iter_mut().zip(features) {
                    *slope += inner * feature;
                }
                row[FEATURES] += inner;
            }
        }
    }
    slope.map(|slope| slope / examples.len().max(1) as f64)
}

fn units(weights: &[f64; WEIGHTS], features: &[f64; FEATURES]) -> [f64; HIDDEN] {
    std::array::from_fn(|unit| {
        let row = &weights[unit * (FEATURES + 1)..][..=FEATURES];
        let sum: f64 = row
            .iter()
            .zip(features)
            .map(|(weight, one)| weight * one)
            .sum();
        libm::tanh(sum + row[FEATURES])
    })
}

/// What brings each feature to mean 0 and deviation 1.
struct Scale {
    mean: [f64; FEATURES],
    deviation: [f64; FEATURES],
}

impl Scale {
    fn of(examples: &[Example]) -> Self {
        let all = || examples.iter().flat_map(|one| &one.found);
        let count = all().count().max(1) as f64;
        let mean = |of: &dyn Fn(&Features, usize) -> f64, at: usize| {
            all().map(|features| of(features, at)).sum::<f64>() / count
        };
        let means: [f64; FEATURES] =
            std::array::from_fn(|at| mean(&|features, at| f64::from(features[at]), at));
        let deviation = |at| {
            let beyond = |features: &Features, at: usize| f64::from(features[at]) - means[at];
            mean(&|features, at| beyond(features, at).powi(2), at).sqrt() + 1e-3
        };
        Scale {
            mean: means,
            deviation: std::array::from_fn(deviation),
        }
    }

    fn applied(&self, features: &Features) -> [f64; FEATURES] {
        std::array::from_fn(|at| (f64::from(features[at]) - self.mean[at]) / self.deviation[at])
    }

    /// The weights for features as they are.
    fn confidence(&self, weights: &[f64; WEIGHTS]) -> Confidence {
        let mut confidence = Confidence::UNFITTED;
        for (unit, row) in confidence.hidden.iter_mut().enumerate() {
            let scaled = &weights[unit * (FEATURES + 1)..][..=FEATURES];
            let mut bias = scaled[FEATURES];
            for at in 0..FEATURES {
                let weight = scaled[at] / self.deviation[at];
                row[at] = weight as f32;
                bias -= weight * self.mean[at];
            }
            row[FEATURES] = bias as f32;
        }
        confidence.output = std::array::from_fn(|unit| weights[BEHIND_HIDDEN + unit] as f32);
        confidence.none = weights[NONE] as f32;
        confidence
    }
}

/// The least confidence above which the share `precision` of the likeliest sentences is right.
pub(super) fn threshold(confidence: &Confidence, examples: &[Example], precision: f64) -> f32 {
    let mut ranked: Vec<(f32, bool)> = examples
        .iter()
        .filter_map(|one| {
            let chances = confidence.chances(&one.found);
            let best = chances.likeliest()?;
            Some((chances.of(best), one.said == Some(best)))
        })
        .collect();
    ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let mut right = 0;
    let mut least = 1.0;
    for (index, (confidence, is_right)) in ranked.iter().enumerate() {
        right += usize::from(*is_right);
        if right as f64 >= precision * (index + 1) as f64 {
            least = *confidence;
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentence of the smallest first feature was said, unless that is above a half.
    fn examples() -> Vec<Example> {
        (0..300u32)
            .map(|number| {
                let of = |first: u32| {
                    let mut features = [0.0; FEATURES];
                    features[0] = (first * 7 % 19) as f32 / 19.0;
                    features[1] = (first % 5) as f32;
                    features
                };
                let found = vec![of(number), of(number * 3 + 1), of(number * 5 + 2)];
                let best = (0..3).min_by(|&one, &other| found[one][0].total_cmp(&found[other][0]));
                let said = best.filter(|&best| found[best][0] < 0.5);
                Example { found, said }
            })
            .collect()
    }

    #[test]
    fn what_decides_is_found() {
        let examples = examples();
        let confidence = fit(&examples);
        assert_eq!(fit(&examples), confidence, "deterministic");
        let right = examples.iter().filter(|one| {
            let chances = confidence.chances(&one.found);
            let none = 1.0 - chances.together(|_| true);
            let best = chances.likeliest().filter(|&best| chances.of(best) > none);
            best == one.said
        });
        let right = right.count();
        assert!(right > 260, "{right} of 300");
    }

    #[test]
    fn a_threshold_keeps_its_promise() {
        let examples = examples();
        let confidence = fit(&examples);
        let least = threshold(&confidence, &examples, 0.9);
        let made = examples.iter().filter_map(|one| {
            let chances = confidence.chances(&one.found);
            let best = chances.likeliest()?;
            (chances.of(best) >= least).then_some(one.said == Some(best))
        });
        let made: Vec<bool> = made.collect();
        let right = made.iter().filter(|right| **right).count();
        assert!(made.len() > 100 && right as f64 >= 0.9 * made.len() as f64);
    }
}
