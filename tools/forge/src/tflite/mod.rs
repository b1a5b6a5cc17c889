//! Streaming int8 TensorFlow Lite networks as model sections.
//!
//! Takes what TensorFlow's converter writes for networks over time that keep their past in resource
//! variables, such as those of microWakeWord: an invocation takes the next columns of features, joins them
//! to those that a variable has kept, computes, and keeps the newest again.
//!
//! ```text
//!  ReadVariable ──┐                  ┌─▶ StridedSlice ─▶ AssignVariable
//!                 ├─▶ Concatenation ─┤
//!  new columns ───┘                  └─▶ Conv2D, DepthwiseConv2D, Split, …
//! ```
//!
//! The engine has no variables: a stream's ring holds its past already. So a concatenation of a variable
//! with the newest columns of a stream is a longer window of that stream, a slice of it a
//! shorter one, and an assignment only says what was true all along; where it is not, the network is
//! refused. What is left are layers over windows, which the engine's
//! [`ModelBuilder`](goldcrest_nn::build::ModelBuilder) plans: nothing is copied and nothing is moved.
//!
//! The section computes the values of the reference kernels of TensorFlow Lite exactly: sums are
//! requantised by their fixed-point multipliers, and what maps one value to one value becomes a table.
//!
//! Operators: CALL_ONCE, VAR_HANDLE, READ_VARIABLE, ASSIGN_VARIABLE, CONCATENATION, STRIDED_SLICE, SPLIT,
//! SPLIT_V, RESHAPE, EXPAND_DIMS, SQUEEZE, CONV_2D (over time), DEPTHWISE_CONV_2D, FULLY_CONNECTED, LOGISTIC,
//! QUANTIZE. Anything else is refused by name.

mod arithmetic;
mod error;
mod flatbuffer;
mod layers;
mod node;
mod operators;
mod schema;
mod shapes;
mod value;
mod variables;
mod walk;

pub use error::TfliteError;

/// Turns a streaming int8 TensorFlow Lite model into the bytes of a model section.
///
/// One column of the section's output is due for each invocation, with the last column that the invocation
/// takes. An output of unsigned bytes comes out as int8, 128 less.
///
/// # Errors
///
/// See [`TfliteError`]; every variant names the operator or tensor.
pub fn import_tflite(bytes: &[u8]) -> Result<Vec<u8>, TfliteError> {
    walk::import(&schema::Model::read(bytes)?)
}
