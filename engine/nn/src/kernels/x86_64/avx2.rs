//! Sixteen products an instruction, and four sums requantised at once.

use core::arch::x86_64::{
    __m128i, __m256i, _mm_add_epi32, _mm_add_epi64, _mm_and_si128, _mm_blend_epi32,
    _mm_cmpgt_epi32, _mm_cvtepi8_epi16, _mm_cvtepi8_epi32, _mm_cvtsi32_si128, _mm_cvtsi128_si32,
    _mm_loadl_epi64, _mm_loadu_si128, _mm_madd_epi16, _mm_max_epi32, _mm_min_epi32, _mm_mul_epi32,
    _mm_packs_epi16, _mm_packs_epi32, _mm_set1_epi32, _mm_set1_epi64x, _mm_setzero_si128,
    _mm_slli_epi64, _mm_sllv_epi32, _mm_srai_epi32, _mm_srav_epi32, _mm_srli_epi32, _mm_srli_epi64,
    _mm_storeu_si128, _mm_sub_epi32, _mm_unpackhi_epi32, _mm_unpackhi_epi64, _mm_unpacklo_epi8,
    _mm_unpacklo_epi32, _mm_unpacklo_epi64, _mm256_add_epi32, _mm256_castsi256_si128,
    _mm256_cvtepi8_epi16, _mm256_extracti128_si256, _mm256_madd_epi16, _mm256_setzero_si256,
    _mm256_zextsi128_si256,
};

use crate::kernels::{LANES, Scales, Weights};
use crate::requantise::Requantiser;
use crate::window::{Strip, Window};

/// Every output channel from all values of the window.
#[target_feature(enable = "avx2")]
pub(super) fn convolution(
    window: Window<'_>,
    row_len: usize,
    weights: Weights<'_>,
    requantiser: Requantiser,
    out: &mut [i8],
) {
    let blocks = out
        .chunks_exact_mut(LANES)
        .zip(weights.values.chunks_exact(LANES * row_len));
    for (block, (out, rows)) in blocks.enumerate() {
        let mut totals = [_mm256_setzero_si256(); 4];
        let mut at = 0;
        for run in window.runs() {
            products(run, &rows[at..], row_len, &mut totals);
            at += run.len();
        }
        let sums = _mm_add_epi32(biases(&weights, block), across(totals));
        store(sums, &weights.scales, block, requantiser, out);
    }
}

/// Adds the products of `run`, whose length is a multiple of four, with the beginnings of four rows.
#[inline]
#[target_feature(enable = "avx2")]
fn products(run: &[i8], rows: &[u8], row_len: usize, totals: &mut [__m256i; 4]) {
    assert!(
        3 * row_len + run.len() <= rows.len(),
        "rows of weights are cut off"
    );
    let (values, weights) = (run.as_ptr().cast::<u8>(), rows.as_ptr());
    let mut at = 0;
    while at + 16 <= run.len() {
        // SAFETY: 16 bytes from `at` on lie inside the run, and inside each of the four rows, of
        // which the last was just seen to be as long as the run.
        unsafe {
            let values = _mm256_cvtepi8_epi16(sixteen(values.add(at)));
            for (row, total) in totals.iter_mut().enumerate() {
                let weights = _mm256_cvtepi8_epi16(sixteen(weights.add(row * row_len + at)));
                *total = _mm256_add_epi32(*total, _mm256_madd_epi16(values, weights));
            }
        }
        at += 16;
    }
    if at + 8 <= run.len() {
        // SAFETY: as above, eight bytes.
        unsafe {
            let values = _mm_cvtepi8_epi16(eight(values.add(at)));
            for (row, total) in totals.iter_mut().enumerate() {
                let weights = _mm_cvtepi8_epi16(eight(weights.add(row * row_len + at)));
                let products = _mm256_zextsi128_si256(_mm_madd_epi16(values, weights));
                *total = _mm256_add_epi32(*total, products);
            }
        }
        at += 8;
    }
    if at + 4 <= run.len() {
        // SAFETY: as above, four bytes.
        unsafe {
            let values = _mm_cvtepi8_epi16(four(values.add(at)));
            for (row, total) in totals.iter_mut().enumerate() {
                let weights = _mm_cvtepi8_epi16(four(weights.add(row * row_len + at)));
                let products = _mm256_zextsi128_si256(_mm_madd_epi16(values, weights));
                *total = _mm256_add_epi32(*total, products);
            }
        }
    }
}

