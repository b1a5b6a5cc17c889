//! What nearly woke the assistant, or woke it for nothing, kept for retraining.
//!
//! ```text
//!   score     threshold ─ ─ ─ ─ ─ ─ ─ ─ ─
//!                     ▂▅▆▅▂       three quarters of it
//!   ──────────────────────|──────
//!                         kept: the columns of the last two seconds
//! ```
//!
//! The ring is memory that the platform lends ([`crate::Assistant::keep_near_misses`]); without it nothing is
//! kept. The oldest entry makes room for the newest. [`super::NearDump`] is the ring as bytes.

use super::Reading;
use crate::events::AudioTime;
use crate::workspace::Column;
use core::fmt;
use goldcrest_dsp::BANDS;

/// Columns of a near miss: the last 2 s.
pub const NEAR_COLUMNS: usize = 200;
/// Columns after its best one at which a near miss is kept, unless a better one comes.
const AFTER: u64 = 30;

/// What kind of mistake it may have been.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NearKind {
    /// The wake network came near to its threshold: perhaps a wake phrase that was missed.
    #[default]
    Close,
    /// The wake network proposed it and the acoustic network said no.
    Refused,
    /// The assistant woke and understood nothing: perhaps a false wake.
    Unanswered,
}

impl fmt::Display for NearKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Close => "close",
            Self::Refused => "refused",
            Self::Unanswered => "unanswered",
        })
    }
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub struct NearMiss {
    /// The end of its last column.
    pub at: AudioTime,
    /// What kind it is.
    pub kind: NearKind,
    /// Which phrase it came nearest to.
    pub phrase: u8,
    /// How sure the detector was, of 255.
    pub score: u8,
    columns: [Column; NEAR_COLUMNS],
    len: u16,
}

impl NearMiss {
    /// No near miss: what memory for them is filled with. All zeros.
    pub const UNUSED: Self = Self {
        at: AudioTime(0),
        kind: NearKind::Close,
        phrase: 0,
        score: 0,
        columns: [[0; BANDS]; NEAR_COLUMNS],
        len: 0,
    };

    /// Feature columns, quantised as the acoustic network takes them, the oldest first.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns[..usize::from(self.len)]
    }
}

/// A score that was nearly high enough.
#[derive(Clone, Copy, Debug)]
struct Peak {
    score: u8,
    phrase: u8,
    column: u64,
}

/// The ring.
#[derive(Debug)]
pub(crate) struct NearMisses<'m> {
    ring: &'m mut [NearMiss],
    kept: u64,
    peak: Option<Peak>,
    woken: bool,
}

impl<'m> NearMisses<'m> {
    pub(crate) fn new(ring: &'m mut [NearMiss]) -> Self {
        Self {
            ring,
            kept: 0,
            peak: None,
            woken: false,
        }
    }

