//! The natural logarithm in Q6, by a table of 128 corrections to a straight line.

use crate::{BANDS, gain::CORRECTION_BITS, series};

const FRACTION_BITS: u32 = 16;
const SEGMENT_BITS: u32 = 7;
const SEGMENTS: usize = 1 << SEGMENT_BITS;
const OUTPUT_BITS: u32 = 6;
const HALF: u32 = 1 << (FRACTION_BITS - 1);
const LN_2: u32 = (core::f64::consts::LN_2 * (1 << FRACTION_BITS) as f64 + 0.5) as u32;

/// `log2(1 + x) - x` in Q16 at each 128th.
static CORRECTIONS: [u16; SEGMENTS + 1] = {
    let mut corrections = [0; SEGMENTS + 1];
    let mut segment = 0;
    while segment <= SEGMENTS {
        let x = segment as f64 / SEGMENTS as f64;
        let excess = series::ln(1.0 + x) / core::f64::consts::LN_2 - x;
        corrections[segment] = series::round(excess * (1 << FRACTION_BITS) as f64) as u16;
        segment += 1;
    }
    corrections
};

/// `round(64 * ln(8 * band))` for each band, 0 where that is not positive.
pub(crate) fn logarithms(bands: &[u32; BANDS]) -> [u16; BANDS] {
    bands.map(|band| {
        let value = band << CORRECTION_BITS;
        if value > 1 { logarithm(value) } else { 0 }
    })
}

fn logarithm(value: u32) -> u16 {
    let integer = value.ilog2();
    let rest = value - (1 << integer);
    let fraction = if integer < FRACTION_BITS {
        rest << (FRACTION_BITS - integer)
    } else {
        rest >> (integer - FRACTION_BITS)
    };
    let segment = (fraction >> (FRACTION_BITS - SEGMENT_BITS)) as usize;
    let into_segment = (fraction & ((1 << (FRACTION_BITS - SEGMENT_BITS)) - 1)) as i32;
    let left = i32::from(CORRECTIONS[segment]);
    let right = i32::from(CORRECTIONS[segment + 1]);
    let correction = left + (((right - left) * into_segment) >> FRACTION_BITS);
    let log2 = (integer << FRACTION_BITS) + fraction.wrapping_add_signed(correction);
    let natural = ((u64::from(LN_2) * u64::from(log2) + u64::from(HALF)) >> FRACTION_BITS) as u32;
    (((natural << OUTPUT_BITS) + HALF) >> FRACTION_BITS) as u16
}
