use core::fmt;

/// Words that stand for themselves: UTF-8, at most [`Said::MOST`] bytes; longer ones are cut at a
/// character.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Said {
    bytes: [u8; Said::MOST],
    len: u8,
}

impl Said {
    /// Most bytes that are kept.
    pub const MOST: usize = 39;

    /// Keeps the beginning of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut end = text.len().min(Self::MOST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut bytes = [0; Self::MOST];
        bytes[..end].copy_from_slice(&text.as_bytes()[..end]);
        Self {
            bytes,
            len: end as u8,
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or("")
    }
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}
