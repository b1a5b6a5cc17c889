//! The main graph, once through in its own order.

use goldcrest_nn::build::ModelBuilder;

use super::TfliteError;
use super::node::Node;
use super::operators::code;
use super::schema::{Graph, Kind, Model, Tensor};
use super::value::{Columns, Value};
use super::variables::Variable;

/// What is known so far.
pub(super) struct Walk<'g, 'a> {
    pub(super) graph: &'g Graph<'a>,
    pub(super) builder: ModelBuilder,
    /// Of every tensor.
    pub(super) values: Vec<Value>,
    pub(super) variables: Vec<Variable>,
}

/// The section of a model.
pub(super) fn import(model: &Model<'_>) -> Result<Vec<u8>, TfliteError> {
    let graph = model.graphs.first().ok_or(TfliteError::Damaged)?;
    let ([input], [output]) = (&graph.inputs[..], &graph.outputs[..]) else {
        return Err(TfliteError::BadEnds(
            "the network has several inputs or outputs: one of each is needed",
        ));
    };
    let tensor = &graph.tensors[*input];
    if tensor.kind != Kind::Int8 {
        return Err(tensor.bad("is not of int8: convert with int8 inputs"));
    }
    let (rows, channels) = extent(tensor)?;
    let (builder, source) = ModelBuilder::new(channels, tensor.quantisation()?);
    let mut walk = Walk {
        graph,
        builder,
        values: vec![Value::Unmade; graph.tensors.len()],
        variables: Vec::new(),
    };
    walk.values[*input] = Value::Columns(Columns::new(source.stream, rows, channels));
    for operator in &graph.operators {
        walk.operator(&Node { graph, operator }, model)?;
    }
    walk.check_variables()?;
    let Value::Columns(made) = walk.values[*output] else {
        return Err(graph.tensors[*output].bad("is the output but nothing makes it"));
    };
    if !made.are_the_new_ones() {
        return Err(
            graph.tensors[*output].bad("is the output but holds columns of earlier invocations")
        );
    }
    let section = walk.builder.finish(&[made.stream]);
    section.map_err(|error| TfliteError::Build {
        tensor: graph.tensors[*output].name.clone(),
        error,
    })
}

impl<'g, 'a> Walk<'g, 'a> {
    fn operator(&mut self, node: &Node<'g, 'a>, model: &'g Model<'a>) -> Result<(), TfliteError> {
        match node.operator.code {
            code::CALL_ONCE => self.call_once(node, model),
            code::VAR_HANDLE => self.var_handle(node),
            code::READ_VARIABLE => self.read_variable(node),
            code::ASSIGN_VARIABLE => self.assign_variable(node),
            code::CONCATENATION => self.concatenation(node),
            code::STRIDED_SLICE => self.strided_slice(node),
            code::SPLIT | code::SPLIT_V => self.split(node),
            code::RESHAPE | code::EXPAND_DIMS | code::SQUEEZE => self.reshape(node),
            code::CONV_2D => self.convolution(node),
            code::DEPTHWISE_CONV_2D => self.depthwise(node),
            code::FULLY_CONNECTED => self.dense(node),
            code::LOGISTIC => self.logistic(node),
            code::QUANTIZE => self.quantise(node),
            _ => Err(node.unsupported()),
        }
    }

    /// The columns that an operator reads in this place.
    pub(super) fn columns(
        &self,
        node: &Node<'g, 'a>,
        place: usize,
    ) -> Result<Columns, TfliteError> {
        match self.values[node.input(place)?] {
            Value::Columns(columns) => Ok(columns),
            Value::Kept(_) => Err(node.refuse("on a variable that is not joined to new columns")),
            Value::Handle(_) => Err(node.refuse("on the handle of a variable")),
            Value::Unmade => Err(node.refuse("on a constant, or on what a later operator makes")),
        }
    }

    /// Columns and channels of a tensor.
    pub(super) fn extent(&self, tensor: &Tensor<'_>) -> Result<(usize, usize), TfliteError> {
        extent(tensor)
    }
}

fn extent(tensor: &Tensor<'_>) -> Result<(usize, usize), TfliteError> {
    match tensor.shape[..] {
        [1, channels] => Ok((1, channels)),
        [1, rows, channels] | [1, rows, 1, channels] => Ok((rows, channels)),
        _ => Err(tensor.bad("has other axes than [1, time, channels]")),
    }
}
