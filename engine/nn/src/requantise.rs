use crate::section::{Op, Stream};

/// Adding and subtracting 1.5 * 2^23 rounds an f32 below 2^22 to an integer, half to even.
const ROUNDER: f32 = 12_582_912.0;
const ROUNDER_BITS: i32 = 0x4B40_0000;

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

    /// A value in steps of the stream's scale, without its zero point.
    #[inline(always)]
    pub(crate) fn steps(&self, steps: f32) -> i8 {
        let bits = (steps + ROUNDER).to_bits() as i32;
        (bits.max(self.low).min(self.high) - self.offset) as i8
    }
}

#[cfg(test)]
mod tests {
    use super::Requantiser;

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
