//! Examples in folds by what was said: each fold is judged by what was fitted on the others.

use goldcrest::rewrite::{Confidence, FEATURES};

use super::fit::{Example, fit, least};
use super::pairs::sentence_hash;

/// Folds that pairs are divided into.
pub(super) const FOLDS: u64 = 5;

/// The fold of a sentence, and so of all its pairs.
pub(super) fn fold_of(said: &str) -> u64 {
    sentence_hash(said) % FOLDS
}

/// A request as two examples: the sentences found with what was said among them, and without it, so that a
/// confidence learns to say none.
pub(super) struct Both<const F: usize = FEATURES> {
    pub fold: u64,
    pub known: Example<F>,
    pub unknown: Option<Example<F>>,
}

/// Fits a confidence on all but one fold, or on all. The threshold is not set.
pub(super) fn fit_without<const F: usize>(
    examples: &[Both<F>],
    left_out: Option<u64>,
) -> Confidence<F> {
    let others = examples.iter().filter(|both| Some(both.fold) != left_out);
    let both = others.flat_map(|both| [Some(&both.known), both.unknown.as_ref()]);
    fit(&both.flatten().cloned().collect::<Vec<_>>())
}

/// How sure the likeliest sentence of each example is, and whether it was said, by a confidence fitted on the
/// other folds.
pub(super) fn held_out<const F: usize>(examples: &[Both<F>]) -> Vec<(f32, bool)> {
    let of_fold = |fold: u64| {
        let confidence = fit_without(examples, Some(fold));
        let held = examples.iter().filter(move |both| both.fold == fold);
        held.filter_map(move |both| both.known.sure(&confidence))
    };
    (0..FOLDS).flat_map(of_fold).collect()
}

/// How many are right of those that are sure enough for the share `precision` of them to be right.
pub(super) fn right_at(sure: &[(f32, bool)], precision: f64) -> usize {
    let least = least(sure.to_vec(), precision);
    let made = sure.iter().filter(|(confidence, _)| *confidence >= least);
    made.filter(|(_, is_right)| *is_right).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_ones_are_counted_down_to_the_threshold() {
        let sure = [
            (0.9, true),
            (0.8, true),
            (0.7, false),
            (0.6, true),
            (0.5, false),
        ];
        assert_eq!(right_at(&sure, 1.0), 2);
        assert_eq!(right_at(&sure, 0.75), 3);
        assert_eq!(right_at(&[], 0.9), 0);
    }
}
