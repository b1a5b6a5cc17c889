use goldcrest_nn::build::{Source, Taps};

use super::ImportError;
use super::node::Node;
use super::value::{Axis, Biases, Layer, Pending, Value, Weights};
use super::walk::Walk;

const CHANNELS_THEN_TIME: [Axis; 3] = [Axis::Batch, Axis::Channels, Axis::Time];
/// One in the fixed-point form of a constant bias that has no weights of its own.
const UNIT_WEIGHT: i8 = 64;

impl Walk {
    pub(super) fn convolution(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        let (source, axes) = self.stream(node, 0)?;
        if axes != CHANNELS_THEN_TIME {
            return Err(node.unsupported_use("axes other than [batch, channels, time]"));
        }
        let weights = self.int8_weights(node, 1)?;
        let [outputs, group_inputs, kernel] = weights.dims[..] else {
            return Err(node.unsupported_use("more or fewer than one dimension of time"));
        };
        let inputs = self.builder.channels(source.stream);
        let groups = node.integer("group", 1) as usize;
        let depthwise = groups > 1;
        if depthwise && !(groups == inputs && groups == outputs && group_inputs == 1) {
            return Err(node.unsupported_use(format!(
                "{groups} groups for {inputs} inputs and {outputs} outputs (1 or one each)"
            )));
        }
        if !depthwise && group_inputs != inputs {
            return Err(node.unsupported_use(format!(
                "weights for {group_inputs} channels on a stream of {inputs}"
            )));
        }
        if !weights.scales_are_along(0) {
            return Err(node.unsupported_use("scales that are not for each output channel"));
        }
        let taps = taps(node, kernel)?;
        let weight_scales = weights.scales_along_axis(outputs);
        let biases = self.biases(node, 2, source, &weight_scales)?;
        let layer = Layer::Affine {
            source,
            weights: weights.int8().unwrap_or_default(),
            weight_scales,
            biases,
            taps,
            depthwise,
        };
        Ok(Value::Pending(Pending::new(layer, axes)))
    }

    pub(super) fn mat_mul(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        self.dense(node, false)
    }

    pub(super) fn gemm(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        let plain = node.float("alpha", 1.0) == 1.0
            && node.float("beta", 1.0) == 1.0
            && node.integer("transA", 0) == 0;
        if !plain {
            return Err(node.unsupported_use("alpha, beta or transA"));
        }
        self.dense(node, node.integer("transB", 0) != 0)
    }

    /// `[…, inputs]` times `[inputs][outputs]`, or `[outputs][inputs]` where transposed.
    fn dense(&mut self, node: Node<'_>, transposed: bool) -> Result<Value, ImportError> {
        let (source, axes) = self.stream(node, 0)?;
        if axes.last() != Some(&Axis::Channels) {
            return Err(node.unsupported_use("axes that do not end with the channels"));
        }
        let weights = self.int8_weights(node, 1)?;
        let [rows, columns] = weights.dims[..] else {
            return Err(node.unsupported_use("weights that are not a matrix"));
        };
        let (inputs, outputs) = if transposed {
            (columns, rows)
        } else {
            (rows, columns)
        };
        if inputs != self.builder.channels(source.stream) {
            return Err(node.unsupported_use(format!("weights for {inputs} channels")));
        }
        if !weights.scales_are_along(usize::from(!transposed)) {
            return Err(node.unsupported_use("scales that are not for each output channel"));
        }
        let stored = weights.int8().unwrap_or_default();
        let output_major = if transposed {
            stored
        } else {
            (0..outputs * inputs)
                .map(|at| stored[at % inputs * outputs + at / inputs])
                .collect()
        };
        let weight_scales = weights.scales_along_axis(outputs);
        let biases = self.biases(node, 2, source, &weight_scales)?;
        let layer = Layer::Affine {
            source,
            weights: output_major,
            weight_scales,
            biases,
            taps: Taps::ONE,
            depthwise: false,
        };
        Ok(Value::Pending(Pending::new(layer, axes)))
    }

    pub(super) fn average_pool(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        let (source, axes) = self.stream(node, 0)?;
        if axes != CHANNELS_THEN_TIME {
            return Err(node.unsupported_use("axes other than [batch, channels, time]"));
        }
        let Some(&[kernel]) = node.integers("kernel_shape") else {
            return Err(node.unsupported_use("more than one dimension"));
        };
        let kernel = usize::from(u16::try_from(kernel).unwrap_or(0));
        let taps = taps(node, kernel)?;
        let counts_padding = node.integer("count_include_pad", 0) != 0;
        if taps.padding != 0 && !counts_padding {
            return Err(node.unsupported_use("padding that is not counted"));
        }
        let channels = self.builder.channels(source.stream);
        let layer = Layer::Affine {
            source,
            weights: vec![1; channels * kernel],
            weight_scales: vec![1.0 / kernel as f32; channels],
            biases: Biases::Steps(vec![0; channels]),
            taps,
            depthwise: true,
        };
        Ok(Value::Pending(Pending::new(layer, axes)))
    }

