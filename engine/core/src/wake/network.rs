use super::detector::Reading;
use crate::settings::Settings;
use goldcrest_nn::{Quant, sigmoid};

/// Most network outputs that are averaged.
const MOST_SMOOTHING: usize = 8;

/// The outputs of a network that knows one phrase by heart.
#[derive(Debug)]
pub(super) struct WholePhrase {
    recent: [u8; MOST_SMOOTHING],
    smoothing: usize,
    outputs: usize,
    threshold: u8,
    tuned: u8,
}

impl WholePhrase {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            recent: [0; MOST_SMOOTHING],
            smoothing: (settings.wake_smoothing as usize).clamp(1, MOST_SMOOTHING),
            outputs: 0,
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

    pub(super) fn read(&mut self, logits: &[i8], quant: Quant) -> Option<Reading> {
        let raw = sigmoid(*logits.first()?, quant);
        self.recent[self.outputs % self.smoothing] = raw;
        self.outputs = self.outputs.wrapping_add(1);
        let recent = &self.recent[..self.smoothing];
        let sum: usize = recent.iter().copied().map(usize::from).sum();
        let smoothed = (sum / self.smoothing) as u8;
        Some(Reading {
            raw,
            smoothed,
            threshold: self.threshold,
            cost: 0,
            phrase: 0,
            detected: smoothed >= self.threshold,
        })
    }
}
