//! Words, how they are spelled and how they are said.
//!
//! A lexicon section holds a sorted list of spellings and one flat array of
//! phones. A pronunciation is a run of phones in that array whose last phone
//! carries [`LAST`]; all pronunciations of a word lie side by side.
//!
//! ```text
//!             spellings          firsts          phones (one byte each)
//!  WordId 0   "a"        ----->    0   ----->    AH*  EY*
//!  WordId 1   "blue"     ----->    2   ----->    B  L  UW*
//!  WordId 2   "off"      ----->    5   ----->    AO  F*
//!                                  7                       (* has bit 7 set)
//! ```
//!
//! So a place within a word's sound is one index into the array: a search
//! token needs no more than that, advances it by one, and sees at
//! [`Lexicon::phone_at`] whether the word ends there.
//!
//! # Layout
//!
//! | bytes | field |
//! | --- | --- |
//! | 4 | `GLEX` |
//! | 2 | version, 1 |
//! | 2 | words |
//! | 4 | bytes of all spellings together |
//! | 4 | phones |
//! | 2 or 4 each | offsets of the spellings, words + 1 |
//! | | text of the spellings |
//! | 2 each | first phone of each word, words + 1 |
//! | 1 each | phones |

use core::fmt;

use crate::bytes::{Cutter, u16_at, u32_at};
use crate::phone::Phone;
use crate::strings::{Strings, StringsError};
use crate::symbol::WordId;

/// The bit that marks the last phone of a pronunciation.
pub const LAST: u8 = 0x80;

pub(crate) const MAGIC: [u8; 4] = *b"GLEX";
pub(crate) const VERSION: u16 = 1;
const HEADER: usize = 16;

/// A lexicon section, read in place.
///
/// [`Lexicon::open`] checks everything once; no read fails afterwards.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon<'a> {
    spellings: Strings<'a>,
    firsts: &'a [u8],
    phones: &'a [u8],
    words: u16,
}

/// Why a lexicon section was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LexiconError {
    /// The section does not begin with a lexicon's mark: another kind of
    /// section was given.
    NotALexicon,
    /// Written in a format that this version does not read: build the pack
    /// again.
    Version(u16),
    /// The section ends before its tables do: it was cut off.
    Truncated,
    /// Bytes follow the last table: lengths were damaged.
    TrailingBytes,
    /// More words than an automaton's symbol can name ([`WordId::MAX`] + 1).
    TooManyWords(u16),
    /// A spelling's offset points outside the text, backwards or into the
    /// middle of a character.
    BadOffset,
    /// The spellings are not UTF-8.
    NotUtf8,
    /// The spellings are not in strictly ascending order at this word.
    Unsorted(WordId),
    /// The phones of this word do not begin where those before end, or their
    /// last one is not marked.
    BadPronunciation(WordId),
    /// This index in the phones holds no phone.
    BadPhone(u16),
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LexiconError::NotALexicon => f.write_str("not a lexicon section"),
            LexiconError::Version(version) => write!(
                f,
                "lexicon format {version} is not the format {VERSION} that this version reads; build the pack again"
            ),
            LexiconError::Truncated => f.write_str("the lexicon is cut off"),
            LexiconError::TrailingBytes => f.write_str("bytes follow the lexicon"),
            LexiconError::TooManyWords(words) => {
                write!(f, "{words} words are more than a grammar can name")
            }
            LexiconError::BadOffset => f.write_str("a spelling lies outside the lexicon's text"),
            LexiconError::NotUtf8 => f.write_str("the lexicon's spellings are not UTF-8"),
            LexiconError::Unsorted(word) => {
                write!(f, "the lexicon is not sorted at word {}", word.index())
            }
            LexiconError::BadPronunciation(word) => {
                write!(f, "word {} has a broken pronunciation", word.index())
            }
            LexiconError::BadPhone(index) => write!(f, "there is no phone at index {index}"),
        }
    }
}

impl core::error::Error for LexiconError {}

impl From<StringsError> for LexiconError {
    fn from(error: StringsError) -> Self {
        match error {
            StringsError::Truncated => LexiconError::Truncated,
            StringsError::BadOffset => LexiconError::BadOffset,
            StringsError::NotUtf8 => LexiconError::NotUtf8,
        }
    }
}

