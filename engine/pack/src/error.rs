use core::fmt;

/// Why bytes were refused as a pack, and what to do about it.
///
/// Checks run in the order of the variants, so a truncated pack is reported as truncated and not
/// as having a wrong checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PackError {
    /// The bytes do not start at an address that is a multiple of 16.
    Misaligned,
    /// Fewer bytes than a header has.
    TooShort {
        /// Bytes given.
        actual: usize,
    },
    /// The first four bytes are not those of a pack.
    NotAPack,
    /// Written in a format that this engine does not read.
    WrongVersion {
        /// Format version of the bytes.
        found: u16,
    },
    /// Fewer bytes than the header announces.
    Truncated {
        /// Bytes announced.
        expected: usize,
        /// Bytes given.
        actual: usize,
    },
    /// More bytes than the header announces. Cut them with [`crate::Pack::announced_len`].
    Oversized {
        /// Bytes announced.
        expected: usize,
        /// Bytes given.
        actual: usize,
    },
    /// The bytes changed after the pack was built.
    ChecksumMismatch {
        /// Checksum in the header.
        stored: u32,
        /// Checksum of the bytes.
        computed: u32,
    },
    /// The section table does not fit into the pack.
    TableOutOfBounds,
    /// A section kind that this engine does not know.
    UnknownKind {
        /// Place in the table.
        index: u16,
        /// The kind found.
        kind: u16,
    },
    /// A section name that is not UTF-8 padded with zeros.
    BadName {
        /// Place in the table.
        index: u16,
    },
    /// A section that does not start at a multiple of 16.
    SectionMisaligned {
        /// Place in the table.
        index: u16,
    },
    /// A section that reaches beyond the pack.
    SectionOutOfBounds {
        /// Place in the table.
        index: u16,
    },
    /// A section that starts before the one listed ahead of it ends.
    SectionsOverlap {
        /// Place in the table.
        index: u16,
    },
    /// Two sections of the same kind and name.
    DuplicateSection {
        /// Place of the second one in the table.
        index: u16,
    },
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Misaligned => write!(
                f,
                "the pack starts at an address that is not a multiple of 16: align the buffer or the linker section"
            ),
            Self::TooShort { actual } => {
                write!(
                    f,
                    "{actual} bytes are too few for a pack: is the file complete?"
                )
            }
            Self::NotAPack => {
                write!(
                    f,
                    "not a Goldcrest pack (it does not begin with GCPK): give a file made by `goldcrest pack build`"
                )
            }
            Self::WrongVersion { found } => write!(
                f,
                "the pack has format version {found}, this engine reads version {}: rebuild it with `goldcrest pack build`",
                crate::FORMAT_VERSION
            ),
            Self::Truncated { expected, actual } => {
                write!(
                    f,
                    "the pack is cut off: {actual} of {expected} bytes are there; copy it again"
                )
            }
            Self::Oversized { expected, actual } => write!(
                f,
                "the pack has {expected} bytes but {actual} were given: pass only its own bytes"
            ),
            Self::ChecksumMismatch { stored, computed } => write!(
                f,
                "the pack is damaged (checksum {computed:08x} instead of {stored:08x}): copy or flash it again"
            ),
            Self::TableOutOfBounds => {
                write!(
                    f,
                    "the section table does not fit into the pack: rebuild it"
                )
            }
            Self::UnknownKind { index, kind } => write!(
                f,
                "section {index} has the unknown kind {kind}: the pack was made by a newer version"
            ),
            Self::BadName { index } => {
                write!(
                    f,
                    "section {index} has a name that is not UTF-8 padded with zeros: rebuild the pack"
                )
            }
            Self::SectionMisaligned { index } => {
                write!(
                    f,
                    "section {index} does not start at a multiple of 16: rebuild the pack"
                )
            }
            Self::SectionOutOfBounds { index } => {
                write!(f, "section {index} reaches beyond the pack: rebuild it")
            }
            Self::SectionsOverlap { index } => {
                write!(
                    f,
                    "section {index} overlaps what lies before it: rebuild the pack"
                )
            }
            Self::DuplicateSection { index } => write!(
                f,
                "section {index} has the kind and name of an earlier one: rebuild the pack"
            ),
        }
    }
}

impl core::error::Error for PackError {}
