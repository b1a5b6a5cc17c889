//! Confidences fitted by gradient descent: of the sentences found for a request, which was said, or none.

use goldcrest::rewrite::{Confidence, FEATURES, Features, HIDDEN};

/// The features of the sentences found for a request, and which of them was said.
#[derive(Clone, Debug)]
pub(super) struct Example<const F: usize = FEATURES> {
    pub found: Vec<Features<F>>,
    pub said: Option<usize>,
}

const PASSES: usize = 500;
/// The rate of the first pass; it falls to zero along a cosine.
const RATE: f64 = 0.02;
/// Pull of the weights towards zero, of the rate.
const DECAY: f64 = 0.02;

/// What is fitted, a number or a sum of slopes for each.
#[derive(Clone)]
struct Weights<const F: usize> {
    hidden: [[f64; F]; HIDDEN],
    biases: [f64; HIDDEN],
    output: [f64; HIDDEN],
    none: f64,
}

impl<const F: usize> Weights<F> {
    const ZERO: Self = Weights {
        hidden: [[0.0; F]; HIDDEN],
        biases: [0.0; HIDDEN],
        output: [0.0; HIDDEN],
        none: 0.0,
    };

    /// The numbers: for each unit its weights and bias, then the outputs, then none.
    fn all_mut(&mut self) -> impl Iterator<Item = &mut f64> {
        let units = self.hidden.iter_mut().zip(&mut self.biases);
        let weights = units.flat_map(|(weights, bias)| weights.iter_mut().chain([bias]));
        weights.chain(&mut self.output).chain([&mut self.none])
    }

    /// Small numbers of both signs, always the same (a linear congruential generator, Knuth's constants).
    fn first() -> Self {
        let mut state = 1u64;
        let mut first = Self::ZERO;
        for weight in first.all_mut() {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            *weight = ((state >> 33) as f64 / f64::from(1u32 << 31) - 0.5) * 0.6;
        }
        first.none = 0.0;
        first
    }
}

/// Fits all but the threshold: the likelihood of what was said is made largest, by Adam with decoupled decay
/// (Loshchilov and Hutter, 2019) over all examples at once. Deterministic.
pub(super) fn fit<const F: usize>(examples: &[Example<F>]) -> Confidence<F> {
    let scale = Scale::of(examples);
    let examples: Vec<(Vec<[f64; F]>, Option<usize>)> = examples
        .iter()
        .map(|one| {
            let found = one.found.iter().map(|features| scale.applied(features));
            (found.collect(), one.said)
        })
        .collect();
    let mut weights = Weights::first();
    let (mut mean, mut square) = (Weights::<F>::ZERO, Weights::<F>::ZERO);
    for pass in 0..PASSES {
        let mut slope = slope(&weights, &examples);
        let progress = pass as f64 / PASSES as f64;
        let rate = RATE * 0.5 * (1.0 + (std::f64::consts::PI * progress).cos());
        let unbiased = |decay: f64| 1.0 - decay.powi(pass as i32 + 1);
        let moments = mean.all_mut().zip(square.all_mut());
        for ((weight, slope), (mean, square)) in weights.all_mut().zip(slope.all_mut()).zip(moments)
        {
            *mean = 0.9 * *mean + 0.1 * *slope;
            *square = 0.999 * *square + 0.001 * *slope * *slope;
            let step = *mean / unbiased(0.9) / ((*square / unbiased(0.999)).sqrt() + 1e-8);
            *weight -= rate * (step + DECAY * *weight);
        }
    }
    scale.confidence(&weights)
}

