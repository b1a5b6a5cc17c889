//! What other speech costs, for phrases that were never measured on it.
//!
//! A survey follows many phrases through speech in which they are not said, and fits to the costs at two
//! rates of false accepts a line over what a phrase is made of: its length, and the share of each phone. The
//! fit is stored beside the network, so that a phrase can be tuned without any recording.

use std::fs;
use std::path::Path;

use goldcrest_trie::Phone;
use serde::{Deserialize, Serialize};

use super::calibrate::Tail;
use crate::exit::Failure;

/// The file beside a network of phones.
pub const FILE: &str = "calibration.json";
/// The two rates, false accepts an hour, at which costs are predicted.
const ANCHORS: [f64; 2] = [1.0, 20.0];
/// One for the constant, one for the length, one for each phone.
const FEATURES: usize = 2 + Phone::COUNT;
/// Pull of every weight towards zero, in phrases.
const RIDGE: f64 = 0.5;

/// The fit of a survey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// Hours of speech that were surveyed.
    pub hours: f64,
    /// Recordings.
    pub recordings: usize,
    /// Phrases that were followed.
    pub phrases: usize,
    /// How far predicted costs were from measured ones, on phrases that the fit did not see: root mean square
    /// in 1/256 nat a phone, at each of the two rates.
    pub error: [f64; 2],
    /// Weights of the two costs: constant, one over the number of phones, share of each phone.
    pub weights: [Vec<f64>; 2],
}

/// A phrase that was followed, and how false accepts grow with its cost.
#[derive(Clone, Debug)]
pub struct Surveyed {
    /// Phone classes.
    pub phones: Vec<u8>,
    /// As measured.
    pub tail: Tail,
}

impl Statistics {
    /// Fits the costs of surveyed phrases; every fifth is left out of a first fit, to tell its error.
    pub fn fit(surveyed: &[Surveyed], hours: f64, recordings: usize) -> Self {
        let weights = |keep: &dyn Fn(usize) -> bool| {
            ANCHORS.map(|rate| {
                let rows = surveyed
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| keep(*index))
                    .map(|(_, one)| (features(&one.phones), one.tail.cost_at(rate)));
                solve(rows)
            })
        };
        let without = weights(&|index| index % 5 != 0);
        let error = [0, 1].map(|anchor: usize| {
            let squares: Vec<f64> = surveyed
                .iter()
                .step_by(5)
                .map(|one| {
                    let predicted = product(&without[anchor], &features(&one.phones));
                    (predicted - one.tail.cost_at(ANCHORS[anchor])).powi(2)
                })
                .collect();
            (squares.iter().sum::<f64>() / squares.len().max(1) as f64).sqrt()
        });
        Self {
            hours,
            recordings,
            phrases: surveyed.len(),
            error,
            weights: weights(&|_| true),
        }
    }

    /// Reads the statistics beside a network.
    ///
    /// # Errors
    ///
    /// Bad input where there are none, or not of this version's shape.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        let file = folder.join(FILE);
        let refused = |why: String| {
            Failure::bad_input(
                format!("{}: {why}", file.display()),
                "give recordings without the phrase with --negatives",
            )
        };
        let text = fs::read_to_string(&file).map_err(|error| refused(error.to_string()))?;
        let found: Self =
            serde_json::from_str(&text).map_err(|error| refused(error.to_string()))?;
        if found
            .weights
            .iter()
            .any(|weights| weights.len() != FEATURES)
        {
            return Err(refused("it is for another set of phones".into()));
        }
        Ok(found)
    }

    /// How false accepts grow with the cost of a phrase, for the way to say it that makes most of them.
    pub fn tail(&self, ways: &[Vec<u8>]) -> Tail {
        let anchors = [0, 1].map(|anchor: usize| {
            ways.iter()
                .map(|phones| product(&self.weights[anchor], &features(phones)))
                .fold(f64::INFINITY, f64::min)
        });
        Tail::through((ANCHORS[0], anchors[0]), (ANCHORS[1], anchors[1]))
    }
}

fn features(phones: &[u8]) -> [f64; FEATURES] {
    let mut row = [0.0; FEATURES];
    let share = 1.0 / phones.len().max(1) as f64;
    row[0] = 1.0;
    row[1] = share;
    for &phone in phones {
        if let Some(count) = row.get_mut(1 + usize::from(phone)) {
            *count += share;
        }
    }
    row
}

fn product(weights: &[f64], features: &[f64]) -> f64 {
    weights.iter().zip(features).map(|(w, x)| w * x).sum()
}

/// Ridge regression by Gaussian elimination; the normal matrix is positive definite, so no pivot is zero.
fn solve(rows: impl Iterator<Item = ([f64; FEATURES], f64)>) -> Vec<f64> {
    let mut matrix = vec![[0.0; FEATURES + 1]; FEATURES];
    for (x, y) in rows {
        for (row, &left) in matrix.iter_mut().zip(&x) {
            for (cell, &right) in row.iter_mut().zip(&x) {
                *cell += left * right;
            }
            row[FEATURES] += left * y;
        }
    }
    // the constant and the length are left free, all but for what keeps the matrix definite
    for (index, row) in matrix.iter_mut().enumerate() {
        row[index] += if index < 2 { 1e-6 } else { RIDGE };
    }
    for index in 0..FEATURES {
        let pivot = matrix[index];
        for other in (0..FEATURES).filter(|&other| other != index) {
            let factor = matrix[other][index] / pivot[index];
            for (cell, &value) in matrix[other].iter_mut().zip(&pivot) {
                *cell -= factor * value;
            }
        }
    }
    matrix
        .iter()
        .enumerate()
        .map(|(index, row)| row[FEATURES] / row[index])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surveyed() -> Vec<Surveyed> {
        // phones of which each adds its own number to the cost, and longer phrases cost less
        (0..300_u32)
            .map(|index| {
                let length = 5 + index % 8;
                let phones: Vec<u8> = (0..length)
                    .map(|place| (1 + (index * 7 + place * place * 11) % 39) as u8)
                    .collect();
                let mean = phones.iter().map(|&p| f64::from(p)).sum::<f64>() / f64::from(length);
                let (low, high) = (200.0 + mean, 420.0 + 2.0 * mean);
                Surveyed {
                    phones,
                    tail: Tail::through((ANCHORS[0], low), (ANCHORS[1], high)),
                }
            })
            .collect()
    }

    #[test]
    fn what_phones_cost_is_found_again() {
        let statistics = Statistics::fit(&surveyed(), 2.0, 100);
        assert!(
            statistics.error.iter().all(|error| *error < 6.0),
            "{statistics:?}"
        );
        let tail = statistics.tail(&[vec![10, 20, 30, 20, 10, 30]]);
        assert!((tail.cost_at(1.0) - 220.0).abs() < 6.0);
        assert!((tail.cost_at(20.0) - 460.0).abs() < 8.0);
    }

    #[test]
    fn the_way_that_is_said_most_elsewhere_decides() {
        let statistics = Statistics::fit(&surveyed(), 2.0, 100);
        let (cheap, dear) = (vec![2; 8], vec![38; 8]);
        let both = statistics.tail(&[dear, cheap.clone()]);
        assert_eq!(both, statistics.tail(&[cheap]));
    }
}
