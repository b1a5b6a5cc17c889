//! RIFF WAVE: integers of 8 to 32 bits, floats of 32 and 64, A-law and µ-law, any channel count.

use std::fs;
use std::io;
use std::path::Path;

use super::{AudioError, SAMPLE_RATE, mono::Mono};

/// A data length that streaming writers leave when they do not know better.
const UNKNOWN_LENGTHS: [u32; 3] = [0, u32::MAX, 0x7FFF_FFFF];

const PCM: u16 = 1;
const FLOAT: u16 = 3;
const A_LAW: u16 = 6;
const MU_LAW: u16 = 7;
const EXTENSIBLE: u16 = 0xFFFE;

#[derive(Clone, Copy)]
struct Format {
    encoding: Encoding,
    channels: u16,
    rate: u32,
    bytes_per_sample: usize,
}

#[derive(Clone, Copy)]
enum Encoding {
    Unsigned8,
    Signed,
    Float32,
    Float64,
    ALaw,
    MuLaw,
}

pub(super) fn decode(bytes: &[u8]) -> Result<Mono, AudioError> {
    if bytes.starts_with(b"RIFX") {
        return Err(AudioError::Unsupported("big-endian WAV".into()));
    }
    if bytes.len() < 12 {
        return Err(AudioError::Truncated {
            announced: 12,
            present: bytes.len() as u64,
            unit: "bytes",
        });
    }
    if &bytes[8..12] != b"WAVE" {
        return Err(AudioError::NotAudio("a RIFF file of another kind"));
    }
    let mut format = None;
    let mut rest = &bytes[12..];
    while let Some((header, body)) = rest.split_first_chunk::<8>() {
        let [name @ .., l0, l1, l2, l3] = *header;
        let announced = u32::from_le_bytes([l0, l1, l2, l3]);
        let length = announced as usize;
        match &name {
            b"data" => {
                let format: Format = format.ok_or_else(|| {
                    AudioError::Damaged("its samples come before their format".into())
                })?;
                let streamed = UNKNOWN_LENGTHS.contains(&announced);
                if !streamed && body.len() < length {
                    return Err(AudioError::Truncated {
                        announced: announced.into(),
                        present: body.len() as u64,
                        unit: "bytes",
                    });
                }
                return format.decode(if streamed { body } else { &body[..length] });
            }
            b"fmt " => {
                let chunk = body.get(..length).ok_or(AudioError::Truncated {
                    announced: announced.into(),
                    present: body.len() as u64,
                    unit: "bytes",
                })?;
                format = Some(Format::parse(chunk)?);
            }
            _ => {}
        }
        rest = body.get(length + length % 2..).unwrap_or(&[]);
    }
    Err(AudioError::Damaged("it has no `data` chunk".into()))
}

