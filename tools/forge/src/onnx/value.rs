use goldcrest_nn::build::{Quantisation, Source, Taps};

use super::tensor::Tensor;

/// What one dimension of a tensor counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    /// The single recording.
    Batch,
    Channels,
    Time,
    /// A dimension of length one.
    One,
}

/// What a tensor's name stands for while the graph is walked.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A stored array.
    Constant(Tensor),
    /// A stored int8 array and what it stands for.
    Weights(Weights),
    /// The graph's input before it is quantised.
    Input(Vec<Axis>),
    /// Columns of the engine, quantised or seen as real values: both are the same stream.
    Stream(Source, Vec<Axis>),
    /// A result that waits for the scale of its output.
    Pending(Pending),
}

/// Stored int8 values with a scale for each index of one axis, or one for all.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    pub(super) name: String,
    pub(super) dims: Vec<usize>,
    pub(super) values: Vec<i64>,
    pub(super) scales: Vec<f32>,
    pub(super) axis: usize,
}

/// An operation that becomes part of the section when its result is quantised.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) layer: Layer,
    pub(super) axes: Vec<Axis>,
    /// Least and greatest real value let through by ReLU and clip.
    pub(super) clamp: (f32, f32),
}

#[derive(Clone, Debug)]
pub(super) enum Layer {
    Affine {
        source: Source,
        /// `[output][input][kernel]`, for depthwise `[channel][kernel]`.
        weights: Vec<i8>,
        weight_scales: Vec<f32>,
        biases: Biases,
        taps: Taps,
        depthwise: bool,
    },
    Add(Source, Source),
    Concat(Vec<Source>),
    Function(Source, Function),
    Softmax(Source),
    LogSoftmax(Source),
    Embedding {
        source: Source,
        table: Vec<f32>,
        channels: usize,
    },
}

#[derive(Clone, Debug)]
pub(super) enum Biases {
    /// In steps of input scale times weight scale.
    Steps(Vec<i32>),
    Real(Vec<f32>),
}

/// A function of single values, done by a table.
#[derive(Clone, Copy, Debug)]
pub(super) enum Function {
    Identity,
    Sigmoid,
    Tanh,
    LeakyRelu(f32),
}

impl Function {
    pub(super) fn of(self, x: f32) -> f32 {
        match self {
            Self::Identity => x,
            Self::Sigmoid => (1.0 / (1.0 + libm::exp(-f64::from(x)))) as f32,
            Self::Tanh => libm::tanh(f64::from(x)) as f32,
            Self::LeakyRelu(slope) => {
                if x < 0.0 {
                    x * slope
                } else {
                    x
                }
            }
        }
    }
}

impl Pending {
    pub(super) fn new(layer: Layer, axes: Vec<Axis>) -> Self {
        Self {
            layer,
            axes,
            clamp: (f32::NEG_INFINITY, f32::INFINITY),
        }
    }

    /// The scale of a result that is bounded by itself, for the end of a graph that leaves it
    /// unquantised.
    pub(super) fn natural_quantisation(&self) -> Option<Quantisation> {
        match self.layer {
            Layer::Function(_, Function::Sigmoid) | Layer::Softmax(_) => Some(Quantisation {
                scale: 1.0 / 256.0,
                zero_point: i8::MIN,
            }),
            Layer::LogSoftmax(_) => Some(Quantisation {
                scale: 1.0 / 16.0,
                zero_point: i8::MAX,
            }),
            _ => None,
        }
    }
}

impl Weights {
    /// The scale of each index of the axis.
    pub(super) fn scales_along_axis(&self, len: usize) -> Vec<f32> {
        match self.scales[..] {
            [scale] => vec![scale; len],
            _ => self.scales.clone(),
        }
    }

    pub(super) fn int8(&self) -> Option<Vec<i8>> {
        self.values.iter().map(|&v| i8::try_from(v).ok()).collect()
    }

    pub(super) fn real(&self) -> Vec<f32> {
        let inner: usize = self.dims.iter().skip(self.axis + 1).product();
        self.values
            .iter()
            .enumerate()
            .map(|(index, &value)| {
                let scale = match self.scales[..] {
                    [scale] => scale,
                    _ => self.scales[index / inner.max(1) % self.scales.len()],
                };
                value as f32 * scale
            })
            .collect()
    }
}
