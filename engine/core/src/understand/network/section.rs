//! The understanding section. Little-endian; offsets count from its first byte.
//!
//! | at | bytes | field |
//! | --- | --- | --- |
//! | 0 | 4 | `GCUN` |
//! | 4 | 2 | version, 2 |
//! | 6 | 1 | 1 where the head's last class is none-of-these |
//! | 7 | 1 | bits of a value of the table, 8 or 4 |
//! | 8 | 4 | length of the section |
//! | 12 | 2 | values of a row |
//! | 14 | 2 | intents |
//! | 16 | 2 | slots |
//! | 18 | 2 | zero |
//! | 20 | 4 | rows |
//! | 24 | 4 | offset of the table |
//! | 28 | 4, 4 | offset and length of the body, a model section |
//! | 36 | 4, 4 | offset and length of the head, a model section |
//! | 44 | 4 | offset of the names |
//! | 48 | 4 | gain of the word's row, f32: steps of the body's input for each step of the table |
//! | 52 | 4 | gain of the mean of the n-grams' rows, f32 |
//! | 56 | 4 | temperature, f32: the head's logits are divided by it |
//! | 60 | 2 | least probability of an intent, of 65,535 |
//! | 62 | 2 | least in-scope score, of 65,535 |
//!
//! Table: row after row, a signed byte a value; or two values a byte, the lower bits first, each `2 c + 1` of
//! the signed integer `c`, so that there are as many values above zero as below.
//!
//! Names: u16 offsets of each name, intents before slots, and of the end of the last, from the first byte
//! after these offsets; then UTF-8.

use super::NetworkError;
use super::embedding::Bits;

pub(super) const MAGIC: [u8; 4] = *b"GCUN";
pub(super) const VERSION: u16 = 2;
pub(super) const HEADER_LEN: usize = 64;
const MOST_SLOTS: u16 = 127;

#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) has_none: bool,
    pub(super) bits: Bits,
    pub(super) total_len: u32,
    pub(super) dimensions: u16,
    pub(super) intents: u16,
    pub(super) slots: u16,
    pub(super) rows: u32,
    table_at: u32,
    body: (u32, u32),
    head: (u32, u32),
    names_at: u32,
    pub(super) word_gain: f32,
    pub(super) gram_gain: f32,
    pub(super) temperature: f32,
    pub(super) intent_threshold: u16,
    pub(super) scope_threshold: u16,
}

impl Header {
    pub(super) fn read(section: &[u8]) -> Result<Self, NetworkError> {
        if !section.starts_with(&MAGIC) {
            return Err(NetworkError::NotUnderstanding);
        }
        let Some(bytes) = section.first_chunk::<HEADER_LEN>() else {
            return Err(NetworkError::Truncated("header"));
        };
        let u16_at = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        let u32_at = |at: usize| u32::from(u16_at(at)) | u32::from(u16_at(at + 2)) << 16;
        let f32_at = |at: usize| f32::from_bits(u32_at(at));
        if u16_at(4) != VERSION {
            return Err(NetworkError::Version(u16_at(4)));
        }
        let header = Self {
            has_none: bytes[6] != 0,
            bits: Bits::try_from(bytes[7])?,
            total_len: u32_at(8),
            dimensions: u16_at(12),
            intents: u16_at(14),
            slots: u16_at(16),
            rows: u32_at(20),
            table_at: u32_at(24),
            body: (u32_at(28), u32_at(32)),
            head: (u32_at(36), u32_at(40)),
            names_at: u32_at(44),
            word_gain: f32_at(48),
            gram_gain: f32_at(52),
            temperature: f32_at(56),
            intent_threshold: u16_at(60),
            scope_threshold: u16_at(62),
        };
        if header.total_len as usize != section.len() {
            return Err(NetworkError::Truncated("end"));
        }
        if header.intents == 0 || header.slots > MOST_SLOTS {
            return Err(NetworkError::BadCounts);
        }
        Ok(header)
    }

    pub(super) fn factors_are_positive(&self) -> bool {
        [self.word_gain, self.gram_gain, self.temperature]
            .iter()
            .all(|factor| factor.is_finite() && *factor > 0.0)
    }

    pub(super) fn table<'p>(&self, section: &'p [u8]) -> Result<&'p [u8], NetworkError> {
        let len = u64::from(self.rows) * self.bits.bytes(self.dimensions) as u64;
        part(section, self.table_at, len, "table")
    }

    pub(super) fn body<'p>(&self, section: &'p [u8]) -> Result<&'p [u8], NetworkError> {
        part(section, self.body.0, self.body.1.into(), "body")
    }

    pub(super) fn head<'p>(&self, section: &'p [u8]) -> Result<&'p [u8], NetworkError> {
        part(section, self.head.0, self.head.1.into(), "head")
    }
}

fn part<'p>(
    section: &'p [u8],
    at: u32,
    len: u64,
    name: &'static str,
) -> Result<&'p [u8], NetworkError> {
    usize::try_from(u64::from(at) + len)
        .ok()
        .and_then(|end| section.get(at as usize..end))
        .ok_or(NetworkError::Truncated(name))
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Names<'p> {
    offsets: &'p [u8],
    text: &'p str,
    intents: u16,
    slots: u16,
}

impl<'p> Names<'p> {
    pub(super) fn open(section: &'p [u8], header: &Header) -> Result<Self, NetworkError> {
        let count = u64::from(header.intents) + u64::from(header.slots) + 1;
        let offsets = part(section, header.names_at, 2 * count, "names")?;
        let text_at = header.names_at + offsets.len() as u32;
        let end = u16::from_le_bytes([offsets[offsets.len() - 2], offsets[offsets.len() - 1]]);
        let text = part(section, text_at, end.into(), "names")?;
        let names = Self {
            offsets,
            text: core::str::from_utf8(text).map_err(|_| NetworkError::BadNames)?,
            intents: header.intents,
            slots: header.slots,
        };
        let sound = (0..count as usize - 1).all(|index| names.find(index).is_some());
        if sound && names.offset(0) == 0 {
            Ok(names)
        } else {
            Err(NetworkError::BadNames)
        }
    }

    pub(super) fn intents(&self) -> usize {
        self.intents.into()
    }

    pub(super) fn slots(&self) -> usize {
        self.slots.into()
    }

    pub(super) fn get(&self, index: usize) -> &'p str {
        self.find(index).unwrap_or("")
    }

    fn find(&self, index: usize) -> Option<&'p str> {
        self.text.get(self.offset(index)..self.offset(index + 1))
    }

    fn offset(&self, index: usize) -> usize {
        u16::from_le_bytes([self.offsets[2 * index], self.offsets[2 * index + 1]]).into()
    }
}
