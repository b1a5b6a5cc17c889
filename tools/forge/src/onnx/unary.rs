use goldcrest_nn::build::Source;

use super::ImportError;
use super::node::Node;
use super::value::{Axis, Function, Layer, Pending, Value};
use super::walk::Walk;

impl Walk {
    pub(super) fn clip(&mut self, node: Node<'_>) -> Result<Value, ImportError> {
        let bound = |index: usize, attribute: &str, default: f32| {
            let given = self.value_of_scalar(node, index)?;
            Ok(given.unwrap_or_else(|| node.float(attribute, default)))
        };
        let least = bound(1, "min", f32::NEG_INFINITY)?;
        let greatest = bound(2, "max", f32::INFINITY)?;
        self.narrow(node, least, greatest)
    }

    /// ReLU and clip: part of the operation that they follow.
    pub(super) fn narrow(
        &mut self,
        node: Node<'_>,
        least: f32,
        greatest: f32,
    ) -> Result<Value, ImportError> {
        let mut pending = self.open_result(node)?;
        let (low, high) = pending.clamp;
        let low = low.max(least);
        pending.clamp = (low, high.min(greatest).max(low));
        Ok(Value::Pending(pending))
    }

    pub(super) fn function(
        &mut self,
        node: Node<'_>,
        function: Function,
    ) -> Result<Value, ImportError> {
        let (source, axes) = self.stream(node, 0)?;
        let layer = Layer::Function(source, function);
        Ok(Value::Pending(Pending::new(layer, axes)))
    }

    pub(super) fn normalise(
        &mut self,
        node: Node<'_>,
        layer: impl Fn(Source) -> Layer,
    ) -> Result<Value, ImportError> {
        let (source, axes) = self.stream(node, 0)?;
        if self.axis(node, &axes, node.integer("axis", -1))? != Axis::Channels {
            return Err(node.unsupported_use("an axis other than the channels"));
        }
        Ok(Value::Pending(Pending::new(layer(source), axes)))
    }

    /// The result that a clamp narrows: one that waits for its scale, or a stream seen anew.
    fn open_result(&self, node: Node<'_>) -> Result<Pending, ImportError> {
        let narrowable = |layer: &Layer| {
            !matches!(
                layer,
                Layer::Concat(_) | Layer::Softmax(_) | Layer::LogSoftmax(_)
            )
        };
        match self.value(node.required_input(0)?)? {
            Value::Pending(pending) if narrowable(&pending.layer) => Ok(pending.clone()),
            _ => {
                let (source, axes) = self.stream(node, 0)?;
                let layer = Layer::Function(source, Function::Identity);
                Ok(Pending::new(layer, axes))
            }
        }
    }

    fn value_of_scalar(&self, node: Node<'_>, index: usize) -> Result<Option<f32>, ImportError> {
        let Some(name) = node.input(index) else {
            return Ok(None);
        };
        let reals = match self.value(name)? {
            Value::Constant(tensor) => tensor.floats().map(<[f32]>::to_vec),
            Value::Weights(weights) => Some(weights.real()),
            _ => None,
        };
        match reals.as_deref() {
            Some(&[real]) => Ok(Some(real)),
            _ => Err(node.unsupported_use("a bound that is not one stored value")),
        }
    }
}