fn slope<const F: usize>(
    weights: &Weights<F>,
    examples: &[(Vec<[f64; F]>, Option<usize>)],
) -> Weights<F> {
    let mut slope = Weights::<F>::ZERO;
    for (found, said) in examples {
        let units: Vec<[f64; HIDDEN]> = found.iter().map(|one| units(weights, one)).collect();
        let score = |units: &[f64; HIDDEN]| -> f64 {
            let both = units.iter().zip(&weights.output);
            both.map(|(unit, output)| unit * output).sum()
        };
        let scores: Vec<f64> = units.iter().map(score).collect();
        let most = scores
            .iter()
            .fold(weights.none, |most, &score| most.max(score));
        let none = (weights.none - most).exp();
        let sum = none + scores.iter().map(|score| (score - most).exp()).sum::<f64>();
        slope.none += none / sum - f64::from(u8::from(said.is_none()));
        for (place, features) in found.iter().enumerate() {
            let is_said = f64::from(u8::from(*said == Some(place)));
            let error = (scores[place] - most).exp() / sum - is_said;
            for (unit, &value) in units[place].iter().enumerate() {
                slope.output[unit] += error * value;
                let inner = error * weights.output[unit] * (1.0 - value * value);
                for (slope, feature) in slope.hidden[unit].iter_mut().zip(features) {
                    *slope += inner * feature;
                }
                slope.biases[unit] += inner;
            }
        }
    }
    for slope in slope.all_mut() {
        *slope /= examples.len().max(1) as f64;
    }
    slope
}

fn units<const F: usize>(weights: &Weights<F>, features: &[f64; F]) -> [f64; HIDDEN] {
    std::array::from_fn(|unit| {
        let both = weights.hidden[unit].iter().zip(features);
        let sum: f64 = both.map(|(weight, one)| weight * one).sum();
        libm::tanh(sum + weights.biases[unit])
    })
}

/// What brings each feature to mean 0 and deviation 1.
struct Scale<const F: usize> {
    mean: [f64; F],
    deviation: [f64; F],
}

impl<const F: usize> Scale<F> {
    fn of(examples: &[Example<F>]) -> Self {
        let all = || examples.iter().flat_map(|one| &one.found);
        let count = all().count().max(1) as f64;
        let mean = |of: &dyn Fn(&Features<F>, usize) -> f64, at: usize| {
            all().map(|features| of(features, at)).sum::<f64>() / count
        };
        let means: [f64; F] =
            std::array::from_fn(|at| mean(&|features, at| f64::from(features[at]), at));
        let deviation = |at| {
            let beyond = |features: &Features<F>, at: usize| f64::from(features[at]) - means[at];
            mean(&|features, at| beyond(features, at).powi(2), at).sqrt() + 1e-3
        };
        Scale {
            mean: means,
            deviation: std::array::from_fn(deviation),
        }
    }

    fn applied(&self, features: &Features<F>) -> [f64; F] {
        std::array::from_fn(|at| (f64::from(features[at]) - self.mean[at]) / self.deviation[at])
    }

    /// The weights for features as they are.
    fn confidence(&self, weights: &Weights<F>) -> Confidence<F> {
        let mut confidence = Confidence::UNFITTED;
        for unit in 0..HIDDEN {
            let mut bias = weights.biases[unit];
            for at in 0..F {
                let weight = weights.hidden[unit][at] / self.deviation[at];
                confidence.hidden[unit][at] = weight as f32;
                bias -= weight * self.mean[at];
            }
            confidence.biases[unit] = bias as f32;
            confidence.output[unit] = weights.output[unit] as f32;
        }
        confidence.none = weights.none as f32;
        confidence
    }
}

/// The least confidence above which the share `precision` of the likeliest sentences is right.
pub(super) fn threshold<const F: usize>(
    confidence: &Confidence<F>,
    examples: &[Example<F>],
    precision: f64,
) -> f32 {
    let sure = examples.iter().filter_map(|one| one.sure(confidence));
    least(sure.collect(), precision)
}

/// The same for confidences and whether each was right.
pub(super) fn least(mut sure: Vec<(f32, bool)>, precision: f64) -> f32 {
    sure.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let mut right = 0;
    let mut least = 1.0;
    for (index, (confidence, is_right)) in sure.iter().enumerate() {
        right += usize::from(*is_right);
        if right as f64 >= precision * (index + 1) as f64 {
            least = *confidence;
        }
    }
    least
}

impl<const F: usize> Example<F> {
    /// How sure the likeliest sentence is, and whether it was said.
    pub fn sure(&self, confidence: &Confidence<F>) -> Option<(f32, bool)> {
        let chances = confidence.chances(&self.found);
        let best = chances.likeliest()?;
        Some((chances.of(best), self.said == Some(best)))
    }
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
