//! Near misses as bytes, on their way from a device to whoever trains its wake phrase.
//!
//! [`Assistant::write_near_misses`](crate::Assistant::write_near_misses) writes a dump piece by piece, wherever the
//! platform has a way out: a serial line, a file, flash. [`NearDump`] reads one, checked once, in place. Dumps may
//! stand one after the other in a file. All numbers are little-endian:
//!
//! | bytes | field |
//! | --- | --- |
//! | 4 | `GNEA` |
//! | 2 | version, 1 |
//! | 2 | near misses |
//! | 4 | real difference between neighbouring feature values, `f32` |
//! | 1 | feature value that stands for 0, signed |
//! | 1 | bands of a column, 40 |
//! | 4 | CRC-32 of the 14 bytes before |
//!
//! and each near miss, the oldest first:
//!
//! | bytes | field |
//! | --- | --- |
//! | 8 | end of its last column, in milliseconds of audio |
//! | 1 | kind: 0 close, 1 refused, 2 unanswered |
//! | 1 | number of the phrase |
//! | 1 | how sure the detector was, of 255 |
//! | 1 | bytes of the phrase's text |
//! | 2 | columns, at most 200 |
//! | so many | the phrase's text, UTF-8 |
//! | 40 each | columns, the oldest first; signed, as the acoustic network takes them |
//! | 4 | CRC-32 of all of it |

use super::near::{NEAR_COLUMNS, NearKind, NearMiss};
use crate::FEATURE_SCALE;
use crate::events::AudioTime;
use crate::table::cut;
use crate::workspace::Column;
use core::fmt;
use goldcrest_dsp::BANDS;
use goldcrest_nn::Quant;
use goldcrest_pack::{Crc32, crc32};

/// What every dump begins with.
pub const NEAR_MAGIC: [u8; 4] = *b"GNEA";
const VERSION: u16 = 1;
const HEADER: usize = 14;
const CHECKSUM: usize = 4;
/// Bytes of a near miss before its text.
const FIELDS: usize = 14;

/// Why bytes are no dump of near misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NearDumpError {
    /// They do not begin with `GNEA`.
    NotADump,
    /// A version that this engine does not read: read it with the version of Goldcrest that the device runs.
    Version(u16),
    /// Fewer or more bands than [`BANDS`]: the device has another front end.
    Bands(u8),
    /// They end before the last near miss does: dump the ring again.
    Truncated {
        /// Near misses that are whole.
        whole: u16,
        /// Near misses that the dump was to have.
        of: u16,
    },
    /// The header is not what its checksum says: dump the ring again.
    DamagedHeader,
    /// The near miss of this number, from 0, is not what its checksum says: dump the ring again.
    Damaged(u16),
}

impl fmt::Display for NearDumpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADump => f.write_str("not a dump of near misses"),
            Self::Version(found) => write!(f, "dump format {found} is not {VERSION}"),
            Self::Bands(found) => write!(f, "its columns have {found} bands, not {BANDS}"),
            Self::Truncated { whole, of } => {
                write!(f, "it ends after {whole} of {of} near misses")
            }
            Self::DamagedHeader => f.write_str("its header is damaged"),
            Self::Damaged(number) => {
                write!(f, "near miss {} is damaged", u32::from(*number) + 1)
            }
        }
    }
}

impl core::error::Error for NearDumpError {}

/// A dump, read in place.
#[derive(Clone, Copy, Debug)]
pub struct NearDump<'d> {
    records: &'d [u8],
    count: u16,
    scale: f32,
    zero_point: i8,
}

/// A near miss of a dump.
#[derive(Clone, Copy, Debug)]
pub struct DumpedNear<'d> {
    /// The end of its last column.
    pub at: AudioTime,
    /// What kind it is.
    pub kind: NearKind,
    /// Which phrase it came nearest to.
    pub phrase: u8,
    /// How sure the detector was, of 255.
    pub score: u8,
    /// What that phrase says; empty where the device does not know.
    pub text: &'d str,
    columns: &'d [u8],
}

