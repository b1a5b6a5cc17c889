use super::{TextTooLong, Words};
use crate::numbers::{digit_word, words_of};

/// Writes the words of the number that a text begins with, and gives what follows it.
pub(super) fn number<'t>(text: &'t str, out: &mut Words<'_>) -> Result<&'t str, TextTooLong> {
    if let Some(rest) = half(text) {
        out.push_word("half")?;
        return Ok(rest);
    }
    let (whole, mut rest) = split_digits(text);
    if whole.len() == 4 && whole.starts_with("00") && whole != "0000" {
        out.push_word(digit_word(0))?;
    }
    let mut value = decimal(whole);
    while let Some((group, after)) = thousands_group(rest) {
        value = value.and_then(|value| value.checked_mul(1000)?.checked_add(group));
        rest = after;
    }
    match value.filter(|&value| value < 1_000_000) {
        Some(value) => words_of(value).try_for_each(|word| out.push_word(word))?,
        None => push_digits(&text[..text.len() - rest.len()], out)?,
    }
    if let Some(after) = rest.strip_prefix(":0")
        && let (digits, after) = split_digits(after)
        && digits.len() == 1
        && digits != "0"
    {
        // "twenty one" would be another time than 20:01.
        out.push_word("oh")?;
        push_digits(digits, out)?;
        rest = after;
    } else if let Some(after) = rest.strip_prefix('.')
        && starts_with_digit(after)
    {
        let (digits, after) = split_digits(after);
        out.push_word("point")?;
        push_digits(digits, out)?;
        rest = after;
    }
    Ok(rest)
}

/// Writes the words of the digits behind a point that nothing stands before, and gives what follows them.
pub(super) fn fraction<'t>(digits: &'t str, out: &mut Words<'_>) -> Result<&'t str, TextTooLong> {
    let (digits, rest) = split_digits(digits);
    out.push_word(digit_word(0))?;
    out.push_word("point")?;
    push_digits(digits, out)?;
    Ok(rest)
}

/// What follows a half.
pub(super) fn half(text: &str) -> Option<&str> {
    text.strip_prefix("1/2")
        .filter(|rest| !starts_with_digit(rest))
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

pub(super) fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_digit())
}
