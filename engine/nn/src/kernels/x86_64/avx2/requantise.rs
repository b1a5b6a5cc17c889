//! From eight sums to eight int8 values.

use core::arch::x86_64::{
    __m256i, _mm_cvtsi128_si64, _mm_packs_epi16, _mm_packs_epi32, _mm256_add_epi32,
    _mm256_add_epi64, _mm256_add_ps, _mm256_and_si256, _mm256_blend_epi32, _mm256_castps_si256,
    _mm256_castsi256_ps, _mm256_castsi256_si128, _mm256_cmpgt_epi32, _mm256_cvtepi8_epi32,
    _mm256_cvtepi32_ps, _mm256_extracti128_si256, _mm256_max_epi32, _mm256_min_epi32,
    _mm256_mul_epi32, _mm256_mul_ps, _mm256_set1_epi32, _mm256_set1_epi64x, _mm256_set1_ps,
    _mm256_setzero_si256, _mm256_slli_epi64, _mm256_sllv_epi32, _mm256_srai_epi32,
    _mm256_srav_epi32, _mm256_srli_epi32, _mm256_srli_epi64, _mm256_sub_epi32,
};

use super::{WIDE, eight_words, words};
use crate::kernels::x86_64::loads::eight;
use crate::kernels::{LANES, Scales};
use crate::requantise::{ROUNDER, Requantiser};

/// How the sums of eight output channels at a time become int8.
#[derive(Clone, Copy)]
pub(super) struct Rescale<'a> {
    scales: Scales<'a>,
    requantiser: Requantiser,
    least: __m256i,
    greatest: __m256i,
    /// Added in the end.
    offset: __m256i,
}

impl<'a> Rescale<'a> {
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn new(scales: Scales<'a>, requantiser: Requantiser) -> Self {
        let (least, greatest, offset) = match scales {
            Scales::Float(_) => requantiser.bits(),
            Scales::RoundedTwice(..) | Scales::RoundedOnce(..) => requantiser.range(),
        };
        Self {
            scales,
            requantiser,
            least: _mm256_set1_epi32(least),
            greatest: _mm256_set1_epi32(greatest),
            offset: _mm256_set1_epi32(offset),
        }
    }

    /// The values of eight output channels from `lane` on; where there are four only, those and four more that
    /// mean nothing.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn values(&self, sums: __m256i, lane: usize) -> [i8; WIDE] {
        let steps = match self.scales {
            Scales::Float(multipliers) => {
                let multipliers = _mm256_castsi256_ps(eight_words(multipliers, lane));
                let products = _mm256_mul_ps(_mm256_cvtepi32_ps(sums), multipliers);
                _mm256_castps_si256(_mm256_add_ps(products, _mm256_set1_ps(ROUNDER)))
            }
            Scales::RoundedTwice(multipliers, shifts) => {
                let multipliers = eight_words(multipliers, lane);
                rounded_twice(sums, multipliers, eight_shifts(shifts, lane))
            }
            Scales::RoundedOnce(..) => return self.by_four(words(sums), lane),
        };
        let steps = _mm256_min_epi32(_mm256_max_epi32(steps, self.least), self.greatest);
        let values = _mm256_add_epi32(steps, self.offset);
        let (low, high) = (
            _mm256_castsi256_si128(values),
            _mm256_extracti128_si256::<1>(values),
        );
        let halves = _mm_packs_epi32(low, high);
        let bytes = _mm_cvtsi128_si64(_mm_packs_epi16(halves, halves)).to_le_bytes();
        bytes.map(|byte| byte as i8)
    }

    /// The same for scales that few layers have.
    #[cold]
    fn by_four(&self, sums: [i32; WIDE], lane: usize) -> [i8; WIDE] {
        let mut values = [0; WIDE];
        let blocks = values.as_chunks_mut::<LANES>().0.iter_mut();
        for (half, (out, sums)) in blocks.zip(sums.as_chunks::<LANES>().0).enumerate() {
            let block = lane / LANES + half;
            if block < self.scales.blocks() {
                self.scales.store(*sums, block, self.requantiser, out);
            }
        }
        values
    }
}

