//! Shares with their uncertainty.

use serde::Serialize;

/// A share of successes with its 95 % Wilson score interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Successes.
    pub hits: usize,
    /// Trials.
    pub count: usize,
    /// `hits / count`, 0 where there were no trials.
    pub rate: f64,
    /// Lower end of the interval, 0 to 1.
    pub low: f64,
    /// Upper end of the interval, 0 to 1.
    pub high: f64,
}

/// Two-sided 95 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

impl Share {
    /// The share of `hits` among `count` trials.
    ///
    /// The interval is Wilson's (1927), which stays inside 0 to 1 and is right for small counts and for
    /// rates near the ends; with no trials it is the whole of 0 to 1.
    ///
    /// ```
    /// let share = goldcrest_host::stats::Share::new(8, 10);
    /// assert_eq!(share.rate, 0.8);
    /// assert!((share.low - 0.490).abs() < 1e-3 && (share.high - 0.943).abs() < 1e-3);
    /// ```
    pub fn new(hits: usize, count: usize) -> Self {
        if count == 0 {
            return Self {
                hits,
                count,
                rate: 0.0,
                low: 0.0,
                high: 1.0,
            };
        }
        let trials = count as f64;
        let rate = hits as f64 / trials;
        let shrink = 1.0 + Z * Z / trials;
        let centre = (rate + Z * Z / (2.0 * trials)) / shrink;
        let half =
            Z / shrink * (rate * (1.0 - rate) / trials + Z * Z / (4.0 * trials * trials)).sqrt();
        Self {
            hits,
            count,
            rate,
            low: (centre - half).max(0.0),
            high: (centre + half).min(1.0),
        }
    }

    /// `"70.1 % (63.2 to 76.2), 131 of 187"`.
    pub fn describe(&self) -> String {
        format!(
            "{:.1} % ({:.1} to {:.1}), {} of {}",
            100.0 * self.rate,
            100.0 * self.low,
            100.0 * self.high,
            self.hits,
            self.count
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_published_values() {
        let none = Share::new(0, 10);
        assert!(none.low == 0.0 && (none.high - 0.2775).abs() < 1e-4);
        let orders = Share::new(131, 187);
        assert!((orders.low - 0.6314).abs() < 1e-3 && (orders.high - 0.7617).abs() < 1e-3);
    }

    #[test]
    fn stays_within_bounds_and_holds_the_rate() {
        for count in 0..40 {
            for hits in 0..=count {
                let share = Share::new(hits, count);
                assert!(0.0 <= share.low && share.low <= share.rate + 1e-12);
                assert!(share.rate <= share.high + 1e-12 && share.high <= 1.0);
            }
        }
    }
}
