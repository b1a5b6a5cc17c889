use core::fmt;

use crate::table::NamesError;

/// Why a context section was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContextError {
    /// Another kind of section was given.
    NotAContext,
    /// Written in a format that this version does not read: build the pack again.
    Version(u16),
    /// The section ends before its tables do.
    Truncated,
    /// Bytes follow the last table.
    TrailingBytes,
    /// A name's offset points outside the text, backwards or into a character.
    BadOffset,
    /// The names are not UTF-8.
    NotUtf8,
    /// More signals than an assistant keeps: declare fewer.
    TooManySignals(u16),
    /// This signal names states or a name that are not there.
    BadSignal(u16),
    /// This rule names an intent, slot, value or condition that is not there.
    BadRule(u16),
    /// This fill names a slot, signal or exception that is not there.
    BadFill(u16),
    /// The limit is negative.
    BadLimit,
}

impl fmt::Display for ContextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAContext => f.write_str("not a context section"),
            Self::Version(version) => write!(
                f,
                "context format {version} is not the format {} that this version reads; build the pack again",
                super::section::VERSION
            ),
            Self::Truncated => f.write_str("the context is cut off"),
            Self::TrailingBytes => f.write_str("bytes follow the context"),
            Self::BadOffset => f.write_str("a name lies outside the context's text"),
            Self::NotUtf8 => f.write_str("the context's names are not UTF-8"),
            Self::TooManySignals(signals) => write!(
                f,
                "{signals} signals are more than the {} that an assistant keeps; declare fewer",
                super::MAX_SIGNALS
            ),
            Self::BadSignal(signal) => write!(f, "signal {signal} names what is not there"),
            Self::BadRule(rule) => write!(f, "context rule {rule} names what is not there"),
            Self::BadFill(fill) => write!(f, "context fill {fill} names what is not there"),
            Self::BadLimit => f.write_str("the limit of the context's influence is negative"),
        }
    }
}

impl core::error::Error for ContextError {}

impl From<NamesError> for ContextError {
    fn from(error: NamesError) -> Self {
        match error {
            NamesError::Truncated => Self::Truncated,
            NamesError::BadOffset => Self::BadOffset,
            NamesError::NotUtf8 => Self::NotUtf8,
        }
    }
}
