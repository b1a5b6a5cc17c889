//! The parts of TensorFlow Lite's schema, version 3, that streaming networks use.

use super::TfliteError;
use super::flatbuffer::Table;
use super::operators::{self, code};

const IDENTIFIER: &[u8; 4] = b"TFL3";

/// What a tensor's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Int8,
    UInt8,
    Int32,
    /// The handle of a variable.
    Resource,
    Other,
}

/// An array: a constant, or what an operator makes.
#[derive(Clone, Debug)]
pub(super) struct Tensor<'a> {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
    pub(super) kind: Kind,
    pub(super) scales: Vec<f32>,
    pub(super) zero_points: Vec<i64>,
    /// Empty unless the tensor is a constant.
    pub(super) data: &'a [u8],
}

/// One step of a graph.
#[derive(Clone, Debug)]
pub(super) struct Operator<'a> {
    pub(super) code: i32,
    pub(super) name: String,
    /// `None` for one that is left out.
    pub(super) inputs: Vec<Option<usize>>,
    pub(super) outputs: Vec<usize>,
    pub(super) options: Option<Table<'a>>,
}

/// Tensors and the operators that make them, in order.
#[derive(Clone, Debug)]
pub(super) struct Graph<'a> {
    pub(super) tensors: Vec<Tensor<'a>>,
    pub(super) inputs: Vec<usize>,
    pub(super) outputs: Vec<usize>,
    pub(super) operators: Vec<Operator<'a>>,
}

/// The main graph and those that it calls.
#[derive(Clone, Debug)]
pub(super) struct Model<'a> {
    pub(super) graphs: Vec<Graph<'a>>,
}

impl<'a> Model<'a> {
    /// Reads a model and checks every index in it.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, TfliteError> {
        let root = Table::root(bytes, IDENTIFIER)?;
        let codes = root
            .tables(1)?
            .iter()
            .map(operator_code)
            .collect::<Result<Vec<_>, _>>()?;
        let buffers = root
            .tables(4)?
            .iter()
            .map(|buffer| buffer.bytes(0))
            .collect::<Result<Vec<_>, _>>()?;
        let graphs = root
            .tables(2)?
            .iter()
            .map(|graph| Graph::read(graph, &codes, &buffers))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { graphs })
    }
}

/// Number and name. Old models have numbers below 127 in one byte, new ones in a word as well.
fn operator_code(table: &Table<'_>) -> Result<(i32, String), TfliteError> {
    let number = i32::from(table.u8(0)? as i8).max(table.i32(3, 0)?);
    let name = match operators::name(number) {
        Some(_) if number == code::CUSTOM => table.text(1)?,
        Some(name) => name.to_owned(),
        None => format!("number {number}"),
    };
    Ok((number, name))
}

impl<'a> Graph<'a> {
    fn read(
        table: &Table<'a>,
        codes: &[(i32, String)],
        buffers: &[&'a [u8]],
    ) -> Result<Self, TfliteError> {
        let tensors = table
            .tables(0)?
            .iter()
            .map(|tensor| Tensor::read(tensor, buffers))
            .collect::<Result<Vec<_>, _>>()?;
        let indices = |table: &Table<'_>, id| -> Result<Vec<Option<usize>>, TfliteError> {
            let numbers = table.words(id, i32::from_le_bytes)?;
            let index = |number| match usize::try_from(number) {
                Ok(index) if index < tensors.len() => Ok(Some(index)),
                Err(_) if number == -1 => Ok(None),
                _ => Err(TfliteError::Damaged),
            };
            numbers.into_iter().map(index).collect()
        };
        let all = |indices: Vec<Option<usize>>| -> Result<Vec<usize>, TfliteError> {
            let whole: Option<Vec<usize>> = indices.into_iter().collect();
            whole.ok_or(TfliteError::Damaged)
        };
        let operators = table
            .tables(3)?
            .iter()
            .map(|operator| {
                let (code, name) = codes
                    .get(operator.u32(0)? as usize)
                    .ok_or(TfliteError::Damaged)?;
                Ok(Operator {
                    code: *code,
                    name: name.clone(),
                    inputs: indices(operator, 1)?,
                    outputs: all(indices(operator, 2)?)?,
                    options: operator.table(4)?,
                })
            })
            .collect::<Result<Vec<_>, TfliteError>>()?;
        Ok(Self {
            inputs: all(indices(table, 1)?)?,
            outputs: all(indices(table, 2)?)?,
            operators,
            tensors,
        })
    }
}

impl<'a> Tensor<'a> {
    fn read(table: &Table<'a>, buffers: &[&'a [u8]]) -> Result<Self, TfliteError> {
        let shape = table
            .words(0, i32::from_le_bytes)?
            .into_iter()
            .map(|size| usize::try_from(size).map_err(|_| TfliteError::Damaged))
            .collect::<Result<Vec<_>, _>>()?;
        let (scales, zero_points) = match table.table(4)? {
            Some(quantisation) => (
                quantisation.words(2, f32::from_le_bytes)?,
                quantisation.words(3, i64::from_le_bytes)?,
            ),
            None => (Vec::new(), Vec::new()),
        };
        let kind = match table.u8(1)? {
            2 => Kind::Int32,
            3 => Kind::UInt8,
            9 => Kind::Int8,
            13 => Kind::Resource,
            _ => Kind::Other,
        };
        Ok(Self {
            name: table.text(3)?,
            shape,
            kind,
            scales,
            zero_points,
            data: buffers
                .get(table.u32(2)? as usize)
                .ok_or(TfliteError::Damaged)?,
        })
    }

    /// How many values its shape has, if they can be counted.
    pub(super) fn len(&self) -> Option<usize> {
        self.shape
            .iter()
            .try_fold(1_usize, |product, &size| product.checked_mul(size))
    }
}
