//! Two products an instruction, on Cortex-M4 and Cortex-M7.

use core::arch::asm;

/// As [`super::plain::dot_4`], with 23 instructions for 16 products.
///
/// `sxtb16` spreads bytes 0 and 2 of a word to two halves, with a rotation bytes 1 and 3; `smlad`
/// adds both products of two such words to a sum.
#[inline(always)]
pub(crate) fn dot_4(run: &[i8], rows: [&[u8]; 4], sums: &mut [i32; 4]) {
    let [first, second, third, fourth] = rows;
    let [mut a, mut b, mut c, mut d] = *sums;
    let words = run
        .as_chunks::<4>()
        .0
        .iter()
        .zip(first.as_chunks::<4>().0)
        .zip(second.as_chunks::<4>().0)
        .zip(third.as_chunks::<4>().0)
        .zip(fourth.as_chunks::<4>().0);
    for ((((x, p), q), r), s) in words {
        let x = u32::from_le_bytes(x.map(|value| value as u8));
        let (even, odd) = (bytes_0_and_2(x), bytes_1_and_3(x));
        a = four_products(even, odd, u32::from_le_bytes(*p), a);
        b = four_products(even, odd, u32::from_le_bytes(*q), b);
        c = four_products(even, odd, u32::from_le_bytes(*r), c);
        d = four_products(even, odd, u32::from_le_bytes(*s), d);
    }
    *sums = [a, b, c, d];
}

#[inline(always)]
fn four_products(even: u32, odd: u32, weights: u32, sum: i32) -> i32 {
    let sum = two_products(even, bytes_0_and_2(weights), sum);
    two_products(odd, bytes_1_and_3(weights), sum)
}

#[inline(always)]
fn bytes_0_and_2(word: u32) -> u32 {
    let halves;
    // SAFETY: one instruction from register to register, which every Armv7E-M core has.
    unsafe {
        asm!("sxtb16 {}, {}", lateout(reg) halves, in(reg) word,
            options(pure, nomem, nostack, preserves_flags));
    }
    halves
}

#[inline(always)]
fn bytes_1_and_3(word: u32) -> u32 {
    let halves;
    // SAFETY: one instruction from register to register, which every Armv7E-M core has.
    unsafe {
        asm!("sxtb16 {}, {}, ror #8", lateout(reg) halves, in(reg) word,
            options(pure, nomem, nostack, preserves_flags));
    }
    halves
}

#[inline(always)]
fn two_products(a: u32, b: u32, sum: i32) -> i32 {
    let total;
    // SAFETY: one instruction from register to register, which every Armv7E-M core has. It may set
    // the Q flag, which nothing here reads; sums stay inside i32 by the checks of the section.
    unsafe {
        asm!("smlad {}, {}, {}, {}", lateout(reg) total, in(reg) a, in(reg) b, in(reg) sum,
            options(pure, nomem, nostack));
    }
    total
}
