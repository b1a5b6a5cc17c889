//! From scores on speech without the phrase to costs that make a given number of false accepts an hour.

use super::Score;
use super::curve::events;
use super::listen::Heard;

/// The rates of a stored curve: false accepts per 1,000 hours.
pub const RATES: [u32; 11] = [
    50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000,
];
/// Events of the tail that the line is fitted to, at most.
const TAIL: usize = 40;
/// Fewer events than this say nothing about a rate.
const FEWEST: usize = 6;
/// Slopes that are believed.
const SLOPES: (f64, f64) = (0.8, 12.0);
/// Costs below this are as good as none, in 1/256 nat a phone.
const LEAST_COST: f64 = 4.0;

/// How the rate of false accepts grows with the cost: `ln rate = level + slope * ln cost`.
///
/// A cost is a sum of parts that are never below zero, one for each phone; near zero such a sum has a power
/// of the cost as its distribution, whatever the parts are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    /// `ln` of the false accepts an hour at a cost of 1/256 nat a phone.
    pub level: f64,
    /// The power.
    pub slope: f64,
}

impl Tail {
    /// The line through the strictest events of speech without the phrase: least squares over `ln(k / hours)`
    /// of the `k`-th cheapest event, weighed by the root of `k`, between what is right for counts (the
    /// variance of their logarithm is about `1 / k`) and for a line that bends further up. `None` where there
    /// are too few events.
    pub fn fit(negatives: &Heard) -> Option<Self> {
        let mut costs: Vec<f64> = events(&negatives.moments)
            .iter()
            .map(|moment| f64::from(-moment.score).max(LEAST_COST))
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
                (count.sqrt(), cost.ln(), (count / negatives.hours).ln())
            })
        };
        let weight: f64 = points().map(|(w, ..)| w).sum();
        let cost = points().map(|(w, x, _)| w * x).sum::<f64>() / weight;
        let rate = points().map(|(w, _, y)| w * y).sum::<f64>() / weight;
        let across: f64 = points().map(|(w, x, _)| w * (x - cost).powi(2)).sum();
        let along: f64 = points().map(|(w, x, y)| w * (x - cost) * (y - rate)).sum();
        let slope = (along / across.max(1e-9)).clamp(SLOPES.0, SLOPES.1);
        Some(Self {
            level: rate - slope * cost,
            slope,
        })
    }

    /// The line through two points, each false accepts an hour and a cost.
    pub fn through((low, cheap): (f64, f64), (high, dear): (f64, f64)) -> Self {
        let (cheap, dear) = (cheap.max(LEAST_COST), dear.max(LEAST_COST + 1.0));
        let slope = (high / low).ln() / (dear / cheap).ln().max(1e-9);
        let slope = slope.clamp(SLOPES.0, SLOPES.1);
        Self {
            level: low.ln() - slope * cheap.ln(),
            slope,
        }
    }

    /// The tail of another slope that has the same cost at a rate, in false accepts an hour.
    pub fn with_slope(&self, slope: f64, rate: f64) -> Self {
        let level = rate.ln() - slope * self.cost_at(rate).max(LEAST_COST).ln();
        Self { level, slope }
    }

    /// The cost, in 1/256 nat a phone, at which there are so many false accepts an hour.
    pub fn cost_at(&self, rate: f64) -> f64 {
        ((rate.ln() - self.level) / self.slope).exp().min(60_000.0)
    }

    /// False accepts an hour at a cost, in 1/256 nat a phone.
    pub fn rate_at(&self, cost: u16) -> f64 {
        (self.level + self.slope * f64::from(cost).max(LEAST_COST).ln()).exp()
    }

    /// The cost at which there are so many false accepts per 1,000 hours.
    pub fn cost(&self, rate: u32) -> u16 {
        self.cost_at(f64::from(rate) / 1000.0) as u16
    }

    /// A curve over [`RATES`].
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
    fn a_tail_is_found_again() {
        let tail = Tail {
            level: -16.0,
            slope: 3.0,
        };
        let costs = (0..200).map(|k| tail.cost_at((f64::from(k) + 0.5) / 2.0));
        let found = Tail::fit(&heard(costs, 2.0)).unwrap();
        assert!((found.slope - tail.slope).abs() < 0.1, "{found:?}");
        assert!(tail.cost(500).abs_diff(found.cost(500)) <= 6);
        assert!((tail.rate_at(tail.cost(20_000)) - 20.0).abs() < 0.5);
        let other = tail.with_slope(5.0, 10.0);
        assert!((other.cost_at(10.0) - tail.cost_at(10.0)).abs() < 1e-6);
        assert!(other.cost_at(1.0) > tail.cost_at(1.0));
        assert!(found.curve().windows(2).all(|pair| pair[0].1 < pair[1].1));
        let (low, high) = ((1.0, tail.cost_at(1.0)), (20.0, tail.cost_at(20.0)));
        let through = Tail::through(low, high);
        assert!(
            (through.slope - tail.slope).abs() < 1e-6 && (through.level - tail.level).abs() < 1e-6
        );
    }

    #[test]
    fn a_handful_of_events_says_nothing() {
        assert_eq!(Tail::fit(&heard([300.0, 400.0].into_iter(), 2.0)), None);
        assert_eq!(Tail::fit(&Heard::default()), None);
    }
}
