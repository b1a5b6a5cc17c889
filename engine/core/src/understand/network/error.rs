use core::fmt;
use goldcrest_nn::ModelError;

/// Why an understanding section was refused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NetworkError {
    /// Another kind of section was given.
    NotUnderstanding,
    /// Written in a format that this version does not read: build the pack again.
    Version(u16),
    /// It is shorter than its header says, or this part of it lies outside: it was cut off or damaged.
    Truncated(&'static str),
    /// Vectors of this many values: it must be a multiple of 4, at least 4 and at most 256.
    Dimensions(u16),
    /// Values of the table of this many bits: they must have 8 or 4.
    TableBits(u8),
    /// The table has no rows.
    NoRows,
    /// A factor or the temperature is not a positive number.
    BadFactor,
    /// A name is not UTF-8, or their offsets do not rise.
    BadNames,
    /// It has no intent, or more slots than the 127 that tags of one byte can tell apart.
    BadCounts,
    /// The network over the tokens is not sound.
    Body(ModelError),
    /// The network from the pooled vector to intents is not sound.
    Head(ModelError),
    /// The body does not take the table's vectors, or does not give hidden values and tags.
    BodyShape,
    /// The head does not take what the body's hidden values pool to, at the same scale.
    HeadShape,
    /// The body makes fewer columns than there are tokens, or looks this many tokens ahead, more than 64.
    LookAhead(usize),
    /// The body gives another number of tags than the slots have.
    TagCount {
        /// Tags of the slots.
        expected: usize,
        /// Tags of the body.
        found: usize,
    },
    /// The head gives another number of classes than there are intents.
    IntentCount {
        /// Classes of the names.
        expected: usize,
        /// Classes of the head.
        found: usize,
    },
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NetworkError::NotUnderstanding => f.write_str("not an understanding section"),
            NetworkError::Version(version) => write!(
                f,
                "understanding format {version} is not the one that this version reads; build the pack again"
            ),
            NetworkError::Truncated(part) => {
                write!(f, "its {part} lies outside of it; copy or build it again")
            }
            NetworkError::Dimensions(found) => write!(
                f,
                "vectors of {found} values; they must be a multiple of 4, from 4 to 256"
            ),
            NetworkError::TableBits(found) => write!(
                f,
                "a table of values of {found} bits; they must have 8 or 4"
            ),
            NetworkError::NoRows => f.write_str("the table has no rows; train it again"),
            NetworkError::BadFactor => {
                f.write_str("a factor or the temperature is not positive; train it again")
            }
            NetworkError::BadNames => f.write_str("its names are damaged; build it again"),
            NetworkError::BadCounts => f.write_str(
                "it must have an intent, and at most 127 slots; train with fewer labels",
            ),
            NetworkError::Body(error) => write!(f, "body: {error}"),
            NetworkError::Head(error) => write!(f, "head: {error}"),
            NetworkError::BodyShape => {
                f.write_str("the body's input or outputs do not fit the table and the slots")
            }
            NetworkError::HeadShape => {
                f.write_str("the head does not take what the body's hidden values pool to")
            }
            NetworkError::LookAhead(ahead) => write!(
                f,
                "the body gives less than a column a token, or looks {ahead} tokens ahead; 64 are the most"
            ),
            NetworkError::TagCount { expected, found } => {
                write!(
                    f,
                    "the body gives {found} tags where the slots have {expected}"
                )
            }
            NetworkError::IntentCount { expected, found } => {
                write!(
                    f,
                    "the head gives {found} classes where {expected} are named"
                )
            }
        }
    }
}

impl core::error::Error for NetworkError {}
