//! Layers with weights, and what works on each value by itself.

use goldcrest_nn::build::{Affine, FixedPoint, Multipliers, Output, Quantisation, Source, Taps};

use super::TfliteError;
use super::arithmetic::{activation, logistic, requantised, table};
use super::node::Node;
use super::schema::{Kind, Tensor};
use super::value::{Columns, Value};
use super::walk::Walk;

/// Padding that adds nothing.
const VALID: u8 = 1;

/// The geometry of a convolution over time.
struct Geometry {
    kernel: usize,
    stride: usize,
    dilation: usize,
}

/// A layer with weights, as far as its operator alone says.
struct Weighted {
    geometry: Geometry,
    /// As the builder takes them.
    values: Vec<i8>,
    outputs: usize,
    activation: u8,
    multipliers: fn(Vec<FixedPoint>) -> Multipliers,
    /// Whether every channel is read by itself.
    each_channel: bool,
}

impl<'g, 'a> Walk<'g, 'a> {
    /// CONV_2D whose second axis has length 1: weights `[output][kernel][1][input]`.
    pub(super) fn convolution(&mut self, node: &Node<'g, 'a>) -> Result<(), TfliteError> {
        let columns = self.on_axes(node)?;
        let weights = node.input_tensor(1)?;
        let [outputs, kernel, 1, inputs] = weights.shape[..] else {
            return Err(node.refuse("over two axes"));
        };
        if inputs != columns.channels {
            return Err(node.refuse("in groups"));
        }
        let geometry = Geometry {
            kernel,
            stride: node.count_option(2, 1)?,
            dilation: node.count_option(5, 1)?,
        };
        let values = by_input(&weights.bytes()?, kernel, inputs);
        let activation = node.byte_option(3)?;
        let layer = Weighted {
            geometry,
            values,
            outputs,
            activation,
            multipliers: Multipliers::RoundedTwice,
            each_channel: false,
        };
        self.weighted(node, columns, layer)
    }

    /// DEPTHWISE_CONV_2D whose second axis has length 1: weights `[1][kernel][1][channel]`.
    pub(super) fn depthwise(&mut self, node: &Node<'g, 'a>) -> Result<(), TfliteError> {
        let columns = self.on_axes(node)?;
        let weights = node.input_tensor(1)?;
        let [1, kernel, 1, channels] = weights.shape[..] else {
            return Err(node.refuse("over two axes"));
        };
        if channels != columns.channels {
            return Err(node.refuse("with several outputs for a channel"));
        }
        let geometry = Geometry {
            kernel,
            stride: node.count_option(2, 1)?,
            dilation: node.count_option(6, 1)?,
        };
        let values = by_input(&weights.bytes()?, kernel, channels);
        let activation = node.byte_option(4)?;
        let layer = Weighted {
            geometry,
            values,
            outputs: channels,
            activation,
            multipliers: Multipliers::RoundedTwice,
            each_channel: true,
        };
        self.weighted(node, columns, layer)
    }

    /// FULLY_CONNECTED: weights `[output][value]`, over each column or over all of them in a row.
    pub(super) fn dense(&mut self, node: &Node<'g, 'a>) -> Result<(), TfliteError> {
        let columns = self.columns(node, 0)?;
        let weights = node.input_tensor(1)?;
        let [outputs, values] = weights.shape[..] else {
            return Err(node.refuse("with weights that are no matrix"));
        };
        if node.byte_option(1)? != 0 {
            return Err(node.refuse("with shuffled weights"));
        }
        let geometry = if values == columns.channels {
            Geometry {
                kernel: 1,
                stride: 1,
                dilation: 1,
            }
        } else if values == columns.channels * columns.rows {
            Geometry {
                kernel: columns.rows,
                stride: columns.step,
                dilation: 1,
            }
        } else {
            return Err(node.refuse("over a part of its input"));
        };
        let values = by_input(&weights.bytes()?, geometry.kernel, columns.channels);
        let activation = node.byte_option(0)?;
        let layer = Weighted {
            geometry,
            values,
            outputs,
            activation,
            multipliers: Multipliers::RoundedOnce,
            each_channel: false,
        };
        self.weighted(node, columns, layer)
    }

