//! Forty overlapping triangles, evenly spaced in mel from 125 to 7500 Hz, over the energies of the transform.
//!
//! The triangles' corners cut the spectrum into 41 spans. Each bin of a span belongs to the falling
//! flank of the triangle before and to the rising flank of the one after, with weights that add up
//! to one, so one weight a bin is enough.

use crate::{BANDS, fft::HALF};
use weights::{WEIGHTS, WIDTHS};

mod weights;

/// Fraction bits of the flank weights.
pub(crate) const WEIGHT_BITS: u32 = 12;

const SPANS: usize = BANDS + 1;
const FIRST_BIN: usize = 5;
const BINS: usize = 236;

/// The square root of each triangle's energy, undoing the transform's input `shift`.
pub(crate) fn magnitudes(energies: &[u32; HALF], shift: u32) -> [u32; BANDS] {
    let mut rising = 0;
    let mut magnitudes = [0; BANDS];
    let mut bins = energies[FIRST_BIN..FIRST_BIN + BINS].iter().zip(&WEIGHTS);
    for (span, &width) in WIDTHS.iter().enumerate() {
        let mut total = 0;
        let mut falling = 0;
        for (&energy, &weight) in bins.by_ref().take(width.into()) {
            total += u64::from(energy);
            falling += u64::from(energy) * u64::from(weight);
        }
        if let Some(band) = span.checked_sub(1) {
            magnitudes[band] = rounded_root(rising + falling) >> shift;
        }
        rising = (total << WEIGHT_BITS) - falling;
    }
    magnitudes
}

/// The square root, rounded to nearest except that the reference never rounds up to 65536.
fn rounded_root(square: u64) -> u32 {
    let root = square.isqrt();
    let remainder = square - root * root;
    let up = remainder > root && root != 0xFFFF;
    (root + u64::from(up)) as u32
}
