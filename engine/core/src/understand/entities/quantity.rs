//! Amounts: numbers, percentages and durations, from words as [`goldcrest_trie::tokens::normalise`] makes
//! them, so that spoken and digit forms are one. All words say the value, or there is none.

use super::units::{self, HOUR, MINUTE};
use goldcrest_trie::Unit;
use goldcrest_trie::numbers::{Number, number_of};

/// What a part of a whole is called, and how many of it make the whole.
const PARTS: [(&str, u32); 5] = [
    ("half", 2),
    ("third", 3),
    ("quarter", 4),
    ("fifth", 5),
    ("tenth", 10),
];

/// The number that words say, with halves, quarters, fifths and tenths.
///
/// ```
/// use goldcrest::understand::entities::quantity::number;
///
/// assert_eq!(number("minus twenty one and a half").unwrap().to_string(), "-21.5");
/// assert_eq!(number("two and three quarters").unwrap().to_string(), "2.75");
/// assert!(number("two or three").is_none());
/// ```
#[must_use]
pub fn number(words: &str) -> Option<Number> {
    let words = words.trim();
    let unsigned = words
        .strip_prefix("minus ")
        .or_else(|| words.strip_prefix("negative "));
    let size = unsigned_thousandths(unsigned.unwrap_or(words))?;
    Some(Number::from_thousandths(match unsigned {
        Some(_) => -size,
        None => size,
    }))
}

fn unsigned_thousandths(words: &str) -> Option<i32> {
    if let Some(part) = part_of_whole(words) {
        return part_thousandths(part);
    }
    let and_part = words.match_indices(" and ").find_map(|(at, and)| {
        let part = part_of_whole(&words[at + and.len()..])?;
        Some((&words[..at], part))
    });
    if let Some((whole, part)) = and_part {
        let whole = Number::whole(i32::try_from(whole_number(whole)?).ok()?);
        return whole.thousandths().checked_add(part_thousandths(part)?);
    }
    // "twenty half" leaves open what it is half of.
    let is_open = words.ends_with(" and") || words.ends_with(" half");
    // An article may have been taken off.
    let is_bare = words.starts_with("hundred") || words.starts_with("thousand");
    let article = is_bare.then_some("a");
    let number = read(&mut article.into_iter().chain(words.split(' ')))?;
    (number.thousandths() >= 0 && !is_open).then_some(number.thousandths())
}

fn part_thousandths((count, parts): (u32, u32)) -> Option<i32> {
    let thousandths = count * 1000;
    let is_exact = thousandths.is_multiple_of(parts);
    is_exact.then_some((thousandths / parts) as i32)
}

/// "half", "a quarter", "two thirds": how many, and of how many.
fn part_of_whole(words: &str) -> Option<(u32, u32)> {
    let (count, name) = words.rsplit_once(' ').unwrap_or(("a", words));
    let &(_, parts) = PARTS.iter().find(|(part, _)| *part == singular(name))?;
    let count = if is_article(count) {
        1
    } else {
        whole_number(count)?
    };
    (1..parts).contains(&count).then_some((count, parts))
}

/// A whole number from zero on.
pub(super) fn whole_number(words: &str) -> Option<u32> {
    whole(&mut words.split(' ')).filter(|_| !words.ends_with(" and"))
}

/// A whole number from zero on.
pub(super) fn whole(words: &mut dyn Iterator<Item = &str>) -> Option<u32> {
    let number = read(words)?;
    let is_whole = number.thousandths() % 1000 == 0;
    is_whole
        .then(|| u32::try_from(number.truncated()).ok())
        .flatten()
}

// One copy of the code for all kinds of words.
fn read(words: &mut dyn Iterator<Item = &str>) -> Option<Number> {
    number_of(words)
}

fn is_article(word: &str) -> bool {
    matches!(word, "a" | "an")
}

pub(super) fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

/// The number that words say, a percent sign left out: "fifty percent" is 50. Parts are of the whole, to the
/// nearest percent: "a third" is 33, "three quarters" 75.
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
    let words = words.trim();
    let counted = words
        .strip_suffix(" percent")
        .or_else(|| words.strip_suffix(" per cent"));
    if let Some(count) = counted {
        // "half a percent"
        return number(count.strip_suffix(" a").unwrap_or(count));
    }
    if matches!(words, "full" | "maximum" | "max") {
        return Some(Number::whole(100));
    }
    match part_of_whole(words) {
        Some((count, parts)) => Some(Number::whole(((200 * count + parts) / (2 * parts)) as i32)),
        None => number(words),
    }
}

