use std::fmt;

use goldcrest_nn::build::BuildError;

/// Why a TensorFlow Lite network cannot be imported, and what to change in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TfliteError {
    /// The bytes are not a TensorFlow Lite model of schema version 3.
    NotTflite,
    /// An offset, length or index that points nowhere.
    Damaged,
    /// An operator that the engine does not run.
    UnsupportedOperator {
        /// The operator's name.
        op: String,
        /// The tensor that it makes.
        tensor: String,
    },
    /// An operator that the engine runs, but not in this way.
    UnsupportedUse {
        /// The operator's name.
        op: String,
        /// The tensor that it makes.
        tensor: String,
        /// What about it is not supported.
        what: &'static str,
    },
    /// A tensor that cannot be used as it is.
    BadTensor {
        /// The tensor's name.
        tensor: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A variable that keeps something else than the newest columns of one stream.
    BadVariable {
        /// The variable's name.
        variable: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The network's inputs or outputs are not of a form that can be streamed.
    BadEnds(&'static str),
    /// The section cannot hold what the operator asks for.
    Build {
        /// The tensor that the operator makes.
        tensor: String,
        /// Why.
        error: BuildError,
    },
}

impl fmt::Display for TfliteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotTflite => write!(
                f,
                "not a TensorFlow Lite model: give the .tflite file that the manifest names"
            ),
            Self::Damaged => write!(
                f,
                "the TensorFlow Lite model is cut off or damaged: fetch it again"
            ),
            Self::UnsupportedOperator { op, tensor } => write!(
                f,
                "the operator {op}, which makes `{tensor}`, is not supported"
            ),
            Self::UnsupportedUse { op, tensor, what } => {
                write!(f, "{op}, which makes `{tensor}`, is not supported {what}")
            }
            Self::BadTensor { tensor, what } => write!(f, "tensor `{tensor}` {what}"),
            Self::BadVariable { variable, what } => write!(f, "variable `{variable}` {what}"),
            Self::BadEnds(what) => f.write_str(what),
            Self::Build { tensor, error } => write!(f, "what makes `{tensor}`: {error}"),
        }
    }
}

impl std::error::Error for TfliteError {}
