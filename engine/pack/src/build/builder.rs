use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::AlignedBytes;
use crate::{
    ALIGNMENT, CHECKSUM_AT, ENTRY_LEN, FORMAT_VERSION, HEADER_LEN, MAGIC, NAME_LEN, SectionKind,
    crc32,
};

/// Writes a pack: sections in the order in which they are added, each at a multiple of 16.
///
/// Equal sections give equal bytes: nothing about the time or the machine is stored.
#[derive(Clone, Debug, Default)]
pub struct PackBuilder {
    sections: Vec<(SectionKind, String, Vec<u8>)>,
}

/// Why a pack cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// A name longer than 24 bytes: shorten it.
    NameTooLong(String),
    /// A name with a zero character, which pads names in the table.
    NameHasZero(String),
    /// Two sections of this kind and name: rename one.
    Duplicate(SectionKind, String),
    /// More sections or bytes than the table's integers can count.
    TooLarge,
}

impl PackBuilder {
    /// A pack without sections.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a section.
    ///
    /// # Errors
    ///
    /// [`BuildError::NameTooLong`], [`BuildError::NameHasZero`], [`BuildError::Duplicate`].
    pub fn add(mut self, kind: SectionKind, name: &str, bytes: &[u8]) -> Result<Self, BuildError> {
        if name.len() > NAME_LEN {
            return Err(BuildError::NameTooLong(name.to_string()));
        }
        if name.contains('\0') {
            return Err(BuildError::NameHasZero(name.to_string()));
        }
        if self
            .sections
            .iter()
            .any(|(k, n, _)| *k == kind && n == name)
        {
            return Err(BuildError::Duplicate(kind, name.to_string()));
        }
        self.sections.push((kind, name.to_string(), bytes.to_vec()));
        Ok(self)
    }

    /// Lays out the sections and seals them with the checksum.
    ///
    /// # Errors
    ///
    /// [`BuildError::TooLarge`] beyond 65,535 sections or 4 GiB.
    pub fn finish(self) -> Result<AlignedBytes, BuildError> {
        let too_large = |_| BuildError::TooLarge;
        let count = u16::try_from(self.sections.len()).map_err(too_large)?;
        let table_len = self.sections.len() * ENTRY_LEN;
        let mut bytes = vec![0; (HEADER_LEN + table_len).next_multiple_of(ALIGNMENT)];
        for (index, (kind, name, content)) in self.sections.iter().enumerate() {
            let offset = u32::try_from(bytes.len()).map_err(too_large)?;
            let length = u32::try_from(content.len()).map_err(too_large)?;
            bytes.extend_from_slice(content);
            bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
            let at = HEADER_LEN + index * ENTRY_LEN;
            let entry = &mut bytes[at..at + ENTRY_LEN];
            entry[0..2].copy_from_slice(&kind.number().to_le_bytes());
            entry[4..8].copy_from_slice(&offset.to_le_bytes());
            entry[8..12].copy_from_slice(&length.to_le_bytes());
            entry[12..12 + name.len()].copy_from_slice(name.as_bytes());
        }
        let total = u32::try_from(bytes.len()).map_err(too_large)?;
        bytes[0..4].copy_from_slice(&MAGIC);
        bytes[4..6].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
        bytes[6..8].copy_from_slice(&count.to_le_bytes());
        bytes[8..12].copy_from_slice(&total.to_le_bytes());
        let checksum = crc32(&[&bytes[..CHECKSUM_AT], &bytes[HEADER_LEN..]]);
        bytes[CHECKSUM_AT..HEADER_LEN].copy_from_slice(&checksum.to_le_bytes());
        Ok(AlignedBytes::from_slice(&bytes))
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameTooLong(name) => {
                write!(
                    f,
                    "section name `{name}` is longer than {NAME_LEN} bytes: shorten it"
                )
            }
            Self::NameHasZero(name) => {
                write!(f, "section name {name:?} has a zero character: remove it")
            }
            Self::Duplicate(kind, name) => {
                write!(
                    f,
                    "two sections of kind {kind} are named `{name}`: rename one"
                )
            }
            Self::TooLarge => write!(f, "the pack would exceed 65,535 sections or 4 GiB"),
        }
    }
}

impl core::error::Error for BuildError {}
