use std::collections::HashMap;

use goldcrest_nn::build::{ModelBuilder, Quantisation, Source, StreamId, Taps};

use super::ImportError;
use super::fold::fold;
use super::node::Node;
use super::proto::{DimensionProto, GraphProto, ValueInfoProto};
use super::tensor::Tensor;
use super::value::{Axis, Function, Layer, Pending, Value, Weights};

const INT64: i32 = 7;

/// The state of one walk through a graph.
pub(super) struct Walk {
    pub(super) builder: ModelBuilder,
    values: HashMap<String, Value>,
}

pub(super) fn import(graph: &GraphProto) -> Result<Vec<u8>, ImportError> {
    let mut walk = Walk::begin(graph)?;
    for proto in &graph.node {
        let node = Node::new(proto);
        let value = walk.node(node)?;
        if let Some(output) = node.outputs().first() {
            walk.values.insert(output.clone(), value);
        }
    }
    let outputs = graph
        .output
        .iter()
        .map(|output| walk.output(output.name.as_deref().unwrap_or_default()))
        .collect::<Result<Vec<_>, _>>()?;
    walk.builder
        .finish(&outputs)
        .map_err(|error| ImportError::Build {
            node: "the whole graph".to_owned(),
            error,
        })
}

impl Walk {
    fn begin(graph: &GraphProto) -> Result<Self, ImportError> {
        let mut values = HashMap::new();
        for proto in &graph.initializer {
            let tensor = Tensor::read(proto)?;
            values.insert(tensor.name.clone(), Value::Constant(tensor));
        }
        let mut inputs = graph
            .input
            .iter()
            .filter(|input| !values.contains_key(input.name.as_deref().unwrap_or_default()));
        let (Some(input), None) = (inputs.next(), inputs.next()) else {
            return Err(ImportError::BadInput {
                input: graph.input.len().to_string(),
                what: "the graph must have exactly one input",
            });
        };
        let name = input.name.clone().unwrap_or_default();
        let (builder, value) = begin_stream(graph, input, &name, &values)?;
        values.insert(name, value);
        Ok(Self { builder, values })
    }

    fn node(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        if let Some(folded) = self.folded(node) {
            return folded.map(Value::Constant);
        }
        match node.op() {
            "Constant" => constant(node),
            "QuantizeLinear" => self.quantise(node),
            "DequantizeLinear" => self.dequantise(node),
            "Conv" => self.convolution(node),
            "MatMul" => self.mat_mul(node),
            "Gemm" => self.gemm(node),
            "AveragePool" => self.average_pool(node),
            "Gather" => self.gather(node),
            "Add" => self.add(node),
            "Mul" => self.mul(node),
            "Concat" => self.concat(node),
            "Relu" => self.narrow(node, 0.0, f32::INFINITY),
            "Clip" => self.clip(node),
            "Sigmoid" => self.function(node, Function::Sigmoid),
            "Tanh" => self.function(node, Function::Tanh),
            "LeakyRelu" => {
                let slope = node.float("alpha", 0.01);
                self.function(node, Function::LeakyRelu(slope))
            }
            "Softmax" => self.normalise(node, Layer::Softmax),
            "LogSoftmax" => self.normalise(node, Layer::LogSoftmax),
            "Pad" => self.pad(node),
            "Slice" => self.slice(node),
            "Transpose" => self.transpose(node),
            "Squeeze" => self.squeeze(node),
            "Unsqueeze" => self.unsqueeze(node),
            "Identity" | "Dropout" => self.value(node.required_input(0)?).cloned(),
            _ => Err(node.unsupported_operator()),
        }
    }

    fn folded(&self, node: Node<'_>) -> Option<Result<Tensor, ImportError>> {
        let stored = node
            .inputs()
            .iter()
            .map(|name| match self.values.get(name) {
                Some(Value::Constant(tensor)) => Some(tensor),
                _ => None,
            });
        let stored = stored.collect::<Option<Vec<_>>>()?;
        fold(node, &stored)
    }

    pub(super) fn value(&self, name: &str) -> Result<&Value, ImportError> {
        self.values
            .get(name)
            .ok_or_else(|| ImportError::MissingTensor(name.to_owned()))
    }

    /// The stream that a node reads.
    pub(super) fn stream(
        &self,
        node: Node<'_>,
        index: usize,
    ) -> Result<(Source, Vec<Axis>), ImportError> {
        let name = node.required_input(index)?;
        match self.value(name)? {
            Value::Stream(source, axes) => Ok((*source, axes.clone())),
            Value::Input(_) | Value::Pending(_) => Err(ImportError::NotQuantised {
                node: node.name(),
                tensor: name.to_owned(),
            }),
            Value::Constant(_) | Value::Weights(_) => {
                Err(node.unsupported_use(format!("the constant `{name}` as input {index}")))
            }
        }
    }