/// The seconds of a duration: "an hour and a half", "two minutes thirty", "quarter of an hour", "one h thirty".
///
/// Weeks, days, hours, minutes and seconds in falling order; a number that follows hours or minutes without
/// a unit counts the next smaller one. `None` for anything else, for what is no whole number of seconds, and
/// beyond [`u32::MAX`] seconds.
///
/// ```
/// use goldcrest::understand::entities::quantity::duration;
///
/// assert_eq!(duration("an hour and a half"), Some(5400));
/// assert_eq!(duration("an hour and ten"), Some(4200));
/// assert_eq!(duration("half an hour"), Some(1800));
/// assert_eq!(duration("ten"), None);
/// ```
#[must_use]
pub fn duration(words: &str) -> Option<u32> {
    let words = words.trim();
    let mut rest = words.strip_prefix("for ").unwrap_or(words);
    let mut total: u64 = 0;
    let mut last: Option<Counted> = None;
    while !rest.is_empty() || last.is_none() {
        let joined = rest.strip_prefix("and ").filter(|_| last.is_some());
        let term = joined.unwrap_or(rest);
        let Some((at, end, unit)) = next_unit(term) else {
            let left = last?.left_over(term, joined.is_some())?;
            return u32::try_from(total + left).ok();
        };
        if last.is_some_and(|last| unit >= last.unit) {
            return None;
        }
        let counted = Counted::new(term[..at].trim(), unit)?;
        total += counted.seconds;
        last = Some(counted);
        rest = term[end..].trim_start();
    }
    u32::try_from(total).ok()
}

/// Longest word that is a number or a unit, in bytes.
const MOST_LETTERS: usize = 16;

/// Whether a word, in whatever case, is or may be a part of a number: digits, a number's word, "point", "minus",
/// "half" and the like.
#[must_use]
pub fn is_number(word: &str) -> bool {
    in_small_letters(word, |word| {
        let is_digits = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        let is_part = PARTS.iter().any(|(part, _)| *part == singular(word));
        is_digits
            || is_part
            || matches!(word, "point" | "minus" | "hundred" | "thousand")
            || number_of(core::iter::once(word)).is_some()
    }) == Some(true)
}

/// Whether a word, in whatever case, says what is counted: a unit of time, percent or degrees.
#[must_use]
pub fn is_unit(word: &str) -> bool {
    in_small_letters(word, units::is_unit) == Some(true)
}

/// What a word after a number, in whatever case, says that it counts.
#[must_use]
pub fn counted_by(word: &str) -> Option<Unit> {
    in_small_letters(word, units::counted_by).flatten()
}

/// Whether a word, in whatever case, may stand inside an amount: a number, a unit, or what joins them.
#[must_use]
pub fn is_of_amount(word: &str) -> bool {
    let joins = |word: &str| matches!(word, "a" | "an" | "and" | "of" | "per" | "couple" | "oh");
    is_number(word) || is_unit(word) || in_small_letters(word, joins) == Some(true)
}

fn in_small_letters<V>(word: &str, read: impl Fn(&str) -> V) -> Option<V> {
    let mut letters = [0; MOST_LETTERS];
    let small = letters.get_mut(..word.len())?;
    small.copy_from_slice(word.as_bytes());
    small.make_ascii_lowercase();
    core::str::from_utf8(small).ok().map(read)
}

/// Some of a unit.
#[derive(Clone, Copy)]
struct Counted {
    unit: u64,
    seconds: u64,
}

impl Counted {
    fn new(amount: &str, unit: u64) -> Option<Self> {
        let (count, of) = amount_of(amount)?;
        let seconds = unit * u64::from(count);
        let of = u64::from(of);
        seconds.is_multiple_of(of).then_some(Self {
            unit,
            seconds: seconds / of,
        })
    }

    /// The seconds of what follows the last unit: a part of it ("and a half"), or so many of the next.
    fn left_over(self, words: &str, is_joined: bool) -> Option<u64> {
        if !self.seconds.is_multiple_of(self.unit) {
            return None;
        }
        if let Some((count, parts)) = part_of_whole(words).filter(|_| is_joined) {
            let seconds = self.unit * u64::from(count);
            let parts = u64::from(parts);
            return seconds.is_multiple_of(parts).then_some(seconds / parts);
        }
        let count = u64::from(whole_number(words)?);
        let has_next = matches!(self.unit, MINUTE | HOUR) && count < 60;
        has_next.then_some(count * self.unit / 60)
    }
}

/// Where the next unit begins and ends, and its seconds.
fn next_unit(words: &str) -> Option<(usize, usize, u64)> {
    let mut at = 0;
    for word in words.split(' ') {
        if let Some(seconds) = units::seconds_of(word) {
            return Some((at, at + word.len(), seconds));
        }
        at += word.len() + 1;
    }
    None
}

/// How many of the unit that follows, as a fraction.
fn amount_of(words: &str) -> Option<(u32, u32)> {
    if let Some(count) = words
        .strip_suffix(" an")
        .or_else(|| words.strip_suffix(" a"))
    {
        // "half an", "three quarters of an"
        return part_of_whole(count.strip_suffix(" of").unwrap_or(count));
    }
    match words.strip_suffix(" of").unwrap_or(words) {
        "a couple" | "couple" => Some((2, 1)),
        _ if is_article(words) => Some((1, 1)),
        _ => part_of_whole(words).or_else(|| {
            let count = number(words)?.thousandths();
            Some((u32::try_from(count).ok()?, 1000))
        }),
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
