use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};

use super::{AudioError, MOST_SAMPLES, SAMPLE_RATE};

const RATES: std::ops::RangeInclusive<u32> = 1_000..=768_000;
/// Samples that a resampling step takes at least; longer steps mean a steeper filter.
const SHORTEST_STEP: usize = 1_024;

/// One channel at the rate of its file, in units of a 16-bit step: 16-bit samples are held exactly.
pub(super) struct Mono {
    rate: u32,
    channels: usize,
    pub(super) samples: Vec<f32>,
}

impl Mono {
    pub(super) fn new(rate: u32, channels: usize) -> Result<Self, AudioError> {
        if !RATES.contains(&rate) {
            return Err(AudioError::Rate(rate));
        }
        if channels == 0 {
            return Err(AudioError::Damaged(
                "its header announces no channels".into(),
            ));
        }
        Ok(Self {
            rate,
            channels,
            samples: Vec::new(),
        })
    }

    /// Announces so many samples of each channel.
    pub(super) fn reserve(&mut self, frames: u64) -> Result<(), AudioError> {
        if frames > MOST_SAMPLES {
            return Err(AudioError::TooLong);
        }
        self.samples.reserve(frames as usize);
        Ok(())
    }

    /// Appends the mean of the channels at one time.
    #[inline]
    pub(super) fn push(&mut self, frame: impl Iterator<Item = f32>) {
        let mean = frame.sum::<f32>() / self.channels as f32;
        self.samples.push(if mean.is_finite() { mean } else { 0.0 });
    }

    pub(super) fn into_engine_rate(self) -> Result<Vec<i16>, AudioError> {
        if self.rate == SAMPLE_RATE {
            return Ok(self.samples.into_iter().map(to_i16).collect());
        }
        let (from, to) = (self.rate as usize, SAMPLE_RATE as usize);
        let resampled = Fft::<f32>::new(from, to, step(from, to), 1, FixedSync::Both)
            .map_err(|error| error.to_string())
            .and_then(|mut resampler| {
                let frames = self.samples.len();
                let input = InterleavedSlice::new(&self.samples[..], 1, frames)
                    .map_err(|error| error.to_string())?;
                let output = resampler
                    .process_all(&input, frames, None)
                    .map_err(|error| error.to_string())?;
                Ok(output.take_data())
            });
        match resampled {
            Ok(samples) => Ok(samples.into_iter().map(to_i16).collect()),
            Err(how) => Err(AudioError::Damaged(how)),
        }
    }
}

/// Samples of a resampling step. An even number of the shortest possible steps, because the filter of an
/// odd one delays by half a sample too much.
fn step(from: usize, to: usize) -> usize {
    let (mut divisor, mut rest) = (from, to);
    while rest > 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    let shortest = from / divisor;
    shortest * SHORTEST_STEP.div_ceil(shortest).next_multiple_of(2)
}

fn to_i16(sample: f32) -> i16 {
    sample.round() as i16
}
