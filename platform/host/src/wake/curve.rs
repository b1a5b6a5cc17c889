//! Misses against false accepts.

use super::Score;
use super::listen::{Heard, Moment};
use crate::stats::Share;

/// False accepts closer together than this, in samples, are one: a second.
const DEBOUNCE: usize = 16_000;

/// What a threshold comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Scores from this one on count as heard.
    pub threshold: Score,
    /// Recordings of the phrase in which it was not heard.
    pub missed: Share,
    /// Times it was heard where it was not said, debounced by a second.
    pub false_accepts: usize,
}

/// Fewer hours than this say little about rates that anybody would ship.
const ENOUGH_HOURS: f64 = 1.0;

/// The lowest rate, in false accepts an hour, of which so many hours hold an event; `None` without hours.
pub fn lowest_rate(hours: f64) -> Option<f64> {
    (hours > 0.0).then(|| 1.0 / hours)
}

/// What to be told where hours without the phrase are so few that usual rates cannot be seen in them.
pub fn too_few_hours(hours: f64) -> Option<String> {
    let lowest = lowest_rate(hours).filter(|_| hours < ENOUGH_HOURS)?;
    Some(format!(
        "{hours:.2} hours without the phrase are few: a rate below {lowest:.1} false accepts an hour does not show in \
         them; give --negatives an hour of speech or more"
    ))
}

/// Misses and false accepts at every threshold.
#[derive(Clone, Debug)]
pub struct Det {
    /// From strict to lax; none where nothing scored above the floor.
    pub points: Vec<Point>,
    /// Recordings of the phrase.
    pub said: usize,
    /// Hours without the phrase.
    pub hours: f64,
}

impl Det {
    /// The curve of recordings of the phrase and of others.
    pub fn new(positives: &Heard, negatives: &Heard) -> Self {
        let mut thresholds: Vec<Score> = positives.best.clone();
        thresholds.extend(events(&negatives.moments).iter().map(|moment| moment.score));
        thresholds.sort_unstable_by(|one, other| other.cmp(one));
        thresholds.dedup();
        thresholds.retain(|&threshold| threshold > positives.floor.max(negatives.floor));
        let points = thresholds
            .into_iter()
            .map(|threshold| point(threshold, positives, negatives))
            .collect();
        Self {
            points,
            said: positives.best.len(),
            hours: negatives.hours,
        }
    }

    /// Whether the hours are enough for an event at a rate of false accepts an hour. Where they are not, the
    /// point of that rate is one without any false accept, which says little about the rate.
    pub fn shows(&self, rate: f64) -> bool {
        lowest_rate(self.hours).is_some_and(|lowest| rate >= lowest)
    }

    /// The laxest point with at most `rate` false accepts an hour; where even the strictest has more, a
    /// threshold that nothing reaches.
    pub fn at_rate(&self, rate: f64) -> Point {
        let within = |point: &&Point| point.false_accepts as f64 <= rate * self.hours;
        self.points.iter().rfind(within).copied().unwrap_or(Point {
            threshold: Score::MAX,
            missed: Share::new(self.said, self.said),
            false_accepts: 0,
        })
    }
}

/// What a threshold comes to.
pub fn point(threshold: Score, positives: &Heard, negatives: &Heard) -> Point {
    let missed = positives.best.iter().filter(|&&score| score < threshold);
    Point {
        threshold,
        missed: Share::new(missed.count(), positives.best.len()),
        false_accepts: accepts(&negatives.moments, threshold, DEBOUNCE),
    }
}

/// How often a threshold is passed, counting once what lies closer together than `debounce` samples.
pub fn accepts(streams: &[Vec<Moment>], threshold: Score, debounce: usize) -> usize {
    streams
        .iter()
        .map(|moments| {
            let mut last: Option<usize> = None;
            let mut count = 0;
            for moment in moments.iter().filter(|moment| moment.score >= threshold) {
                if last.is_none_or(|last| moment.at - last > debounce) {
                    count += 1;
                }
                last = Some(moment.at);
            }
            count
        })
        .sum()
}

/// The best moment of every stretch in which moments follow within a second.
pub fn events(streams: &[Vec<Moment>]) -> Vec<Moment> {
    let mut events: Vec<Moment> = Vec::new();
    for moments in streams {
        let mut last: Option<usize> = None;
        for &moment in moments {
            let goes_on = last.is_some_and(|last| moment.at - last <= DEBOUNCE);
            match events.last_mut() {
                Some(event) if goes_on => {
                    if moment.score > event.score {
                        *event = moment;
                    }
                }
                _ => events.push(moment),
            }
            last = Some(moment.at);
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use super::super::listen::NOTHING;
    use super::*;

    fn heard(best: &[Score], moments: &[(usize, Score)], hours: f64) -> Heard {
        Heard {
            best: best.to_vec(),
            moments: vec![
                moments
                    .iter()
                    .map(|&(at, score)| Moment { at, score })
                    .collect(),
            ],
            hours,
            floor: 0,
            ..Heard::default()
        }
    }

    #[test]
    fn false_accepts_within_a_second_are_one() {
        let moments = [(0, 5), (8_000, 9), (20_000, 7), (60_000, 6)];
        let heard = heard(&[], &moments, 1.0);
        assert_eq!(accepts(&heard.moments, 5, DEBOUNCE), 2);
        assert_eq!(accepts(&heard.moments, 5, 0), 4);
        assert_eq!(accepts(&heard.moments, 8, DEBOUNCE), 1);
        let scores: Vec<Score> = events(&heard.moments).iter().map(|m| m.score).collect();
        assert_eq!(scores, [9, 6]);
    }

    #[test]
    fn the_laxest_threshold_within_the_rate_is_taken() {
        let said = heard(&[10, 8, 6, 4], &[], 0.0);
        let other = heard(&[], &[(0, 9), (90_000, 7), (180_000, 5)], 2.0);
        let det = Det::new(&said, &other);
        let at = |rate| {
            let point = det.at_rate(rate);
            (point.missed.hits, point.false_accepts)
        };
        assert_eq!(at(0.1), (3, 0));
        assert_eq!(at(0.5), (2, 1));
        assert_eq!(at(1.0), (1, 2));
        assert_eq!(at(9.0), (0, 3));
        let nothing = Det::new(&heard(&[1], &[], 0.0), &heard(&[], &[(0, 3)], 1.0));
        assert_eq!(nothing.at_rate(0.5).missed.hits, 1);
    }

    #[test]
    fn few_hours_show_high_rates_only() {
        for (hours, rate, shows) in [
            (2.0, 0.5, true),
            (2.0, 0.49, false),
            (0.11, 0.5, false),
            (0.11, 10.0, true),
            (0.0, 100.0, false),
        ] {
            let det = Det::new(&heard(&[1], &[], 0.0), &heard(&[], &[], hours));
            assert_eq!(det.shows(rate), shows, "{rate} an hour in {hours} hours");
        }
        assert!(too_few_hours(0.11).is_some_and(|note| note.contains("below 9.1")));
        assert_eq!((too_few_hours(1.0), too_few_hours(0.0)), (None, None));
    }

    #[test]
    fn what_was_never_heard_is_all_missed() {
        let nothing_scored = [NOTHING; 5];
        for moments in [&[][..], &[(0, 3)]] {
            let det = Det::new(&heard(&nothing_scored, &[], 0.0), &heard(&[], moments, 1.0));
            for rate in [0.0, 0.1, 0.5, 100.0] {
                let missed = det.at_rate(rate).missed;
                assert_eq!((missed.hits, missed.count), (5, 5), "{rate} an hour");
            }
        }
    }
}