impl<'d> NearDump<'d> {
    /// Cuts a dump off the front of `bytes` and checks all of it; what follows it is left in `bytes`.
    ///
    /// # Errors
    ///
    /// See [`NearDumpError`]; `bytes` are then as they were.
    pub fn cut(bytes: &mut &'d [u8]) -> Result<Self, NearDumpError> {
        let mut rest = *bytes;
        if !rest.starts_with(&NEAR_MAGIC) {
            return Err(NearDumpError::NotADump);
        }
        let short = NearDumpError::Truncated { whole: 0, of: 0 };
        let header = cut(&mut rest, HEADER).ok_or(short)?;
        let version = u16::from_le_bytes([header[4], header[5]]);
        if version != VERSION {
            return Err(NearDumpError::Version(version));
        }
        let checksum = cut(&mut rest, CHECKSUM).ok_or(short)?;
        let scale = f32::from_le_bytes([header[8], header[9], header[10], header[11]]);
        if crc32(&[header]).to_le_bytes() != checksum || !(scale.is_finite() && scale > 0.0) {
            return Err(NearDumpError::DamagedHeader);
        }
        if usize::from(header[13]) != BANDS {
            return Err(NearDumpError::Bands(header[13]));
        }
        let count = u16::from_le_bytes([header[6], header[7]]);
        let records = rest;
        for number in 0..count {
            let truncated = NearDumpError::Truncated {
                whole: number,
                of: count,
            };
            let record = record(&mut rest).ok_or(truncated)?;
            let (body, checksum) = record.split_at(record.len() - CHECKSUM);
            if crc32(&[body]).to_le_bytes() != checksum || DumpedNear::of(body).is_none() {
                return Err(NearDumpError::Damaged(number));
            }
        }
        *bytes = rest;
        Ok(Self {
            records,
            count,
            scale,
            zero_point: header[12] as i8,
        })
    }

    /// The near misses, the oldest first.
    pub fn near_misses(&self) -> impl Iterator<Item = DumpedNear<'d>> {
        let mut rest = self.records;
        (0..self.count).filter_map(move |_| {
            let record = record(&mut rest)?;
            DumpedNear::of(&record[..record.len() - CHECKSUM])
        })
    }

    /// The front end's value that a feature of a column stands for, as near as the quantisation leaves it.
    #[must_use]
    pub fn feature(&self, quantised: i8) -> u16 {
        let steps = i16::from(quantised) - i16::from(self.zero_point);
        libm::rintf(f32::from(steps) * self.scale / FEATURE_SCALE) as u16
    }
}

impl<'d> DumpedNear<'d> {
    /// Feature columns, the oldest first.
    #[must_use]
    pub fn columns(&self) -> impl ExactSizeIterator<Item = Column> + 'd {
        let (columns, _) = self.columns.as_chunks::<BANDS>();
        columns.iter().map(|column| column.map(|value| value as i8))
    }

    fn of(mut body: &'d [u8]) -> Option<Self> {
        let fields = cut(&mut body, FIELDS)?;
        let (at, fields) = fields.split_first_chunk()?;
        let text = cut(&mut body, fields[3].into())?;
        Some(Self {
            at: AudioTime(u64::from_le_bytes(*at)),
            kind: match fields[0] {
                0 => NearKind::Close,
                1 => NearKind::Refused,
                2 => NearKind::Unanswered,
                _ => return None,
            },
            phrase: fields[1],
            score: fields[2],
            text: core::str::from_utf8(text).ok()?,
            columns: body,
        })
        .filter(|near| near.columns.len() <= NEAR_COLUMNS * BANDS)
    }
}

/// Cuts a near miss and its checksum off the front.
fn record<'d>(rest: &mut &'d [u8]) -> Option<&'d [u8]> {
    let fields = rest.get(..FIELDS)?;
    let columns = u16::from_le_bytes([fields[12], fields[13]]);
    let length = FIELDS + usize::from(fields[11]) + usize::from(columns) * BANDS + CHECKSUM;
    cut(rest, length)
}

