use core::fmt;

use crate::table::NamesError;

/// Why an entities section was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntitiesError {
    /// Another kind of section was given.
    NotEntities,
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
    /// This slot names an intent, a kind or entries that are not there, or a range that runs backwards.
    BadSlot(u16),
    /// This entry names what is not there.
    BadEntry(u16),
}

impl fmt::Display for EntitiesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEntities => f.write_str("not an entities section"),
            Self::Version(version) => write!(
                f,
                "entities format {version} is not the format {} that this version reads; build the pack again",
                super::section::VERSION
            ),
            Self::Truncated => f.write_str("the entities are cut off"),
            Self::TrailingBytes => f.write_str("bytes follow the entities"),
            Self::BadOffset => f.write_str("a name lies outside the entities' text"),
            Self::NotUtf8 => f.write_str("the entities' names are not UTF-8"),
            Self::BadSlot(slot) => write!(f, "slot {slot} of the entities is damaged"),
            Self::BadEntry(entry) => write!(f, "entry {entry} of the entities is damaged"),
        }
    }
}

impl core::error::Error for EntitiesError {}

impl From<NamesError> for EntitiesError {
    fn from(error: NamesError) -> Self {
        match error {
            NamesError::Truncated => Self::Truncated,
            NamesError::BadOffset => Self::BadOffset,
            NamesError::NotUtf8 => Self::NotUtf8,
        }
    }
}