    fn weighted(
        &mut self,
        node: &Node<'g, 'a>,
        columns: Columns,
        layer: Weighted,
    ) -> Result<(), TfliteError> {
        let (source, taps, rows) = taps(node, columns, &layer.geometry)?;
        let outputs = layer.outputs;
        let (affine, output) = self.affine(
            node,
            columns,
            layer.values,
            outputs,
            layer.activation,
            layer.multipliers,
        )?;
        let made = if layer.each_channel {
            self.builder.depthwise(source, &affine, taps, output)
        } else {
            self.builder.convolution(source, &affine, taps, output)
        };
        let stream = made.map_err(|error| node.build(error))?;
        self.make(node, Columns::new(stream, rows, outputs))
    }

    pub(super) fn logistic(&mut self, node: &Node<'g, 'a>) -> Result<(), TfliteError> {
        let (columns, from, to) = self.ends(node)?;
        if node.output_tensor()?.kind != Kind::Int8
            || (to.scale, to.zero_point) != (1.0 / 256.0, -128)
        {
            return Err(node.refuse("with another output than int8 in steps of 1/256"));
        }
        let table = table(|value| logistic(value, from, to));
        self.look_up(node, columns, &table, to)
    }

    pub(super) fn quantise(&mut self, node: &Node<'g, 'a>) -> Result<(), TfliteError> {
        let (columns, from, to) = self.ends(node)?;
        if from == to {
            return self.make(node, columns);
        }
        let table = table(|value| requantised(value, from, to));
        self.look_up(node, columns, &table, to)
    }

    fn look_up(
        &mut self,
        node: &Node<'g, 'a>,
        columns: Columns,
        table: &[i8; 256],
        to: Quantisation,
    ) -> Result<(), TfliteError> {
        // A ring begins with the zero point, which is what the table must make of the zeros before it.
        let zero = self.builder.quantisation(columns.stream).zero_point;
        if columns.first < 0 && table[usize::from(zero as u8 ^ 0x80)] != to.zero_point {
            return Err(node.refuse("over columns of the past"));
        }
        let made = self.builder.lookup(columns.stream.into(), table, to);
        let stream = made.map_err(|error| node.build(error))?;
        self.make(node, Columns { stream, ..columns })
    }

    /// The columns that a convolution reads, where its tensor has time, 1 and channels as its axes.
    fn on_axes(&self, node: &Node<'g, 'a>) -> Result<Columns, TfliteError> {
        let columns = self.columns(node, 0)?;
        let shape = &node.input_tensor(0)?.shape;
        if shape[..] != [1, columns.rows, 1, columns.channels] {
            return Err(node.refuse("over other axes than [1, time, 1, channels]"));
        }
        Ok(columns)
    }

    /// Weights as the engine takes them; `rounded` says how the reference kernel rounds.
    fn affine(
        &self,
        node: &Node<'g, 'a>,
        columns: Columns,
        weights: Vec<i8>,
        outputs: usize,
        activated: u8,
        rounded: fn(Vec<FixedPoint>) -> Multipliers,
    ) -> Result<(Affine, Output), TfliteError> {
        let tensor = node.input_tensor(1)?;
        let (scales, biases) = (scales(tensor, outputs)?, biases(node, outputs)?);
        let from = self.builder.quantisation(columns.stream).scale;
        let to = node.output_tensor()?.quantisation()?;
        let real = |scale: f32| {
            FixedPoint::nearest(f64::from(from) * f64::from(scale) / f64::from(to.scale))
        };
        let (low, high) = activation(activated, to).ok_or_else(|| {
            node.refuse("with an activation other than RELU, RELU6 or RELU_N1_TO_1")
        })?;
        let affine = Affine {
            weights,
            biases,
            multipliers: rounded(scales.into_iter().map(real).collect()),
        };
        let output = Output {
            quantisation: to,
            low,
            high,
        };
        Ok((affine, output))
    }

