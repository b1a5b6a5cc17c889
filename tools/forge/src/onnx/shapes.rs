use goldcrest_nn::build::Source;

use super::ImportError;
use super::node::Node;
use super::value::{Axis, Value};
use super::walk::Walk;

/// Slices that end here or beyond go to the end.
const NO_END: i64 = i32::MAX as i64;

impl Walk {
    pub(super) fn pad(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        let (source, axes) = self.stream(node, 0)?;
        if !matches!(node.text("mode"), None | Some("constant")) {
            return Err(node.unsupported_use("a mode other than constant"));
        }
        let fill_is_zero = match node.input(2).map(|name| self.value(name)).transpose()? {
            None => true,
            Some(Value::Constant(tensor)) => tensor
                .floats()
                .is_some_and(|values| values.iter().all(|&v| v == 0.0)),
            Some(Value::Weights(weights)) => weights.values.iter().all(|&v| v == 0),
            Some(_) => false,
        };
        if !fill_is_zero {
            return Err(node.unsupported_use("a fill value other than zero"));
        }
        let pads = self
            .integers(node, 1, "pads")?
            .ok_or_else(|| node.unsupported_use("no pads"))?;
        if pads.len() != 2 * axes.len() {
            return Err(node.unsupported_use("pads for other than all axes"));
        }
        let mut shift = 0;
        for (index, &axis) in axes.iter().enumerate() {
            let (before, after) = (pads[index], pads[index + axes.len()]);
            if axis == Axis::Time {
                shift = before;
            } else if before != 0 || after != 0 {
                return Err(node.unsupported_use("padding of another axis than time"));
            }
        }
        self.shifted(node, source, shift, axes)
    }

    pub(super) fn slice(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        let (source, axes) = self.stream(node, 0)?;
        let missing = || node.unsupported_use("no starts or ends");
        let starts = self.integers(node, 1, "starts")?.ok_or_else(missing)?;
        let ends = self.integers(node, 2, "ends")?.ok_or_else(missing)?;
        let sliced = self
            .integers(node, 3, "axes")?
            .unwrap_or_else(|| (0..starts.len() as i64).collect());
        let steps = self.integers(node, 4, "steps")?.unwrap_or_default();
        if steps.iter().any(|&step| step != 1) {
            return Err(node.unsupported_use("steps other than 1"));
        }
        let mut shift = 0;
        for ((&axis, &start), &end) in sliced.iter().zip(&starts).zip(&ends) {
            let whole = start == 0 && end >= NO_END;
            match self.axis(node, &axes, axis)? {
                _ if whole => {}
                Axis::Time if start >= 0 && !(0..NO_END).contains(&end) => shift -= start,
                Axis::Time => {
                    return Err(node.unsupported_use("a start from the end or a fixed end in time"));
                }
                _ => return Err(node.unsupported_use("another axis than time")),
            }
        }
        self.shifted(node, source, shift, axes)
    }

    pub(super) fn transpose(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        self.relabel(node, |axes| {
            let rank = axes.len();
            let order: Vec<usize> = match node.integers("perm") {
                Some(order) => order.iter().map(|&axis| axis as usize).collect(),
                None => (0..rank).rev().collect(),
            };
            let mut sorted = order.clone();
            sorted.sort_unstable();
            if !sorted.into_iter().eq(0..rank) {
                return Err(node.unsupported_use("an order that is none"));
            }
            Ok(order.iter().map(|&axis| axes[axis]).collect())
        })
    }

    pub(super) fn squeeze(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        let given = self.integers(node, 1, "axes")?;
        let channels = self.channels_of(node)?;
        self.relabel(node, |axes| {
            let removable = |axis: Axis| match axis {
                Axis::Batch | Axis::One => true,
                Axis::Channels => channels == 1,
                Axis::Time => false,
            };
            let chosen = match &given {
                Some(chosen) => chosen
                    .iter()
                    .map(|&axis| position(node, axis, axes.len()))
                    .collect::<Result<Vec<_>, _>>()?,
                None => (0..axes.len()).filter(|&i| removable(axes[i])).collect(),
            };
            if chosen.iter().any(|&index| !removable(axes[index])) {
                return Err(node.unsupported_use("an axis that is longer than one"));
            }
            let kept = (0..axes.len()).filter(|index| !chosen.contains(index));
            Ok(kept.map(|index| axes[index]).collect())
        })
    }

    pub(super) fn unsqueeze(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        let given = self.integers(node, 1, "axes")?.unwrap_or_default();
        self.relabel(node, |axes| {
            let rank = axes.len() + given.len();
            let mut added = given
                .iter()
                .map(|&axis| position(node, axis, rank))
                .collect::<Result<Vec<_>, _>>()?;
            added.sort_unstable();
            let mut axes = axes.to_vec();
            for index in added {
                let axis = if axes.contains(&Axis::Batch) {
                    Axis::One
                } else {
                    Axis::Batch
                };
                axes.insert(index.min(axes.len()), axis);
            }
            Ok(axes)
        })
    }

    /// What an axis number counts; negative ones count from the end.
    pub(super) fn axis(
        &self,
        node: Node<'_>,
        axes: &[Axis],
        number: i64,
    ) -> Result<Axis, ImportError> {
        position(node, number, axes.len()).map(|index| axes[index])
    }

    fn channels_of(&self, node: Node<'_>) -> Result<usize, ImportError> {
        Ok(match self.value(node.required_input(0)?)? {
            Value::Stream(source, _) => self.builder.channels(source.stream),
            _ => 0,
        })
    }

    /// The same stream under other axes.
    fn relabel(
        &self,
        node: Node<'_>,
        change: impl Fn(&[Axis]) -> Result<Vec<Axis>, ImportError>,
    ) -> Result<Value, ImportError> {
        let name = node.required_input(0)?;
        match self.value(name)?.clone() {
            Value::Stream(source, axes) => Ok(Value::Stream(source, change(&axes)?)),
            Value::Pending(mut pending) => {
                pending.axes = change(&pending.axes)?;
                Ok(Value::Pending(pending))
            }
            Value::Input(axes) => Ok(Value::Input(change(&axes)?)),
            Value::Constant(_) | Value::Weights(_) => {
                Err(node.unsupported_use(format!("the constant `{name}`: fold it at export")))
            }
        }
    }

    fn shifted(
        &self,
        node: Node<'_>,
        source: Source,
        by: i64,
        axes: Vec<Axis>,
    ) -> Result<Value, ImportError> {
        let shift = i32::try_from(by)
            .ok()
            .and_then(|by| source.shift.checked_add(by))
            .ok_or_else(|| node.unsupported_use("a shift beyond 32 bits"))?;
        // Zeros put in front after columns were cut off are not the columns that were there.
        if by > 0 && source.shift < 0 {
            return Err(
                node.unsupported_use("padding of a stream whose first columns were cut off")
            );
        }
        Ok(Value::Stream(Source { shift, ..source }, axes))
    }
}

fn position(node: Node<'_>, axis: i64, rank: usize) -> Result<usize, ImportError> {
    let rank = rank as i64;
    let index = if axis < 0 { axis + rank } else { axis };
    if (0..rank).contains(&index) {
        Ok(index as usize)
    } else {
        Err(node.unsupported_use(format!("axis {axis}")))
    }
}
