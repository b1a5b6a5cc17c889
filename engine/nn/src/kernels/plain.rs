//! Products one by one, as compilers turn them into vectors by themselves: a row at a time is what
//! makes Helium code on a Cortex-M55 and the widest vectors on x86-64 and aarch64.

use super::product;

/// Adds the products of a run of values with four rows of weights of the same length.
#[inline(always)]
pub(crate) fn dot_4(run: &[i8], rows: [&[u8]; 4], sums: &mut [i32; 4]) {
    for (sum, row) in sums.iter_mut().zip(rows) {
        let products = run.iter().zip(row);
        *sum += products.map(|(&x, &w)| product(x, w)).sum::<i32>();
    }
}
