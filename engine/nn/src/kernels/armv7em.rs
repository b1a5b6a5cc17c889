//! Two products an instruction, on cores with the DSP extension of Armv7 (Cortex-M4, Cortex-M7).
//!
//! `sxtb16` spreads bytes 0 and 2 of a word to two halves, with a rotation bytes 1 and 3; `smlad`
//! adds both products of two such words to a sum. The values of a window are spread once for all
//! rows of weights: 23 instructions for 16 products.

use core::arch::asm;

use crate::window::{Strip, Window};

/// Four values: bytes 0 and 2 of their word as halves of a word, then bytes 1 and 3.
type Spread = [u32; 2];

/// Words of values that are spread at a time: 320 values.
const ROOM: usize = 80;

/// Memory for the spread values of a window.
pub(crate) struct Room([Spread; ROOM]);

/// The values of a window, ready to be multiplied with any number of rows.
pub(crate) struct Values<'r, 'b> {
    room: &'r mut Room,
    window: Window<'b>,
    /// Words in the room; `None` where the window has more than fit.
    spread: Option<usize>,
}

impl Room {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self([[0; 2]; ROOM])
    }

    #[inline(always)]
    pub(crate) fn take<'b>(&mut self, window: Window<'b>) -> Values<'_, 'b> {
        let mut spread = Some(0);
        for run in window.runs() {
            spread = spread.and_then(|at| Some(at + self.spread(at, run)?.len()));
        }
        Values {
            room: self,
            window,
            spread,
        }
    }

    /// Spreads `run` into the room from word `at` on; `None` where it does not fit.
    #[inline(always)]
    fn spread(&mut self, at: usize, run: &[i8]) -> Option<&[Spread]> {
        let words = run.as_chunks::<4>().0;
        let room = self.0.get_mut(at..at + words.len())?;
        for (spread, word) in room.iter_mut().zip(words) {
            let word = u32::from_le_bytes(word.map(|value| value as u8));
            *spread = [bytes_0_and_2(word), bytes_1_and_3(word)];
        }
        Some(room)
    }
}

impl Values<'_, '_> {
    /// Adds the products of the values with four rows of weights that are `row_len` apart.
    #[inline(always)]
    pub(crate) fn dot_4(&mut self, rows: &[u8], row_len: usize, sums: &mut [i32; 4]) {
        if let Some(words) = self.spread {
            products(&self.room.0[..words], rows, row_len, sums);
            return;
        }
        let mut at = 0;
        for run in self.window.runs() {
            for part in run.chunks(4 * ROOM) {
                if let Some(values) = self.room.spread(0, part) {
                    products(values, &rows[at..], row_len, sums);
                }
                at += part.len();
            }
        }
    }
}

/// Adds the products of `values` with the beginnings of four rows.
#[inline(always)]
fn products(values: &[Spread], rows: &[u8], row_len: usize, sums: &mut [i32; 4]) {
    let (pairs, odd_one) = values.as_chunks::<2>();
    assert!(
        3 * row_len + 4 * values.len() <= rows.len(),
        "rows of weights are cut off"
    );
    if !pairs.is_empty() {
        // SAFETY: there is a pair; the last of the four rows was just seen to be long enough.
        unsafe { products_of_pairs(pairs, rows.as_ptr(), row_len, sums) };
    }
    if let [[even, odd]] = odd_one {
        for (row, sum) in sums.iter_mut().enumerate() {
            let at = row * row_len + 8 * pairs.len();
            let weights = [rows[at], rows[at + 1], rows[at + 2], rows[at + 3]];
            let weights = u32::from_le_bytes(weights);
            *sum = two_products(*even, bytes_0_and_2(weights), *sum);
            *sum = two_products(*odd, bytes_1_and_3(weights), *sum);
        }
    }
}

/// The products of one row, of which the address is given.
macro_rules! row {
    ($sum:literal, $address:literal) => {
        concat!(
            "ldr {word}, [{row}",
            $address,
            "\n sxtb16 {half}, {word}",
            "\n smlad {",
            $sum,
            "}, {even}, {half}, {",
            $sum,
            "}",
            "\n sxtb16 {word}, {word}, ror #8",
            "\n smlad {",
            $sum,
            "}, {odd}, {word}, {",
            $sum,
            "}",
        )
    };
}