    pub(super) fn gather(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        let Value::Weights(table) = self.value(node.required_input(0)?)?.clone() else {
            return Err(node.unsupported_use("a table that is not a stored, quantised matrix"));
        };
        let (source, mut axes) = self.stream(node, 1)?;
        let [_, channels] = table.dims[..] else {
            return Err(node.unsupported_use("a table that is not a matrix"));
        };
        if node.integer("axis", 0) != 0 {
            return Err(node.unsupported_use("an axis other than 0"));
        }
        axes.push(Axis::Channels);
        let layer = Layer::Embedding {
            source,
            table: table.real(),
            channels,
        };
        Ok(Value::Pending(Pending::new(layer, axes)))
    }

    pub(super) fn add(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        if let Some((stream, constant)) = self.stream_and_constant(node)? {
            let (source, axes) = self.stream(node, stream)?;
            let reals = self.channel_constants(node, constant, source, &axes)?;
            let layer = Layer::Affine {
                source,
                weights: vec![UNIT_WEIGHT; reals.len()],
                weight_scales: vec![1.0 / f32::from(UNIT_WEIGHT); reals.len()],
                biases: Biases::Real(reals),
                taps: Taps::ONE,
                depthwise: true,
            };
            return Ok(Value::Pending(Pending::new(layer, axes)));
        }
        let (a, axes) = self.stream(node, 0)?;
        let (b, other_axes) = self.stream(node, 1)?;
        if axes != other_axes || self.builder.channels(a.stream) != self.builder.channels(b.stream)
        {
            return Err(node.unsupported_use("streams of different shapes"));
        }
        Ok(Value::Pending(Pending::new(Layer::Add(a, b), axes)))
    }

    pub(super) fn mul(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        let Some((stream, constant)) = self.stream_and_constant(node)? else {
            return Err(node.unsupported_use("two computed factors"));
        };
        let (source, axes) = self.stream(node, stream)?;
        let reals = self.channel_constants(node, constant, source, &axes)?;
        let layer = Layer::Affine {
            source,
            weights: reals.iter().map(|r| sign(*r)).collect(),
            weight_scales: reals
                .iter()
                .map(|r| if *r == 0.0 { 1.0 } else { r.abs() })
                .collect(),
            biases: Biases::Steps(vec![0; reals.len()]),
            taps: Taps::ONE,
            depthwise: true,
        };
        Ok(Value::Pending(Pending::new(layer, axes)))
    }

    pub(super) fn concat(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        let streams = (0..node.inputs().len())
            .map(|index| self.stream(node, index))
            .collect::<Result<Vec<_>, _>>()?;
        let Some((_, axes)) = streams.first().cloned() else {
            return Err(node.unsupported_use("no input"));
        };
        if streams.iter().any(|(_, other)| *other != axes) {
            return Err(node.unsupported_use("streams of different shapes"));
        }
        if self.axis(node, &axes, node.integer("axis", 0))? != Axis::Channels {
            return Err(node.unsupported_use("an axis other than the channels"));
        }
        let sources = streams.into_iter().map(|(source, _)| source).collect();
        Ok(Value::Pending(Pending::new(Layer::Concat(sources), axes)))
    }

    fn int8_weights(&self, node: Node<'_>, index: usize) -> Result<Weights, ImportError> {
        let name = node.required_input(index)?;
        match self.value(name)? {
            Value::Weights(weights) if weights.values.is_empty() => Err(ImportError::BadTensor {
                tensor: weights.name.clone(),
                what: "it is empty",
            }),
            Value::Weights(weights) if weights.int8().is_some() => Ok(weights.clone()),
            Value::Weights(weights) => Err(ImportError::BadTensor {
                tensor: weights.name.clone(),
                what: "it is not symmetric int8: quantise weights with QInt8",
            }),
            Value::Constant(_) => Err(ImportError::NotQuantised {
                node: node.name(),
                tensor: name.to_owned(),
            }),
            _ => Err(node.unsupported_use("computed weights")),
        }
    }

