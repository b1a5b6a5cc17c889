use core::fmt;

/// Why a model section cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// Weights, biases or multipliers whose number does not fit the channels and the kernel.
    WrongLength {
        /// What is wrong in number.
        what: &'static str,
        /// How many there should be.
        expected: usize,
        /// How many were given.
        given: usize,
    },
    /// A scale or multiplier that is not a positive finite number.
    BadScale,
    /// A bias beyond 2^30 once the zero point of the input is folded into it.
    BiasTooLarge,
    /// One output channel would sum more than 65,535 products.
    RowTooLong,
    /// A kernel, dilation or stride of zero, or more padding than the kernel reaches.
    BadTaps,
    /// Streams of different numbers of channels where they must agree.
    ChannelsDiffer,
    /// Streams of different column rates that one operation cannot read together.
    RatesDiffer,
    /// Token numbers where int8 channels are needed, or the reverse.
    WrongInputKind,
    /// More channels, columns, streams or bytes than the section's integers can count.
    TooLarge,
    /// A model without output.
    NoOutput,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongLength {
                what,
                expected,
                given,
            } => write!(f, "{expected} {what} are needed, {given} were given"),
            Self::BadScale => write!(f, "a scale is not a positive finite number"),
            Self::BiasTooLarge => write!(f, "a bias exceeds 2^30: the quantisation is broken"),
            Self::RowTooLong => {
                write!(
                    f,
                    "an output channel sums more than 65,535 products: make the layer smaller"
                )
            }
            Self::BadTaps => write!(
                f,
                "kernel, dilation and stride must be positive and the left padding within the kernel's reach"
            ),
            Self::ChannelsDiffer => write!(f, "streams with different numbers of channels meet"),
            Self::RatesDiffer => write!(f, "streams with different column rates meet"),
            Self::WrongInputKind => {
                write!(
                    f,
                    "token numbers are used as channels, or channels as token numbers"
                )
            }
            Self::TooLarge => write!(f, "the model is too large for a section: make it smaller"),
            Self::NoOutput => write!(f, "the model has no output"),
        }
    }
}

impl core::error::Error for BuildError {}
