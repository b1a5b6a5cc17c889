//! A 512-point real transform in 16-bit fixed point.
//!
//! ```text
//!  512 real samples = 256 complex ──▶ 4 radix-4 stages ──▶ split into bins 0..=256 ──▶ energies
//!                     (digit-reversed)  each divides by 4    divides by 2 and by 2
//! ```
//!
//! Scaling and rounding are those of kissfft's `FIXED_POINT=16` build: each stage first divides its
//! inputs, every product is rounded to Q15, and sums wrap.
//!
//! Loops are kept out of line: inlined and unrolled they need more registers than a Cortex-M has.

use crate::series;

/// Complex points of the half-size transform.
pub(crate) const HALF: usize = 256;
/// Points of the real transform.
pub(crate) const SIZE: usize = 2 * HALF;

const FRACTION_BITS: u32 = 15;
const ROUND: i32 = 1 << (FRACTION_BITS - 1);
const MAX: i32 = i16::MAX as i32;

/// A complex number in one word, real part in the low half: loads, stores and the multiply
/// instructions of a Cortex-M4 take it whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packed(pub(crate) u32);

impl Packed {
    /// Keeps the low 16 bits of each part.
    #[inline(always)]
    pub(crate) const fn new(re: i32, im: i32) -> Self {
        Self(re as u32 & 0xFFFF | (im as u32) << 16)
    }

    #[inline(always)]
    fn re(self) -> i32 {
        i32::from(self.0 as i16)
    }

    #[inline(always)]
    fn im(self) -> i32 {
        self.0 as i32 >> 16
    }

    #[inline(always)]
    fn conjugate(self) -> Self {
        Self::new(self.re(), -self.im())
    }

    #[inline(always)]
    fn shifted(self, shift: u32) -> Self {
        Self::new(self.re() << shift, self.im() << shift)
    }

    #[inline(always)]
    fn times_real(self, factor: i16) -> Complex {
        Complex {
            re: narrow(self.re() * i32::from(factor)),
            im: narrow(self.im() * i32::from(factor)),
        }
    }
}

/// Parts of which only the low 16 bits will count; sums may leave that range and come back.
#[derive(Clone, Copy)]
struct Complex {
    re: i32,
    im: i32,
}

impl Complex {
    #[inline(always)]
    fn times(self, twiddle: Twiddle) -> Self {
        let (re, im) = (i32::from(twiddle.re), i32::from(twiddle.im));
        Self {
            re: narrow(self.re * re - self.im * im),
            im: narrow(self.re * im + self.im * re),
        }
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self {
            re: self.re + other.re,
            im: self.im + other.im,
        }
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self {
            re: self.re - other.re,
            im: self.im - other.im,
        }
    }

    #[inline(always)]
    fn packed(self) -> Packed {
        Packed::new(self.re, self.im)
    }
}

#[inline(always)]
fn narrow(product: i32) -> i32 {
    (product + ROUND) >> FRACTION_BITS
}

/// A unit vector in Q15.
#[derive(Clone, Copy)]
struct Twiddle {
    re: i16,
    im: i16,
}

impl Twiddle {
    const ONE: Self = Self::at(0.0);

    const fn at(angle: f64) -> Self {
        Self {
            re: series::round(MAX as f64 * series::cos(angle)) as i16,
            im: series::round(MAX as f64 * series::sin(angle)) as i16,
        }
    }
}

/// Hides a factor from the optimiser, which would otherwise replace one multiply-accumulate by shifts
/// and subtractions, at twice the instructions on a Cortex-M4.
fn opaque(factor: i32) -> i16 {
    core::hint::black_box(factor as i16)
}

/// In a loop: keeps the optimiser from unrolling it, which needs more registers than a Cortex-M has.
#[inline(always)]
pub(crate) fn keep_rolled() {
    core::hint::black_box(());
}

/// For each point of a quarter turn: the unit vectors at that angle, twice and three times it.
static TWIDDLES: [[Twiddle; 3]; HALF / 4] = {
    let mut twiddles = [[Twiddle::ONE; 3]; HALF / 4];
    let mut point = 0;
    while point < HALF / 4 {
        let mut multiple = 0;
        while multiple < 3 {
            let turn = (point * (multiple + 1)) as f64 / HALF as f64;
            twiddles[point][multiple] = Twiddle::at(-2.0 * core::f64::consts::PI * turn);
            multiple += 1;
        }
        point += 1;
    }
    twiddles
};

