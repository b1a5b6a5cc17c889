extern crate alloc;

use super::embedding::Bits;
use super::section::{HEADER_LEN, MAGIC, VERSION};
use alloc::string::String;
use alloc::vec::Vec;

/// Parts of the section begin at multiples of this, for kernels that profit.
const ALIGNMENT: usize = 16;

/// Writes an understanding section. Nothing is checked here: [`Network::open`](super::Network::open) does.
#[derive(Clone, Debug, Default)]
pub struct NetworkBuilder {
    /// Names of the intents, in the order of the head's classes.
    pub intents: Vec<String>,
    /// Whether the head has one class more: none of these.
    pub has_none: bool,
    /// Names of the slots; tags are `O`, then beginning and inside of each.
    pub slots: Vec<String>,
    /// Values of a row.
    pub dimensions: u16,
    /// How wide a value of the table is.
    pub bits: Bits,
    /// The table's rows as the section has them, one after the other.
    pub table: Vec<u8>,
    /// Steps of the body's input for each step of the word's row.
    pub word_gain: f32,
    /// The same for the mean of the n-grams' rows.
    pub gram_gain: f32,
    /// Model section over tokens; outputs: hidden values, and tags where there are slots.
    pub body: Vec<u8>,
    /// Model section from largest and mean hidden values to classes.
    pub head: Vec<u8>,
    /// The head's logits are divided by it.
    pub temperature: f32,
    /// Least probability of an intent, of [`WHOLE`](super::WHOLE).
    pub intent_threshold: u16,
    /// Least in-scope score, of [`WHOLE`](super::WHOLE).
    pub scope_threshold: u16,
}

impl NetworkBuilder {
    /// The section's bytes.
    #[must_use]
    pub fn finish(&self) -> Vec<u8> {
        let names = self.names();
        let mut section = Vec::from([0; HEADER_LEN]);
        let mut place = |part: &[u8]| {
            section.resize(section.len().next_multiple_of(ALIGNMENT), 0);
            section.extend(part);
            (section.len() - part.len()) as u32
        };
        let table_at = place(&self.table);
        let body_at = place(&self.body);
        let head_at = place(&self.head);
        let names_at = place(&names);
        let rows = self.table.len() / self.bits.bytes(self.dimensions).max(1);
        let mut header = Vec::from(MAGIC);
        header.extend(VERSION.to_le_bytes());
        header.extend([u8::from(self.has_none), self.bits as u8]);
        header.extend((section.len() as u32).to_le_bytes());
        for short in [
            self.dimensions,
            self.intents.len() as u16,
            self.slots.len() as u16,
            0,
        ] {
            header.extend(short.to_le_bytes());
        }
        for word in [
            rows as u32,
            table_at,
            body_at,
            self.body.len() as u32,
            head_at,
            self.head.len() as u32,
            names_at,
            self.word_gain.to_bits(),
            self.gram_gain.to_bits(),
            self.temperature.to_bits(),
        ] {
            header.extend(word.to_le_bytes());
        }
        header.extend(self.intent_threshold.to_le_bytes());
        header.extend(self.scope_threshold.to_le_bytes());
        section[..HEADER_LEN].copy_from_slice(&header);
        section
    }

    fn names(&self) -> Vec<u8> {
        let names = || self.intents.iter().chain(&self.slots);
        let mut end = 0_u16;
        let mut bytes = Vec::from(end.to_le_bytes());
        for name in names() {
            end = end.saturating_add(name.len() as u16);
            bytes.extend(end.to_le_bytes());
        }
        for name in names() {
            bytes.extend(name.as_bytes());
        }
        bytes
    }
}
