//! The analysis window: 30 ms of samples weighted by a raised cosine in Q12.

use crate::{
    HOP, WINDOW,
    fft::{Block, HALF, Packed, keep_rolled, packed_index},
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

    /// Writes the weighted samples, zero padded, where the transform wants them, and returns by how
    /// many bits they can be shifted left.
    #[inline(never)]
    pub(crate) fn weigh_into(&self, block: &mut Block) -> u32 {
        let mut magnitudes = 0;
        let (samples, _) = self.samples.as_chunks::<2>();
        let (coefficients, _) = COEFFICIENTS.as_chunks::<2>();
        for (pair, (sample, weight)) in samples.iter().zip(coefficients).enumerate() {
            keep_rolled();
            let re = weigh(sample[0], weight[0]);
            let im = weigh(sample[1], weight[1]);
            magnitudes |= re.unsigned_abs() | im.unsigned_abs();
            block[packed_index(pair)] = Packed::new(re, im).0;
        }
        for pair in WINDOW / 2..HALF {
            block[packed_index(pair)] = 0;
        }
        // The reference takes magnitudes in 16 bits, where -32768 has none.
        (magnitudes as u16 & 0x7FFF).leading_zeros() - 1
    }
}

fn weigh(sample: i16, weight: i16) -> i32 {
    (i32::from(sample) * i32::from(weight)) >> FRACTION_BITS
}