/// Adds the products of `pairs` with the beginnings of four rows, in a loop that is written out
/// because a compiler runs out of registers: there are 12, so the end lies on the stack.
///
/// # Safety
///
/// `pairs` is not empty, and from `first_row` on, `row_len` apart, there are four rows with eight
/// bytes for every pair.
#[inline(always)]
unsafe fn products_of_pairs(
    pairs: &[[Spread; 2]],
    first_row: *const u8,
    row_len: usize,
    sums: &mut [i32; 4],
) {
    let [mut a, mut b, mut c, mut d] = *sums;
    let pairs = pairs.as_ptr_range();
    // SAFETY: reads what the caller promises, a pair and eight bytes of each row a turn. `smlad` may
    // set the Q flag, which nothing here reads; sums stay inside i32 by the checks of the section.
    unsafe {
        asm!(
            "str {word}, [sp, #-8]!",
            "2:",
            "ldrd {even}, {odd}, [{pair}], #8",
            row!("b", ", {len}]"),
            row!("c", ", {len}, lsl #1]"),
            row!("d", ", {len3}]"),
            row!("a", "], #4"),
            "ldrd {even}, {odd}, [{pair}], #8",
            row!("b", ", {len}]"),
            row!("c", ", {len}, lsl #1]"),
            row!("d", ", {len3}]"),
            row!("a", "], #4"),
            "ldr {half}, [sp]",
            "cmp {pair}, {half}",
            "bne 2b",
            "add sp, #8",
            pair = inout(reg) pairs.start => _,
            row = inout(reg) first_row => _,
            len = in(reg) row_len,
            len3 = in(reg) 3 * row_len,
            a = inout(reg) a,
            b = inout(reg) b,
            c = inout(reg) c,
            d = inout(reg) d,
            even = out(reg) _,
            odd = out(reg) _,
            word = inout(reg) pairs.end => _,
            half = out(reg) _,
        );
    }
    *sums = [a, b, c, d];
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
    let Some(steps) = strip.count.checked_sub(1) else {
        return;
    };
    assert!(
        steps * strip.step + lane + 4 <= strip.columns.len()
            && steps * pitch + lane + 4 <= weights.len(),
        "columns or weights are cut off"
    );
    let mut column = strip.columns[lane..].as_ptr();
    let mut row = weights[lane..].as_ptr();
    for _ in 0..strip.count {
        // SAFETY: four bytes from the beginning of each of `count` columns and rows on, which was
        // just seen to lie inside both slices; any alignment will do.
        let (x, w) = unsafe {
            (
                column.cast::<u32>().read_unaligned(),
                row.cast::<u32>().read_unaligned(),
            )
        };
        column = column.wrapping_add(strip.step);
        row = row.wrapping_add(pitch);
        let halves = [bytes_0_and_2(x), bytes_1_and_3(x)];
        let factors = [bytes_0_and_2(w), bytes_1_and_3(w)];
        for (odd, (half, factor)) in halves.into_iter().zip(factors).enumerate() {
            sums[odd] += i32::from(half as i16) * i32::from(factor as i16);
            sums[2 + odd] += (half as i32 >> 16) * (factor as i32 >> 16);
        }
    }
}

#[inline(always)]
fn bytes_0_and_2(word: u32) -> u32 {
    let halves;
    // SAFETY: one instruction from register to register, which every core with DSP has.
    unsafe {
        asm!("sxtb16 {}, {}", lateout(reg) halves, in(reg) word,
            options(pure, nomem, nostack, preserves_flags));
    }
    halves
}

#[inline(always)]
fn bytes_1_and_3(word: u32) -> u32 {
    let halves;
    // SAFETY: one instruction from register to register, which every core with DSP has.
    unsafe {
        asm!("sxtb16 {}, {}, ror #8", lateout(reg) halves, in(reg) word,
            options(pure, nomem, nostack, preserves_flags));
    }
    halves
}

#[inline(always)]
fn two_products(a: u32, b: u32, sum: i32) -> i32 {
    let total;
    // SAFETY: one instruction from register to register, which every core with DSP has. It may set
    // the Q flag, which nothing here reads; sums stay inside i32 by the checks of the section.
    unsafe {
        asm!("smlad {}, {}, {}, {}", lateout(reg) total, in(reg) a, in(reg) b, in(reg) sum,
            options(pure, nomem, nostack));
    }
    total
}