/// [`rounded_twice`](crate::requantise::rounded_twice) of eight sums.
#[inline]
#[target_feature(enable = "avx2")]
fn rounded_twice(sums: __m256i, multipliers: __m256i, shifts: __m256i) -> __m256i {
    let nothing = _mm256_setzero_si256();
    let left = _mm256_max_epi32(shifts, nothing);
    let right = _mm256_sub_epi32(nothing, _mm256_min_epi32(shifts, nothing));
    let shifted = _mm256_sllv_epi32(sums, left);
    let half = _mm256_set1_epi64x(1 << 30);
    let even = _mm256_add_epi64(_mm256_mul_epi32(shifted, multipliers), half);
    let odd = _mm256_mul_epi32(
        _mm256_srli_epi64::<32>(shifted),
        _mm256_srli_epi64::<32>(multipliers),
    );
    let odd = _mm256_add_epi64(odd, half);
    // Bits 31 to 62 of each product, which are all that an i32 keeps.
    let high = _mm256_blend_epi32::<0b1010_1010>(
        _mm256_srli_epi64::<31>(even),
        _mm256_slli_epi64::<1>(odd),
    );
    let one = _mm256_set1_epi32(1);
    let mask = _mm256_sub_epi32(_mm256_sllv_epi32(one, right), one);
    let below_zero = _mm256_srai_epi32::<31>(high);
    let threshold = _mm256_sub_epi32(_mm256_srli_epi32::<1>(mask), below_zero);
    let is_more = _mm256_cmpgt_epi32(_mm256_and_si256(high, mask), threshold);
    _mm256_sub_epi32(_mm256_srav_epi32(high, right), is_more)
}

/// Eight int8 values from `lane` on as words, or as many as there are and zeros.
#[inline]
#[target_feature(enable = "avx2")]
fn eight_shifts(bytes: &[u8], lane: usize) -> __m256i {
    let shifts: [u8; WIDE] = super::from(bytes, lane);
    // SAFETY: eight bytes.
    _mm256_cvtepi8_epi32(unsafe { eight(shifts.as_ptr()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::x86_64::has_avx2;

    const SUMS: [i32; 11] = [
        0,
        1,
        -1,
        3,
        -3,
        1000,
        -1001,
        123_456,
        -99_999_999,
        i32::MAX,
        i32::MIN,
    ];

    #[target_feature(enable = "avx2")]
    fn at_once(sums: [i32; WIDE], scales: &Scales<'_>, requantiser: Requantiser) -> [i8; WIDE] {
        let sums = eight_words(sums.map(i32::to_le_bytes).as_flattened(), 0);
        Rescale::new(*scales, requantiser).values(sums, 0)
    }

    fn one_by_one(sums: [i32; WIDE], scales: &Scales<'_>, requantiser: Requantiser) -> [i8; WIDE] {
        let mut out = [0; WIDE];
        let halves = out.as_chunks_mut::<LANES>().0.iter_mut();
        for (half, (out, sums)) in halves.zip(sums.as_chunks::<LANES>().0).enumerate() {
            scales.store(*sums, half, requantiser, out);
        }
        out
    }

    fn assert_equal(sums: [i32; WIDE], scales: &Scales<'_>) {
        for requantiser in [0, -20, 100].map(Requantiser::full_range) {
            // SAFETY: there is AVX2.
            let found = unsafe { at_once(sums, scales, requantiser) };
            let expected = one_by_one(sums, scales, requantiser);
            assert_eq!(found, expected, "{sums:?} {scales:?}");
        }
    }

    fn eights_of_sums() -> impl Iterator<Item = [i32; WIDE]> {
        SUMS.into_iter()
            .map(|sum| core::array::from_fn(|lane| sum.wrapping_add(7 * lane as i32)))
    }

    #[test]
    fn eight_sums_are_rounded_as_one() {
        if !has_avx2() {
            return;
        }
        let multipliers = [
            0,
            1,
            5,
            1 << 30,
            (1 << 30) + 1,
            0x5555_5555,
            i32::MAX - 1,
            i32::MAX,
        ];
        let multipliers: [[u8; 4]; WIDE] = multipliers.map(i32::to_le_bytes);
        for shift in -31..=30_i8 {
            let shifts = [shift, -3, shift, shift, 0, shift, -shift.max(-30), 2].map(|s| s as u8);
            for sums in eights_of_sums() {
                let multipliers = multipliers.as_flattened();
                assert_equal(sums, &Scales::RoundedTwice(multipliers, &shifts));
                assert_equal(sums, &Scales::RoundedOnce(multipliers, &shifts));
            }
        }
    }

    #[test]
    fn eight_floats_are_rounded_as_one() {
        if !has_avx2() {
            return;
        }
        let multipliers = [1.0, 0.5, 0.25, 1e-3, 0.037, 1e-9, 1e-7, 3.0_f32];
        let multipliers: [[u8; 4]; WIDE] = multipliers.map(f32::to_le_bytes);
        for sums in eights_of_sums() {
            assert_equal(sums, &Scales::Float(multipliers.as_flattened()));
        }
    }
}
