use crate::requantise::rounded_twice;

/// A positive real number as TensorFlow Lite's integer kernels have it: `multiplier / 2^31 * 2^shift`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedPoint {
    /// From 2^30 to 2^31 - 1; 0 for 0.
    pub multiplier: i32,
    /// From -31 to 30.
    pub shift: i8,
}

const ONE: f64 = (1_u64 << 31) as f64;

impl FixedPoint {
    /// The nearest to `real`, ties away from zero: `QuantizeMultiplier` of TensorFlow Lite. What is
    /// below 2^-32 becomes 0, what is too large the greatest there is; so does what is no number.
    ///
    /// ```
    /// use goldcrest_nn::build::FixedPoint;
    ///
    /// let half = FixedPoint { multiplier: 1 << 30, shift: 0 };
    /// assert_eq!(FixedPoint::nearest(0.5), half);
    /// assert_eq!(FixedPoint::nearest(6.0), FixedPoint { multiplier: 3 << 29, shift: 3 });
    /// ```
    #[must_use]
    pub fn nearest(real: f64) -> Self {
        if real <= 0.0 {
            return Self {
                multiplier: 0,
                shift: 0,
            };
        }
        let (fraction, mut shift) = libm::frexp(real);
        let mut multiplier = libm::round(fraction * ONE);
        if multiplier >= ONE {
            multiplier /= 2.0;
            shift += 1;
        }
        match shift {
            ..-31 => Self {
                multiplier: 0,
                shift: 0,
            },
            // the greatest fraction at the greatest power of two, also for infinity and for NaN
            31.. => Self {
                multiplier: i32::MAX,
                shift: 30,
            },
            shift if multiplier.is_finite() => Self {
                multiplier: multiplier as i32,
                shift: shift as i8,
            },
            _ => Self {
                multiplier: i32::MAX,
                shift: 30,
            },
        }
    }
}

impl FixedPoint {
    /// `value` times this number, rounded twice as the reference kernels of TensorFlow Lite do.
    ///
    /// ```
    /// use goldcrest_nn::build::FixedPoint;
    ///
    /// assert_eq!(FixedPoint::nearest(0.25).times(-10), -3);
    /// ```
    #[must_use]
    pub fn times(self, value: i32) -> i32 {
        rounded_twice(value, self.multiplier, self.shift)
    }
}

#[cfg(test)]
mod tests {
    use super::FixedPoint;

    #[test]
    fn every_number_has_a_nearest() {
        for (real, multiplier, shift) in [
            (1.0, 1 << 30, 1),
            (0.75, 3 << 29, 0),
            (1.0 - 1e-12, 1 << 30, 1),
            (2.0_f64.powi(-32), 1 << 30, -31),
            (2.0_f64.powi(-33), 0, 0),
            (0.0, 0, 0),
            (-4.0, 0, 0),
            (1e12, i32::MAX, 30),
            (f64::INFINITY, i32::MAX, 30),
            (f64::NAN, i32::MAX, 30),
        ] {
            let nearest = FixedPoint::nearest(real);
            assert_eq!(
                (nearest.multiplier, nearest.shift),
                (multiplier, shift),
                "{real}"
            );
        }
    }
}
