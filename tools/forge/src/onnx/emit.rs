use goldcrest_nn::build::{Affine, BuildError, Output, Quantisation, StreamId};

use super::ImportError;
use super::node::Node;
use super::value::{Biases, Layer, Pending, Value};
use super::walk::Walk;

impl Walk {
    /// Makes a pending result a stream of the given scale.
    pub(super) fn emit(
        &mut self,
        node: Node<'_>,
        pending: &Pending,
        target: Quantisation,
    ) -> Result<Value, ImportError> {
        let stream = self
            .emit_layer(pending, target)
            .map_err(node.build_error())?;
        Ok(Value::Stream(stream.into(), pending.axes.clone()))
    }

    pub(super) fn emit_layer(
        &mut self,
        pending: &Pending,
        target: Quantisation,
    ) -> Result<StreamId, BuildError> {
        let (least, greatest) = pending.clamp;
        let output = Output {
            quantisation: target,
            low: target.quantise(least),
            high: target.quantise(greatest),
        };
        match &pending.layer {
            Layer::Affine {
                source,
                weights,
                weight_scales,
                biases,
                taps,
                depthwise,
            } => {
                let input_scale = self.builder.quantisation(source.stream).scale;
                let affine = Affine {
                    weights: weights.clone(),
                    biases: biases.steps(input_scale, weight_scales),
                    multipliers: weight_scales
                        .iter()
                        .map(|scale| input_scale * scale / target.scale)
                        .collect::<Vec<f32>>()
                        .into(),
                };
                if *depthwise {
                    self.builder.depthwise(*source, &affine, *taps, output)
                } else {
                    self.builder.convolution(*source, &affine, *taps, output)
                }
            }
            Layer::Add(a, b) => self.builder.add(*a, *b, output),
            Layer::Concat(sources) => self.builder.concat(sources, target),
            Layer::Function(source, function) => {
                let from = self.builder.quantisation(source.stream);
                let table = std::array::from_fn(|index| {
                    let value = (index as i32 - 128) as i8;
                    let real = function.of(from.real(value));
                    target.quantise(real).clamp(output.low, output.high)
                });
                self.builder.lookup(*source, &table, target)
            }
            Layer::Softmax(source) => self.builder.softmax(*source, target),
            Layer::LogSoftmax(source) => self.builder.log_softmax(*source, target),
            Layer::Embedding {
                source,
                table,
                channels,
            } => {
                let rows: Vec<i8> = table
                    .iter()
                    .map(|&x| target.quantise(x).clamp(output.low, output.high))
                    .collect();
                self.builder.embedding(*source, &rows, *channels, target)
            }
        }
    }
}

impl Biases {
    fn steps(&self, input_scale: f32, weight_scales: &[f32]) -> Vec<i32> {
        match self {
            Self::Steps(steps) => steps.clone(),
            Self::Real(reals) => reals
                .iter()
                .zip(weight_scales)
                .map(|(real, scale)| libm::rintf(real / (input_scale * scale)) as i32)
                .collect(),
        }
    }
}
