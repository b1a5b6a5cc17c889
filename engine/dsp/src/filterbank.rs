//! Forty overlapping triangles, evenly spaced in mel from 125 to 7500 Hz, over the energies of the transform.
//!
//! The triangles' corners cut the spectrum into 41 spans. Each bin of a span belongs to the falling
//! flank of the triangle before and to the rising flank of the one after, with weights that add up
//! to one, so one weight a bin is enough.

use crate::{
    BANDS,
    fft::{Block, keep_rolled},
};
use weights::{WEIGHTS, WIDTHS};

mod weights;

/// Fraction bits of the flank weights.
pub(crate) const WEIGHT_BITS: u32 = 12;

const SPANS: usize = BANDS + 1;
const FIRST_BIN: usize = 5;
const BINS: usize = 236;

/// The square root of each triangle's energy, undoing the transform's input `shift`.
#[inline(never)]
pub(crate) fn magnitudes(block: &Block, shift: u32) -> [u32; BANDS] {
    let mut magnitudes = [0; BANDS];
    let mut rising = 0;
    let mut energies = &block[FIRST_BIN..FIRST_BIN + BINS];
    let mut weights = &WEIGHTS[..];
    for (span, &width) in WIDTHS.iter().enumerate() {
        let (here, above) = energies.split_at(width.into());
        let (weights_here, weights_above) = weights.split_at(width.into());
        let mut total = 0;
        let mut falling = 0;
        for (&energy, &weight) in here.iter().zip(weights_here) {
            keep_rolled();
            total += u64::from(energy);
            falling += u64::from(energy) * u64::from(weight);
        }
        if let Some(band) = span.checked_sub(1) {
            magnitudes[band] = rounded_root(rising + falling) >> shift;
        }
        rising = (total << WEIGHT_BITS) - falling;
        (energies, weights) = (above, weights_above);
    }
    magnitudes
}

/// The square root of a number below 2^48, rounded to nearest except that the reference never rounds
/// up to 65536.
///
/// The root of the top 32 bits comes first; one division then gives the digits below, one too high at
/// most (Zimmermann, "Karatsuba Square Root", 1999).
#[inline(never)]
fn rounded_root(square: u64) -> u32 {
    if square == 0 {
        return 0;
    }
    let digits = 32_u32.saturating_sub(square.leading_zeros()).div_ceil(2);
    let low_mask = (1 << digits) - 1;
    let top = (square >> (2 * digits)) as u32;
    let middle = (square >> digits) as u32 & low_mask;
    let bottom = square as u32 & low_mask;

    let top_root = root(top);
    let numerator = (top - top_root * top_root) << digits | middle;
    let quotient = numerator / (2 * top_root);
    let rest = numerator % (2 * top_root);
    let mut whole = (top_root << digits) + quotient;
    let mut remainder = (rest << digits | bottom) as i32 - (quotient * quotient) as i32;
    if remainder < 0 {
        remainder += 2 * whole as i32 - 1;
        whole -= 1;
    }
    let up = remainder > whole as i32 && whole != 0xFFFF;
    whole + u32::from(up)
}

/// The square root of a number above 0, rounded down: a straight line, within 5 %, then two steps of
/// Newton's method, which never end below.
fn root(square: u32) -> u32 {
    let shift = square.leading_zeros() & !1;
    let aligned = square << shift;
    let mut root = (((aligned >> 15) * 5) >> 4) + 23_920;
    root = (root + aligned / root) >> 1;
    root = ((root + aligned / root) >> 1).min(0xFFFF);
    root -= u32::from(root * root > aligned);
    root >> (shift / 2)
}

#[cfg(test)]
mod tests {
    use super::rounded_root;

    fn expected(square: u64) -> u32 {
        let root = square.isqrt();
        let up = square - root * root > root && root != 0xFFFF;
        (root + u64::from(up)) as u32
    }

    #[test]
    fn roots_are_exact_around_every_square_of_a_spread_of_numbers() {
        for root in (0..(1_u64 << 24))
            .step_by(997)
            .chain(0..3000)
            .chain(65_000..66_000)
        {
            let square = root * root;
            for near in [
                square,
                square + 1,
                square + root,
                square + root + 1,
                square + 2 * root,
            ] {
                assert_eq!(rounded_root(near), expected(near), "{near}");
                assert_eq!(
                    rounded_root(near.saturating_sub(1)),
                    expected(near.saturating_sub(1))
                );
            }
        }
    }

    #[test]
    fn roots_are_exact_at_every_length() {
        for bits in 0..48 {
            for low in [0, 1, 0x5555_5555_5555, 0xAAAA_AAAA_AAAA, 0xFFFF_FFFF_FFFF] {
                let square = 1 << bits | low & ((1 << bits) - 1);
                assert_eq!(rounded_root(square), expected(square), "{square}");
            }
        }
    }
}
