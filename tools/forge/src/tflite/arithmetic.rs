//! What maps one int8 value to one, worked out once for all 256.

use goldcrest_nn::build::{FixedPoint, Quantisation};

/// The table of an operator, whose first entry is for -128.
pub(super) fn table(map: impl Fn(i8) -> i8) -> [i8; 256] {
    core::array::from_fn(|index| map((index as u8 ^ 0x80) as i8))
}

/// LOGISTIC as the reference kernel fills its table: in f32, ties away from zero.
pub(super) fn logistic(value: i8, from: Quantisation, to: Quantisation) -> i8 {
    let real = from.real(value);
    let share = 1.0 / (1.0 + libm::expf(-real));
    let steps = libm::roundf(share * (1.0 / to.scale)) + f32::from(to.zero_point);
    steps as i8
}

/// QUANTIZE from int8 to int8 of another scale.
pub(super) fn requantised(value: i8, from: Quantisation, to: Quantisation) -> i8 {
    let multiplier = FixedPoint::nearest(f64::from(from.scale) / f64::from(to.scale));
    let steps = multiplier.times(i32::from(value) - i32::from(from.zero_point));
    let value = i64::from(steps) + i64::from(to.zero_point);
    value.clamp(i8::MIN.into(), i8::MAX.into()) as i8
}

/// The range that an activation leaves of a layer's output; `None` for one that is not a range.
pub(super) fn activation(number: u8, output: Quantisation) -> Option<(i8, i8)> {
    let quantised = |real: f32| {
        let steps = libm::roundf(real / output.scale) + f32::from(output.zero_point);
        steps as i8
    };
    match number {
        0 => Some((i8::MIN, i8::MAX)),
        1 => Some((quantised(0.0), i8::MAX)),
        2 => Some((quantised(-1.0), quantised(1.0))),
        3 => Some((quantised(0.0), quantised(6.0))),
        _ => None,
    }
}
