//! Quantised ONNX networks over time as model sections.
//!
//! Takes what `torch.onnx.export(…, dynamo=False, opset_version=17)` and onnxruntime's
//! `quantize_static(quant_format=QuantFormat.QDQ, per_channel=True, …)` write: a graph that
//! computes a whole recording `[1, channels, time]` at once, with a pair of QuantizeLinear and
//! DequantizeLinear around every operation. The graph is walked once in its own order. Each result
//! waits as `value::Pending` until the QuantizeLinear that follows tells its scale, ReLU and
//! Clip on the way narrowing its range, and is then handed to the engine's
//! [`ModelBuilder`](goldcrest_nn::build::ModelBuilder), which plans the streaming.
//!
//! Padding and slicing in time become shifts of a stream; transposes, squeezes and the like only
//! change what is known of its axes. So the section computes the graph's columns, one at a time
//! and exactly, up to those at the very end that see padding on the right.
//!
//! Operators: Conv (1-D; full, depthwise, pointwise), MatMul, Gemm, Add, Mul (with a constant),
//! Relu, Clip, Sigmoid, Tanh, LeakyRelu, Softmax, LogSoftmax, Concat, AveragePool, Gather (of an
//! embedding), Pad, Slice, Transpose, Squeeze, Unsqueeze, Identity, Dropout. Anything else is
//! refused by name.

mod emit;
mod error;
mod fold;
mod layers;
mod node;
mod proto;
mod shapes;
mod tensor;
#[cfg(test)]
mod tests;
mod unary;
mod value;
mod walk;

pub use error::ImportError;

/// Turns a quantised ONNX model into the bytes of a model section.
///
/// # Errors
///
/// See [`ImportError`]; every variant names the node or tensor.
pub fn import_onnx(onnx: &[u8]) -> Result<Vec<u8>, ImportError> {
    let model = <proto::ModelProto as prost::Message>::decode(onnx)
        .map_err(|error| ImportError::NotOnnx(error.to_string()))?;
    let graph = model
        .graph
        .ok_or_else(|| ImportError::NotOnnx("it has no graph".to_owned()))?;
    walk::import(&graph)
}