impl Format {
    fn parse(chunk: &[u8]) -> Result<Self, AudioError> {
        if chunk.len() < 16 {
            return Err(AudioError::Damaged("its `fmt ` chunk is too short".into()));
        }
        let u16_at = |at: usize| u16::from_le_bytes([chunk[at], chunk[at + 1]]);
        let rate = u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]);
        let (channels, frame_bytes, bits) = (u16_at(2), u16_at(12), u16_at(14));
        let tag = match u16_at(0) {
            EXTENSIBLE if chunk.len() >= 26 => u16_at(24),
            tag => tag,
        };
        if channels == 0 || frame_bytes % channels != 0 {
            return Err(AudioError::Damaged(format!(
                "its header announces {channels} channels in {frame_bytes} bytes"
            )));
        }
        let bytes_per_sample = usize::from(frame_bytes / channels);
        let encoding = match (tag, bytes_per_sample) {
            (PCM, 1) => Encoding::Unsigned8,
            (PCM, 2..=4) => Encoding::Signed,
            (FLOAT, 4) => Encoding::Float32,
            (FLOAT, 8) => Encoding::Float64,
            (A_LAW, 1) => Encoding::ALaw,
            (MU_LAW, 1) => Encoding::MuLaw,
            _ => {
                return Err(AudioError::Unsupported(format!(
                    "WAV of format {tag} with {bits} bits"
                )));
            }
        };
        Ok(Self {
            encoding,
            channels,
            rate,
            bytes_per_sample,
        })
    }

    fn decode(self, data: &[u8]) -> Result<Mono, AudioError> {
        match self.encoding {
            Encoding::Unsigned8 => self.gather(data, |b| (f32::from(b[0]) - 128.0) * 256.0),
            Encoding::Signed => self.gather(data, |b| {
                let mut word = [0; 4];
                word[4 - b.len()..].copy_from_slice(b);
                i32::from_le_bytes(word) as f32 / 65_536.0
            }),
            Encoding::Float32 => self.gather(data, |b| {
                f32::from_le_bytes([b[0], b[1], b[2], b[3]]) * 32_768.0
            }),
            Encoding::Float64 => self.gather(data, |b| {
                let word = [b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]];
                (f64::from_le_bytes(word) * 32_768.0) as f32
            }),
            Encoding::ALaw => self.gather(data, |b| f32::from(a_law(b[0]))),
            Encoding::MuLaw => self.gather(data, |b| f32::from(mu_law(b[0]))),
        }
    }

    fn gather(self, data: &[u8], value: impl Fn(&[u8]) -> f32) -> Result<Mono, AudioError> {
        let frame_bytes = self.bytes_per_sample * usize::from(self.channels);
        let mut mono = Mono::new(self.rate, self.channels.into())?;
        mono.reserve((data.len() / frame_bytes) as u64)?;
        for frame in data.chunks_exact(frame_bytes) {
            mono.push(frame.chunks_exact(self.bytes_per_sample).map(&value));
        }
        Ok(mono)
    }
}

/// ITU-T G.711 A-law to 16 bits.
fn a_law(code: u8) -> i16 {
    let code = code ^ 0x55;
    let exponent = (code >> 4) & 7;
    let mantissa = i16::from(code & 0x0F) << 4;
    let magnitude = match exponent {
        0 => mantissa + 8,
        _ => (mantissa + 0x108) << (exponent - 1),
    };
    if code & 0x80 != 0 {
        magnitude
    } else {
        -magnitude
    }
}

/// ITU-T G.711 µ-law to 16 bits.
fn mu_law(code: u8) -> i16 {
    let code = !code;
    let mantissa = i16::from(code & 0x0F) << 3;
    let magnitude = ((mantissa + 0x84) << ((code >> 4) & 7)) - 0x84;
    if code & 0x80 != 0 {
        -magnitude
    } else {
        magnitude
    }
}

/// A 16 kHz mono 16-bit WAV file's bytes.
///
/// Where they are more than the format can count, the lengths say "unknown", as streaming writers do.
pub fn encode_wav(samples: &[i16]) -> Vec<u8> {
    let data_bytes = u32::try_from(samples.len() * 2).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(44 + samples.len() * 2);
    bytes.extend_from_slice(b"RIFF");
    bytes.extend_from_slice(&data_bytes.saturating_add(36).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt ");
    bytes.extend_from_slice(&16u32.to_le_bytes());
    bytes.extend_from_slice(&PCM.to_le_bytes());
    bytes.extend_from_slice(&1u16.to_le_bytes());
    bytes.extend_from_slice(&SAMPLE_RATE.to_le_bytes());
    bytes.extend_from_slice(&(SAMPLE_RATE * 2).to_le_bytes());
    bytes.extend_from_slice(&2u16.to_le_bytes());
    bytes.extend_from_slice(&16u16.to_le_bytes());
    bytes.extend_from_slice(b"data");
    bytes.extend_from_slice(&data_bytes.to_le_bytes());
    bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    bytes
}

/// Writes a 16 kHz mono 16-bit WAV file.
pub fn write_wav(path: &Path, samples: &[i16]) -> io::Result<()> {
    fs::write(path, encode_wav(samples))
}
