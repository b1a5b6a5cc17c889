//! Amounts: percentages and durations, from words as [`goldcrest_trie::tokens::normalise`] makes them, so
//! that spoken and digit forms are one.

use goldcrest_trie::numbers::{Number, number_of};

/// The number that words say, a percent sign or unit after it left out: "fifty percent" is 50.
///
/// ```
/// use goldcrest::understand::entities::quantity::percentage;
///
/// assert_eq!(percentage("forty percent").unwrap().truncated(), 40);
/// assert_eq!(percentage("half").unwrap().truncated(), 50);
/// assert!(percentage("loud").is_none());
/// ```
#[must_use]
pub fn percentage(words: &str) -> Option<Number> {
    let number = words
        .strip_suffix(" percent")
        .or_else(|| words.strip_suffix(" per cent"))
        .unwrap_or(words);
    match number.trim() {
        "half" | "a half" => Some(Number::whole(50)),
        "full" | "maximum" | "max" => Some(Number::whole(100)),
        words => number_of(words.split(' ')),
    }
}

/// The seconds of a duration: "an hour and a half", "two minutes thirty seconds", "quarter of an hour".
///
/// Hours, minutes, seconds, days and weeks in falling order; `None` for anything else, and beyond
/// [`u32::MAX`] seconds.
///
/// ```
/// use goldcrest::understand::entities::quantity::duration;
///
/// assert_eq!(duration("an hour and a half"), Some(5400));
/// assert_eq!(duration("ten minutes"), Some(600));
/// assert_eq!(duration("half an hour"), Some(1800));
/// assert_eq!(duration("ten"), None);
/// ```
#[must_use]
pub fn duration(words: &str) -> Option<u32> {
    let words = words.strip_prefix("for ").unwrap_or(words);
    let mut total: u64 = 0;
    let mut last_unit = u64::MAX;
    let mut rest = words.trim();
    while !rest.is_empty() {
        rest = rest.strip_prefix("and ").unwrap_or(rest);
        if let Some(fraction) = fraction_of(rest).filter(|_| last_unit != u64::MAX) {
            // "an hour and a half": a part of the unit before.
            total += last_unit * fraction / 4;
            return u32::try_from(total).ok();
        }
        let (at, end, unit) = next_unit(rest)?;
        let thousandths = amount(rest[..at].trim())?;
        if unit >= last_unit {
            return None;
        }
        total += unit * thousandths / 1000;
        last_unit = unit;
        rest = rest[end..].trim_start();
    }
    (last_unit != u64::MAX)
        .then(|| u32::try_from(total).ok())
        .flatten()
}

/// Whether a word is, or may be a part of, a number: digits, a number's word, "point", "minus", "half" and the like.
#[must_use]
pub fn is_number(word: &str) -> bool {
    const PARTS: [&str; 8] = [
        "point", "minus", "half", "quarter", "quarters", "third", "hundred", "thousand",
    ];
    let is_digits = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    is_digits
        || PARTS.iter().any(|part| word.eq_ignore_ascii_case(part))
        || number_of(core::iter::once(word)).is_some()
}

/// Quarters.
fn fraction_of(words: &str) -> Option<u64> {
    match words {
        "half" | "a half" => Some(2),
        "quarter" | "a quarter" => Some(1),
        "three quarters" => Some(3),
        _ => None,
    }
}

/// Where the next unit begins and ends, and its seconds.
fn next_unit(words: &str) -> Option<(usize, usize, u64)> {
    let mut at = 0;
    for word in words.split(' ') {
        if let Some(seconds) = unit_of(word) {
            return Some((at, at + word.len(), seconds));
        }
        at += word.len() + 1;
    }
    None
}

fn unit_of(word: &str) -> Option<u64> {
    Some(match word {
        "second" | "seconds" | "sec" | "secs" | "s" => 1,
        "minute" | "minutes" | "min" | "mins" => 60,
        "hour" | "hours" | "hr" | "hrs" | "h" => 3600,
        "day" | "days" => 86_400,
        "week" | "weeks" => 604_800,
        _ => return None,
    })
}

/// Thousandths of the unit that follows.
fn amount(words: &str) -> Option<u64> {
    let part = words
        .strip_suffix(" an")
        .or_else(|| words.strip_suffix(" a"))
        .unwrap_or(words);
    let part = part.strip_suffix(" of").unwrap_or(part);
    if let Some(quarters) = fraction_of(part) {
        return Some(quarters * 250);
    }
    match words {
        "a" | "an" => Some(1000),
        "a couple" | "a couple of" | "couple" => Some(2000),
        words => {
            let number = number_of(words.split(' '))?;
            u64::try_from(number.thousandths()).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, seconds) in [
            ("five minutes", 300),
            ("for five minutes", 300),
            ("one hour and fifteen minutes", 4500),
            ("two hours thirty minutes ten seconds", 9010),
            ("quarter of an hour", 900),
            ("a quarter of an hour", 900),
            ("three quarters of an hour", 2700),
            ("an hour and a quarter", 4500),
            ("two and a half minutes", 150),
            ("one point five hours", 5400),
            ("ninety seconds", 90),
            ("a couple of minutes", 120),
            ("two days", 172_800),
            ("a week", 604_800),
            ("half a minute", 30),
        ] {
            assert_eq!(duration(text), Some(seconds), "{text}");
        }
        for text in [
            "",
            "minutes",
            "five",
            "five minutes two hours",
            "five minutes five minutes",
            "blue minutes",
            "and",
            "half",
            "minus five minutes",
        ] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn percentages() {
        for (text, value) in [
            ("fifty", "50"),
            ("twelve point five percent", "12.5"),
            ("a half", "50"),
            ("full", "100"),
        ] {
            assert_eq!(
                std::string::ToString::to_string(&percentage(text).unwrap()),
                value
            );
        }
    }
}