impl<'a> Lexicon<'a> {
    /// A lexicon without words.
    pub const EMPTY: Lexicon<'static> = Lexicon {
        spellings: Strings::EMPTY,
        firsts: &[0, 0],
        phones: &[],
        words: 0,
    };

    /// Opens a section, at any alignment. Time is linear in its length.
    ///
    /// # Errors
    ///
    /// See [`LexiconError`]: anything that a later read could stumble over.
    pub fn open(section: &'a [u8]) -> Result<Self, LexiconError> {
        let mut cutter = Cutter::new(section);
        let header = cutter.cut(HEADER).ok_or(if section.starts_with(&MAGIC) {
            LexiconError::Truncated
        } else {
            LexiconError::NotALexicon
        })?;
        if header[..4] != MAGIC {
            return Err(LexiconError::NotALexicon);
        }
        let version = u16_at(header, 2);
        if version != VERSION {
            return Err(LexiconError::Version(version));
        }
        let words = u16_at(header, 3);
        if words > WordId::MAX.bits() + 1 {
            return Err(LexiconError::TooManyWords(words));
        }
        let text_bytes = u32_at(header, 2) as usize;
        let phone_count = u32_at(header, 3) as usize;
        if text_bytes > section.len() || phone_count > section.len() {
            return Err(LexiconError::Truncated);
        }
        let spellings = Strings::cut(&mut cutter, usize::from(words), text_bytes)?;
        let firsts = cutter
            .cut((usize::from(words) + 1) * 2)
            .ok_or(LexiconError::Truncated)?;
        let phones = cutter.cut(phone_count).ok_or(LexiconError::Truncated)?;
        if cutter.left() != 0 {
            return Err(LexiconError::TrailingBytes);
        }
        let lexicon = Lexicon {
            spellings,
            firsts,
            phones,
            words,
        };
        lexicon.check()?;
        Ok(lexicon)
    }

    fn check(&self) -> Result<(), LexiconError> {
        for (index, &byte) in self.phones.iter().enumerate() {
            if Phone::from_class(byte & !LAST).is_none() {
                return Err(LexiconError::BadPhone(index as u16));
            }
        }
        let mut before: Option<&str> = None;
        for word in self.words() {
            let spelling = self.spelling(word);
            if spelling.is_empty() || before.is_some_and(|before| before >= spelling) {
                return Err(LexiconError::Unsorted(word));
            }
            before = Some(spelling);
            let (first, end) = self.span(word);
            let begins_right = word.index() > 0 || first == 0;
            let ends_marked = first == end
                || self
                    .phones
                    .get(end.wrapping_sub(1))
                    .is_some_and(|&byte| byte & LAST != 0);
            if !begins_right || first > end || !ends_marked {
                return Err(LexiconError::BadPronunciation(word));
            }
        }
        let end = usize::from(u16_at(self.firsts, usize::from(self.words)));
        if end != self.phones.len() {
            return Err(LexiconError::BadPronunciation(WordId::masked(self.words)));
        }
        Ok(())
    }

    fn span(&self, word: WordId) -> (usize, usize) {
        let at = |index| usize::from(u16_at(self.firsts, index));
        (at(word.index()), at(word.index() + 1))
    }

    /// How many words there are.
    #[must_use]
    pub fn word_count(&self) -> usize {
        usize::from(self.words)
    }

    /// All words in order of spelling.
    pub fn words(&self) -> impl ExactSizeIterator<Item = WordId> + use<> {
        (0..self.words).map(WordId::masked)
    }

    /// How a word is written: lower case, see [`crate::tokens`]. Empty for a
    /// word of another lexicon that lies beyond the last.
    #[must_use]
    pub fn spelling(&self, word: WordId) -> &'a str {
        self.spellings.get(word.index())
    }

    /// The word of a spelling, found by halving: about log2(words) string
    /// comparisons.
    #[must_use]
    pub fn find(&self, spelling: &str) -> Option<WordId> {
        let (mut low, mut high) = (0, self.words);
        while low < high {
            let middle = low + (high - low) / 2;
            let word = WordId::masked(middle);
            match self.spelling(word).cmp(spelling) {
                core::cmp::Ordering::Equal => return Some(word),
                core::cmp::Ordering::Less => low = middle + 1,
                core::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The phones of all words: class numbers 1 to 39, with [`LAST`] set on
    /// the last of each pronunciation.
    #[must_use]
    pub fn phones(&self) -> &'a [u8] {
        self.phones
    }

    /// The phone class at an index into [`Lexicon::phones`] and whether its
    /// pronunciation ends there. `(0, true)` beyond the end.
    #[inline]
    #[must_use]
    pub fn phone_at(&self, index: u16) -> (u8, bool) {
        match self.phones.get(usize::from(index)) {
            Some(&byte) => (byte & !LAST, byte & LAST != 0),
            None => (Phone::BLANK, true),
        }
    }

    /// Where each pronunciation of a word begins in [`Lexicon::phones`].
    #[must_use]
    pub fn pronunciation_starts(&self, word: WordId) -> PronunciationStarts<'a> {
        let (first, end) = self.span(word);
        PronunciationStarts {
            phones: self.phones.get(..end).unwrap_or(&[]),
            at: first,
        }
    }

    /// The pronunciations of a word, most usual first: bytes of
    /// [`Lexicon::phones`], the last of each with [`LAST`] set.
    #[must_use]
    pub fn pronunciations(&self, word: WordId) -> Pronunciations<'a> {
        Pronunciations(self.pronunciation_starts(word))
    }
}

/// Iterator of [`Lexicon::pronunciation_starts`].
#[derive(Clone, Debug)]
pub struct PronunciationStarts<'a> {
    phones: &'a [u8],
    at: usize,
}

impl PronunciationStarts<'_> {
    fn end_of(&self, start: usize) -> usize {
        self.phones
            .iter()
            .skip(start)
            .position(|&byte| byte & LAST != 0)
            .map_or(self.phones.len(), |length| start + length + 1)
    }
}

impl Iterator for PronunciationStarts<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        if self.at >= self.phones.len() {
            return None;
        }
        let start = self.at;
        self.at = self.end_of(start);
        Some(start as u16)
    }
}

/// Iterator of [`Lexicon::pronunciations`].
#[derive(Clone, Debug)]
pub struct Pronunciations<'a>(PronunciationStarts<'a>);

impl<'a> Iterator for Pronunciations<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let start = usize::from(self.0.next()?);
        self.0.phones.get(start..self.0.at)
    }
}