/// Each channel from its own values in the window.
#[target_feature(enable = "avx2")]
pub(super) fn depthwise(
    window: Window<'_>,
    weights: Weights<'_>,
    requantiser: Requantiser,
    out: &mut [i8],
) {
    let pitch = window.pitch();
    let [before, after] = window.strips();
    let (rows_before, rows_after) = weights.values.split_at(before.count * pitch);
    let mut lane = 0;
    while lane + 2 * LANES <= out.len() {
        let mut total = _mm256_setzero_si256();
        total = by_eight(before, rows_before, pitch, lane, total);
        total = by_eight(after, rows_after, pitch, lane, total);
        let halves = [
            _mm256_castsi256_si128(total),
            _mm256_extracti128_si256::<1>(total),
        ];
        for half in halves {
            let block = lane / LANES;
            let sums = _mm_add_epi32(biases(&weights, block), half);
            let out = &mut out[lane..lane + LANES];
            store(sums, &weights.scales, block, requantiser, out);
            lane += LANES;
        }
    }
    if lane + LANES <= out.len() {
        let mut sums = of_words(biases(&weights, lane / LANES));
        super::depthwise_4(before, rows_before, pitch, lane, &mut sums);
        super::depthwise_4(after, rows_after, pitch, lane, &mut sums);
        let out = &mut out[lane..lane + LANES];
        weights.scales.store(sums, lane / LANES, requantiser, out);
    }
}

/// Adds the products of eight channels from `lane` on in every column of a strip with those of the
/// rows of weights, two columns at a time.
#[inline]
#[target_feature(enable = "avx2")]
fn by_eight(
    strip: Strip<'_>,
    weights: &[u8],
    pitch: usize,
    lane: usize,
    mut total: __m256i,
) -> __m256i {
    let Some(steps) = strip.count.checked_sub(1) else {
        return total;
    };
    assert!(
        steps * strip.step + lane + 8 <= strip.columns.len()
            && steps * pitch + lane + 8 <= weights.len(),
        "columns or weights are cut off"
    );
    let (columns, rows) = (strip.columns.as_ptr().cast::<u8>(), weights.as_ptr());
    let mut tap = 0;
    while tap < strip.count {
        // The last of an odd number of columns is taken with nothing.
        let is_pair = tap + 1 < strip.count;
        // SAFETY: eight bytes from the lane on in each of `count` columns and rows, which were just
        // seen to lie inside both slices.
        unsafe {
            let (column, row) = (
                columns.add(tap * strip.step + lane),
                rows.add(tap * pitch + lane),
            );
            let (first, left) = (eight(column), eight(row));
            let (second, right) = if is_pair {
                (eight(column.add(strip.step)), eight(row.add(pitch)))
            } else {
                (_mm_setzero_si128(), _mm_setzero_si128())
            };
            let values = _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(first, second));
            let weights = _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(left, right));
            total = _mm256_add_epi32(total, _mm256_madd_epi16(values, weights));
        }
        tap += 2;
    }
    total
}

/// Writes the sums of a block of output channels.
#[inline]
#[target_feature(enable = "avx2")]
fn store(
    sums: __m128i,
    scales: &Scales<'_>,
    block: usize,
    requantiser: Requantiser,
    out: &mut [i8],
) {
    let Scales::RoundedTwice(multipliers, shifts) = *scales else {
        scales.store(of_words(sums), block, requantiser, out);
        return;
    };
    let multipliers = &multipliers[4 * LANES * block..4 * LANES * (block + 1)];
    let shifts = &shifts[LANES * block..LANES * (block + 1)];
    // SAFETY: slices of 16 and of four bytes.
    let (multipliers, shifts) = unsafe { (sixteen(multipliers.as_ptr()), four(shifts.as_ptr())) };
    let steps = rounded_twice(sums, multipliers, shifts);
    let (low, high, zero_point) = requantiser.range();
    let steps = _mm_min_epi32(
        _mm_max_epi32(steps, _mm_set1_epi32(low)),
        _mm_set1_epi32(high),
    );
    let values = _mm_add_epi32(steps, _mm_set1_epi32(zero_point));
    let halves = _mm_packs_epi32(values, values);
    let bytes = _mm_cvtsi128_si32(_mm_packs_epi16(halves, halves)).to_le_bytes();
    for (out, byte) in out.iter_mut().zip(bytes) {
        *out = byte as i8;
    }
}

