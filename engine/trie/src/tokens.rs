//! Written text turned into the words of a lexicon.
//!
//! Templates, when a pack is built, and text, when it is understood, pass
//! through the same [`normalise`], so that both agree on what a word is:
//!
//! * letters become lower case; apostrophes stay inside a word ("what's") and
//!   go at its ends;
//! * digits become number words: "50" is "fifty", "20.5" is "twenty point
//!   five", ".5" "zero point five", "-5" is "minus five", "1,000" is "one thousand"; letters and
//!   digits part ("5pm" is "five pm");
//! * `%` is "percent", `°` "degrees", `&` "and", `½` and "1/2" are "half", `¼` "quarter", `¾` "three quarters",
//!   and "and half" after a number ("2 1/2");
//! * a zero that fills a place of a time is said: "20:05" is "twenty oh five", "0010" "zero ten";
//! * all else, hyphens too, parts words and goes.
//!
//! ```
//! use goldcrest_trie::tokens::normalise;
//!
//! let mut buffer = [0; 64];
//! let words = normalise("What's the Living-Room at? 50%!", &mut buffer).unwrap();
//! assert_eq!(words, "what's the living room at fifty percent");
//! ```

mod digits;
mod places;

use core::fmt;

use digits::{fraction, half, number, starts_with_digit};
pub use places::{Places, places};

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
    let mut out = Words {
        buffer: Some(buffer),
        length: 0,
        count: 0,
    };
    let mut rest = text;
    let mut before = Before::default();
    while let Some(char) = rest.chars().next() {
        rest = piece(rest, char, &mut before, &mut out)?;
    }
    let Words { buffer, length, .. } = out;
    let words = buffer.and_then(|buffer| buffer.get(..length));
    Ok(core::str::from_utf8(words.unwrap_or_default()).unwrap_or(""))
}

/// What stands before a piece of a text.
#[derive(Clone, Copy, Debug)]
struct Before {
    char: char,
    is_number: bool,
}

impl Default for Before {
    fn default() -> Self {
        Self {
            char: ' ',
            is_number: false,
        }
    }
}

/// Writes the words of the next piece of a text, a number, a word or a sign that begins with `first`, and
/// gives what follows it.
fn piece<'t>(
    text: &'t str,
    first: char,
    before: &mut Before,
    out: &mut Words<'_>,
) -> Result<&'t str, TextTooLong> {
    let is_inside = before.char.is_alphanumeric();
    let follows_point = before.char == '.';
    before.char = first;
    if first.is_ascii_digit() {
        if before.is_number && half(text).is_some() {
            out.push_word("and")?;
        }
        before.is_number = true;
        return number(text, out);
    }
    if is_letter(first) {
        before.is_number = false;
        return word(text, out);
    }
    let after = &text[first.len_utf8()..];
    if before.is_number && matches!(first, '¼' | '½' | '¾') {
        out.push_word("and")?;
    }
    before.is_number &= first.is_whitespace();
    if first == '-' && !is_inside && starts_with_digit(after.strip_prefix('.').unwrap_or(after)) {
        out.push_word("minus")?;
    } else if first == '.' && !is_inside && !follows_point && starts_with_digit(after) {
        return fraction(after, out);
    } else if let Some(words) = sign(first) {
        words.split(' ').try_for_each(|word| out.push_word(word))?;
    }
    Ok(after)
}

fn is_letter(char: char) -> bool {
    char.is_alphanumeric() && !char.is_ascii_digit() && sign(char).is_none()
}

fn is_apostrophe(char: char) -> bool {
    matches!(char, '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{02bc}')
}

fn sign(char: char) -> Option<&'static str> {
    match char {
        '%' => Some("percent"),
        '°' | 'º' => Some("degrees"),
        '&' => Some("and"),
        '¼' => Some("quarter"),
        '½' => Some("half"),
        '¾' => Some("three quarters"),
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

/// Words that are written, or where there is no buffer, only counted.
struct Words<'b> {
    buffer: Option<&'b mut [u8]>,
    length: usize,
    count: usize,
}

impl Words<'_> {
    fn push(&mut self, char: char) -> Result<(), TextTooLong> {
        let end = self.length + char.len_utf8();
        if let Some(buffer) = &mut self.buffer {
            let place = buffer.get_mut(self.length..end).ok_or(TextTooLong)?;
            char.encode_utf8(place);
        }
        self.length = end;
        Ok(())
    }

    fn part(&mut self) -> Result<(), TextTooLong> {
        self.count += 1;
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
            (
                "to .5, -.25 and -3.",
                "to zero point five minus zero point two five and minus three",
            ),
            ("five-minute", "five minute"),
            ("5-minute", "five minute"),
            ("1,000", "one thousand"),
            ("2,700K", "two thousand seven hundred k"),
            ("1, 2", "one two"),
            ("what’s 'this'?", "what's this"),
            ("lights' rock'n'roll", "lights rock'n'roll"),
            ("an hour and 1/2", "an hour and half"),
            ("½ an hour", "half an hour"),
            ("2 1/2 hours", "two and half hours"),
            ("1½, ¾", "one and half three quarters"),
            ("1, 1/2", "one half"),
            ("1/2/2026", "half two thousand twenty six"),
            ("20:05", "twenty oh five"),
            ("7:05pm", "seven oh five pm"),
            ("7:00 0010 0000", "seven zero zero ten zero"),
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
            ("wait...5", "wait five"),
        ] {
            assert_eq!(words(text), expected, "{text:?}");
        }
    }

    #[test]
    fn every_word_has_a_place_in_the_text() {
        for (text, expected) in [
            ("", &[][..]),
            ("?! ...", &[]),
            ("set to 37%", &["set", "to", "37", "37", "%"]),
            ("living-room", &["living", "room"]),
            ("a 5-minute", &["a", "5", "minute"]),
            ("-5°, please!", &["-", "5", "°", "please"]),
            ("1,000", &["1,000", "1,000"]),
            ("20.5", &["20.5", "20.5", "20.5"]),
            ("007", &["007"]),
            ("1234567", &["1234567"; 7]),
            ("7:30pm", &["7", "30", "pm"]),
            ("½ ÄRGER", &["½", "ÄRGER"]),
            ("'rock'n'roll' & more", &["rock'n'roll", "&", "more"]),
            ("İzmir 🦜 x", &["İzmir", "x"]),
        ] {
            let found: std::vec::Vec<&str> =
                places(text).map(|(start, end)| &text[start..end]).collect();
            assert_eq!(found, expected, "{text:?}");
            assert_eq!(found.len(), words(text).split_whitespace().count());
        }
    }

    /// A letter that became no word, or several, would shift all places after it.
    #[test]
    fn every_character_is_as_many_words_as_it_has_places() {
        for char in '\0'..=char::MAX {
            let text = std::format!("{char}1a{char}");
            let normal = words(&text);
            assert_eq!(
                places(&text).count(),
                normal.split_whitespace().count(),
                "{char:?}: {normal:?}"
            );
        }
    }

    #[test]
    fn a_small_buffer_is_an_error() {
        assert_eq!(normalise("kitchen", &mut [0; 6]), Err(TextTooLong));
        assert_eq!(normalise("kitchen", &mut [0; 7]), Ok("kitchen"));
        assert_eq!(normalise("", &mut []), Ok(""));
    }
}
