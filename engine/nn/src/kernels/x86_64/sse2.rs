//! Eight products an instruction, with SSE2, which every x86-64 has: bytes are spread to 16 bits, and
//! `pmaddwd` multiplies and adds pairs of them.
//!
//! A window's values are spread once for the four rows of weights that they meet.

use core::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_loadu_si128, _mm_madd_epi16, _mm_setzero_si128, _mm_srai_epi16,
    _mm_storeu_si128, _mm_unpackhi_epi8, _mm_unpackhi_epi32, _mm_unpackhi_epi64, _mm_unpacklo_epi8,
    _mm_unpacklo_epi32, _mm_unpacklo_epi64,
};

use super::loads::{eight, four, sixteen};
use crate::window::{Strip, Window};

/// These kernels need no memory to prepare values in.
pub(crate) struct Room;

/// The values of a window, to be multiplied with any number of rows.
pub(crate) struct Values<'b>(Window<'b>);

impl Room {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self
    }

    #[inline(always)]
    pub(crate) fn take<'b>(&mut self, window: Window<'b>) -> Values<'b> {
        Values(window)
    }
}

impl Values<'_> {
    /// Adds the products of the values with four rows of weights that are `row_len` apart.
    #[inline(always)]
    pub(crate) fn dot_4(&mut self, rows: &[u8], row_len: usize, sums: &mut [i32; 4]) {
        // SAFETY: every x86-64 has SSE2.
        unsafe { dot_4(self.0, rows, row_len, sums) };
    }
}

#[inline]
#[target_feature(enable = "sse2")]
fn dot_4(window: Window<'_>, rows: &[u8], row_len: usize, sums: &mut [i32; 4]) {
    let mut totals = [_mm_setzero_si128(); 4];
    let mut at = 0;
    for run in window.runs() {
        products(run, &rows[at..], row_len, &mut totals);
        at += run.len();
    }
    *sums = words(_mm_add_epi32(of_words(sums), across(totals)));
}

/// Adds the products of `run`, whose length is a multiple of four, with the beginnings of four rows.
#[inline]
#[target_feature(enable = "sse2")]
fn products(run: &[i8], rows: &[u8], row_len: usize, totals: &mut [__m128i; 4]) {
    assert!(
        3 * row_len + run.len() <= rows.len(),
        "rows of weights are cut off"
    );
    let (values, weights) = (run.as_ptr(), rows.as_ptr());
    let mut at = 0;
    while at + 16 <= run.len() {
        // SAFETY: 16 bytes from `at` on lie inside the run.
        let [low, high] = spread(unsafe { sixteen(values.wrapping_add(at).cast()) });
        for (row, total) in totals.iter_mut().enumerate() {
            // SAFETY: the last of the four rows was just seen to be as long as the run.
            let weights = unsafe { sixteen(weights.wrapping_add(row * row_len + at)) };
            let [left, right] = spread(weights);
            let products = _mm_add_epi32(_mm_madd_epi16(low, left), _mm_madd_epi16(high, right));
            *total = _mm_add_epi32(*total, products);
        }
        at += 16;
    }
    if at + 8 <= run.len() {
        // SAFETY: eight bytes from `at` on lie inside the run.
        let values = spread_low(unsafe { eight(values.wrapping_add(at).cast()) });
        for (row, total) in totals.iter_mut().enumerate() {
            // SAFETY: the last of the four rows was just seen to be as long as the run.
            let weights = unsafe { eight(weights.wrapping_add(row * row_len + at)) };
            let products = _mm_madd_epi16(values, spread_low(weights));
            *total = _mm_add_epi32(*total, products);
        }
        at += 8;
    }
    if at + 4 <= run.len() {
        // SAFETY: four bytes from `at` on lie inside the run.
        let values = spread_low(unsafe { four(values.wrapping_add(at).cast()) });
        for (row, total) in totals.iter_mut().enumerate() {
            // SAFETY: the last of the four rows was just seen to be as long as the run.
            let weights = unsafe { four(weights.wrapping_add(row * row_len + at)) };
            let products = _mm_madd_epi16(values, spread_low(weights));
            *total = _mm_add_epi32(*total, products);
        }
    }
}

