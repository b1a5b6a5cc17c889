use super::tokens::is_apostrophe;

/// Characters of a token that are read; the rest is left out.
pub const MOST_CHARS: usize = 24;

/// Rows that one token sums at most: its word and all its n-grams.
pub const MOST_FEATURES: usize = 1 + (MOST_CHARS + 2) * 3;

const GRAMS: [usize; 3] = [3, 4, 5];
const WORD_KIND: u8 = 1;
/// A character lower-cased has at most three; each at most four bytes; and both boundaries.
const MOST_BYTES: usize = (MOST_CHARS + 2) * 4;

/// A token as it is hashed: lower-cased and cut to [`MOST_CHARS`] characters.
#[derive(Clone, Debug)]
pub struct Word {
    bytes: [u8; MOST_BYTES],
    /// Where each character begins, boundaries included, and where the last ends.
    starts: [u8; MOST_CHARS + 3],
    chars: usize,
    is_number: bool,
}

impl Word {
    /// Prepares a token.
    #[must_use]
    pub fn new(token: &str) -> Self {
        let mut word = Self {
            bytes: [0; MOST_BYTES],
            starts: [0; MOST_CHARS + 3],
            chars: 0,
            is_number: token.bytes().all(|byte| byte.is_ascii_digit()),
        };
        word.push('<');
        let lower = token
            .chars()
            .map(|char| if is_apostrophe(char) { '\'' } else { char })
            .flat_map(char::to_lowercase);
        for char in lower.take(MOST_CHARS) {
            word.push(char);
        }
        word.push('>');
        word
    }

    fn push(&mut self, char: char) {
        let start = usize::from(self.starts[self.chars]);
        let end = start + char.len_utf8();
        char.encode_utf8(&mut self.bytes[start..end]);
        self.chars += 1;
        self.starts[self.chars] = end as u8;
    }

    fn slice(&self, first: usize, end: usize) -> &[u8] {
        &self.bytes[usize::from(self.starts[first])..usize::from(self.starts[end])]
    }

    /// The hash of the word as a whole: FNV-1a, 32 bits, over the number 1 and its UTF-8 bytes, and then
    /// Murmur3's last mixing step, since FNV's high bits are poor for short words.
    #[must_use]
    pub fn whole(&self) -> u32 {
        hash(WORD_KIND, self.slice(1, self.chars - 1).iter().copied())
    }

    /// The hashes of its n-grams, `<` and `>` for its boundaries; n from 3 to 5, each from first to last.
    ///
    /// In a token of digits every digit counts as 0: what matters of a number unseen in training is that
    /// it is one, and how long it is.
    pub fn grams(&self) -> impl Iterator<Item = u32> + '_ {
        GRAMS.into_iter().flat_map(move |n| {
            (0..(self.chars + 1).saturating_sub(n)).map(move |first| {
                let bytes = self.slice(first, first + n).iter();
                hash(n as u8, bytes.map(|&byte| self.shape(byte)))
            })
        })
    }

    fn shape(&self, byte: u8) -> u8 {
        if self.is_number && byte.is_ascii_digit() {
            b'0'
        } else {
            byte
        }
    }
}

fn hash(kind: u8, bytes: impl Iterator<Item = u8>) -> u32 {
    let mut h = 0x811c_9dc5_u32;
    for byte in core::iter::once(kind).chain(bytes) {
        h = (h ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    h ^= h >> 13;
    h = h.wrapping_mul(0xc2b2_ae35);
    h ^ (h >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;
    use std::vec::Vec;

    #[test]
    fn counts_of_grams() {
        assert_eq!(Word::new("a").grams().count(), 1);
        assert_eq!(Word::new("the").grams().count(), 3 + 2 + 1);
        let longest = Word::new(&"ß".repeat(200));
        assert_eq!(longest.grams().count(), 24 + 23 + 22);
        assert!(longest.grams().count() < MOST_FEATURES);
    }

    #[test]
    fn case_and_apostrophes_do_not_matter() {
        let hashes = |text| {
            let word = Word::new(text);
            (word.whole(), word.grams().collect::<Vec<_>>())
        };
        assert_eq!(hashes("What\u{2019}S"), hashes("what's"));
        assert_ne!(hashes("whats"), hashes("what's"));
    }

    #[test]
    fn numbers_share_their_shape() {
        let (a, b) = (Word::new("42"), Word::new("17"));
        assert_ne!(a.whole(), b.whole());
        assert_eq!(a.grams().collect::<Vec<_>>(), b.grams().collect::<Vec<_>>());
        assert_ne!(a.grams().next(), Word::new("ab").grams().next());
    }

    #[test]
    fn widest_characters_fit() {
        let wide: String = "\u{10ffff}".repeat(MOST_CHARS);
        assert_eq!(Word::new(&wide).chars, MOST_CHARS + 2);
    }
}
