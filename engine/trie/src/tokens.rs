//! Written text turned into the words of a lexicon.
//!
//! Templates, when a pack is built, and text, when it is understood, pass
//! through the same [`normalise`], so that both agree on what a word is:
//!
//! * letters become lower case; apostrophes stay inside a word ("what's") and
//!   go at its ends;
//! * digits become number words: "50" is "fifty", "20.5" is "twenty point
//!   five", "-5" is "minus five", "1,000" is "one thousand"; letters and
//!   digits part ("5pm" is "five pm");
//! * `%` is "percent", `°` "degrees", `&` "and", `½` and "1/2" are "half";
//! * all else, hyphens too, parts words and goes.
//!
//! ```
//! use goldcrest_trie::tokens::normalise;
//!
//! let mut buffer = [0; 64];
//! let words = normalise("What's the Living-Room at? 50%!", &mut buffer).unwrap();
//! assert_eq!(words, "what's the living room at fifty percent");
//! ```

use core::fmt;

use crate::numbers::{digit_word, words_of};

/// The words do not fit the buffer: give a larger one, or a shorter text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextTooLong;

impl fmt::Display for TextTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is too long: shorten it")
    }
}

impl core::error::Error for TextTooLong {}

/// Writes the words of a text into `buffer`, one space between them.
///
/// Time is linear in the text. Normalising twice changes nothing.
///
/// # Errors
///
/// [`TextTooLong`] where the buffer is too small; digits may take up to 13
/// times their length.
pub fn normalise<'b>(text: &str, buffer: &'b mut [u8]) -> Result<&'b str, TextTooLong> {
    let mut out = Words { buffer, length: 0 };
    let mut rest = text;
    let mut before = ' ';
    while let Some(char) = rest.chars().next() {
        let after = &rest[char.len_utf8()..];
        rest = if char.is_ascii_digit() {
            number(rest, &mut out)?
        } else if is_letter(char) {
            word(rest, &mut out)?
        } else {
            if char == '-' && !before.is_alphanumeric() && starts_with_digit(after) {
                out.push_word("minus")?;
            } else if let Some(word) = sign(char) {
                out.push_word(word)?;
            }
            after
        };
        before = char;
    }
    let Words { buffer, length } = out;
    Ok(core::str::from_utf8(&buffer[..length]).unwrap_or(""))
}

fn is_letter(char: char) -> bool {
    char.is_alphanumeric() && !char.is_ascii_digit() && sign(char).is_none()
}

fn is_apostrophe(char: char) -> bool {
    matches!(char, '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{02bc}')
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_digit())
}

fn sign(char: char) -> Option<&'static str> {
    match char {
        '%' => Some("percent"),
        '°' | 'º' => Some("degrees"),
        '&' => Some("and"),
        '½' => Some("half"),
        _ => None,
    }
}

fn word<'t>(text: &'t str, out: &mut Words<'_>) -> Result<&'t str, TextTooLong> {
    out.part()?;
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        if is_letter(char) {
            // a small letter may come with a mark of its own (that of İ is i and a dot), which is no letter
            for lower in char.to_lowercase().filter(|&char| is_letter(char)) {
                out.push(lower)?;
            }
        } else if is_apostrophe(char) && chars.peek().is_some_and(|&(_, next)| is_letter(next)) {
            out.push('\'')?;
        } else {
            return Ok(&text[at..]);
        }
    }
    Ok("")
}

fn number<'t>(text: &'t str, out: &mut Words<'_>) -> Result<&'t str, TextTooLong> {
    if let Some(rest) = text.strip_prefix("1/2")
        && !starts_with_digit(rest)
    {
        out.push_word("half")?;
        return Ok(rest);
    }
    let (whole, mut rest) = split_digits(text);
    let mut value = decimal(whole);
    while let Some((group, after)) = thousands_group(rest) {
        value = value.and_then(|value| value.checked_mul(1000)?.checked_add(group));
        rest = after;
    }
    match value.filter(|&value| value < 1_000_000) {
        Some(value) => words_of(value).try_for_each(|word| out.push_word(word))?,
        None => push_digits(&text[..text.len() - rest.len()], out)?,
    }
    if let Some(after) = rest.strip_prefix('.')
        && starts_with_digit(after)
    {
        let (digits, after) = split_digits(after);
        out.push_word("point")?;
        push_digits(digits, out)?;
        rest = after;
    }
    Ok(rest)
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|char: char| !char.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at(end)
}

fn decimal(digits: &str) -> Option<u32> {
    digits.parse().ok()
}

fn thousands_group(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = split_digits(text.strip_prefix(',')?);
    if digits.len() == 3 {
        Some((decimal(digits)?, rest))
    } else {
        None
    }
}

fn push_digits(text: &str, out: &mut Words<'_>) -> Result<(), TextTooLong> {
    text.bytes()
        .filter(u8::is_ascii_digit)
        .try_for_each(|byte| out.push_word(digit_word(byte - b'0')))
}

struct Words<'b> {
    buffer: &'b mut [u8],
    length: usize,
}

impl Words<'_> {
    fn push(&mut self, char: char) -> Result<(), TextTooLong> {
        let end = self.length + char.len_utf8();
        let place = self.buffer.get_mut(self.length..end).ok_or(TextTooLong)?;
        char.encode_utf8(place);
        self.length = end;
        Ok(())
    }

    fn part(&mut self) -> Result<(), TextTooLong> {
        if self.length > 0 {
            self.push(' ')
        } else {
            Ok(())
        }
    }

    fn push_word(&mut self, word: &str) -> Result<(), TextTooLong> {
        self.part()?;
        word.chars().try_for_each(|char| self.push(char))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;

    fn words(text: &str) -> String {
        let mut buffer = [0; 256];
        normalise(text, &mut buffer).unwrap().into()
    }

    #[test]
    fn text_becomes_words() {
        for (text, expected) in [
            ("", ""),
            ("  Turn ON the lights. ", "turn on the lights"),
            ("set to 50%", "set to fifty percent"),
            ("20.5°C", "twenty point five degrees c"),
            ("-5 degrees", "minus five degrees"),
            ("five-minute", "five minute"),
            ("5-minute", "five minute"),
            ("1,000", "one thousand"),
            ("2,700K", "two thousand seven hundred k"),
            ("1, 2", "one two"),
            ("what’s 'this'?", "what's this"),
            ("lights' rock'n'roll", "lights rock'n'roll"),
            ("an hour and 1/2", "an hour and half"),
            ("½ an hour", "half an hour"),
            ("11/2", "eleven two"),
            ("1/25", "one twenty five"),
            ("7:30 pm", "seven thirty pm"),
            ("mp3", "mp three"),
            ("1234567", "one two three four five six seven"),
            ("007", "seven"),
            ("Küche ÄRGER", "küche ärger"),
            ("\u{7}bell\u{0}", "bell"),
            ("電気をつけて", "電気をつけて"),
            ("rock & roll", "rock and roll"),
            ("...", ""),
        ] {
            assert_eq!(words(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_small_buffer_is_an_error() {
        assert_eq!(normalise("kitchen", &mut [0; 6]), Err(TextTooLong));
        assert_eq!(normalise("kitchen", &mut [0; 7]), Ok("kitchen"));
        assert_eq!(normalise("", &mut []), Ok(""));
    }
}