    /// The columns that an operator on single values reads, and what they and its output stand for.
    fn ends(
        &self,
        node: &Node<'g, 'a>,
    ) -> Result<(Columns, Quantisation, Quantisation), TfliteError> {
        let columns = self.columns(node, 0)?;
        let from = self.builder.quantisation(columns.stream);
        Ok((columns, from, node.output_tensor()?.quantisation()?))
    }

    /// Notes what an operator's output holds, where its tensor has room for just that.
    pub(super) fn make(
        &mut self,
        node: &Node<'g, 'a>,
        columns: Columns,
    ) -> Result<(), TfliteError> {
        let output = node.output()?;
        let values = columns.rows.checked_mul(columns.channels);
        let tensor = &self.graph.tensors[output];
        if values.is_none() || values != tensor.len() {
            return Err(tensor.bad("has another shape than its operator makes"));
        }
        self.values[output] = Value::Columns(columns);
        Ok(())
    }
}

/// How a layer reads its columns, and how many it makes of them.
fn taps(
    node: &Node<'_, '_>,
    columns: Columns,
    geometry: &Geometry,
) -> Result<(Source, Taps, usize), TfliteError> {
    let Geometry {
        kernel,
        stride,
        dilation,
    } = *geometry;
    let reach = kernel
        .checked_sub(1)
        .and_then(|steps| steps.checked_mul(dilation))
        .and_then(|span| span.checked_add(1))
        .ok_or_else(|| node.refuse("with an empty kernel"))?;
    let is_convolution = node.operator.inputs.len() > 1 && node.operator.name.contains("CONV");
    let left = columns.rows.checked_sub(reach);
    let left = left.ok_or_else(|| node.refuse("with a kernel longer than its input"))?;
    let rows = left / stride + 1;
    if is_convolution && node.byte_option(0)? != VALID && columns.rows.div_ceil(stride) != rows {
        return Err(node.refuse("with padding inside an invocation"));
    }
    if rows * stride != columns.step {
        return Err(node.refuse("over columns that do not move on by what it makes of them"));
    }
    let taps = Taps {
        kernel,
        dilation,
        stride,
        padding: 0,
    };
    Ok((columns.source(), taps, rows))
}

/// One scale for each output.
fn scales(weights: &Tensor<'_>, outputs: usize) -> Result<Vec<f32>, TfliteError> {
    if weights
        .zero_points
        .iter()
        .any(|&zero_point| zero_point != 0)
    {
        return Err(weights.bad("are weights with a zero point other than 0"));
    }
    if !weights
        .scales
        .iter()
        .all(|scale| scale.is_finite() && *scale > 0.0)
    {
        return Err(weights.bad("has a scale that is not a positive number"));
    }
    match weights.scales[..] {
        [scale] => Ok(vec![scale; outputs]),
        ref scales if scales.len() == outputs => Ok(scales.to_vec()),
        _ => Err(weights.bad("needs one scale, or one for each output")),
    }
}

/// The biases of the third input, or zeros where it is left out.
fn biases(node: &Node<'_, '_>, outputs: usize) -> Result<Vec<i32>, TfliteError> {
    if node.operator.inputs.get(2).copied().flatten().is_none() {
        return Ok(vec![0; outputs]);
    }
    let tensor = node.input_tensor(2)?;
    let biases = tensor.integers()?;
    if biases.len() != outputs {
        return Err(tensor.bad("needs one bias for each output"));
    }
    Ok(biases)
}

/// Weights `[output][kernel][input]` as `[output][input][kernel]`.
fn by_input(weights: &[i8], kernel: usize, inputs: usize) -> Vec<i8> {
    let rows = weights.chunks((kernel * inputs).max(1));
    rows.flat_map(|row| {
        (0..inputs).flat_map(move |input| row.iter().skip(input).step_by(inputs).copied())
    })
    .collect()
}
