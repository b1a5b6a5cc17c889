//! What a wake phrase came to, as text and as JSON.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::Wake;
use crate::exit::Failure;
use crate::present::{Screen, Table, Tint, printable};
use crate::stats::{Hourly, Share};
use crate::wake::Score;
use crate::wake::curve::{Det, Point, accepts, lowest_rate, point, too_few_hours};
use crate::wake::listen::Heard;
use crate::wake::picture;

/// What one condition came to.
pub(super) struct Report {
    pub(super) det: Det,
    pub(super) shipped: Point,
    undebounced: usize,
    undebounced_at: [usize; 2],
    at_0_1: Point,
    pub(super) at_0_5: Point,
    undecodable: Vec<(PathBuf, String)>,
}

impl Report {
    pub(super) fn new(positives: &Heard, negatives: &Heard, shipped: Score) -> Self {
        let det = Det::new(positives, negatives);
        let undebounced = |threshold| accepts(&negatives.moments, threshold, 0);
        let (at_0_1, at_0_5) = (det.at_rate(0.1), det.at_rate(0.5));
        Self {
            shipped: point(shipped, positives, negatives),
            undebounced: undebounced(shipped),
            undebounced_at: [at_0_1, at_0_5].map(|point| undebounced(point.threshold)),
            at_0_1,
            at_0_5,
            undecodable: [positives, negatives]
                .iter()
                .flat_map(|heard| heard.undecodable.iter().cloned())
                .collect(),
            det,
        }
    }

    fn hourly(&self, point: &Point) -> Hourly {
        Hourly::new(point.false_accepts, self.det.hours)
    }

    pub(super) fn tell(
        &self,
        arguments: &Wake,
        label: &str,
        (phrase, title): (Option<&str>, &str),
        screen: &mut Screen<'_>,
    ) -> Result<(), Failure> {
        screen.heading(&printable(title))?;
        for line in picture::bars(&self.det, screen.ink) {
            screen.line(&line)?;
        }
        screen.gap()?;
        for (name, point, rate) in [
            ("0.1 false accepts an hour", &self.at_0_1, Some(0.1)),
            ("0.5 false accepts an hour", &self.at_0_5, Some(0.5)),
            ("the shipped threshold", &self.shipped, None),
        ] {
            let missed = screen.ink.paint(Tint::Gold, &point.missed.describe());
            let mark = match rate {
                Some(rate) if !self.det.shows(rate) => picture::unseen(self.det.hours),
                _ => String::new(),
            };
            screen.line(&format!("missed at {name:<26} {missed}{mark}"))?;
        }
        screen.line(&format!(
            "false accepts at the shipped threshold: {} ({} outputs)",
            self.hourly(&self.shipped).describe(),
            self.undebounced,
        ))?;
        for (file, why) in &self.undecodable {
            let text = format!("undecodable: {}: {why}", file.display());
            screen.line(&screen.ink.paint(Tint::Bad, &printable(&text)))?;
        }
        screen.object(&self.as_json(arguments, label, phrase))?;
        Ok(())
    }

    fn intervals(&self) -> Value {
        json!({
            "misses_at_0_1": share(self.at_0_1.missed),
            "misses_at_0_5": share(self.at_0_5.missed),
            "misses_at_shipped": share(self.shipped.missed),
            "false_accepts_per_hour_at_0_1": self.hourly(&self.at_0_1),
            "false_accepts_per_hour_at_0_5": self.hourly(&self.at_0_5),
            "false_accepts_per_hour_at_shipped": self.hourly(&self.shipped),
        })
    }

    fn as_json(&self, arguments: &Wake, label: &str, phrase: Option<&str>) -> Value {
        let hours = self.det.hours;
        let undecodable: Vec<String> = self
            .undecodable
            .iter()
            .map(|(file, _)| file.display().to_string())
            .collect();
        json!({
            "model": label,
            "phrase": phrase,
            "count": self.shipped.missed.count,
            "hours": hours,
            "too_few_hours": too_few_hours(hours).is_some(),
            "lowest_rate_shown": lowest_rate(hours),
            "misses_at_0_1": self.at_0_1.missed.rate,
            "misses_at_0_5": self.at_0_5.missed.rate,
            "misses_at_shipped": self.shipped.missed.rate,
            "false_accepts_per_hour_at_shipped": self.hourly(&self.shipped).rate,
            "false_accepts_at_shipped": self.shipped.false_accepts,
            "undebounced_at_shipped": self.undebounced,
            "threshold_at_0_1": threshold(&self.at_0_1),
            "threshold_at_0_5": threshold(&self.at_0_5),
            "threshold_shipped": self.shipped.threshold,
            "undebounced_at_0_1": self.undebounced_at[0],
            "undebounced_at_0_5": self.undebounced_at[1],
            "intervals": self.intervals(),
            "noise": arguments.under.noise.as_ref().map(|file| file.display().to_string()),
            "snr_db": arguments.under.snr,
            "undecodable": undecodable.len(),
            "undecodable_files": undecodable,
            "curve": self.det.points.iter().map(|point| json!({
                "threshold": point.threshold,
                "missed": point.missed.hits,
                "false_accepts": point.false_accepts,
            })).collect::<Vec<_>>(),
        })
    }
}

fn threshold(point: &Point) -> Option<Score> {
    (point.threshold != Score::MAX).then_some(point.threshold)
}

fn share(share: Share) -> Value {
    json!({ "low": share.low, "high": share.high, "hits": share.hits, "count": share.count })
}

pub(super) fn tell_slices(
    reports: &[(String, Report)],
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    let mut table = Table::new(&[
        "condition",
        "missed at 0.1",
        "at 0.5",
        "shipped",
        "false accepts",
        "outputs",
    ])
    .right(&[1, 2, 3, 4, 5]);
    for (name, report) in reports {
        let percent = |point: &Point| format!("{:.1} %", 100.0 * point.missed.rate);
        table.row(&[
            name.clone(),
            percent(&report.at_0_1),
            percent(&report.at_0_5),
            percent(&report.shipped),
            report.shipped.false_accepts.to_string(),
            report.undebounced.to_string(),
        ]);
        screen.object(&json!({
            "slice": name,
            "count": report.shipped.missed.count,
            "hours": report.det.hours,
            "misses_at_0_1": report.at_0_1.missed.rate,
            "misses_at_0_5": report.at_0_5.missed.rate,
            "misses_at_shipped": report.shipped.missed.rate,
            "false_accepts_at_shipped": report.shipped.false_accepts,
            "false_accepts_per_hour_at_shipped": report.hourly(&report.shipped).rate,
            "undebounced_at_0_1": report.undebounced_at[0],
            "undebounced_at_0_5": report.undebounced_at[1],
            "undebounced_at_shipped": report.undebounced,
            "intervals": report.intervals(),
        }))?;
    }
    screen.gap()?;
    for line in table.lines(screen.ink) {
        screen.line(&line)?;
    }
    Ok(())
}
