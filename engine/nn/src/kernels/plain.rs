//! Products one by one, as compilers turn them into vectors by themselves: a row at a time is what
//! makes Helium code on a Cortex-M55 and the widest vectors on x86-64 and aarch64.

use super::product;
use crate::window::{Strip, Window};

/// Plain kernels need no memory to prepare values in.
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
        let mut at = 0;
        for run in self.0.runs() {
            for (row, sum) in sums.iter_mut().enumerate() {
                let first = row * row_len + at;
                let products = run.iter().zip(&rows[first..first + run.len()]);
                *sum += products.map(|(&x, &w)| product(x, w)).sum::<i32>();
            }
            at += run.len();
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
    let columns = strip.columns.chunks(strip.step);
    for (column, weights) in columns.zip(weights.chunks_exact(pitch)) {
        let products = column[lane..].iter().zip(&weights[lane..]);
        for (sum, (&x, &w)) in sums.iter_mut().zip(products) {
            *sum += product(x, w);
        }
    }
}