/// Adds the products of four channels from `lane` on in every column of a strip with those of the
/// rows of weights, which are `pitch` apart.
#[inline(always)]
pub(crate) fn depthwise_4(
    strip: Strip<'_>,
    weights: &[u8],
    pitch: usize,
    lane: usize,
    sums: &mut [i32; 4],
) {
    // SAFETY: every x86-64 has SSE2.
    unsafe { by_channel(strip, weights, pitch, lane, sums) };
}

#[inline]
#[target_feature(enable = "sse2")]
fn by_channel(strip: Strip<'_>, weights: &[u8], pitch: usize, lane: usize, sums: &mut [i32; 4]) {
    let Some(steps) = strip.count.checked_sub(1) else {
        return;
    };
    assert!(
        steps * strip.step + lane + 4 <= strip.columns.len()
            && steps * pitch + lane + 4 <= weights.len(),
        "columns or weights are cut off"
    );
    let mut column = strip.columns[lane..].as_ptr().cast::<u8>();
    let mut row = weights[lane..].as_ptr();
    let mut total = of_words(sums);
    for _ in 0..strip.count / 2 {
        // SAFETY: four bytes from the beginning of each of `count` columns and rows on, two of them
        // at a time, which was just seen to lie inside both slices.
        let [first, second, left, right] = unsafe {
            [
                four(column),
                four(column.wrapping_add(strip.step)),
                four(row),
                four(row.wrapping_add(pitch)),
            ]
        };
        let values = spread_low(_mm_unpacklo_epi8(first, second));
        let weights = spread_low(_mm_unpacklo_epi8(left, right));
        total = _mm_add_epi32(total, _mm_madd_epi16(values, weights));
        column = column.wrapping_add(2 * strip.step);
        row = row.wrapping_add(2 * pitch);
    }
    if strip.count % 2 == 1 {
        // SAFETY: the last column and row of the count.
        let [value, weight] = unsafe { [four(column), four(row)] };
        let nothing = _mm_setzero_si128();
        let values = spread_low(_mm_unpacklo_epi8(value, nothing));
        let weights = spread_low(_mm_unpacklo_epi8(weight, nothing));
        total = _mm_add_epi32(total, _mm_madd_epi16(values, weights));
    }
    *sums = words(total);
}

/// The lower eight bytes as signed numbers of 16 bits.
#[inline]
#[target_feature(enable = "sse2")]
fn spread_low(bytes: __m128i) -> __m128i {
    _mm_srai_epi16::<8>(_mm_unpacklo_epi8(bytes, bytes))
}

/// All bytes as signed numbers of 16 bits.
#[inline]
#[target_feature(enable = "sse2")]
fn spread(bytes: __m128i) -> [__m128i; 2] {
    [
        spread_low(bytes),
        _mm_srai_epi16::<8>(_mm_unpackhi_epi8(bytes, bytes)),
    ]
}

/// The sum of each of the four.
#[inline]
#[target_feature(enable = "sse2")]
fn across([a, b, c, d]: [__m128i; 4]) -> __m128i {
    let ab = _mm_add_epi32(_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b));
    let cd = _mm_add_epi32(_mm_unpacklo_epi32(c, d), _mm_unpackhi_epi32(c, d));
    _mm_add_epi32(_mm_unpacklo_epi64(ab, cd), _mm_unpackhi_epi64(ab, cd))
}

#[inline]
#[target_feature(enable = "sse2")]
fn of_words(words: &[i32; 4]) -> __m128i {
    // SAFETY: reads the 16 bytes of the array; any alignment will do.
    unsafe { _mm_loadu_si128(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "sse2")]
fn words(register: __m128i) -> [i32; 4] {
    let mut words = [0; 4];
    // SAFETY: writes the 16 bytes of the array; any alignment will do.
    unsafe { _mm_storeu_si128(words.as_mut_ptr().cast(), register) };
    words
}
