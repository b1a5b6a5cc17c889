//! Whether confidence can be believed.

use goldcrest_forge::random::SplitMix;

/// Texts of similar confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Lower end of the confidences, 0 to 1.
    pub from: f64,
    /// Upper end.
    pub to: f64,
    /// How many texts.
    pub count: usize,
    /// Their mean confidence.
    pub confidence: f64,
    /// The share that is right.
    pub right: f64,
}

/// Bins of equal width, as Guo et al. (2017) draw and count them.
pub const BINS: usize = 15;

/// Reliability: for each bin of confidence, how much of it is right.
#[must_use]
pub fn reliability(outcomes: &[(f64, bool)]) -> Vec<Bin> {
    let mut bins = [(0_usize, 0.0_f64, 0_usize); BINS];
    for &(confidence, right) in outcomes {
        let place = ((confidence * BINS as f64) as usize).min(BINS - 1);
        bins[place].0 += 1;
        bins[place].1 += confidence;
        bins[place].2 += usize::from(right);
    }
    bins.iter()
        .enumerate()
        .map(|(place, &(count, sum, hits))| {
            let of = count.max(1) as f64;
            Bin {
                from: place as f64 / BINS as f64,
                to: (place + 1) as f64 / BINS as f64,
                count,
                confidence: sum / of,
                right: hits as f64 / of,
            }
        })
        .collect()
}

/// Expected calibration error: the mean distance of confidence and share right, weighted by the bins'
/// counts.
#[must_use]
pub fn calibration_error(bins: &[Bin]) -> f64 {
    let all: usize = bins.iter().map(|bin| bin.count).sum();
    bins.iter()
        .map(|bin| (bin.confidence - bin.right).abs() * bin.count as f64)
        .sum::<f64>()
        / all.max(1) as f64
}

/// What [`calibration_error`] comes to by chance alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ByChance {
    /// In the mean.
    pub mean: f64,
    /// Nineteen times of twenty it is no more.
    pub high: f64,
}

/// Draws of [`calibration_by_chance`].
const DRAWS: usize = 1_000;

/// The calibration error that a perfectly calibrated network would show: for each text right or wrong is drawn by
/// its confidence, a thousand times, the same ones in every run.
///
/// Bins hold few texts, so the error is above zero even then, and the more so the fewer the texts (Kumar et al.,
/// 2019). An error within this range is no sign of false confidence.
#[must_use]
pub fn calibration_by_chance(confidences: &[f64]) -> ByChance {
    let mut random = SplitMix::new(0);
    let mut outcomes: Vec<(f64, bool)> = confidences.iter().map(|&c| (c, true)).collect();
    let mut errors: Vec<f64> = (0..DRAWS)
        .map(|_| {
            for (confidence, right) in &mut outcomes {
                *right = random.share() < *confidence;
            }
            calibration_error(&reliability(&outcomes))
        })
        .collect();
    errors.sort_by(f64::total_cmp);
    ByChance {
        mean: errors.iter().sum::<f64>() / DRAWS as f64,
        high: errors[DRAWS * 19 / 20],
    }
}

/// Of `outside` scores, how many lie below the threshold that `accept` of the `inside` ones reach; and
/// that threshold.
#[must_use]
pub fn recall_outside(inside: &[f64], outside: &[f64], accept: f64) -> (usize, f64) {
    let mut sorted = inside.to_vec();
    sorted.sort_by(f64::total_cmp);
    // The tolerance keeps 0.05 of 100 at 5 where floating point makes it a little less.
    let place = (sorted.len() as f64 * (1.0 - accept) + 1e-9).floor() as usize;
    let threshold = sorted.get(place).copied().unwrap_or(0.0);
    let refused = outside.iter().filter(|&&score| score < threshold).count();
    (refused, threshold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn perfect_confidence_has_no_error() {
        let outcomes: Vec<(f64, bool)> = (0..100).map(|n| (0.75, n % 4 != 0)).collect();
        assert!(calibration_error(&reliability(&outcomes)).abs() < 1e-12);
    }

    #[test]
    fn boasting_is_counted() {
        let outcomes = [(1.0, true), (1.0, false), (0.1, false)];
        let error = calibration_error(&reliability(&outcomes));
        assert!((error - (2.0 * 0.5 + 0.1) / 3.0).abs() < 1e-12);
        assert_eq!(calibration_error(&reliability(&[])), 0.0);
    }

    #[test]
    fn chance_alone_looks_like_an_error_where_texts_are_few() {
        // One bin: the distance of a mean of n coins from one half is sqrt(1 / (2 pi n)) in the mean.
        let of = |count: usize| calibration_by_chance(&vec![0.5; count]);
        let expected = |count: usize| (1.0 / (2.0 * std::f64::consts::PI * count as f64)).sqrt();
        for count in [25, 400] {
            assert!((of(count).mean / expected(count) - 1.0).abs() < 0.08);
        }
        assert!((of(400).high / expected(400) - 2.456).abs() < 0.25);
        assert_eq!(calibration_by_chance(&[1.0, 1.0, 0.0]), ByChance::default());
        assert_eq!(calibration_by_chance(&[]), ByChance::default());
    }

    #[test]
    fn the_threshold_accepts_the_share_asked_for() {
        let inside: Vec<f64> = (0..100).map(|n| f64::from(n) / 100.0).collect();
        let (refused, threshold) = recall_outside(&inside, &[0.01, 0.04, 0.06, 0.9], 0.95);
        assert_eq!((refused, threshold), (2, 0.05));
        let accepted = inside.iter().filter(|&&score| score >= threshold).count();
        assert_eq!(accepted, 95);
        assert_eq!(recall_outside(&[], &[0.5], 0.95), (0, 0.0));
    }
}