    pub(super) fn constant(
        &self,
        node: Node<'_>,
        index: usize,
    ) -> Result<Option<&Tensor>, ImportError> {
        let Some(name) = node.input(index) else {
            return Ok(None);
        };
        match self.value(name)? {
            Value::Constant(tensor) => Ok(Some(tensor)),
            _ => Err(node.unsupported_use(format!("a computed `{name}` as input {index}"))),
        }
    }

    /// A list of integers given as a constant input or, in older opsets, as an attribute.
    pub(super) fn integers(
        &self,
        node: Node<'_>,
        index: usize,
        attribute: &str,
    ) -> Result<Option<Vec<i64>>, ImportError> {
        if let Some(tensor) = self.constant(node, index)? {
            return tensor
                .integers()
                .map(Some)
                .ok_or_else(|| node.unsupported_use(format!("`{attribute}` that is not integer")));
        }
        Ok(node.integers(attribute).map(<[i64]>::to_vec))
    }

    fn quantise(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        let target = self.scale_of(node)?;
        match self.value(node.required_input(0)?)?.clone() {
            Value::Input(axes) => Ok(Value::Stream(Self::first(), axes)),
            Value::Stream(source, axes) if self.builder.quantisation(source.stream) == target => {
                Ok(Value::Stream(source, axes))
            }
            Value::Stream(source, axes) => {
                let layer = Layer::Function(source, Function::Identity);
                self.emit(node, &Pending::new(layer, axes), target)
            }
            Value::Pending(pending) => self.emit(node, &pending, target),
            Value::Constant(tensor) => self.quantise_constant(node, &tensor, target),
            Value::Weights(_) => Err(node.unsupported_use("weights that are quantised twice")),
        }
    }

    fn dequantise(&self, node: Node<'_>) -> Result<Value, ImportError> {
        match self.value(node.required_input(0)?)?.clone() {
            Value::Constant(tensor) => self.weights(node, &tensor).map(Value::Weights),
            stream @ Value::Stream(..) => Ok(stream),
            weights @ Value::Weights(_) => Ok(weights),
            _ => Err(node.unsupported_use("a tensor that was not quantised")),
        }
    }

    fn weights(&self, node: Node<'_>, tensor: &Tensor) -> Result<Weights, ImportError> {
        let bad = |what| ImportError::BadTensor {
            tensor: tensor.name.clone(),
            what,
        };
        let scales = self
            .constant(node, 1)?
            .and_then(|t| t.floats().map(<[f32]>::to_vec))
            .ok_or_else(|| bad("its scale is not a float"))?;
        let zero_points = match self.constant(node, 2)? {
            Some(tensor) => tensor
                .integers()
                .ok_or_else(|| bad("its zero point is real"))?,
            None => vec![0],
        };
        let rank = tensor.dims.len() as i64;
        let axis = node.integer("axis", 1);
        let axis = if axis < 0 { axis + rank } else { axis };
        let along = tensor.dims.get(axis as usize).copied().unwrap_or(1);
        if scales.len() != 1 && scales.len() != along {
            return Err(bad("it has neither one scale nor one for each channel"));
        }
        let zero_point = zero_points.first().copied().unwrap_or(0);
        if zero_points.iter().any(|&z| z != zero_point) {
            return Err(bad(
                "its zero points differ: quantise weights symmetrically",
            ));
        }
        let values = tensor
            .integers()
            .ok_or_else(|| bad("it is not integer, yet it is dequantised"))?;
        Ok(Weights {
            name: tensor.name.clone(),
            dims: tensor.dims.clone(),
            values: values.iter().map(|v| v - zero_point).collect(),
            scales,
            axis: axis as usize,
        })
    }

    fn quantise_constant(
        &self,
        node: Node<'_>,
        tensor: &Tensor,
        target: Quantisation,
    ) -> Result<Value, ImportError> {
        let reals = tensor
            .floats()
            .ok_or_else(|| node.unsupported_use("an integer constant"))?;
        let zero_point = i64::from(target.zero_point);
        Ok(Value::Weights(Weights {
            name: tensor.name.clone(),
            dims: tensor.dims.clone(),
            values: reals
                .iter()
                .map(|&x| i64::from(target.quantise(x)) - zero_point)
                .collect(),
            scales: vec![target.scale],
            axis: 0,
        }))
    }

    /// The one scale and zero point of a QuantizeLinear node.
    fn scale_of(&self, node: Node<'_>) -> Result<Quantisation, ImportError> {
        let constants: HashMap<_, _> = [1, 2]
            .into_iter()
            .filter_map(|i| node.input(i))
            .filter_map(|name| match self.values.get(name) {
                Some(Value::Constant(tensor)) => Some((name, tensor)),
                _ => None,
            })
            .collect();
        quantisation(node, |name| constants.get(name).copied())
    }

