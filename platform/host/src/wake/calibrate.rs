//! From scores on speech without the phrase to costs that make a given number of false accepts an hour.

use super::Score;
use super::curve::events;
use super::listen::Heard;

/// The rates of a stored curve: false accepts per 1,000 hours.
pub const RATES: [u32; 11] = [
    50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000,
];
/// Events of the tail that the line is fitted to, at most.
const TAIL: usize = 60;
/// Fewer events than this say nothing about a rate.
const FEWEST: usize = 6;
/// Least slope that is believed, in nats of rate for a nat of cost a phone: false accepts grow at least so
/// fast with the cost.
const LEAST_SLOPE: f64 = 1.0;

/// How the rate of false accepts grows with the cost: `ln rate = level + slope * cost`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    /// `ln` of the false accepts an hour at cost 0.
    pub level: f64,
    /// For each 1/256 nat a phone.
    pub slope: f64,
}

impl Tail {
    /// The line through the strictest events of speech without the phrase: least squares over `ln(k / hours)`
    /// of the `k`-th cheapest event, weighed by `k`, since the count of events up to a cost is Poisson
    /// distributed and the variance of its logarithm about `1 / k`. `None` where there are too few events.
    pub fn fit(negatives: &Heard) -> Option<Self> {
        let mut costs: Vec<f64> = events(&negatives.moments)
            .iter()
            .map(|moment| f64::from(-moment.score))
            .collect();
        costs.sort_unstable_by(f64::total_cmp);
        costs.truncate(TAIL);
        if costs.len() < FEWEST || negatives.hours <= 0.0 {
            return None;
        }
        let points = || {
            costs.iter().enumerate().map(|(index, &cost)| {
                // the middle of the step that the count makes here
                let count = index as f64 + 0.5;
                (count, cost, (count / negatives.hours).ln())
            })
        };
        let weight: f64 = points().map(|(w, ..)| w).sum();
        let cost = points().map(|(w, x, _)| w * x).sum::<f64>() / weight;
        let rate = points().map(|(w, _, y)| w * y).sum::<f64>() / weight;
        let across: f64 = points().map(|(w, x, _)| w * (x - cost).powi(2)).sum();
        let along: f64 = points().map(|(w, x, y)| w * (x - cost) * (y - rate)).sum();
        let slope = (along / across.max(1e-9)).max(LEAST_SLOPE / 256.0);
        Some(Self {
            level: rate - slope * cost,
            slope,
        })
    }

    /// The cost at which there are so many false accepts per 1,000 hours; 0 where even that has more.
    pub fn cost(&self, rate: u32) -> u16 {
        let nats = (f64::from(rate) / 1000.0).ln();
        ((nats - self.level) / self.slope).clamp(0.0, 60_000.0) as u16
    }

    /// A curve over [`RATES`], from the first rate that has a cost on.
    pub fn curve(&self) -> Vec<(u32, u16)> {
        RATES.iter().map(|&rate| (rate, self.cost(rate))).collect()
    }
}

/// Scores that are worth keeping for a tail: cheaper than 6 nats a phone.
pub const FLOOR: Score = -6 * 256;

#[cfg(test)]
mod tests {
    use super::super::listen::Moment;
    use super::*;

    fn heard(costs: impl Iterator<Item = f64>, hours: f64) -> Heard {
        let moments = costs
            .enumerate()
            .map(|(index, cost)| Moment {
                at: index * 40_000,
                score: -(cost as Score),
            })
            .collect();
        Heard {
            moments: vec![moments],
            hours,
            ..Heard::default()
        }
    }

    #[test]
    fn an_exponential_tail_is_found_again() {
        let tail = Tail {
            level: -3.0,
            slope: 0.012,
        };
        let costs =
            (0..200).map(|k| ((((f64::from(k) + 0.5) / 2.0).ln()) - tail.level) / tail.slope);
        let found = Tail::fit(&heard(costs, 2.0)).unwrap();
        assert!((found.level - tail.level).abs() < 0.05 && (found.slope - tail.slope).abs() < 3e-4);
        let half_an_hour = tail.cost(500);
        assert!(half_an_hour.abs_diff(found.cost(500)) <= 4);
        assert!(found.curve().windows(2).all(|pair| pair[0].1 < pair[1].1));
    }

    #[test]
    fn a_handful_of_events_says_nothing() {
        assert_eq!(Tail::fit(&heard([300.0, 400.0].into_iter(), 2.0)), None);
        assert_eq!(Tail::fit(&Heard::default()), None);
    }
}
