use std::fmt;
use std::io;
use std::path::Path;

use crate::exit::Failure;

/// Why a recording could not be used.
#[derive(Debug)]
pub enum AudioError {
    /// The file could not be opened or read.
    Unreadable(io::Error),
    /// The path is a folder.
    Folder,
    /// The file has no bytes.
    Empty,
    /// The file is neither WAV nor FLAC; the text says what it looks like.
    NotAudio(&'static str),
    /// The file ends before all that its header announces.
    Truncated {
        /// How many are announced.
        announced: u64,
        /// How many there are.
        present: u64,
        /// Of what: bytes (WAV) or samples of a channel (FLAC).
        unit: &'static str,
    },
    /// The file is WAV or FLAC but not well formed.
    Damaged(String),
    /// A sample encoding that is not decoded here.
    Unsupported(String),
    /// A header announces a sample rate that no recording has.
    Rate(u32),
    /// The recording has no samples.
    NoSamples,
    /// The recording has more than 2^29 samples a channel or its file more than 2 GiB.
    TooLong,
}

pub(super) const CONVERT: &str =
    "convert it, for example with `ffmpeg -i IN -ac 1 -ar 16000 -c:a pcm_s16le OUT.wav`";

impl AudioError {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Unreadable(error) if error.kind() == io::ErrorKind::NotFound => {
                "check the path; a relative one starts at the current folder"
            }
            Self::Unreadable(_) => "check that the file may be read",
            Self::Folder => "name a WAV or FLAC file in it",
            Self::Empty | Self::NoSamples => "record it again, or leave it out",
            Self::NotAudio(_) | Self::Unsupported(_) => CONVERT,
            Self::Truncated { .. } => "copy or record it again: its end is missing",
            Self::Damaged(_) => "copy or record it again, or convert it anew from its source",
            Self::Rate(_) => "correct its header: rates from 1 to 768 kHz are read",
            Self::TooLong => "cut it into pieces of at most an hour",
        }
    }

    /// The same as the end of a verb that was given `path`.
    pub fn about(&self, path: &Path) -> Failure {
        let name = crate::present::printable(&path.to_string_lossy());
        Failure::bad_input(format!("`{name}`: {self}"), self.remedy())
    }
}

impl fmt::Display for AudioError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(out, "cannot be read: {error}"),
            Self::Folder => write!(out, "is a folder, not a recording"),
            Self::Empty => write!(out, "is empty"),
            Self::NotAudio(likeness) => {
                write!(out, "is neither WAV nor FLAC: it looks like {likeness}")
            }
            Self::Truncated {
                announced,
                present,
                unit,
            } => {
                write!(
                    out,
                    "is cut off: its header announces {announced} {unit}, {present} are there"
                )
            }
            Self::Damaged(how) => write!(out, "is damaged: {how}"),
            Self::Unsupported(encoding) => write!(out, "holds {encoding}, which is not read here"),
            Self::Rate(rate) => write!(out, "announces {rate} samples a second"),
            Self::NoSamples => write!(out, "holds no samples"),
            Self::TooLong => write!(out, "is too long"),
        }
    }
}

impl std::error::Error for AudioError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable(error) => Some(error),
            _ => None,
        }
    }
}
