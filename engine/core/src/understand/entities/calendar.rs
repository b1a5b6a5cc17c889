//! Days of the calendar: "the third of june", "friday the thirteenth", "25.12.2026".

use super::date::{Date, weekday_of};
use super::quantity;

const MONTHS: [(&str, u16); 12] = [
    ("january", 31),
    ("february", 29),
    ("march", 31),
    ("april", 30),
    ("may", 31),
    ("june", 30),
    ("july", 31),
    ("august", 31),
    ("september", 30),
    ("october", 31),
    ("november", 30),
    ("december", 31),
];

const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// A date that is written in digits: "2026-12-25", "12/25/2026", "25.12.2026", "12/25".
///
/// A year of four digits may come first or last. Between points the day comes before the month; otherwise
/// month and day go by what is no month, and where both might be one, as in "3/4", there is no date.
///
/// ```
/// use goldcrest::understand::entities::date::written;
///
/// assert_eq!(written("2026-12-25").unwrap().to_string(), "2026-12-25");
/// assert_eq!(written("25.12.").unwrap().to_string(), "12-25");
/// assert!(written("3/4").is_none());
/// ```
#[must_use]
pub fn written(text: &str) -> Option<Date> {
    let text = text.trim();
    let text = text.strip_suffix('.').unwrap_or(text);
    let separator = *text.as_bytes().iter().find(|byte| !byte.is_ascii_digit())?;
    if !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    let mut fields = [0; 3];
    let mut lengths = [0_u8; 3];
    let mut at = 0;
    for byte in text.bytes() {
        if byte == separator {
            at += 1;
        } else {
            let (field, length) = (fields.get_mut(at)?, lengths.get_mut(at)?);
            if !byte.is_ascii_digit() || *length == 4 {
                return None;
            }
            *field = *field * 10 + u16::from(byte - b'0');
            *length += 1;
        }
    }
    let [a, b, c] = fields;
    match lengths {
        [4, 1..=2, 1..=2] if YEARS.contains(&a) => day_of_year(b, c, a),
        [1..=2, 1..=2, 4] if YEARS.contains(&c) => in_either_order(a, b, separator, c),
        [1..=2, 1..=2, 0] if at == 1 => in_either_order(a, b, separator, 0),
        _ => None,
    }
}

fn in_either_order(a: u16, b: u16, separator: u8, year: u16) -> Option<Date> {
    let month_first = day_of_year(a, b, year).filter(|_| separator != b'.');
    let day_first = day_of_year(b, a, year);
    match (month_first, day_first) {
        (Some(date), None) | (None, Some(date)) => Some(date),
        (one, other) => one.filter(|_| one == other),
    }
}

/// A day of a month, if there is such a day; the year is 0 where it was not said.
fn day_of_year(month: u16, day: u16, year: u16) -> Option<Date> {
    let days = days_of(month, year)?;
    (1..=days).contains(&day).then_some(Date::Day {
        month: month as u8,
        day: day as u8,
        year,
    })
}

const YEARS: core::ops::RangeInclusive<u16> = 1000..=3000;

fn days_of(month: u16, year: u16) -> Option<u16> {
    let &(_, most) = MONTHS.get(usize::from(month.checked_sub(1)?))?;
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    Some(if month == 2 && !is_leap { 28 } else { most })
}

/// A day of a month, with the year or the day of the week where it was said.
pub(super) fn calendar(words: &str) -> Option<Date> {
    if let Some((first, rest)) = words.split_once(' ')
        && let Some(weekday) = weekday_of(first)
    {
        return falling(weekday, day_of_calendar(rest)?);
    }
    if let Some(month) = words.strip_prefix("last day of ") {
        let (month, year) = month.split_once(' ').unwrap_or((month, ""));
        let month = month_of(month)?;
        let mut years = Words::new();
        collect(year, &mut years)?;
        let year = year_of(&years)?;
        // The end of February depends on the year.
        return (month != 2 || year != 0)
            .then(|| day_of_year(month, days_of(month, year)?, year))
            .flatten();
    }
    day_of_calendar(words)
}

