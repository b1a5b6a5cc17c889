//! Sixteen products an instruction, and eight sums requantised at once.

mod requantise;

use core::arch::x86_64::{
    __m128i, __m256i, _mm_cvtepi8_epi16, _mm_madd_epi16, _mm_setzero_si128, _mm_unpacklo_epi8,
    _mm_unpacklo_epi64, _mm256_add_epi32, _mm256_cvtepi8_epi16, _mm256_hadd_epi32,
    _mm256_loadu_si256, _mm256_madd_epi16, _mm256_permute2x128_si256, _mm256_setzero_si256,
    _mm256_storeu_si256, _mm256_zextsi128_si256,
};

use requantise::Rescale;

use super::depthwise_4;
use super::loads::{eight, four, sixteen};
use crate::kernels::{LANES, Weights};
use crate::requantise::Requantiser;
use crate::window::{Runs, Strip, Window};

/// Output channels computed together; of an odd number of blocks the last has half as many.
const WIDE: usize = 2 * LANES;

/// Every output channel from all values of the window.
#[target_feature(enable = "avx2")]
pub(super) fn convolution(
    window: Window<'_>,
    row_len: usize,
    weights: Weights<'_>,
    requantiser: Requantiser,
    out: &mut [i8],
) {
    // Most windows are one run, which is worth knowing before every row.
    let mut more = window.runs();
    let first = more.next().unwrap_or_default();
    let rescale = Rescale::new(weights.scales, requantiser);
    let mut lane = 0;
    let (wide, rest) = out.as_chunks_mut::<WIDE>();
    for out in wide {
        let sums = across(dot(first, more, &weights.values[lane * row_len..], row_len));
        let sums = _mm256_add_epi32(sums, eight_words(weights.biases, lane));
        *out = rescale.values(sums, lane);
        lane += WIDE;
    }
    if let Some(out) = rest.first_chunk_mut::<LANES>() {
        let [a, b, c, d] = dot(first, more, &weights.values[lane * row_len..], row_len);
        let nothing = _mm256_setzero_si256();
        let sums = across([a, b, c, d, nothing, nothing, nothing, nothing]);
        let sums = _mm256_add_epi32(sums, eight_words(weights.biases, lane));
        out.copy_from_slice(&rescale.values(sums, lane)[..LANES]);
    }
}

/// The products of the runs of a window with each of `ROWS` rows of weights, in eight parts each.
#[inline]
#[target_feature(enable = "avx2")]
fn dot<const ROWS: usize>(
    first: &[i8],
    more: Runs<'_>,
    rows: &[u8],
    row_len: usize,
) -> [__m256i; ROWS] {
    let mut totals = [_mm256_setzero_si256(); ROWS];
    products(first, rows, row_len, &mut totals);
    let mut at = first.len();
    for run in more {
        products(run, &rows[at..], row_len, &mut totals);
        at += run.len();
    }
    totals
}

/// Adds the products of `run`, whose length is a multiple of four, with the beginnings of the rows.
#[inline]
#[target_feature(enable = "avx2")]
fn products<const ROWS: usize>(
    run: &[i8],
    rows: &[u8],
    row_len: usize,
    totals: &mut [__m256i; ROWS],
) {
    assert!(
        (ROWS - 1) * row_len + run.len() <= rows.len(),
        "rows of weights are cut off"
    );
    let (values, weights) = (run.as_ptr().cast::<u8>(), rows.as_ptr());
    let mut at = 0;
    while at + 16 <= run.len() {
        // SAFETY: 16 bytes from `at` on lie inside the run, and inside each of the rows, of which the
        // last was just seen to be as long as the run.
        unsafe {
            let values = _mm256_cvtepi8_epi16(sixteen(values.add(at)));
            for (row, total) in totals.iter_mut().enumerate() {
                let weights = _mm256_cvtepi8_epi16(sixteen(weights.add(row * row_len + at)));
                *total = _mm256_add_epi32(*total, _mm256_madd_epi16(values, weights));
            }
        }
        at += 16;
    }
    let left = run.len() - at;
    if left > 0 && (ROWS - 1) * row_len + at + 16 <= rows.len() {
        // SAFETY: the rest of the run, and 16 bytes from `at` on in each of the rows, of which the last was
        // just seen to have them behind it. Those that lie beyond the run meet zeros.
        unsafe {
            let values = _mm256_cvtepi8_epi16(rest(values.add(at), left));
            for (row, total) in totals.iter_mut().enumerate() {
                let weights = _mm256_cvtepi8_epi16(sixteen(weights.add(row * row_len + at)));
                *total = _mm256_add_epi32(*total, _mm256_madd_epi16(values, weights));
            }
        }
        return;
    }
    while at < run.len() {
        // SAFETY: four bytes from `at` on lie inside the run, and inside each of the rows.
        unsafe {
            let values = _mm_cvtepi8_epi16(four(values.add(at)));
            for (row, total) in totals.iter_mut().enumerate() {
                let weights = _mm_cvtepi8_epi16(four(weights.add(row * row_len + at)));
                let products = _mm256_zextsi128_si256(_mm_madd_epi16(values, weights));
                *total = _mm256_add_epi32(*total, products);
            }
        }
        at += 4;
    }
}

