use core::fmt;

/// Why bytes were refused as a model section.
///
/// A section inside a sound pack is refused only where it was made by a newer or a faulty tool:
/// import the network again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelError {
    /// Fewer bytes than a section header has.
    TooShort {
        /// Bytes given.
        actual: usize,
    },
    /// The first four bytes are not those of a model section.
    NotAModel,
    /// Written in a format that this engine does not read.
    WrongVersion {
        /// Format version of the bytes.
        found: u16,
    },
    /// The section is not as long as its header says.
    WrongLength {
        /// Bytes announced.
        expected: usize,
        /// Bytes given.
        actual: usize,
    },
    /// A table (streams, operations, outputs) does not fit into the section.
    TableOutOfBounds,
    /// A stream without channels, without ring, with a scale that is not a positive number, or
    /// with a ring outside the arena or overlapping the one before.
    BadStream {
        /// The stream's number.
        stream: u16,
    },
    /// The arena, period or horizon in the header contradicts the streams.
    BadPlan,
    /// An operation that this engine does not know.
    UnknownOperation {
        /// The operation's number.
        op: u16,
        /// The kind found.
        kind: u8,
    },
    /// A way of requantising that this engine does not know.
    UnknownRequantisation {
        /// The operation's number.
        op: u16,
    },
    /// An operation that reads a stream not yet written, too few or too many streams, or one whose
    /// shape does not fit.
    BadInput {
        /// The operation's number.
        op: u16,
    },
    /// Strides, delays or ring lengths that would make an operation read a column that is not
    /// there.
    BadTiming {
        /// The operation's number.
        op: u16,
    },
    /// Weights, biases, scales or tables that lie outside the section or are not finite.
    BadWeights {
        /// The operation's number.
        op: u16,
    },
    /// An output that names no stream, or no output at all.
    BadOutput,
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const AGAIN: &str = "import the network again";
        match *self {
            Self::TooShort { actual } => {
                write!(f, "{actual} bytes are too few for a model section: {AGAIN}")
            }
            Self::NotAModel => write!(f, "not a model section (it does not begin with GCNN)"),
            Self::WrongVersion { found } => write!(
                f,
                "the model section has format version {found}, this engine reads version {}: {AGAIN}",
                crate::section::FORMAT_VERSION
            ),
            Self::WrongLength { expected, actual } => write!(
                f,
                "the model section should have {expected} bytes, not {actual}: {AGAIN}"
            ),
            Self::TableOutOfBounds => {
                write!(f, "a table of the model section reaches beyond it: {AGAIN}")
            }
            Self::BadStream { stream } => {
                write!(f, "stream {stream} of the model is malformed: {AGAIN}")
            }
            Self::BadPlan => write!(f, "the model's memory plan is inconsistent: {AGAIN}"),
            Self::UnknownOperation { op, kind } => write!(
                f,
                "operation {op} has the unknown kind {kind}: the model was made by a newer version"
            ),
            Self::UnknownRequantisation { op } => write!(
                f,
                "operation {op} requantises in an unknown way: the model was made by a newer version"
            ),
            Self::BadInput { op } => {
                write!(
                    f,
                    "operation {op} reads streams that do not fit it: {AGAIN}"
                )
            }
            Self::BadTiming { op } => {
                write!(
                    f,
                    "operation {op} reads columns that are not there: {AGAIN}"
                )
            }
            Self::BadWeights { op } => {
                write!(
                    f,
                    "operation {op} has weights outside the section or not finite: {AGAIN}"
                )
            }
            Self::BadOutput => write!(f, "the model names no stream as its output: {AGAIN}"),
        }
    }
}

impl core::error::Error for ModelError {}

/// Why a model could not take a column: the caller's memory does not fit the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunError {
    /// Give [`crate::Model::arena_bytes`] bytes.
    ArenaTooSmall {
        /// Bytes needed.
        needed: usize,
        /// Bytes given.
        given: usize,
    },
    /// Give columns of as many values as [`crate::Model::input`] says.
    WrongColumnLength {
        /// Values of a column.
        expected: usize,
        /// Values given.
        given: usize,
    },
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::ArenaTooSmall { needed, given } => {
                write!(
                    f,
                    "the model's arena needs {needed} bytes, {given} were given"
                )
            }
            Self::WrongColumnLength { expected, given } => {
                write!(
                    f,
                    "the model takes columns of {expected} values, {given} were given"
                )
            }
        }
    }
}

impl core::error::Error for RunError {}