/// A date on a day of the week. With its year it has one already, and is refused where that is another.
fn falling(weekday: u8, date: Date) -> Option<Date> {
    let (month, day) = match date {
        Date::Day {
            month,
            day,
            year: 0,
        } => (month, day),
        Date::Day { month, day, year } => {
            return (weekday_on(year, month, day) == weekday).then_some(date);
        }
        Date::DayOfMonth(day) => (0, day),
        _ => return None,
    };
    Some(Date::Falling {
        weekday,
        month,
        day,
    })
}

/// 0 for Monday, in the Gregorian calendar (Zeller's congruence).
fn weekday_on(year: u16, month: u8, day: u8) -> u8 {
    let (year, month) = if month < 3 {
        (u32::from(year) - 1, u32::from(month) + 12)
    } else {
        (u32::from(year), u32::from(month))
    };
    let days = u32::from(day) + 13 * (month + 1) / 5 + year + year / 4 - year / 100 + year / 400;
    ((days + 5) % 7) as u8
}

type Words<'w> = heapless::Vec<&'w str, 12>;

/// The words that say something. `None` where there are too many.
fn collect<'w>(words: &'w str, to: &mut Words<'w>) -> Option<()> {
    for word in words.split(' ') {
        if !matches!(word, "" | "the" | "of" | "and") {
            to.push(word).ok()?;
        }
    }
    Some(())
}

fn day_of_calendar(words: &str) -> Option<Date> {
    let mut parts = Words::new();
    collect(words, &mut parts)?;
    let at = parts.iter().position(|word| month_of(word).is_some());
    let Some(at) = at else {
        return ordinal(&parts).map(|day| Date::DayOfMonth(day as u8));
    };
    let month = month_of(parts[at])?;
    let (before, after) = (&parts[..at], &parts[at + 1..]);
    let (day, year) = if before.is_empty() {
        // "december twenty fifth [two thousand twenty six]": the longest beginning that is a day.
        (1..=after.len().min(3)).rev().find_map(|end| {
            let day = day_of(&after[..end])?;
            Some((day, year_of(&after[end..])?))
        })?
    } else {
        (day_of(before)?, year_of(after)?)
    };
    day_of_year(month, day, year)
}

fn month_of(word: &str) -> Option<u16> {
    let month = MONTHS.iter().position(|(name, _)| {
        *name == word || (word.len() >= 3 && name.starts_with(word) && word.len() <= 4)
    })?;
    Some(month as u16 + 1)
}

fn day_of(words: &[&str]) -> Option<u16> {
    ordinal(words).or_else(|| whole(words))
}

fn whole(words: &[&str]) -> Option<u16> {
    let number = quantity::whole(&mut words.iter().copied())?;
    u16::try_from(number).ok()
}

/// 1 to 31, from "third", "twenty fifth" or, as digits become, "twenty five th".
fn ordinal(words: &[&str]) -> Option<u16> {
    let (last, before) = words.split_last()?;
    if matches!(*last, "st" | "nd" | "rd" | "th") {
        return whole(before).filter(|day| (1..=31).contains(day));
    }
    let unit = match *last {
        "thirtieth" => 30,
        word => ORDINALS.iter().position(|&known| known == word)? as u16 + 1,
    };
    let tens = match before {
        [] => 0,
        ["twenty"] => 20,
        ["thirty"] => 30,
        _ => return None,
    };
    let day = tens + unit;
    let sound = (tens == 0 || unit < 10) && day <= 31;
    sound.then_some(day)
}

/// 0 for no words.
fn year_of(words: &[&str]) -> Option<u16> {
    if words.is_empty() {
        return Some(0);
    }
    let year = match whole(words) {
        Some(year) => year,
        // "twenty twenty six"
        None => whole(&words[..1])?
            .checked_mul(100)?
            .checked_add(whole(&words[1..])?)?,
    };
    YEARS.contains(&year).then_some(year)
}
