//! The analysis window: 30 ms of samples weighted by a raised cosine in Q12.

use crate::{
    HOP, WINDOW,
    fft::{Complex, HALF, packed_index},
    series,
};

const FRACTION_BITS: u32 = 12;

static COEFFICIENTS: [i16; WINDOW] = {
    let mut coefficients = [0; WINDOW];
    let step = (core::f64::consts::PI * 2.0 / WINDOW as f64) as f32;
    let mut n = 0;
    while n < WINDOW {
        let cosine = series::cos((step * (n as f32 + 0.5)) as f64) as f32;
        let raised = (0.5 - 0.5 * cosine as f64) as f32;
        coefficients[n] = series::round((raised * (1 << FRACTION_BITS) as f32) as f64) as i16;
        n += 1;
    }
    coefficients
};

/// The last 30 ms of audio.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    samples: [i16; WINDOW],
    filled: usize,
}

impl Window {
    pub(crate) const fn new() -> Self {
        Self {
            samples: [0; WINDOW],
            filled: 0,
        }
    }

    /// Takes the next hop; true once the window is full.
    pub(crate) fn push(&mut self, hop: &[i16; HOP]) -> bool {
        if self.filled == WINDOW {
            self.samples.copy_within(HOP.., 0);
            self.filled -= HOP;
        }
        self.samples[self.filled..self.filled + HOP].copy_from_slice(hop);
        self.filled += HOP;
        self.filled == WINDOW
    }

    /// Writes the weighted samples, zero padded, where the transform wants them, and returns the
    /// largest magnitude among them.
    pub(crate) fn weigh_into(&self, transform: &mut [Complex; HALF]) -> u16 {
        let mut peak = 0;
        let (samples, _) = self.samples.as_chunks::<2>();
        let (coefficients, _) = COEFFICIENTS.as_chunks::<2>();
        for (pair, (sample, weight)) in samples.iter().zip(coefficients).enumerate() {
            let re = weigh(sample[0], weight[0]);
            let im = weigh(sample[1], weight[1]);
            // The reference takes the magnitude in 16 bits, where -32768 has none.
            peak = peak.max(re.wrapping_abs()).max(im.wrapping_abs());
            transform[packed_index(pair)] = Complex { re, im };
        }
        for pair in WINDOW / 2..HALF {
            transform[packed_index(pair)] = Complex::ZERO;
        }
        peak as u16
    }
}

fn weigh(sample: i16, weight: i16) -> i16 {
    ((i32::from(sample) * i32::from(weight)) >> FRACTION_BITS) as i16
}
