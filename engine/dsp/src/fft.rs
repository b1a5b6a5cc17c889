//! A 512-point real transform in 16-bit fixed point.
//!
//! ```text
//!  512 real samples = 256 complex ──▶ 4 radix-4 stages ──▶ split into bins 0..=256 ──▶ energies
//!                     (digit-reversed)  each divides by 4    divides by 2 and by 2
//! ```
//!
//! Scaling and rounding are those of kissfft's `FIXED_POINT=16` build: each stage first divides its
//! inputs, every product is rounded to Q15, and sums wrap.

use crate::series;

/// Complex points of the half-size transform.
pub(crate) const HALF: usize = 256;
/// Points of the real transform.
pub(crate) const SIZE: usize = 2 * HALF;

const FRACTION_BITS: u32 = 15;
const ROUND: i32 = 1 << (FRACTION_BITS - 1);
const MAX: i32 = i16::MAX as i32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Complex {
    pub(crate) re: i16,
    pub(crate) im: i16,
}

impl Complex {
    pub(crate) const ZERO: Self = Self { re: 0, im: 0 };

    const fn unit(angle: f64) -> Self {
        Self {
            re: series::round(MAX as f64 * series::cos(angle)) as i16,
            im: series::round(MAX as f64 * series::sin(angle)) as i16,
        }
    }

    #[inline(always)]
    fn shifted(self, shift: u32) -> Self {
        Self {
            re: self.re << shift,
            im: self.im << shift,
        }
    }

    #[inline(always)]
    fn divided<const BY: i32>(self) -> Self {
        let reciprocal = MAX / BY;
        Self {
            re: narrow(i32::from(self.re) * reciprocal),
            im: narrow(i32::from(self.im) * reciprocal),
        }
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        let (a, b) = (i32::from(self.re), i32::from(self.im));
        let (c, d) = (i32::from(other.re), i32::from(other.im));
        Self {
            re: narrow(a * c - b * d),
            im: narrow(a * d + b * c),
        }
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self {
            re: self.re.wrapping_add(other.re),
            im: self.im.wrapping_add(other.im),
        }
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self {
            re: self.re.wrapping_sub(other.re),
            im: self.im.wrapping_sub(other.im),
        }
    }
}

#[inline(always)]
fn narrow(product: i32) -> i16 {
    ((product + ROUND) >> FRACTION_BITS) as i16
}

/// For each point of a quarter turn: the unit vectors at that angle, twice and three times it.
static TWIDDLES: [[Complex; 3]; HALF / 4] = {
    let mut twiddles = [[Complex::ZERO; 3]; HALF / 4];
    let mut point = 0;
    while point < HALF / 4 {
        let mut multiple = 0;
        while multiple < 3 {
            let turn = (point * (multiple + 1)) as f64 / HALF as f64;
            twiddles[point][multiple] = Complex::unit(-2.0 * core::f64::consts::PI * turn);
            multiple += 1;
        }
        point += 1;
    }
    twiddles
};

/// The half-bin rotations that separate the two interleaved real halves.
static SPLIT_TWIDDLES: [Complex; HALF / 2] = {
    let mut twiddles = [Complex::ZERO; HALF / 2];
    let mut k = 0;
    while k < HALF / 2 {
        let half_turn = (k + 1) as f64 / HALF as f64 + 0.5;
        twiddles[k] = Complex::unit(-core::f64::consts::PI * half_turn);
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

/// Transforms digit-reversed points, first shifted left by `shift` bits, in place.
pub(crate) fn transform(points: &mut [Complex; HALF], shift: u32) {
    for [a, b, c, d] in points.as_chunks_mut::<4>().0 {
        // The unit twiddle 32767/32768 changes nothing: after the division no part exceeds 8192.
        [*a, *b, *c, *d] = butterfly(
            a.shifted(shift).divided::<4>(),
            b.shifted(shift).divided::<4>(),
            c.shifted(shift).divided::<4>(),
            d.shifted(shift).divided::<4>(),
        );
    }
    stage::<4>(points);
    stage::<16>(points);
    stage::<64>(points);
}

fn stage<const SPAN: usize>(points: &mut [Complex; HALF]) {
    for block in points.chunks_exact_mut(4 * SPAN) {
        let (first, rest) = block.split_at_mut(SPAN);
        let (second, rest) = rest.split_at_mut(SPAN);
        let (third, fourth) = rest.split_at_mut(SPAN);
        let twiddles = TWIDDLES.iter().step_by(HALF / 4 / SPAN);
        for ((((a, b), c), d), [once, twice, thrice]) in first
            .iter_mut()
            .zip(second)
            .zip(third)
            .zip(fourth)
            .zip(twiddles)
        {
            [*a, *b, *c, *d] = butterfly(
                a.divided::<4>(),
                b.divided::<4>().times(*once),
                c.divided::<4>().times(*twice),
                d.divided::<4>().times(*thrice),
            );
        }
    }
}

#[inline(always)]
fn butterfly(a: Complex, b: Complex, c: Complex, d: Complex) -> [Complex; 4] {
    let even_sum = a.plus(c);
    let even_difference = a.minus(c);
    let odd_sum = b.plus(d);
    let odd_difference = b.minus(d);
    let quarter_turn = Complex {
        re: odd_difference.im,
        im: odd_difference.re.wrapping_neg(),
    };
    [
        even_sum.plus(odd_sum),
        even_difference.plus(quarter_turn),
        even_sum.minus(odd_sum),
        even_difference.minus(quarter_turn),
    ]
}

/// Squared magnitudes of bins `1..HALF` of the real transform, from the transformed points.
///
/// `energies[0]` is left alone: nothing here needs the direct current.
pub(crate) fn energies(points: &[Complex; HALF], energies: &mut [u32; HALF]) {
    for (index, &twiddle) in SPLIT_TWIDDLES.iter().enumerate() {
        let low = index + 1;
        let high = HALF - low;
        let mirrored = Complex {
            re: points[high].re,
            im: points[high].im.wrapping_neg(),
        };
        let here = points[low].divided::<2>();
        let there = mirrored.divided::<2>();
        let even = here.plus(there);
        let odd = here.minus(there).times(twiddle);
        let (even_re, even_im) = (i32::from(even.re), i32::from(even.im));
        let (odd_re, odd_im) = (i32::from(odd.re), i32::from(odd.im));
        energies[low] = energy((even_re + odd_re) >> 1, (even_im + odd_im) >> 1);
        energies[high] = energy((even_re - odd_re) >> 1, (odd_im - even_im) >> 1);
    }
}

#[inline(always)]
fn energy(re: i32, im: i32) -> u32 {
    (re * re + im * im) as u32
}
