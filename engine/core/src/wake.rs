//! The always-on detector of the wake phrase.

use crate::settings::Settings;
use goldcrest_nn::{Model, sigmoid};

/// Most network outputs that are averaged.
pub const MOST_SMOOTHING: usize = 8;
const HOP_MS: u32 = 10;

/// What the detector found in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The network's probability, of 255.
    pub raw: u8,
    /// Mean of the last outputs; compared with the threshold.
    pub smoothed: u8,
    /// Whether the phrase was detected in this column.
    pub detected: bool,
}

/// Runs the wake network over columns, smooths its probability and reports a detection at most once in
/// the refractory time.
#[derive(Debug)]
pub struct Detector<'p, 'm> {
    model: Model<'p>,
    arena: &'m mut [i8],
    recent: [u8; MOST_SMOOTHING],
    smoothing: usize,
    outputs: usize,
    threshold: u8,
    refractory_hops: u32,
    rest_hops: u32,
}

impl<'p, 'm> Detector<'p, 'm> {
    /// A detector whose arena was checked to be large enough.
    #[must_use]
    pub fn new(model: Model<'p>, arena: &'m mut [i8], settings: &Settings) -> Self {
        // The arena's length was checked when the pack was opened.
        let _ = model.reset(arena);
        Self {
            model,
            arena,
            recent: [0; MOST_SMOOTHING],
            smoothing: (settings.wake_smoothing as usize).clamp(1, MOST_SMOOTHING),
            outputs: 0,
            threshold: settings.wake_threshold,
            refractory_hops: settings.wake_refractory_ms / HOP_MS,
            rest_hops: 0,
        }
    }

    /// The network.
    #[must_use]
    pub fn model(&self) -> &Model<'p> {
        &self.model
    }

    /// The threshold, of 255.
    #[must_use]
    pub fn threshold(&self) -> u8 {
        self.threshold
    }

    /// Takes one column, quantised for the network's input; a reading where the network gave an output.
    pub fn push(&mut self, column: &[i8]) -> Option<Reading> {
        self.rest_hops = self.rest_hops.saturating_sub(1);
        let quant = self.model.output();
        let logits = self.model.push(self.arena, column).ok().flatten()?;
        let raw = sigmoid(*logits.first()?, quant);
        self.recent[self.outputs % self.smoothing] = raw;
        self.outputs = self.outputs.wrapping_add(1);
        let recent = &self.recent[..self.smoothing];
        let sum: usize = recent.iter().copied().map(usize::from).sum();
        let smoothed = (sum / self.smoothing) as u8;
        let detected = smoothed >= self.threshold && self.rest_hops == 0;
        if detected {
            self.rest_hops = self.refractory_hops;
        }
        Some(Reading {
            raw,
            smoothed,
            detected,
        })
    }
}
