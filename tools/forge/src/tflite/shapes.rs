//! Operators that compute nothing: they choose and arrange columns and channels.

use super::TfliteError;
use super::node::Node;
use super::operators::code;
use super::value::{Columns, Value};
use super::walk::Walk;

/// An axis of a tensor of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axis {
    Time,
    Channels,
}

/// What a tensor's axes are: time and channels among axes of length 1.
fn axis(shape: &[usize], axis: i32, columns: Columns) -> Option<Axis> {
    let rank = i32::try_from(shape.len()).ok()?;
    let place = usize::try_from(if axis < 0 { axis + rank } else { axis }).ok()?;
    let ordered = match *shape {
        [1, rows, channels] | [1, rows, 1, channels] => {
            (rows, channels) == (columns.rows, columns.channels)
        }
        [1, channels] => columns.rows == 1 && channels == columns.channels,
        _ => false,
    };
    match place {
        _ if !ordered => None,
        place if place + 1 == shape.len() => Some(Axis::Channels),
        1 => Some(Axis::Time),
        _ => None,
    }
}

impl<'g, 'a> Walk<'g, 'a> {
    /// RESHAPE and its like: the values stay in order.
    pub(super) fn reshape(&mut self, node: &Node<'g, 'a>) -> Result<(), TfliteError> {
        let columns = self.columns(node, 0)?;
        if node.input_tensor(0)?.quantisation()? != node.output_tensor()?.quantisation()? {
            return Err(node.refuse("with a change of scale"));
        }
        self.make(node, columns)
    }

    pub(super) fn concatenation(&mut self, node: &Node<'g, 'a>) -> Result<(), TfliteError> {
        if node.byte_option(1)? != 0 {
            return Err(node.refuse("with an activation"));
        }
        if let [Some(first), Some(second)] = node.operator.inputs[..]
            && let (Value::Kept(kept), Value::Columns(new)) =
                (self.values[first], self.values[second])
        {
            let shape = &self.graph.tensors[second].shape;
            if axis(shape, node.option(0, 0)?, new) != Some(Axis::Time) {
                return Err(node.refuse("of a variable over another axis than time"));
            }
            let joined = self.join(node, kept, new)?;
            return self.make(node, joined);
        }
        self.concatenate_channels(node)
    }

    fn concatenate_channels(&mut self, node: &Node<'g, 'a>) -> Result<(), TfliteError> {
        let target = node.output_tensor()?.quantisation()?;
        let (mut sources, mut channels, mut rows) = (Vec::new(), 0, None);
        for place in 0..node.operator.inputs.len() {
            let columns = self.columns(node, place)?;
            let shape = &node.input_tensor(place)?.shape;
            if axis(shape, node.option(0, 0)?, columns) != Some(Axis::Channels) {
                return Err(node.refuse("over another axis than channels"));
            }
            if columns.rows != columns.step || rows.is_some_and(|rows| rows != columns.rows) {
                return Err(node.refuse("of columns that overlap those of other invocations"));
            }
            if self.builder.quantisation(columns.stream) != target {
                return Err(node.refuse("of different scales"));
            }
            rows = Some(columns.rows);
            channels += columns.channels;
            sources.push(columns.source());
        }
        let made = self.builder.concat(&sources, target);
        let stream = made.map_err(|error| node.build(error))?;
        self.make(node, Columns::new(stream, rows.unwrap_or(0), channels))
    }