    fn biases(
        &self,
        node: Node<'_>,
        index: usize,
        source: Source,
        weight_scales: &[f32],
    ) -> Result<Biases, ImportError> {
        let outputs = weight_scales.len();
        let Some(name) = node.input(index) else {
            return Ok(Biases::Steps(vec![0; outputs]));
        };
        let biases = match self.value(name)? {
            Value::Constant(tensor) => {
                let reals = tensor
                    .floats()
                    .ok_or_else(|| node.unsupported_use("an integer bias without scale"))?;
                Biases::Real(reals.to_vec())
            }
            Value::Weights(weights) => {
                let input_scale = self.builder.quantisation(source.stream).scale;
                let scales = weights.scales_along_axis(outputs);
                let in_sum_steps = scales.iter().zip(weight_scales).all(|(bias, weight)| {
                    let step = input_scale * weight;
                    (bias - step).abs() <= step * 1e-4
                });
                let steps = weights.values.iter().map(|&v| i32::try_from(v).ok());
                match (in_sum_steps, steps.collect::<Option<Vec<_>>>()) {
                    (true, Some(steps)) => Biases::Steps(steps),
                    _ => Biases::Real(weights.real()),
                }
            }
            _ => return Err(node.unsupported_use("a computed bias")),
        };
        let given = match &biases {
            Biases::Steps(steps) => steps.len(),
            Biases::Real(reals) => reals.len(),
        };
        if given != outputs {
            return Err(node.unsupported_use(format!("{given} biases for {outputs} outputs")));
        }
        Ok(biases)
    }

    /// Which of two inputs is computed and which is stored, if that is the case.
    fn stream_and_constant(&self, node: Node<'_>) -> Result<Option<(usize, usize)>, ImportError> {
        let is_stored = |index| {
            self.value(node.required_input(index)?)
                .map(|value| matches!(value, Value::Constant(_) | Value::Weights(_)))
        };
        Ok(match (is_stored(0)?, is_stored(1)?) {
            (false, true) => Some((0, 1)),
            (true, false) => Some((1, 0)),
            _ => None,
        })
    }

    /// A constant that is broadcast over time, one value for each channel.
    fn channel_constants(
        &self,
        node: Node<'_>,
        index: usize,
        source: Source,
        axes: &[Axis],
    ) -> Result<Vec<f32>, ImportError> {
        let (dims, reals) = match self.value(node.required_input(index)?)? {
            Value::Constant(tensor) => {
                let reals = tensor
                    .floats()
                    .ok_or_else(|| node.unsupported_use("an integer constant"))?;
                (tensor.dims.clone(), reals.to_vec())
            }
            Value::Weights(weights) => (weights.dims.clone(), weights.real()),
            _ => return Err(node.unsupported_use("a computed constant")),
        };
        let channels = self.builder.channels(source.stream);
        if let [real] = reals[..] {
            return Ok(vec![real; channels]);
        }
        let from_end = axes
            .iter()
            .rev()
            .position(|&axis| axis == Axis::Channels)
            .unwrap_or(0);
        let along_channels = dims.iter().rev().nth(from_end) == Some(&channels);
        if along_channels && reals.len() == channels {
            Ok(reals)
        } else {
            Err(node.unsupported_use("a constant that is not one value for each channel"))
        }
    }
}

impl Weights {
    fn scales_are_along(&self, axis: usize) -> bool {
        self.scales.len() == 1 || self.axis == axis
    }
}

fn taps(node: Node<'_>, kernel: usize) -> Result<Taps, ImportError> {
    if !matches!(node.text("auto_pad"), None | Some("NOTSET" | "VALID")) {
        return Err(node.unsupported_use("auto_pad: export explicit pads"));
    }
    let single = |name: &str, default: usize| match node.integers(name) {
        None => Ok(default),
        Some(&[value]) => {
            usize::try_from(value).map_err(|_| node.unsupported_use(format!("negative {name}")))
        }
        Some(_) => Err(node.unsupported_use(format!("{name} of more than one dimension"))),
    };
    let padding = match node.integers("pads") {
        None => 0,
        Some(&[left, right]) if left >= 0 && right >= 0 => left as usize,
        Some(_) => return Err(node.unsupported_use("pads other than [left, right]")),
    };
    if node.integer("ceil_mode", 0) != 0 {
        return Err(node.unsupported_use("ceil_mode"));
    }
    Ok(Taps {
        kernel,
        dilation: single("dilations", 1)?,
        stride: single("strides", 1)?,
        padding,
    })
}

fn sign(real: f32) -> i8 {
    if real > 0.0 {
        1
    } else if real < 0.0 {
        -1
    } else {
        0
    }
}
