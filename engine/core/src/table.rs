//! Tables of little-endian records, cut off the front of a section.

/// The 16-bit field number `index`; 0 beyond the end.
pub(crate) fn u16_at(bytes: &[u8], index: usize) -> u16 {
    match bytes.get(index * 2..index * 2 + 2) {
        Some(&[low, high]) => u16::from_le_bytes([low, high]),
        _ => 0,
    }
}

/// The 16-bit field number `index`, signed; 0 beyond the end.
pub(crate) fn i16_at(bytes: &[u8], index: usize) -> i16 {
    u16_at(bytes, index) as i16
}

/// Takes the next `length` bytes off `rest`.
pub(crate) fn cut<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (front, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(front)
}

/// Names stored as offsets (u16, one more than names) and then their text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a> {
    offsets: &'a [u8],
    text: &'a str,
}

/// Why a table of names was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamesError {
    Truncated,
    BadOffset,
    NotUtf8,
}

impl<'a> Names<'a> {
    pub(crate) const EMPTY: Names<'static> = Names {
        offsets: &[0, 0],
        text: "",
    };

    /// Cuts a table of `count` names with `text_bytes` of text off `rest`.
    pub(crate) fn cut(
        rest: &mut &'a [u8],
        count: u16,
        text_bytes: u16,
    ) -> Result<Self, NamesError> {
        let offsets = cut(rest, (usize::from(count) + 1) * 2).ok_or(NamesError::Truncated)?;
        let text = cut(rest, usize::from(text_bytes)).ok_or(NamesError::Truncated)?;
        let text = core::str::from_utf8(text).map_err(|_| NamesError::NotUtf8)?;
        let mut before = 0;
        for index in 0..=usize::from(count) {
            let offset = usize::from(u16_at(offsets, index));
            if offset < before || !text.is_char_boundary(offset) {
                return Err(NamesError::BadOffset);
            }
            before = offset;
        }
        if u16_at(offsets, 0) != 0 || before != text.len() {
            return Err(NamesError::BadOffset);
        }
        Ok(Self { offsets, text })
    }

    pub(crate) fn len(&self) -> u16 {
        (self.offsets.len() / 2).saturating_sub(1) as u16
    }

    /// The name number `index`; empty beyond the last.
    pub(crate) fn get(&self, index: u16) -> &'a str {
        if index >= self.len() {
            return "";
        }
        let at = |index: usize| usize::from(u16_at(self.offsets, index));
        let index = usize::from(index);
        self.text.get(at(index)..at(index + 1)).unwrap_or("")
    }
}

#[cfg(feature = "build")]
pub(crate) use build::NameTable;

#[cfg(feature = "build")]
mod build {
    extern crate alloc;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    /// Names being collected; each is kept once.
    #[derive(Clone, Debug, Default)]
    pub(crate) struct NameTable {
        names: Vec<String>,
        bytes: usize,
    }

    impl NameTable {
        /// The number of a name; `None` where the table is full.
        pub(crate) fn id(&mut self, name: &str) -> Option<u16> {
            let place = match self.names.iter().position(|other| other == name) {
                Some(place) => place,
                None => {
                    self.bytes += name.len();
                    self.names.push(name.to_string());
                    self.names.len() - 1
                }
            };
            let fits = self.bytes <= usize::from(u16::MAX);
            u16::try_from(place)
                .ok()
                .filter(|&id| fits && id < u16::MAX)
        }

        pub(crate) fn len(&self) -> u16 {
            self.names.len() as u16
        }

        pub(crate) fn text_bytes(&self) -> u16 {
            self.bytes as u16
        }

        pub(crate) fn write(&self, out: &mut Vec<u8>) {
            let mut at = 0_u16;
            out.extend(at.to_le_bytes());
            for name in &self.names {
                at += name.len() as u16;
                out.extend(at.to_le_bytes());
            }
            for name in &self.names {
                out.extend(name.as_bytes());
            }
        }
    }
}
