//! Per-channel automatic gain (PCAN): each band is divided by a power of its own noise level and
//! compressed, so that loud and distant speech look alike.
//!
//! The gain is `2^21 * (noise + 80)^-0.95`, read from a table of parabolas, one for each octave.

use crate::{BANDS, fft::SIZE, filterbank::WEIGHT_BITS, noise::ESTIMATE_BITS, series};

/// Bits by which the root of a filterbank sum is too small, against the magnitude of the signal.
pub(crate) const CORRECTION_BITS: u32 = SIZE.ilog2() - WEIGHT_BITS / 2;

const STRENGTH: f32 = 0.95;
const OFFSET: f32 = 80.0;
const GAIN_BITS: u32 = 21;
const RATIO_BITS: u32 = 12;
const OUTPUT_BITS: u32 = 6;
const SHIFT: u32 = GAIN_BITS - CORRECTION_BITS - RATIO_BITS;
const NOISE_BITS: u32 = ESTIMATE_BITS - CORRECTION_BITS;

/// A gain over one octave of noise: `start + slope * t + curve * t²` for `t` from 0 to 1.
#[derive(Clone, Copy)]
struct Parabola {
    start: i16,
    slope: i16,
    curve: i16,
}

const fn gain_at(noise: u32) -> i16 {
    let noise = noise as f32 / (1_u32 << NOISE_BITS) as f32;
    let power = series::exp(-(STRENGTH as f64) * series::ln((noise + OFFSET) as f64)) as f32;
    let gain = (1_u32 << GAIN_BITS) as f32 * power;
    if gain > i16::MAX as f32 {
        i16::MAX
    } else {
        (gain + 0.5) as i16
    }
}

static LEAST: [i16; 2] = [gain_at(0), gain_at(1)];

/// Octave `n` begins at noise `2 << n`.
static OCTAVES: [Parabola; 31] = {
    let mut octaves = [Parabola {
        start: 0,
        slope: 0,
        curve: 0,
    }; 31];
    let mut octave = 0;
    while octave < 31 {
        let from = 2_u32 << octave;
        let to = if octave == 30 { u32::MAX } else { 2 * from };
        let start = gain_at(from);
        let middle_rise = gain_at(from + from / 2) - start;
        let whole_rise = gain_at(to) - start;
        let slope = 4 * middle_rise - whole_rise;
        octaves[octave] = Parabola {
            start,
            slope,
            curve: whole_rise - slope,
        };
        octave += 1;
    }
    octaves
};

fn gain(noise: u32) -> u32 {
    if let Some(&gain) = LEAST.get(noise as usize) {
        return gain as u32;
    }
    let top_bit = noise.ilog2();
    let within = if top_bit < 10 {
        noise << (10 - top_bit)
    } else {
        noise >> (top_bit - 10)
    };
    let t = (within & 0x3FF) as i32;
    let Parabola {
        start,
        slope,
        curve,
    } = OCTAVES[top_bit as usize - 1];
    let bend = ((i32::from(curve) * t) >> 5) + (i32::from(slope) << 5);
    (i32::from(start) + ((bend * t + (1 << 14)) >> 15)) as u32
}

fn compress(ratio: u32) -> u32 {
    if ratio < 2 << RATIO_BITS {
        (ratio * ratio) >> (2 + 2 * RATIO_BITS - OUTPUT_BITS)
    } else {
        (ratio >> (RATIO_BITS - OUTPUT_BITS)) - (1 << OUTPUT_BITS)
    }
}

/// Applies the gain for each band's noise estimate.
pub(crate) fn control(bands: &mut [u32; BANDS], noise: &[u32; BANDS]) {
    for (band, &noise) in bands.iter_mut().zip(noise) {
        *band = compress(((u64::from(*band) * u64::from(gain(noise))) >> SHIFT) as u32);
    }
}
