use libm::{expf, logf, rintf};

use crate::model::Quant;
use crate::requantise::Requantiser;

/// Log-probabilities are counted in units of 1/256 nat.
pub const LOG_UNITS_PER_NAT: i16 = 256;

/// Logarithms of the softmax over int8 logits, in units of 1/256 nat, at most 0.
///
/// Values below -128 nat saturate at -32,768. Computed in f32 in a fixed order with libm, so all
/// targets agree; costs one `expf` for each logit. Lengths beyond the shorter slice are left alone.
pub fn log_softmax(logits: &[i8], quant: Quant, out: &mut [i16]) {
    let (largest, log_sum) = log_sum_exp(logits, quant.scale);
    for (out, &logit) in out.iter_mut().zip(logits) {
        let nats = steps_below(logit, largest, quant.scale) - log_sum;
        *out = rintf(nats * f32::from(LOG_UNITS_PER_NAT)) as i16;
    }
}

/// The probability of an int8 logit, from 0 (impossible) to 255 (certain).
#[must_use]
pub fn sigmoid(logit: i8, quant: Quant) -> u8 {
    let value = f32::from(i16::from(logit) - i16::from(quant.zero_point)) * quant.scale;
    rintf(255.0 / (1.0 + expf(-value))) as u8
}

pub(crate) fn softmax_column(logits: &[i8], scale: f32, output: Quant, out: &mut [i8]) {
    let (largest, log_sum) = log_sum_exp(logits, scale);
    let requantiser = Requantiser::full_range(output.zero_point);
    for (out, &logit) in out.iter_mut().zip(logits) {
        let share = expf(steps_below(logit, largest, scale) - log_sum);
        *out = requantiser.steps(share / output.scale);
    }
}

pub(crate) fn log_softmax_column(logits: &[i8], scale: f32, output: Quant, out: &mut [i8]) {
    let (largest, log_sum) = log_sum_exp(logits, scale);
    let requantiser = Requantiser::full_range(output.zero_point);
    for (out, &logit) in out.iter_mut().zip(logits) {
        let nats = steps_below(logit, largest, scale) - log_sum;
        *out = requantiser.steps(nats / output.scale);
    }
}

/// The largest logit and the logarithm of the sum of exponentials of the distances to it.
fn log_sum_exp(logits: &[i8], scale: f32) -> (i8, f32) {
    let largest = logits.iter().copied().max().unwrap_or(0);
    let mut sum = 0.0;
    for &logit in logits {
        sum += expf(steps_below(logit, largest, scale));
    }
    (largest, logf(sum))
}

fn steps_below(logit: i8, largest: i8, scale: f32) -> f32 {
    f32::from(i16::from(logit) - i16::from(largest)) * scale
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUANT: Quant = Quant {
        len: 4,
        scale: 0.1,
        zero_point: 10,
    };

    #[test]
    fn log_softmax_sums_to_one() {
        let mut out = [0; 4];
        log_softmax(&[10, 20, -30, 127], QUANT, &mut out);
        let sum: f64 = out.iter().map(|&u| libm::exp(f64::from(u) / 256.0)).sum();
        assert!((sum - 1.0).abs() < 0.01, "{out:?}");
        assert_eq!(out[3], 0);
        assert_eq!(out[0], -2995);
    }

    #[test]
    fn log_softmax_saturates() {
        let mut out = [0; 2];
        let steep = Quant {
            scale: 10.0,
            ..QUANT
        };
        log_softmax(&[-128, 127], steep, &mut out);
        assert_eq!(out, [i16::MIN, 0]);
    }

    #[test]
    fn sigmoid_spans_its_range() {
        assert_eq!(sigmoid(10, QUANT), 128);
        assert_eq!(sigmoid(-128, QUANT), 0);
        assert_eq!(sigmoid(127, QUANT), 255);
        let small = Quant {
            scale: 0.01,
            ..QUANT
        };
        assert!(sigmoid(11, small) > sigmoid(-90, small));
    }
}
