//! Arithmetic on stored integers: torch computes the pads of `Pad` in the graph.

use super::ImportError;
use super::node::Node;
use super::tensor::{Data, Tensor};

/// The most values a folded tensor may have: pads and axes have a few.
const LARGEST: usize = 4096;

/// The result of a node whose inputs are all stored, if it is one of those known here.
pub(super) fn fold(node: Node<'_>, inputs: &[&Tensor]) -> Option<Result<Tensor, ImportError>> {
    let result = match node.op() {
        "ConstantOfShape" => constant_of_shape(node, inputs),
        "Concat" => concat(inputs),
        "Reshape" => reshape(inputs),
        "Slice" => slice(inputs),
        "Transpose" => transpose(node, inputs),
        "Cast" | "Identity" => integers(inputs, 0),
        _ => return None,
    };
    Some(
        result
            .map(|(dims, values)| Tensor {
                name: node.name(),
                dims,
                data: Data::Int64(values),
            })
            .ok_or_else(|| node.unsupported_use("stored values that cannot be folded")),
    )
}

type Integers = (Vec<usize>, Vec<i64>);

fn integers(inputs: &[&Tensor], index: usize) -> Option<Integers> {
    let tensor = inputs.get(index)?;
    let values = tensor.integers()?;
    (values.len() <= LARGEST).then(|| (tensor.dims.clone(), values))
}

fn constant_of_shape(node: Node<'_>, inputs: &[&Tensor]) -> Option<Integers> {
    let (_, shape) = integers(inputs, 0)?;
    let value = match node.attribute("value").and_then(|a| a.t.as_ref()) {
        Some(proto) => *Tensor::read(proto).ok()?.integers()?.first()?,
        None => return None,
    };
    let dims: Vec<usize> = shape
        .iter()
        .map(|&d| usize::try_from(d).ok())
        .collect::<Option<_>>()?;
    let len = dims
        .iter()
        .try_fold(1_usize, |product, &d| product.checked_mul(d))
        .filter(|&len| len <= LARGEST)?;
    Some((dims, vec![value; len]))
}

/// Along the only axis.
fn concat(inputs: &[&Tensor]) -> Option<Integers> {
    let mut joined = Vec::new();
    for index in 0..inputs.len() {
        let (dims, values) = integers(inputs, index)?;
        if dims.len() != 1 {
            return None;
        }
        joined.extend(values);
    }
    (joined.len() <= LARGEST).then(|| (vec![joined.len()], joined))
}

fn reshape(inputs: &[&Tensor]) -> Option<Integers> {
    let (_, values) = integers(inputs, 0)?;
    let (_, shape) = integers(inputs, 1)?;
    let known: usize = shape
        .iter()
        .filter(|&&d| d != -1)
        .try_fold(1_usize, |product, &d| {
            product.checked_mul(usize::try_from(d).ok()?)
        })?;
    let open = shape.iter().filter(|&&d| d == -1).count();
    let fits = match open {
        0 => known == values.len(),
        1 => known > 0 && values.len().is_multiple_of(known),
        _ => false,
    };
    let dims = shape
        .iter()
        .map(|&d| usize::try_from(d).unwrap_or_else(|_| values.len() / known))
        .collect();
    fits.then_some((dims, values))
}

/// Along the first axis, forwards or backwards.
fn slice(inputs: &[&Tensor]) -> Option<Integers> {
    let (mut dims, values) = integers(inputs, 0)?;
    let single = |index, default| match integers(inputs, index) {
        Some((_, values)) if values.len() == 1 => Some(values[0]),
        None if inputs.len() <= index => Some(default),
        _ => None,
    };
    let (start, end) = (single(1, 0)?, single(2, i64::MAX)?);
    let (axis, step) = (single(3, 0)?, single(4, 1)?);
    let &len = dims.first()?;
    if axis != 0 || step.unsigned_abs() != 1 {
        return None;
    }
    let rows = len as i64;
    let from_start = |index: i64| {
        if index < 0 {
            index.saturating_add(rows)
        } else {
            index
        }
    };
    let picked: Vec<i64> = if step == 1 {
        (from_start(start).clamp(0, rows)..from_start(end).clamp(0, rows)).collect()
    } else {
        let last = from_start(start).clamp(-1, rows - 1);
        let before = from_start(end).clamp(-1, rows - 1);
        (before + 1..=last).rev().collect()
    };
    let row_len = values.len() / len.max(1);
    dims[0] = picked.len();
    let picked = picked
        .iter()
        .flat_map(|&row| &values[row as usize * row_len..][..row_len])
        .copied()
        .collect();
    Some((dims, picked))
}

/// Of a matrix.
fn transpose(node: Node<'_>, inputs: &[&Tensor]) -> Option<Integers> {
    let (dims, values) = integers(inputs, 0)?;
    let [rows, columns] = dims[..] else {
        return None;
    };
    if !matches!(node.integers("perm"), None | Some(&[1, 0])) {
        return None;
    }
    let turned = (0..values.len())
        .map(|at| values[at % rows * columns + at / rows])
        .collect();
    Some((vec![columns, rows], turned))
}
