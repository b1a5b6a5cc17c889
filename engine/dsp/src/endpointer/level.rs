//! How loud a hop is: a logarithm of its energy without direct current and mains hum.

use crate::HOP;

/// Levels are in 1/256 of a factor of two in energy: 85 to a decibel.
pub(super) type Level = i16;

/// What is below this, a root mean square of 4, is silence in any room.
pub(super) const SILENCE: Level = 4 * 256;

/// The mean is followed with a time constant of 32 samples: a high pass at 80 Hz.
const MEAN_SHIFT: u32 = 5;
const MEAN_BITS: u32 = 8;

/// A level meter; remembers the mean of the signal and the last energies.
#[derive(Clone, Debug)]
pub(super) struct Meter {
    mean: i32,
    last: [u32; 4],
    at: usize,
}

/// The loudness of a hop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// Of the hop alone.
    pub(super) now: Level,
    /// Of the last 40 ms.
    pub(super) smooth: Level,
}

impl Meter {
    pub(super) const fn new() -> Self {
        Self {
            mean: 0,
            last: [0; 4],
            at: 0,
        }
    }

    pub(super) fn read(&mut self, hop: &[i16; HOP]) -> Reading {
        let mut sum = 0_u64;
        for &sample in hop {
            let sample = i32::from(sample);
            let swing = sample - (self.mean >> MEAN_BITS);
            self.mean += ((sample << MEAN_BITS) - self.mean) >> MEAN_SHIFT;
            sum += u64::from(swing.unsigned_abs()) * u64::from(swing.unsigned_abs());
        }
        let energy = (sum / HOP as u64) as u32;
        self.last[self.at] = energy;
        self.at = (self.at + 1) % self.last.len();
        let mean = self
            .last
            .iter()
            .map(|&energy| u64::from(energy))
            .sum::<u64>()
            / 4;
        Reading {
            now: level(energy),
            smooth: level(mean as u32),
        }
    }
}

/// Linear between powers of two.
fn level(energy: u32) -> Level {
    let Some(exponent) = energy.checked_ilog2() else {
        return 0;
    };
    let normalised = (u64::from(energy) << 32) >> exponent;
    (exponent * 256 + (normalised >> 24) as u32 - 256) as Level
}