    fn output(&mut self, name: &str) -> Result<StreamId, ImportError> {
        let missing_scale = || ImportError::NotQuantised {
            node: "the graph's output".to_owned(),
            tensor: name.to_owned(),
        };
        let source = match self.value(name)?.clone() {
            Value::Stream(source, _) => source,
            Value::Pending(pending) => {
                let target = pending.natural_quantisation().ok_or_else(missing_scale)?;
                self.emit_layer(&pending, target)
                    .map_err(|error| ImportError::Build {
                        node: name.to_owned(),
                        error,
                    })?
                    .into()
            }
            _ => return Err(missing_scale()),
        };
        if source.shift == 0 {
            return Ok(source.stream);
        }
        self.builder
            .stack(source, Taps::ONE)
            .map_err(|error| ImportError::Build {
                node: name.to_owned(),
                error,
            })
    }

    fn first() -> Source {
        ModelBuilder::INPUT.into()
    }
}

fn begin_stream(
    graph: &GraphProto,
    input: &ValueInfoProto,
    name: &str,
    values: &HashMap<String, Value>,
) -> Result<(ModelBuilder, Value), ImportError> {
    let bad = |what| ImportError::BadInput {
        input: name.to_owned(),
        what,
    };
    let tensor = input
        .r#type
        .as_ref()
        .and_then(|t| t.tensor_type.as_ref())
        .ok_or_else(|| bad("it is not a tensor"))?;
    let dims: &[DimensionProto] = tensor.shape.as_ref().map_or(&[], |s| &s.dim);
    if tensor.elem_type == Some(INT64) {
        let axes = match dims.len() {
            1 => vec![Axis::Time],
            2 => vec![Axis::Batch, Axis::Time],
            _ => return Err(bad("token numbers must have the shape [1, time]")),
        };
        let (builder, source) = ModelBuilder::with_token_input();
        return Ok((builder, Value::Stream(source, axes)));
    }
    let known = |dim: &DimensionProto| {
        dim.dim_value
            .and_then(|value| usize::try_from(value).ok())
            .filter(|&value| value > 0)
    };
    let [_, second, third] = dims else {
        return Err(bad("features must have the shape [1, channels, time]"));
    };
    let (channels, axes) = match (known(second), known(third)) {
        (Some(channels), _) => (channels, [Axis::Batch, Axis::Channels, Axis::Time]),
        (None, Some(channels)) => (channels, [Axis::Batch, Axis::Time, Axis::Channels]),
        (None, None) => return Err(bad("its number of channels is not fixed")),
    };
    let quantiser = quantiser_of(graph, name).ok_or_else(|| ImportError::NotQuantised {
        node: "the graph".to_owned(),
        tensor: name.to_owned(),
    })?;
    let scale = quantisation(quantiser, |name| match values.get(name) {
        Some(Value::Constant(tensor)) => Some(tensor),
        _ => None,
    })?;
    let (builder, _) = ModelBuilder::new(channels, scale);
    Ok((builder, Value::Input(axes.to_vec())))
}

/// The node that quantises the input, perhaps after its axes were changed.
fn quantiser_of<'g>(graph: &'g GraphProto, input: &'g str) -> Option<Node<'g>> {
    let mut names = vec![input];
    for node in graph.node.iter().map(Node::new) {
        if !node.input(0).is_some_and(|name| names.contains(&name)) {
            continue;
        }
        match node.op() {
            "QuantizeLinear" => return Some(node),
            "Transpose" | "Squeeze" | "Unsqueeze" | "Identity" => {
                names.extend(node.outputs().first().map(String::as_str));
            }
            _ => {}
        }
    }
    None
}

fn quantisation<'t>(
    node: Node<'_>,
    constant: impl Fn(&str) -> Option<&'t Tensor>,
) -> Result<Quantisation, ImportError> {
    let scale = constant(node.required_input(1)?).and_then(Tensor::floats);
    let Some(&[scale]) = scale else {
        return Err(node.unsupported_use("more than one scale for activations"));
    };
    let zero_point = match node.input(2) {
        None => 0,
        Some(name) => {
            let tensor = constant(name);
            let value = tensor
                .and_then(Tensor::integers)
                .and_then(|v| v.first().copied());
            let (Some(tensor), Some(value)) = (tensor, value) else {
                return Err(node.unsupported_use("a computed zero point"));
            };
            let moved = if tensor.is_unsigned() {
                value - 128
            } else {
                value
            };
            i8::try_from(moved).map_err(|_| node.unsupported_use("activations beyond 8 bits"))?
        }
    };
    Ok(Quantisation { scale, zero_point })
}

fn constant(node: Node<'_>) -> Result<Value, ImportError> {
    let proto = node
        .attribute("value")
        .and_then(|a| a.t.as_ref())
        .ok_or_else(|| node.unsupported_use("a value that is not a tensor"))?;
    Tensor::read(proto).map(Value::Constant)
}