    /// SPLIT `[axis, input]` into equal parts, or SPLIT_V `[input, sizes, axis]`.
    pub(super) fn split(&mut self, node: &Node<'g, 'a>) -> Result<(), TfliteError> {
        let is_split = node.operator.code == code::SPLIT;
        let (input, along) = if is_split { (1, 0) } else { (0, 2) };
        let columns = self.columns(node, input)?;
        let along = match node.input_tensor(along)?.integers()?[..] {
            [along] => along,
            _ => return Err(node.refuse("over several axes")),
        };
        let axis = axis(&node.input_tensor(input)?.shape, along, columns)
            .ok_or_else(|| node.refuse("over another axis than time or channels"))?;
        let whole = match axis {
            Axis::Time => columns.rows,
            Axis::Channels => columns.channels,
        };
        let count = node.operator.outputs.len();
        let sizes = match is_split {
            true if count > 0 && whole.is_multiple_of(count) => vec![whole / count; count],
            true => return Err(node.refuse("into unequal parts")),
            false => {
                let sizes = node.input_tensor(1)?.integers()?.into_iter();
                let sizes: Result<Vec<usize>, _> = sizes.map(usize::try_from).collect();
                sizes.map_err(|_| node.refuse("into parts of unknown size"))?
            }
        };
        if sizes.len() != count || sizes.iter().sum::<usize>() != whole {
            return Err(node.refuse("into parts that do not make up the whole"));
        }
        let mut first = 0;
        for (&tensor, size) in node.operator.outputs.iter().zip(sizes) {
            let part = self.part(node, columns, axis, first, size)?;
            if self.graph.tensors[tensor].len() != Some(part.rows * part.channels) {
                return Err(
                    self.graph.tensors[tensor].bad("has another shape than its operator makes")
                );
            }
            self.values[tensor] = Value::Columns(part);
            first += size;
        }
        Ok(())
    }

    /// STRIDED_SLICE `[input, begin, end, strides]` with strides of 1.
    pub(super) fn strided_slice(&mut self, node: &Node<'g, 'a>) -> Result<(), TfliteError> {
        let mut columns = self.columns(node, 0)?;
        let shape = &node.input_tensor(0)?.shape;
        let [begin, end, strides] = [
            node.input_tensor(1)?.integers()?,
            node.input_tensor(2)?.integers()?,
            node.input_tensor(3)?.integers()?,
        ];
        let [begin_mask, end_mask, ellipsis, new_axis, shrink] =
            [0, 1, 2, 3, 4].map(|id| node.option(id, 0));
        let (begin_mask, end_mask) = (begin_mask?, end_mask?);
        if (ellipsis?, new_axis?, shrink?, node.byte_option(5)?) != (0, 0, 0, 0) {
            return Err(node.refuse("with axes that come or go"));
        }
        let rank = shape.len();
        if [&begin, &end, &strides]
            .iter()
            .any(|list| list.len() != rank)
        {
            return Err(node.refuse("over some of its axes"));
        }
        if strides.iter().any(|&stride| stride != 1) {
            return Err(node.refuse("with strides other than 1"));
        }
        for (place, &size) in shape.iter().enumerate() {
            let whole = i64::try_from(size).map_err(|_| TfliteError::Damaged)?;
            let bound = |mask: i32, list: &[i32], masked: i64| {
                let given = i64::from(list[place]);
                let given = if given < 0 { given + whole } else { given };
                if mask >> place & 1 == 1 {
                    masked
                } else {
                    given.clamp(0, whole)
                }
            };
            let (from, to) = (bound(begin_mask, &begin, 0), bound(end_mask, &end, whole));
            if (from, to) == (0, whole) {
                continue;
            }
            let axis = axis(shape, place as i32, columns)
                .filter(|_| from < to)
                .ok_or_else(|| node.refuse("over another axis than time or channels"))?;
            columns = self.part(node, columns, axis, from as usize, (to - from) as usize)?;
        }
        self.make(node, columns)
    }

    /// Some of the columns, or some of their channels.
    fn part(
        &mut self,
        node: &Node<'g, 'a>,
        columns: Columns,
        axis: Axis,
        first: usize,
        size: usize,
    ) -> Result<Columns, TfliteError> {
        match axis {
            Axis::Time => Ok(Columns {
                first: i32::try_from(first)
                    .ok()
                    .and_then(|first| columns.first.checked_add(first))
                    .ok_or_else(|| node.refuse("with so many columns"))?,
                rows: size,
                ..columns
            }),
            Axis::Channels if size == columns.channels => Ok(columns),
            Axis::Channels => {
                let made = self.builder.slice(columns.stream.into(), first, size);
                Ok(Columns {
                    stream: made.map_err(|error| node.build(error))?,
                    channels: size,
                    ..columns
                })
            }
        }
    }
}
