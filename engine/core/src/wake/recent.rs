use super::detector::Reading;
use crate::settings::Settings;

/// The last probabilities of a network that gives one, of 255, whose mean is compared with a threshold.
#[derive(Debug)]
pub(super) struct Recent<const MOST: usize> {
    probabilities: [u8; MOST],
    window: usize,
    at: usize,
    threshold: u8,
    tuned: u8,
}

impl<const MOST: usize> Recent<MOST> {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            probabilities: [0; MOST],
            window: (settings.wake_smoothing as usize).clamp(1, MOST),
            at: 0,
            threshold: settings.wake_threshold,
            tuned: settings.wake_threshold,
        }
    }

    /// With a strictness above one the threshold lies half way between its own and certainty.
    pub(super) fn be_strict(&mut self, strictness: u32) {
        self.threshold = match strictness {
            0 | 1 => self.tuned,
            _ => self.tuned + (u8::MAX - self.tuned).div_ceil(2),
        };
    }

    /// Takes a probability; `mean` is of the sum of the last ones and their count.
    pub(super) fn read(&mut self, raw: u8, mean: impl FnOnce(usize, usize) -> usize) -> Reading {
        self.probabilities[self.at] = raw;
        self.at = (self.at + 1) % self.window;
        let recent = &self.probabilities[..self.window];
        let sum = recent.iter().copied().map(usize::from).sum();
        let smoothed = mean(sum, self.window) as u8;
        Reading {
            raw,
            smoothed,
            threshold: self.threshold,
            cost: 0,
            phrase: 0,
            detected: smoothed >= self.threshold,
        }
    }
}
