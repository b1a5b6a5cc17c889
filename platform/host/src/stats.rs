//! Shares and rates with their uncertainty.

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

/// Reads a share that an argument asks for.
///
/// # Errors
///
/// What to write instead, where this is no number from 0 to 1.
pub fn read_share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        Ok(percent) if (1.0..=100.0).contains(&percent) => Err(format!(
            "a share from 0 to 1 is wanted: write {} for {percent} %",
            percent / 100.0
        )),
        _ => Err("a share from 0 to 1 is wanted, such as 0.5 for 50 %".to_owned()),
    }
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

/// Events an hour with their exact 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Hourly {
    /// Events.
    pub events: usize,
    /// Hours in which they happened, above 0.
    pub hours: f64,
    /// `events / hours`.
    pub rate: f64,
    /// Lower end of the interval, an hour.
    pub low: f64,
    /// Upper end of the interval, an hour.
    pub high: f64,
}

/// What lies beyond either end of an interval.
const BEYOND: f64 = 0.025;

impl Hourly {
    /// The rate of `events` in `hours`, above 0.
    ///
    /// The interval is Garwood's (1936) for a Poisson count, which is right for small counts and for none.
    ///
    /// ```
    /// let rate = goldcrest_host::stats::Hourly::new(1, 2.0);
    /// assert_eq!(rate.rate, 0.5);
    /// assert!((rate.low - 0.0127).abs() < 1e-4 && (rate.high - 2.786).abs() < 1e-3);
    /// ```
    pub fn new(events: usize, hours: f64) -> Self {
        let hours = hours.max(f64::MIN_POSITIVE);
        let count = events as f64;
        let low = match events.checked_sub(1) {
            Some(fewer) => mean_at(fewer, 1.0 - BEYOND, (0.0, count)),
            None => 0.0,
        };
        let most = count + 10.0 * (count + 1.0).sqrt() + 10.0;
        Self {
            events,
            hours,
            rate: count / hours,
            low: low / hours,
            high: mean_at(events, BEYOND, (count, most)) / hours,
        }
    }

    /// `"1.93 an hour (0.40 to 5.64), 3 in 1.55 hours"`.
    pub fn describe(&self) -> String {
        format!(
            "{:.2} an hour ({:.2} to {:.2}), {} in {:.2} hours",
            self.rate, self.low, self.high, self.events, self.hours
        )
    }
}

/// The mean of a Poisson distribution, between two bounds, that has this chance of `events` or fewer.
fn mean_at(events: usize, chance: f64, (mut low, mut high): (f64, f64)) -> f64 {
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if at_most(events, middle) > chance {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The chance of `events` or fewer where so many are the mean.
fn at_most(events: usize, mean: f64) -> f64 {
    let mut log_chance = -mean;
    let mut sum = log_chance.exp();
    for event in 1..=events {
        log_chance += (mean / event as f64).ln();
        sum += log_chance.exp();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_agree_with_published_intervals() {
        // Garwood's table, means of counts
        for (events, low, high) in [
            (0, 0.0, 3.689),
            (1, 0.0253, 5.572),
            (2, 0.242, 7.225),
            (5, 1.623, 11.668),
            (10, 4.795, 18.390),
            (50, 37.11, 65.92),
            (100, 81.36, 121.63),
            (1_000, 938.97, 1_063.95),
        ] {
            let rate = Hourly::new(events, 1.0);
            let near = |found: f64, wanted: f64| (found - wanted).abs() <= 1e-3 * wanted.max(1.0);
            assert!(near(rate.low, low) && near(rate.high, high), "{rate:?}");
            let half = Hourly::new(events, 2.0);
            assert!((2.0 * half.high - rate.high).abs() < 1e-9);
        }
        assert_eq!(
            Hourly::new(3, 1.55).describe(),
            "1.94 an hour (0.40 to 5.66), 3 in 1.55 hours"
        );
    }

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