/// The half-bin rotations that separate the two interleaved real halves.
static SPLIT_TWIDDLES: [Twiddle; HALF / 2] = {
    let mut twiddles = [Twiddle::ONE; HALF / 2];
    let mut k = 0;
    while k < HALF / 2 {
        let half_turn = (k + 1) as f64 / HALF as f64 + 0.5;
        twiddles[k] = Twiddle::at(-core::f64::consts::PI * half_turn);
        k += 1;
    }
    twiddles
};

/// Where the pair of samples `2 * pair` and `2 * pair + 1` goes before [`transform`]: the base-4
/// digits of `pair` reversed.
#[inline(always)]
pub(crate) fn packed_index(pair: usize) -> usize {
    let bits = (pair as u8).reverse_bits();
    usize::from((bits & 0x55) << 1 | (bits >> 1) & 0x55)
}

/// What the transform works on in place: at first a packed point in each word, in the end the energy
/// of a bin.
pub(crate) type Block = [u32; HALF];

/// Transforms digit-reversed points, first shifted left by `shift` bits, in place.
pub(crate) fn transform(block: &mut Block, shift: u32) {
    let quarter = opaque(MAX / 4);
    first_stage(block, shift, quarter);
    stage::<4>(block, quarter);
    stage::<16>(block, quarter);
    stage::<64>(block, quarter);
}

#[inline(never)]
fn first_stage(block: &mut Block, shift: u32, quarter: i16) {
    let load = |word: u32| Packed(word).shifted(shift).times_real(quarter);
    for [a, b, c, d] in block.as_chunks_mut::<4>().0 {
        // The unit twiddle 32767/32768 changes nothing: after the division no part exceeds 8192.
        [*a, *b, *c, *d] = butterfly(load(*a), load(*b), load(*c), load(*d));
    }
}

#[inline(never)]
fn stage<const SPAN: usize>(block: &mut Block, quarter: i16) {
    let load = |word: u32| Packed(word).times_real(quarter);
    for quarters in block.as_chunks_mut::<SPAN>().0.as_chunks_mut::<4>().0 {
        let [first, second, third, fourth] = quarters;
        for at in 0..SPAN {
            keep_rolled();
            let [once, twice, thrice] = TWIDDLES[at * (HALF / 4 / SPAN)];
            [first[at], second[at], third[at], fourth[at]] = butterfly(
                load(first[at]),
                load(second[at]).times(once),
                load(third[at]).times(twice),
                load(fourth[at]).times(thrice),
            );
        }
    }
}

#[inline(always)]
fn butterfly(a: Complex, b: Complex, c: Complex, d: Complex) -> [u32; 4] {
    let even_sum = a.plus(c);
    let even_difference = a.minus(c);
    let odd_sum = b.plus(d);
    let odd_difference = b.minus(d);
    let quarter_turn = Complex {
        re: odd_difference.im,
        im: -odd_difference.re,
    };
    [
        even_sum.plus(odd_sum).packed().0,
        even_difference.plus(quarter_turn).packed().0,
        even_sum.minus(odd_sum).packed().0,
        even_difference.minus(quarter_turn).packed().0,
    ]
}

/// Squared magnitudes of bins `1..HALF` of the real transform, in place of the transformed points.
///
/// Word 0 is left alone: nothing here needs the direct current.
#[inline(never)]
pub(crate) fn energies(block: &mut Block) {
    let half = opaque(MAX / 2);
    for (index, &twiddle) in SPLIT_TWIDDLES.iter().enumerate() {
        keep_rolled();
        let low = index + 1;
        let high = HALF - low;
        let here = Packed(block[low]).times_real(half);
        let there = Packed(block[high]).conjugate().times_real(half);
        let even = here.plus(there);
        let odd = here.minus(there).times(twiddle).packed();
        block[low] = energy(even.re + odd.re(), even.im + odd.im());
        block[high] = energy(even.re - odd.re(), odd.im() - even.im);
    }
}

#[inline(always)]
fn energy(twice_re: i32, twice_im: i32) -> u32 {
    let (re, im) = (twice_re >> 1, twice_im >> 1);
    (re * re + im * im) as u32
}
