use std::fmt;

use goldcrest_nn::build::BuildError;

/// Why a network cannot be imported, and what to change in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportError {
    /// The bytes are not an ONNX model.
    NotOnnx(String),
    /// An operator that the engine does not run.
    UnsupportedOperator {
        /// The node's name, or its first output's.
        node: String,
        /// The operator's name.
        op: String,
    },
    /// An operator that the engine runs, but not in this way.
    UnsupportedUse {
        /// The node's name.
        node: String,
        /// The operator's name.
        op: String,
        /// What about it is not supported.
        what: String,
    },
    /// A node that reads a result which was not quantised.
    NotQuantised {
        /// The node that reads.
        node: String,
        /// The tensor without quantisation.
        tensor: String,
    },
    /// A tensor that is read but neither computed nor stored.
    MissingTensor(String),
    /// A stored tensor whose data cannot be used.
    BadTensor {
        /// The tensor's name.
        tensor: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The graph's input is not one of the forms that can be streamed.
    BadInput {
        /// The input's name.
        input: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The section cannot hold what the node asks for.
    Build {
        /// The node's name.
        node: String,
        /// Why.
        error: BuildError,
    },
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOnnx(reason) => write!(f, "not an ONNX model: {reason}"),
            Self::UnsupportedOperator { node, op } => write!(
                f,
                "node `{node}`: the operator {op} is not supported: express it with convolutions, \
                 or fold it before export"
            ),
            Self::UnsupportedUse { node, op, what } => {
                write!(f, "node `{node}`: {op} is not supported with {what}")
            }
            Self::NotQuantised { node, tensor } => write!(
                f,
                "node `{node}` reads `{tensor}`, which is not quantised: quantise the model with \
                 onnxruntime's quantize_static in QDQ format"
            ),
            Self::MissingTensor(name) => {
                write!(
                    f,
                    "tensor `{name}` is read but nothing makes it: export the model again"
                )
            }
            Self::BadTensor { tensor, what } => write!(f, "tensor `{tensor}`: {what}"),
            Self::BadInput { input, what } => write!(f, "input `{input}`: {what}"),
            Self::Build { node, error } => write!(f, "node `{node}`: {error}"),
        }
    }
}

impl std::error::Error for ImportError {}
