use crate::section::{Op, Stream};

/// Adding and subtracting 1.5 * 2^23 rounds an f32 below 2^22 to an integer, half to even.
pub(crate) const ROUNDER: f32 = 12_582_912.0;
const ROUNDER_BITS: i32 = 0x4B40_0000;

/// `sum * multiplier / 2^31 * 2^shift`, rounded half up after the product and half away from zero
/// after a shift to the right: gemmlowp's two steps.
///
/// `multiplier` is not negative and `shift` between -31 and 30. What a shift to the left pushes out
/// is lost, as it is there.
#[inline(always)]
pub(crate) fn rounded_twice(sum: i32, multiplier: i32, shift: i8) -> i32 {
    let (left, right) = (shift.max(0) as u32, (-shift).max(0) as u32);
    let product = i64::from(sum.wrapping_shl(left)) * i64::from(multiplier);
    let high = ((product + (1 << 30)) >> 31) as i32;
    // half of the divisor, less one for numbers below zero, and nothing without a shift
    let half = (1_i64 << right >> 1) - i64::from(high < 0 && right > 0);
    ((i64::from(high) + half) >> right) as i32
}

/// `sum * multiplier / 2^31 * 2^shift`, rounded half up in the end, within i32.
///
/// `multiplier` is not negative and `shift` between -31 and 30.
#[inline(always)]
pub(crate) fn rounded_once(sum: i32, multiplier: i32, shift: i8) -> i32 {
    let right = (31 - i32::from(shift)) as u32;
    let product = i64::from(sum) * i64::from(multiplier);
    let steps = (product + (1 << (right - 1))) >> right;
    steps.clamp(i32::MIN.into(), i32::MAX.into()) as i32
}

/// From i32 sums to int8 values of a stream.
///
/// After [`ROUNDER`] was added, the bits of larger numbers are larger, as i32, over the whole range
/// of f32: they can be clamped as integers, which costs less than as floats.
#[derive(Clone, Copy)]
pub(crate) struct Requantiser {
    low: i32,
    high: i32,
    offset: i32,
}

impl Requantiser {
    pub(crate) fn new(stream: &Stream, op: &Op) -> Self {
        Self::clamped(stream.zero_point, op.low, op.high)
    }

    pub(crate) fn full_range(zero_point: i8) -> Self {
        Self::clamped(zero_point, i8::MIN, i8::MAX)
    }

    fn clamped(zero_point: i8, low: i8, high: i8) -> Self {
        let zero = ROUNDER_BITS - i32::from(zero_point);
        Self {
            low: zero + i32::from(low),
            high: zero + i32::from(high),
            offset: zero,
        }
    }

    #[inline(always)]
    pub(crate) fn sum(&self, sum: i32, multiplier: f32) -> i8 {
        self.steps(sum as f32 * multiplier)
    }

    /// An integer number of steps of the stream's scale, without its zero point.
    #[inline(always)]
    pub(crate) fn whole(&self, steps: i32) -> i8 {
        let (low, high) = (self.low - ROUNDER_BITS, self.high - ROUNDER_BITS);
        (steps.max(low).min(high) + ROUNDER_BITS - self.offset) as i8
    }

    /// Least and greatest number of steps, and the zero point to be added.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    pub(crate) fn range(&self) -> (i32, i32, i32) {
        (
            self.low - ROUNDER_BITS,
            self.high - ROUNDER_BITS,
            ROUNDER_BITS - self.offset,
        )
    }

    /// Least and greatest bits of a number of steps to which [`ROUNDER`] was added, and what is to be added to them.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    pub(crate) fn bits(&self) -> (i32, i32, i32) {
        (self.low, self.high, -self.offset)
    }

    /// A value in steps of the stream's scale, without its zero point.
    #[inline(always)]
    pub(crate) fn steps(&self, steps: f32) -> i8 {
        let bits = (steps + ROUNDER).to_bits() as i32;
        (bits.max(self.low).min(self.high) - self.offset) as i8
    }
}

#[cfg(test)]
mod tests {
    use super::{Requantiser, rounded_once, rounded_twice};

    /// gemmlowp's definition, step by step.
    fn by_two_steps(sum: i32, multiplier: i32, shift: i8) -> i32 {
        let shifted = i128::from(sum.wrapping_shl(shift.max(0) as u32));
        let product = shifted * i128::from(multiplier);
        let nudge = if product >= 0 { 1 << 30 } else { 1 - (1 << 30) };
        let high = (product + nudge) / (1 << 31);
        let right = (-i32::from(shift)).max(0);
        let mask = (1_i128 << right) - 1;
        let threshold = (mask >> 1) + i128::from(high < 0);
        ((high >> right) + i128::from(high & mask > threshold)) as i32
    }

    #[test]
    fn fixed_point_numbers_are_rounded_as_they_should() {
        let sums = [
            0,
            1,
            -1,
            2,
            -2,
            3,
            1000,
            -1000,
            123_456,
            -123_457,
            i32::MAX,
            i32::MIN,
        ];
        let multipliers = [0, 1, 1 << 30, (1 << 30) + 1, 0x5555_5555, i32::MAX];
        for sum in sums {
            for multiplier in multipliers {
                for shift in -31..=30 {
                    assert_eq!(
                        rounded_twice(sum, multiplier, shift),
                        by_two_steps(sum, multiplier, shift),
                        "{sum} * {multiplier} * 2^{shift}"
                    );
                    let divisor = 1_i128 << (31 - shift);
                    let halves = 2 * i128::from(sum) * i128::from(multiplier) + divisor;
                    assert_eq!(
                        i128::from(rounded_once(sum, multiplier, shift)),
                        halves
                            .div_euclid(2 * divisor)
                            .clamp(i32::MIN.into(), i32::MAX.into()),
                        "{sum} * {multiplier} * 2^{shift}"
                    );
                }
            }
        }
        let half = 1 << 30;
        assert_eq!(
            (rounded_twice(3, half, 0), rounded_twice(-3, half, 0)),
            (2, -1)
        );
        assert_eq!(
            (rounded_once(3, half, 0), rounded_once(-3, half, 0)),
            (2, -1)
        );
        assert_eq!(
            (rounded_twice(6, half, -1), rounded_twice(-6, half, -1)),
            (2, -2)
        );
        let relu = Requantiser::clamped(-20, -20, 50);
        assert_eq!([-3, 5, 500].map(|steps| relu.whole(steps)), [-20, -15, 50]);
    }

    #[test]
    fn rounds_half_to_even_and_clamps() {
        let free = Requantiser::full_range(0);
        for (steps, expected) in [
            (0.5, 0),
            (1.5, 2),
            (2.5, 2),
            (-0.5, 0),
            (-1.5, -2),
            (0.499_999_97, 0),
            (126.5, 126),
            (1e9, 127),
            (-1e9, -128),
            (-1.3e7, -128),
            (-4.3e6, -128),
            (4.3e6, 127),
            (f32::MIN, -128),
            (f32::INFINITY, 127),
            (f32::NEG_INFINITY, -128),
        ] {
            assert_eq!(free.steps(steps), expected, "{steps}");
        }
        let shifted = Requantiser::full_range(100);
        assert_eq!(shifted.sum(1000, 0.01), 110);
        assert_eq!(shifted.sum(1000, 1.0), 127);
        assert_eq!(shifted.sum(-100_000, 1.0), -128);
        let relu = Requantiser::clamped(-20, -20, 50);
        assert_eq!(relu.steps(-3.0), -20);
        assert_eq!(relu.steps(5.0), -15);
        assert_eq!(relu.steps(500.0), 50);
    }
}
