//! Little-endian fields, read at any alignment.

/// The 16-bit field number `index`; 0 beyond the end.
pub(crate) fn u16_at(bytes: &[u8], index: usize) -> u16 {
    match bytes.get(index * 2..index * 2 + 2) {
        Some(&[low, high]) => u16::from_le_bytes([low, high]),
        _ => 0,
    }
}

/// The 32-bit field number `index`; 0 beyond the end.
pub(crate) fn u32_at(bytes: &[u8], index: usize) -> u32 {
    match bytes.get(index * 4..index * 4 + 4) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        _ => 0,
    }
}

/// Cuts tables off the front of a section.
pub(crate) struct Cutter<'a> {
    rest: &'a [u8],
}

impl<'a> Cutter<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Cutter { rest: bytes }
    }

    pub(crate) fn cut(&mut self, length: usize) -> Option<&'a [u8]> {
        let (front, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(front)
    }

    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }
}