    /// The near misses, the oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &NearMiss> {
        let len = self.ring.len() as u64;
        let first = self.kept.saturating_sub(len);
        let all = (first..self.kept).map(move |number| &self.ring[(number % len) as usize]);
        all.filter(|near| near.len > 0)
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.kept = 0;
        self.peak = None;
        self.woken = false;
    }

    /// Takes what the detector said of column `now`; phrase and score of what shall be kept now.
    pub(crate) fn watch(&mut self, reading: Reading, now: u64) -> Option<(u8, u8)> {
        if reading.detected {
            self.peak = None;
            return None;
        }
        let near = u16::from(reading.smoothed) * 4 >= u16::from(reading.threshold) * 3;
        if near && self.peak.is_none_or(|peak| peak.score < reading.smoothed) {
            self.peak = Some(Peak {
                score: reading.smoothed,
                phrase: reading.phrase,
                column: now,
            });
        }
        let peak = self.peak.filter(|peak| now - peak.column >= AFTER)?;
        self.peak = None;
        Some((peak.phrase, peak.score))
    }

    /// Keeps the newest columns of the pre-roll ring, of which `made` were made.
    pub(crate) fn keep(
        &mut self,
        kind: NearKind,
        at: AudioTime,
        (phrase, score): (u8, u8),
        pre_roll: &[Column],
        made: u64,
    ) {
        if self.ring.is_empty() {
            return;
        }
        self.woken = kind == NearKind::Unanswered;
        let len = self.ring.len() as u64;
        let entry = &mut self.ring[(self.kept % len) as usize];
        self.kept += 1;
        let count = made.min(pre_roll.len() as u64).min(NEAR_COLUMNS as u64);
        for (to, column) in entry.columns.iter_mut().zip(made - count..made) {
            *to = pre_roll[(column % pre_roll.len() as u64) as usize];
        }
        entry.len = count as u16;
        (entry.at, entry.kind) = (at, kind);
        (entry.phrase, entry.score) = (phrase, score);
    }

    /// A turn is over: what comes next tells nothing of the wake that began it, and the sound of a score from before it
    /// is gone.
    pub(crate) fn turn_ends(&mut self) {
        self.peak = None;
        self.woken = false;
    }

    /// The wake that was kept last was right after all.
    pub(crate) fn answered(&mut self) {
        let len = self.ring.len() as u64;
        if core::mem::take(&mut self.woken) && self.kept > 0 {
            self.ring[((self.kept - 1) % len) as usize].len = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;
    use std::vec::Vec;

    fn reading(smoothed: u8) -> Reading {
        Reading {
            raw: smoothed,
            smoothed,
            threshold: 100,
            cost: 0,
            phrase: 2,
            detected: smoothed >= 100,
        }
    }

    #[test]
    fn a_peak_below_the_threshold_is_kept_once_it_is_over() {
        let mut ring = [NearMiss::UNUSED; 2];
        let mut near = NearMisses::new(&mut ring);
        let scores =
            (0..200u64).map(|column| (column, if column < 20 { 60 + column as u8 } else { 10 }));
        let found: Vec<(u64, (u8, u8))> = scores
            .filter_map(|(column, score)| Some((column, near.watch(reading(score), column)?)))
            .collect();
        assert_eq!(found, [(19 + AFTER, (2, 79))]);
        assert_eq!(near.watch(reading(74), 300), None);
        assert_eq!(
            near.watch(reading(74), 400),
            None,
            "less than three quarters"
        );
        assert_eq!(near.watch(reading(80), 500), None);
        assert_eq!(near.watch(reading(100), 501), None, "detected after all");
        assert_eq!(near.watch(reading(10), 600), None);
    }

    #[test]
    fn the_ring_keeps_the_newest_and_drops_what_was_answered() {
        let pre_roll: Vec<Column> = (0..240).map(|n| [n as i8; BANDS]).collect();
        let mut ring = vec![NearMiss::UNUSED; 2];
        let mut near = NearMisses::new(&mut ring);
        for at in 1..=3 {
            near.keep(NearKind::Close, AudioTime(at), (0, 9), &pre_roll, 250 + at);
        }
        let times = |near: &NearMisses<'_>| near.iter().map(|n| n.at.0).collect::<Vec<_>>();
        assert_eq!(times(&near), [2, 3]);
        let newest = near.iter().last().unwrap().columns();
        assert_eq!(
            (newest.len(), newest[NEAR_COLUMNS - 1][0]),
            (NEAR_COLUMNS, 12)
        );
        near.keep(NearKind::Unanswered, AudioTime(4), (0, 9), &pre_roll, 5);
        assert_eq!(near.iter().last().unwrap().columns().len(), 5);
        near.answered();
        near.answered();
        assert_eq!(times(&near), [3]);
        near.clear();
        assert_eq!(near.iter().count(), 0);
    }

    #[test]
    fn what_happens_after_a_turn_is_not_about_what_was_before_it() {
        let pre_roll = [[0; BANDS]; 240];
        let mut ring = [NearMiss::UNUSED; 2];
        let mut near = NearMisses::new(&mut ring);
        assert_eq!(near.watch(reading(80), 10), None);
        near.keep(NearKind::Unanswered, AudioTime(1), (0, 9), &pre_roll, 250);
        near.turn_ends();
        near.answered();
        assert_eq!(near.iter().count(), 1, "nothing was understood in its turn");
        assert_eq!(near.watch(reading(10), 900), None, "its sound is gone");
    }
}
