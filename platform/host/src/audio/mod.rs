//! Audio files: any WAV or FLAC in, the engine's 16 kHz mono 16-bit samples out; and WAV back.
//!
//! ```text
//!  bytes ─▶ which format? ─▶ wav / flac ─▶ mean of the channels ─▶ resampler ─▶ [i16] at 16 kHz
//!                                                                  (rubato, only
//!                                                                   where needed)
//! ```
//!
//! A recording that is 16 kHz, mono and 16-bit already comes through bit for bit.

mod error;
mod flac;
mod folder;
mod mono;
mod wav;

use std::fs::File;
use std::io::Read;
use std::path::Path;

pub use error::AudioError;
pub use folder::recordings;
pub use wav::{encode_wav, write_wav};

/// Samples per second that [`read`] and [`decode`] give and [`write_wav`] takes.
pub const SAMPLE_RATE: u32 = goldcrest_dsp::SAMPLE_RATE as u32;

/// Largest file that is read.
const LARGEST_FILE: u64 = 2 << 30;
/// Most samples of a channel that are decoded: three hours at 48 kHz.
const MOST_SAMPLES: u64 = 1 << 29;

/// Reads a WAV or FLAC file as 16 kHz mono.
///
/// Holds the whole recording in memory, as `f32` at its own rate while it is converted: 2 GiB for the
/// longest that is taken.
pub fn read(path: &Path) -> Result<Vec<i16>, AudioError> {
    let mut file = File::open(path).map_err(AudioError::Unreadable)?;
    let metadata = file.metadata().map_err(AudioError::Unreadable)?;
    if metadata.is_dir() {
        return Err(AudioError::Folder);
    }
    if metadata.len() > LARGEST_FILE {
        return Err(AudioError::TooLong);
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    file.read_to_end(&mut bytes)
        .map_err(AudioError::Unreadable)?;
    decode(&bytes)
}

/// Decodes the bytes of a WAV or FLAC file to 16 kHz mono.
pub fn decode(bytes: &[u8]) -> Result<Vec<i16>, AudioError> {
    let mono = match bytes {
        [] => return Err(AudioError::Empty),
        [b'R', b'I', b'F', b'F' | b'X', ..] | [b'R', b'F', b'6', b'4', ..] => wav::decode(bytes)?,
        [b'f', b'L', b'a', b'C', ..] => flac::decode(bytes)?,
        _ => return Err(AudioError::NotAudio(named(bytes))),
    };
    if mono.samples.is_empty() {
        return Err(AudioError::NoSamples);
    }
    mono.into_engine_rate()
}

/// What a file that is neither WAV nor FLAC looks like.
fn named(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'O', b'g', b'g', b'S', ..] => "an Ogg file",
        [b'I', b'D', b'3', ..] | [0xFF, 0xE0..=0xFF, ..] => "an MP3 file",
        [b'F', b'O', b'R', b'M', ..] => "an AIFF file",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "an MP4 file",
        [0x1A, 0x45, 0xDF, 0xA3, ..] => "a WebM or Matroska file",
        _ if bytes
            .iter()
            .take(512)
            .all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..)) =>
        {
            "a text file"
        }
        _ => "no known audio format",
    }
}
