//! A recording and what the stages made of it, drawn against one time axis.

use goldcrest_trie::Phone;

use super::timeline::{self, Mark};
use super::{Ink, Tint, spark, spectrogram, tell, waveform};
use crate::observe::Observation;

/// Samples in a millisecond.
const SAMPLES_A_MS: usize = 16;
/// Columns before the drawing: two spaces, the label and a space.
const MARGIN: usize = 10;
/// Milliseconds from one feature column to the next, and from one acoustic frame to the next.
const COLUMN_MS: f64 = 10.0;
const FRAME_MS: f64 = 30.0;

/// What is drawn.
pub struct Portrait<'a> {
    /// The recording.
    pub samples: &'a [i16],
    /// What the stages reported while it was played, and after it.
    pub seen: &'a Observation,
    /// Audio time at the first sample, in milliseconds.
    pub start_ms: u64,
    /// How far the acoustic network looks ahead, in milliseconds.
    pub look_ahead_ms: u64,
}

impl Portrait<'_> {
    /// The drawing with `rows` lines of spectrogram, up to a share of the time axis (1 for all of it).
    ///
    /// The number of lines does not depend on `upto`, so that a drawing can grow in place.
    pub fn lines(&self, width: usize, rows: usize, upto: f64, ink: Ink) -> Vec<String> {
        let across = width.saturating_sub(MARGIN).max(10);
        let [upper, lower] = self.waveform(across, upto);
        let mut lines = vec![
            tell::labelled("sound", &ink.paint(Tint::Strong, &upper), ink),
            tell::labelled("", &ink.paint(Tint::Strong, &lower), ink),
        ];
        let mut bands = self.bands(rows, across, upto, ink);
        bands.resize(rows, String::new());
        for (row, line) in bands.into_iter().enumerate() {
            lines.push(tell::labelled(
                if row == 0 { "bands" } else { "" },
                &line,
                ink,
            ));
        }
        lines.push(tell::labelled("wake", &self.wake(across, upto, ink), ink));
        lines.push(tell::labelled(
            "phones",
            &ink.paint(Tint::Faint, &self.phones(across, upto)),
            ink,
        ));
        lines
    }

    fn duration_ms(&self) -> f64 {
        (self.samples.len() / SAMPLES_A_MS).max(1) as f64
    }

    fn waveform(&self, across: usize, upto: f64) -> [String; 2] {
        let shown = share(self.samples.len(), upto);
        let cells = share(across, upto);
        waveform::draw(&self.samples[..shown], waveform::peak(self.samples), cells)
    }

    fn bands(&self, rows: usize, across: usize, upto: f64, ink: Ink) -> Vec<String> {
        let within = (self.duration_ms() / COLUMN_MS) as usize;
        let all = &self.seen.features[..within.min(self.seen.features.len())];
        let shown = share(all.len(), upto);
        spectrogram::draw(&all[..shown], rows, share(across, upto), ink)
    }

    fn wake(&self, across: usize, upto: f64, ink: Ink) -> String {
        let end_ms = self.start_ms + self.duration_ms() as u64;
        let within: Vec<_> = self
            .seen
            .wake
            .iter()
            .filter(|point| point.at.0 <= end_ms)
            .collect();
        let Some(best) = self.seen.best_wake() else {
            return ink.paint(Tint::Faint, "no wake network");
        };
        let scores: Vec<f32> = within
            .iter()
            .map(|point| f32::from(point.smoothed) / 255.0)
            .collect();
        let line = spark::line(
            &scores[..share(scores.len(), upto)],
            1.0,
            share(across, upto),
        );
        if upto < 1.0 {
            return ink.paint(Tint::Gold, &line);
        }
        let of_one = |value: u8| f32::from(value) / 255.0;
        let (tint, note) = if best.smoothed >= best.threshold {
            (Tint::Gold, format!(" {:.2}", of_one(best.smoothed)))
        } else {
            let (peak, threshold) = (of_one(best.smoothed), of_one(best.threshold));
            (Tint::Bad, format!(" {peak:.2} < {threshold:.2}"))
        };
        let kept = line.trim_end();
        let room = across.saturating_sub(kept.chars().count());
        if room < note.len() {
            return ink.paint(Tint::Gold, kept);
        }
        let gap = " ".repeat(room - note.len());
        format!(
            "{}{gap}{}",
            ink.paint(Tint::Gold, kept),
            ink.paint(tint, &note)
        )
    }

    /// Acoustic frames come a fixed time apart; the last one is at its place in time, while the first ones
    /// are worked off in a hurry after a wake. So their places are counted back from the last.
    fn phones(&self, across: usize, upto: f64) -> String {
        let Some(last) = self.seen.phones.last() else {
            return String::new();
        };
        let end = (last.at.0.saturating_sub(self.start_ms + self.look_ahead_ms)) as f64;
        let frames = self.seen.phones.len();
        let mut marks = Vec::new();
        let mut before = Phone::BLANK;
        for (index, point) in self.seen.phones.iter().enumerate() {
            let at = (end - FRAME_MS * (frames - 1 - index) as f64) / self.duration_ms();
            if point.phone != before
                && let Some(phone) = Phone::from_class(point.phone)
                && at <= upto
            {
                marks.push(Mark {
                    at,
                    label: phone.name().to_owned(),
                });
            }
            before = point.phone;
        }
        timeline::line(&marks, across)
    }
}

fn share(whole: usize, upto: f64) -> usize {
    ((whole as f64 * upto.clamp(0.0, 1.0)).round() as usize).min(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::columns;

    #[test]
    fn a_growing_drawing_keeps_its_height_and_never_gets_too_wide() {
        let samples: Vec<i16> = (0..16_000).map(|index| (index % 977) as i16 * 20).collect();
        let mut seen = Observation {
            features: vec![[300; 40]; 98],
            ..Observation::default()
        };
        for index in 0..30 {
            seen.phones.push(crate::observe::PhonePoint {
                at: goldcrest::AudioTime(5_000 + 30 * index),
                phone: (index % 7) as u8 * 5,
                log_probability: 0,
            });
        }
        let portrait = Portrait {
            samples: &samples,
            seen: &seen,
            start_ms: 4_000,
            look_ahead_ms: 90,
        };
        for upto in [0.0, 0.3, 1.0] {
            for ink in [Ink::plain(), Ink::coloured()] {
                let lines = portrait.lines(80, 5, upto, ink);
                assert_eq!(lines.len(), 9);
                assert!(lines.iter().all(|line| columns(line) <= 80), "{lines:#?}");
            }
        }
    }

    #[test]
    fn nothing_heard_draws_nothing() {
        let seen = Observation::default();
        let portrait = Portrait {
            samples: &[],
            seen: &seen,
            start_ms: 0,
            look_ahead_ms: 0,
        };
        assert_eq!(portrait.lines(80, 5, 1.0, Ink::plain()).len(), 9);
    }
}