/// [`rounded_twice`](crate::requantise::rounded_twice) of four sums.
#[inline]
#[target_feature(enable = "avx2")]
fn rounded_twice(sums: __m128i, multipliers: __m128i, shifts: __m128i) -> __m128i {
    let nothing = _mm_setzero_si128();
    let shifts = _mm_cvtepi8_epi32(shifts);
    let left = _mm_max_epi32(shifts, nothing);
    let right = _mm_sub_epi32(nothing, _mm_min_epi32(shifts, nothing));
    let shifted = _mm_sllv_epi32(sums, left);
    let half = _mm_set1_epi64x(1 << 30);
    let even = _mm_add_epi64(_mm_mul_epi32(shifted, multipliers), half);
    let odd = _mm_mul_epi32(
        _mm_srli_epi64::<32>(shifted),
        _mm_srli_epi64::<32>(multipliers),
    );
    let odd = _mm_add_epi64(odd, half);
    // Bits 31 to 62 of each product, which are all that an i32 keeps.
    let high = _mm_blend_epi32::<0b1010>(_mm_srli_epi64::<31>(even), _mm_slli_epi64::<1>(odd));
    let mask = _mm_sub_epi32(_mm_sllv_epi32(_mm_set1_epi32(1), right), _mm_set1_epi32(1));
    let below_zero = _mm_srai_epi32::<31>(high);
    let threshold = _mm_sub_epi32(_mm_srli_epi32::<1>(mask), below_zero);
    let is_more = _mm_cmpgt_epi32(_mm_and_si128(high, mask), threshold);
    _mm_sub_epi32(_mm_srav_epi32(high, right), is_more)
}

/// The biases of a block of output channels.
#[inline]
#[target_feature(enable = "avx2")]
fn biases(weights: &Weights<'_>, block: usize) -> __m128i {
    let biases = &weights.biases[4 * LANES * block..4 * LANES * (block + 1)];
    // SAFETY: a slice of 16 bytes.
    unsafe { sixteen(biases.as_ptr()) }
}

/// The sum of each of the four.
#[inline]
#[target_feature(enable = "avx2")]
fn across(totals: [__m256i; 4]) -> __m128i {
    let [a, b, c, d] = totals.map(|total| {
        _mm_add_epi32(
            _mm256_castsi256_si128(total),
            _mm256_extracti128_si256::<1>(total),
        )
    });
    let ab = _mm_add_epi32(_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b));
    let cd = _mm_add_epi32(_mm_unpacklo_epi32(c, d), _mm_unpackhi_epi32(c, d));
    _mm_add_epi32(_mm_unpacklo_epi64(ab, cd), _mm_unpackhi_epi64(ab, cd))
}

#[inline]
#[target_feature(enable = "avx2")]
fn of_words(register: __m128i) -> [i32; 4] {
    let mut words = [0; 4];
    // SAFETY: writes the 16 bytes of the array; any alignment will do.
    unsafe { _mm_storeu_si128(words.as_mut_ptr().cast(), register) };
    words
}

/// # Safety
///
/// There are 16 bytes to read.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn sixteen(at: *const u8) -> __m128i {
    // SAFETY: as promised; any alignment will do.
    unsafe { _mm_loadu_si128(at.cast()) }
}

/// # Safety
///
/// There are eight bytes to read.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn eight(at: *const u8) -> __m128i {
    // SAFETY: as promised; any alignment will do.
    unsafe { _mm_loadl_epi64(at.cast()) }
}

/// # Safety
///
/// There are four bytes to read.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn four(at: *const u8) -> __m128i {
    // SAFETY: as promised; any alignment will do.
    _mm_cvtsi32_si128(unsafe { at.cast::<i32>().read_unaligned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[target_feature(enable = "avx2")]
    fn four_at_once(sums: [i32; 4], multipliers: [i32; 4], shifts: [i8; 4]) -> [i32; 4] {
        // SAFETY: arrays of 16 bytes and of four.
        let [sums, multipliers, shifts] = unsafe {
            [
                sixteen(sums.as_ptr().cast()),
                sixteen(multipliers.as_ptr().cast()),
                four(shifts.as_ptr().cast()),
            ]
        };
        of_words(rounded_twice(sums, multipliers, shifts))
    }

    #[test]
    fn four_sums_are_rounded_as_one() {
        if !super::super::has_avx2() {
            return;
        }
        let sums = [
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
        let multipliers = [0, 1, 1 << 30, (1 << 30) + 1, 0x5555_5555, i32::MAX];
        for sum in sums {
            for multiplier in multipliers {
                for shift in -31..=30 {
                    let (other, least) = (sum.wrapping_add(7), (1 << 30) + 5);
                    // SAFETY: there is AVX2.
                    let at_once = unsafe {
                        four_at_once(
                            [sum, other, sum, other],
                            [multiplier, least, least, multiplier],
                            [shift, -3, shift, shift],
                        )
                    };
                    let one = crate::requantise::rounded_twice;
                    let expected = [
                        one(sum, multiplier, shift),
                        one(other, least, -3),
                        one(sum, least, shift),
                        one(other, multiplier, shift),
                    ];
                    assert_eq!(at_once, expected, "{sum} {multiplier} {shift}");
                }
            }
        }
    }
}
