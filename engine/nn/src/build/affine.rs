use alloc::vec;
use alloc::vec::Vec;

use super::{BuildError, FixedPoint};
use crate::check::{LARGEST_BIAS, LONGEST_ROW, SHIFTS};
use crate::section::{Requantisation, pitch};

/// Weights of a convolution or dense layer as frameworks write them.
#[derive(Clone, Debug)]
pub struct Affine {
    /// `[output][input][kernel]`, for depthwise `[channel][kernel]`.
    pub weights: Vec<i8>,
    /// One for each output channel, in steps of input scale times weight scale.
    pub biases: Vec<i32>,
    /// One for each output channel: input scale * weight scale / output scale.
    pub multipliers: Multipliers,
}

/// How the sums of a layer are brought to its output's scale.
#[derive(Clone, Debug)]
pub enum Multipliers {
    /// As ONNX Runtime does.
    Float(Vec<f32>),
    /// As convolutions of TensorFlow Lite's reference kernels do.
    RoundedTwice(Vec<FixedPoint>),
    /// As dense layers of TensorFlow Lite's reference kernels do.
    RoundedOnce(Vec<FixedPoint>),
}

impl From<Vec<f32>> for Multipliers {
    fn from(multipliers: Vec<f32>) -> Self {
        Self::Float(multipliers)
    }
}

impl Multipliers {
    pub(super) fn requantisation(&self) -> Requantisation {
        match self {
            Self::Float(_) => Requantisation::Float,
            Self::RoundedTwice(_) => Requantisation::RoundedTwice,
            Self::RoundedOnce(_) => Requantisation::RoundedOnce,
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Float(multipliers) => multipliers.len(),
            Self::RoundedTwice(multipliers) | Self::RoundedOnce(multipliers) => multipliers.len(),
        }
    }

    fn are_sound(&self) -> bool {
        match self {
            Self::Float(multipliers) => multipliers.iter().all(|m| m.is_finite() && *m > 0.0),
            Self::RoundedTwice(multipliers) | Self::RoundedOnce(multipliers) => multipliers
                .iter()
                .all(|m| m.multiplier >= 0 && SHIFTS.contains(&m.shift)),
        }
    }

    /// The table at `scales_at`.
    fn pack(&self) -> Vec<u8> {
        let width = pitch(self.len());
        let mut table = Vec::new();
        match self {
            Self::Float(multipliers) => {
                table.extend(multipliers.iter().flat_map(|m| m.to_le_bytes()));
                table.resize(4 * width, 0);
            }
            Self::RoundedTwice(multipliers) | Self::RoundedOnce(multipliers) => {
                table.extend(multipliers.iter().flat_map(|m| m.multiplier.to_le_bytes()));
                table.resize(4 * width, 0);
                table.extend(multipliers.iter().map(|m| m.shift as u8));
                table.resize(5 * width, 0);
            }
        }
        table
    }
}

/// The same as the engine reads it: padded, zero point folded into the biases.
pub(super) struct Packed {
    pub(super) values: Vec<u8>,
    pub(super) biases: Vec<u8>,
    pub(super) scales: Vec<u8>,
    pub(super) requantisation: Requantisation,
}

impl Affine {
    pub(super) fn outputs(&self) -> usize {
        self.biases.len()
    }

    /// Rows of `kernel * pitch(inputs)`, one for each output channel.
    pub(super) fn pack_rows(
        &self,
        inputs: usize,
        kernel: usize,
        zero_point: i8,
    ) -> Result<Packed, BuildError> {
        let row_len = kernel * pitch(inputs);
        if row_len > LONGEST_ROW {
            return Err(BuildError::RowTooLong);
        }
        self.check(inputs * kernel)?;
        let mut values = vec![0; pitch(self.outputs()) * row_len];
        for (output, weights) in self.weights.chunks_exact(inputs * kernel).enumerate() {
            for (input, taps) in weights.chunks_exact(kernel).enumerate() {
                for (tap, &weight) in taps.iter().enumerate() {
                    values[output * row_len + tap * pitch(inputs) + input] = weight as u8;
                }
            }
        }
        self.pack(values, inputs * kernel, zero_point)
    }

    /// Rows of `pitch(channels)`, one for each column of the kernel.
    pub(super) fn pack_depthwise(
        &self,
        kernel: usize,
        zero_point: i8,
    ) -> Result<Packed, BuildError> {
        if kernel > LONGEST_ROW {
            return Err(BuildError::RowTooLong);
        }
        self.check(kernel)?;
        let width = pitch(self.outputs());
        let mut values = vec![0; kernel * width];
        for (channel, taps) in self.weights.chunks_exact(kernel).enumerate() {
            for (tap, &weight) in taps.iter().enumerate() {
                values[tap * width + channel] = weight as u8;
            }
        }
        self.pack(values, kernel, zero_point)
    }

    fn check(&self, products: usize) -> Result<(), BuildError> {
        let expect = |what, expected, given| {
            if expected == given {
                Ok(())
            } else {
                Err(BuildError::WrongLength {
                    what,
                    expected,
                    given,
                })
            }
        };
        expect("weights", self.outputs() * products, self.weights.len())?;
        expect("multipliers", self.outputs(), self.multipliers.len())?;
        if !self.multipliers.are_sound() {
            return Err(BuildError::BadScale);
        }
        Ok(())
    }

    fn pack(&self, values: Vec<u8>, products: usize, zero_point: i8) -> Result<Packed, BuildError> {
        let mut biases = vec![0_i32; pitch(self.outputs())];
        let rows = self.weights.chunks_exact(products);
        for ((bias, &given), row) in biases.iter_mut().zip(&self.biases).zip(rows) {
            let sum: i64 = row.iter().map(|&w| i64::from(w)).sum();
            let folded = i64::from(given) - i64::from(zero_point) * sum;
            if folded.unsigned_abs() > u64::from(LARGEST_BIAS) {
                return Err(BuildError::BiasTooLarge);
            }
            *bias = folded as i32;
        }
        Ok(Packed {
            values,
            biases: biases.iter().flat_map(|b| b.to_le_bytes()).collect(),
            scales: self.multipliers.pack(),
            requantisation: self.multipliers.requantisation(),
        })
    }
}
