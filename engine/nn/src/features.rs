use crate::model::Quant;
use crate::requantise::Requantiser;

/// Front-end features as int8 input of a model.
///
/// Value `i` is `features[i] * feature_scale / quant.scale` rounded half to even, plus the zero
/// point, clamped: what a `QuantizeLinear` node does to the float feature. The front end's feature
/// scale is 0.0390625. Lengths beyond the shorter of the two slices are left alone.
pub fn quantize_features(features: &[u16], feature_scale: f32, quant: Quant, out: &mut [i8]) {
    let requantiser = Requantiser::full_range(quant.zero_point);
    for (out, &feature) in out.iter_mut().zip(features) {
        *out = requantiser.steps(f32::from(feature) * feature_scale / quant.scale);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_quantize_linear() {
        let quant = Quant {
            len: 5,
            scale: 0.101_960_79,
            zero_point: -128,
        };
        let mut out = [0; 5];
        quantize_features(&[0, 1, 2, 666, 65_535], 0.039_062_5, quant, &mut out);
        assert_eq!(out, [-128, -128, -127, 127, 127]);
    }
}
