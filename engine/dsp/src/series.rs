//! Elementary functions the compiler can evaluate, for the tables.
//!
//! Good to a few units in the last place of `f64` over the ranges the tables need; every table entry
//! is then rounded to 16 bits, and the tests compare the outcome with the reference.

use core::f64::consts::{LN_2, PI};

/// Cosine of `angle` radians, for `|angle|` up to a few turns.
pub(crate) const fn cos(angle: f64) -> f64 {
    let mut reduced = angle;
    while reduced > PI {
        reduced -= 2.0 * PI;
    }
    while reduced < -PI {
        reduced += 2.0 * PI;
    }
    let square = reduced * reduced;
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut order = 0.0;
    while order < 36.0 {
        term *= -square / ((order + 1.0) * (order + 2.0));
        sum += term;
        order += 2.0;
    }
    sum
}

/// Sine of `angle` radians, for `|angle|` up to a few turns.
pub(crate) const fn sin(angle: f64) -> f64 {
    cos(angle - PI / 2.0)
}

/// Natural logarithm of `value > 0`.
pub(crate) const fn ln(value: f64) -> f64 {
    let mut mantissa = value;
    let mut exponent = 0.0;
    while mantissa > 1.5 {
        mantissa *= 0.5;
        exponent += 1.0;
    }
    while mantissa < 0.75 {
        mantissa *= 2.0;
        exponent -= 1.0;
    }
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    let square = ratio * ratio;
    let mut power = ratio;
    let mut sum = 0.0;
    let mut odd = 1.0;
    while odd < 45.0 {
        sum += power / odd;
        power *= square;
        odd += 2.0;
    }
    2.0 * sum + exponent * LN_2
}

/// e to the power of `exponent`, for `|exponent|` up to a few hundred.
pub(crate) const fn exp(exponent: f64) -> f64 {
    let mut reduced = exponent;
    let mut scale = 1.0;
    while reduced > LN_2 {
        reduced -= LN_2;
        scale *= 2.0;
    }
    while reduced < 0.0 {
        reduced += LN_2;
        scale *= 0.5;
    }
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut order = 1.0;
    while order < 26.0 {
        term *= reduced / order;
        sum += term;
        order += 1.0;
    }
    sum * scale
}

/// The nearest integer, halves upwards.
pub(crate) const fn round(value: f64) -> i32 {
    let shifted = value + 0.5;
    let truncated = shifted as i32;
    if (truncated as f64) > shifted {
        truncated - 1
    } else {
        truncated
    }
}