/// Writes `count` near misses, each with the text of its phrase, of which the first 255 bytes are kept at most.
pub(crate) fn write<'n, E>(
    near_misses: impl Iterator<Item = (&'n NearMiss, &'n str)>,
    count: usize,
    quant: Quant,
    mut sink: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let count = u16::try_from(count).unwrap_or(u16::MAX);
    let mut header = [0; HEADER];
    header[..4].copy_from_slice(&NEAR_MAGIC);
    header[4..6].copy_from_slice(&VERSION.to_le_bytes());
    header[6..8].copy_from_slice(&count.to_le_bytes());
    header[8..12].copy_from_slice(&quant.scale.to_le_bytes());
    header[12] = quant.zero_point as u8;
    header[13] = BANDS as u8;
    sink(&header)?;
    sink(&crc32(&[&header]).to_le_bytes())?;
    for (near, text) in near_misses.take(count.into()) {
        let mut sum = Crc32::default();
        let mut checked = |bytes: &[u8]| {
            sum.update(bytes);
            sink(bytes)
        };
        let mut length = text.len().min(u8::MAX.into());
        while !text.is_char_boundary(length) {
            length -= 1;
        }
        let text = &text[..length];
        let columns = near.columns();
        let mut fields = [0; FIELDS];
        fields[..8].copy_from_slice(&near.at.0.to_le_bytes());
        fields[8] = match near.kind {
            NearKind::Close => 0,
            NearKind::Refused => 1,
            NearKind::Unanswered => 2,
        };
        fields[9..12].copy_from_slice(&[near.phrase, near.score, text.len() as u8]);
        fields[12..].copy_from_slice(&(columns.len() as u16).to_le_bytes());
        checked(&fields)?;
        checked(text.as_bytes())?;
        for column in columns {
            checked(&column.map(|value| value as u8))?;
        }
        sink(&sum.value().to_le_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wake::NearMisses;
    use std::vec::Vec;

    const QUANT: Quant = Quant {
        len: BANDS,
        scale: 0.1,
        zero_point: -128,
    };

    fn dump() -> Vec<u8> {
        let pre_roll: Vec<Column> = (0..240).map(|n| [n as u8 as i8; BANDS]).collect();
        let mut ring = std::vec![NearMiss::UNUSED; 3];
        let mut near = NearMisses::new(&mut ring);
        near.keep(NearKind::Close, AudioTime(5), (0, 9), &pre_roll, 3);
        near.keep(NearKind::Refused, AudioTime(6), (1, 250), &pre_roll, 250);
        near.keep(NearKind::Unanswered, AudioTime(7), (2, 80), &pre_roll, 7);
        let texts = ["hey juniper", "stop", ""];
        let mut bytes = Vec::new();
        let told = near.iter().map(|n| (n, texts[usize::from(n.phrase)]));
        let written: Result<(), ()> = write(told, 3, QUANT, |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        });
        written.unwrap();
        bytes
    }

    #[test]
    fn what_was_written_is_read() {
        let mut bytes = dump();
        let length = bytes.len();
        bytes.extend(dump());
        let mut rest = &bytes[..];
        let first = NearDump::cut(&mut rest).unwrap();
        assert_eq!(rest.len(), length);
        let read: Vec<_> = first
            .near_misses()
            .map(|near| (near.at.0, near.kind, near.phrase, near.score, near.text))
            .collect();
        assert_eq!(
            read,
            [
                (5, NearKind::Close, 0, 9, "hey juniper"),
                (6, NearKind::Refused, 1, 250, "stop"),
                (7, NearKind::Unanswered, 2, 80, ""),
            ]
        );
        let columns = first.near_misses().map(|near| near.columns().len());
        assert_eq!(columns.collect::<Vec<_>>(), [3, NEAR_COLUMNS, 7]);
        let newest = first.near_misses().nth(1).unwrap().columns().last();
        assert_eq!(newest, Some([9; BANDS]));
        assert_eq!(first.feature(-128), 0);
        assert_eq!(first.feature(-118), 26, "1.0 in the front end's steps");
        assert!(NearDump::cut(&mut rest).is_ok() && rest.is_empty());
    }

    #[test]
    fn a_sink_that_fails_ends_the_writing() {
        let mut left = 3;
        let near = NearMiss::UNUSED;
        let written = write([(&near, "a"); 2].into_iter(), 2, QUANT, |_| {
            left -= 1;
            if left == 0 { Err("full") } else { Ok(()) }
        });
        assert_eq!((written, left), (Err("full"), 0));
    }

    #[test]
    fn every_other_bytes_are_refused() {
        let bytes = dump();
        let refused = |bytes: &[u8]| NearDump::cut(&mut &*bytes).unwrap_err();
        for length in 0..bytes.len() {
            let error = refused(&bytes[..length]);
            let expected = match length {
                0..4 => NearDumpError::NotADump,
                4..18 => NearDumpError::Truncated { whole: 0, of: 0 },
                _ => error,
            };
            assert_eq!(error, expected);
            assert!(length < 18 || matches!(error, NearDumpError::Truncated { of: 3, .. }));
        }
        for at in 0..bytes.len() {
            for bit in [0, 3, 7] {
                let mut flipped = bytes.clone();
                flipped[at] ^= 1 << bit;
                let error = refused(&flipped);
                let fits = match at {
                    0..4 => error == NearDumpError::NotADump,
                    4..6 => matches!(error, NearDumpError::Version(_)),
                    6..18 => error == NearDumpError::DamagedHeader,
                    _ => matches!(
                        error,
                        NearDumpError::Damaged(_) | NearDumpError::Truncated { .. }
                    ),
                };
                assert!(fits, "{at} {bit}: {error:?}");
            }
        }
        let mut later = bytes.clone();
        later[4] = 2;
        assert_eq!(refused(&later), NearDumpError::Version(2));
    }
}
