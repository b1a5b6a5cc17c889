//! A table of strings: offsets, then the text of all of them.
//!
//! ```text
//!  offsets, count + 1 of them            text
//! +------+------+------+------+  +---------------------+
//! |  0   |  3   |  7   | ...  |  | t h e l a m p ...   |
//! +------+------+------+------+  +---------------------+
//! ```
//!
//! Offsets take two bytes each while the text is shorter than 64 KiB, and
//! four bytes otherwise.

use crate::bytes::{Cutter, u16_at, u32_at};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Strings<'a> {
    offsets: &'a [u8],
    text: &'a str,
    count: usize,
}

/// Why a table of strings was refused.
pub(crate) enum StringsError {
    Truncated,
    BadOffset,
    NotUtf8,
}

fn wide(text_bytes: usize) -> bool {
    text_bytes > usize::from(u16::MAX)
}

impl<'a> Strings<'a> {
    pub(crate) const EMPTY: Strings<'static> = Strings {
        offsets: &[0, 0],
        text: "",
        count: 0,
    };

    pub(crate) fn cut(
        cutter: &mut Cutter<'a>,
        count: usize,
        text_bytes: usize,
    ) -> Result<Self, StringsError> {
        let width = if wide(text_bytes) { 4 } else { 2 };
        let offsets = cutter
            .cut((count + 1) * width)
            .ok_or(StringsError::Truncated)?;
        let text = cutter.cut(text_bytes).ok_or(StringsError::Truncated)?;
        let text = core::str::from_utf8(text).map_err(|_| StringsError::NotUtf8)?;
        let strings = Strings {
            offsets,
            text,
            count,
        };
        let mut before = 0;
        for index in 0..=count {
            let offset = strings.offset(index);
            if offset < before || !text.is_char_boundary(offset) {
                return Err(StringsError::BadOffset);
            }
            before = offset;
        }
        if strings.offset(0) != 0 || before != text.len() {
            return Err(StringsError::BadOffset);
        }
        Ok(strings)
    }

    fn offset(&self, index: usize) -> usize {
        if wide(self.text.len()) {
            u32_at(self.offsets, index) as usize
        } else {
            usize::from(u16_at(self.offsets, index))
        }
    }

    /// The string number `index`; empty beyond the last.
    pub(crate) fn get(&self, index: usize) -> &'a str {
        if index >= self.count {
            return "";
        }
        self.text
            .get(self.offset(index)..self.offset(index + 1))
            .unwrap_or("")
    }
}

#[cfg(feature = "build")]
pub(crate) fn write_strings<S: AsRef<str>>(strings: &[S], out: &mut alloc::vec::Vec<u8>) {
    let total: usize = strings.iter().map(|string| string.as_ref().len()).sum();
    let mut at = 0usize;
    let offset = |at: usize, out: &mut alloc::vec::Vec<u8>| {
        if wide(total) {
            out.extend((at as u32).to_le_bytes());
        } else {
            out.extend((at as u16).to_le_bytes());
        }
    };
    offset(0, out);
    for string in strings {
        at += string.as_ref().len();
        offset(at, out);
    }
    for string in strings {
        out.extend(string.as_ref().as_bytes());
    }
}
