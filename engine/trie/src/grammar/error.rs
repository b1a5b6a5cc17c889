use core::fmt;

use crate::strings::StringsError;

/// Why a grammar section was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrammarError {
    /// The section does not begin with a grammar's mark: another kind of
    /// section was given.
    NotAGrammar,
    /// Written in a format that this version does not read: build the pack
    /// again.
    Version(u16),
    /// The section ends before its tables do: it was cut off.
    Truncated,
    /// Bytes follow the last table: lengths were damaged.
    TrailingBytes,
    /// A name's offset points outside the text, backwards or into the middle
    /// of a character.
    BadOffset,
    /// The names are not UTF-8.
    NotUtf8,
    /// This arc leads to no state, or to one where its symbol must not lead
    /// (see the promises of the [module](crate::grammar)).
    BadTarget(u16),
    /// This arc names a word, slot, value, range or group that there is not.
    BadSymbol(u16),
    /// This arc is not greater than the one before it in its state, or the
    /// last arc of all is not marked as its state's last.
    Unsorted(u16),
    /// The slots begin within a state.
    BadDivision,
    /// This root is no state outside the slots.
    BadRoot(u16),
    /// This group names an intent, source, response or fixed slot that there
    /// is not.
    BadGroup(u16),
    /// This range is empty or its step is 0.
    BadRange(u16),
    /// The grammar was built with another lexicon: build the pack again.
    OtherLexicon {
        /// Words of the lexicon it was built with.
        expected: u16,
        /// Words of the lexicon given.
        found: u16,
    },
}

impl fmt::Display for GrammarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use GrammarError::*;
        match self {
            NotAGrammar => f.write_str("not a grammar section"),
            Version(version) => write!(
                f,
                "grammar format {version} is not the format {} that this version reads; build the pack again",
                super::VERSION
            ),
            Truncated => f.write_str("the grammar is cut off"),
            TrailingBytes => f.write_str("bytes follow the grammar"),
            BadOffset => f.write_str("a name lies outside the grammar's text"),
            NotUtf8 => f.write_str("the grammar's names are not UTF-8"),
            BadTarget(arc) => write!(f, "grammar arc {arc} leads where it must not"),
            BadSymbol(arc) => write!(f, "grammar arc {arc} names something unknown"),
            Unsorted(arc) => write!(f, "grammar arc {arc} is out of order"),
            BadDivision => f.write_str("the grammar's slots begin within a state"),
            BadRoot(root) => write!(f, "grammar root {root} is no state outside the slots"),
            BadGroup(group) => write!(f, "sentence group {group} names something unknown"),
            BadRange(range) => write!(f, "number range {range} is empty"),
            OtherLexicon { expected, found } => write!(
                f,
                "the grammar was built with a lexicon of {expected} words, not {found}; build the pack again"
            ),
        }
    }
}

impl core::error::Error for GrammarError {}

impl From<StringsError> for GrammarError {
    fn from(error: StringsError) -> Self {
        match error {
            StringsError::Truncated => GrammarError::Truncated,
            StringsError::BadOffset => GrammarError::BadOffset,
            StringsError::NotUtf8 => GrammarError::NotUtf8,
        }
    }
}