/// What is left of a run, four, eight or twelve bytes, and zeros.
///
/// # Safety
///
/// There are `left` bytes to read.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn rest(at: *const u8, left: usize) -> __m128i {
    // SAFETY: as promised.
    unsafe {
        match left {
            4 => four(at),
            8 => eight(at),
            _ => _mm_unpacklo_epi64(eight(at), four(at.add(8))),
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
    let rescale = Rescale::new(weights.scales, requantiser);
    let mut lane = 0;
    let (wide, rest) = out.as_chunks_mut::<WIDE>();
    for out in wide {
        let sums = eight_words(weights.biases, lane);
        let sums = by_eight(before, rows_before, pitch, lane, sums);
        let sums = by_eight(after, rows_after, pitch, lane, sums);
        *out = rescale.values(sums, lane);
        lane += WIDE;
    }
    if let Some(out) = rest.first_chunk_mut::<LANES>() {
        let mut sums = words(eight_words(weights.biases, lane));
        if let Some(sums) = sums.first_chunk_mut() {
            depthwise_4(before, rows_before, pitch, lane, sums);
            depthwise_4(after, rows_after, pitch, lane, sums);
        }
        let sums = eight_words(sums.map(i32::to_le_bytes).as_flattened(), 0);
        out.copy_from_slice(&rescale.values(sums, lane)[..LANES]);
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
        steps * strip.step + lane + WIDE <= strip.columns.len()
            && steps * pitch + lane + WIDE <= weights.len(),
        "columns or weights are cut off"
    );
    let mut column = strip.columns[lane..].as_ptr().cast::<u8>();
    let mut row = weights[lane..].as_ptr();
    for _ in 0..strip.count / 2 {
        // SAFETY: eight bytes from the lane on in each of `count` columns and rows, two of them at a
        // time, which were just seen to lie inside both slices.
        let [first, second, left, right] = unsafe {
            [
                eight(column),
                eight(column.wrapping_add(strip.step)),
                eight(row),
                eight(row.wrapping_add(pitch)),
            ]
        };
        total = _mm256_add_epi32(total, pairs(first, second, left, right));
        column = column.wrapping_add(2 * strip.step);
        row = row.wrapping_add(2 * pitch);
    }
    if strip.count % 2 == 1 {
        // SAFETY: the last column and row of the count.
        let [value, weight] = unsafe { [eight(column), eight(row)] };
        let nothing = _mm_setzero_si128();
        total = _mm256_add_epi32(total, pairs(value, nothing, weight, nothing));
    }
    total
}

/// For each of eight channels the sum of its products in two columns.
#[inline]
#[target_feature(enable = "avx2")]
fn pairs(first: __m128i, second: __m128i, left: __m128i, right: __m128i) -> __m256i {
    _mm256_madd_epi16(
        _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(first, second)),
        _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(left, right)),
    )
}

/// Eight little-endian words from word `lane` on, or as many as there are and zeros.
#[inline]
#[target_feature(enable = "avx2")]
fn eight_words(bytes: &[u8], lane: usize) -> __m256i {
    let words: [u8; 4 * WIDE] = from(bytes, 4 * lane);
    // SAFETY: 32 bytes; any alignment will do.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

/// `N` bytes from `at` on, or as many as there are and zeros.
#[inline]
fn from<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let bytes = &bytes[at..];
    match bytes.first_chunk() {
        Some(all) => *all,
        None => with_zeros(bytes),
    }
}

#[cold]
fn with_zeros<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut all = [0; N];
    all[..bytes.len()].copy_from_slice(bytes);
    all
}

#[inline]
#[target_feature(enable = "avx2")]
fn words(register: __m256i) -> [i32; WIDE] {
    let mut words = [0; WIDE];
    // SAFETY: writes the 32 bytes of the array; any alignment will do.
    unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), register) };
    words
}

/// The sum of each of the eight.
#[inline]
#[target_feature(enable = "avx2")]
fn across([a, b, c, d, e, f, g, h]: [__m256i; WIDE]) -> __m256i {
    let left = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));
    let right = _mm256_hadd_epi32(_mm256_hadd_epi32(e, f), _mm256_hadd_epi32(g, h));
    _mm256_add_epi32(
        _mm256_permute2x128_si256::<0x20>(left, right),
        _mm256_permute2x128_si256::<0x31>(left, right),
    )
}
