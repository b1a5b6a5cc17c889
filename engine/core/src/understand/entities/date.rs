//! Dates as people say them, which mostly lean on today.

use core::fmt;
use goldcrest_trie::numbers::number_of;

/// A date that was said. What it is in the calendar depends on the day that it was said on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// So many days from today: 0 today, 1 tomorrow, -1 yesterday.
    Days(i16),
    /// The next such day of the week, 0 for Monday; with `weeks` more weeks after it ("next monday" has 1).
    Weekday {
        /// 0 Monday to 6 Sunday.
        day: u8,
        /// Whole weeks later.
        weeks: u8,
    },
    /// A day of a month, with the year if it was said.
    Day {
        /// 1 to 12.
        month: u8,
        /// 1 to 31.
        day: u8,
        /// The year, 0 if it was not said.
        year: u16,
    },
    /// A day of this month, or of the next where it is over.
    DayOfMonth(u8),
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Date::Days(0) => f.write_str("today"),
            Date::Days(1) => f.write_str("tomorrow"),
            Date::Days(-1) => f.write_str("yesterday"),
            Date::Days(days) => write!(f, "{days:+}d"),
            Date::Weekday { day, weeks: 0 } => f.write_str(weekday_name(day)),
            Date::Weekday { day, weeks } => write!(f, "{}+{weeks}w", weekday_name(day)),
            Date::Day {
                month,
                day,
                year: 0,
            } => write!(f, "{month:02}-{day:02}"),
            Date::Day { month, day, year } => write!(f, "{year:04}-{month:02}-{day:02}"),
            Date::DayOfMonth(day) => write!(f, "day {day}"),
        }
    }
}

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

const MONTHS: [(&str, u8); 12] = [
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

fn weekday_name(day: u8) -> &'static str {
    WEEKDAYS.get(usize::from(day)).copied().unwrap_or("")
}

/// The date that words say, as [`goldcrest_trie::tokens::normalise`] makes them: "tomorrow", "next friday",
/// "the third of june", "december twenty fifth", "in two weeks".
///
/// ```
/// use goldcrest::understand::entities::date::date;
///
/// assert_eq!(date("next friday").unwrap().to_string(), "friday+1w");
/// assert_eq!(date("december twenty fifth").unwrap().to_string(), "12-25");
/// assert!(date("some time").is_none());
/// ```
#[must_use]
pub fn date(words: &str) -> Option<Date> {
    let words = words.trim();
    let words = words.strip_prefix("on ").unwrap_or(words);
    let words = words.strip_prefix("the ").unwrap_or(words);
    relative(words)
        .or_else(|| weekday(words))
        .or_else(|| calendar(words))
}

fn relative(words: &str) -> Option<Date> {
    let days = match words {
        "today" | "tonight" | "this morning" | "this afternoon" | "this evening" => 0,
        "tomorrow" | "tomorrow morning" | "tomorrow evening" => 1,
        "yesterday" => -1,
        "day after tomorrow" => 2,
        "day before yesterday" => -2,
        "next week" => 7,
        _ => return counted(words),
    };
    Some(Date::Days(days))
}

fn counted(words: &str) -> Option<Date> {
    let (count, sign) = match words.strip_prefix("in ") {
        Some(rest) => (rest, 1),
        None => (words.strip_suffix(" ago")?, -1),
    };
    let (count, unit) = count.rsplit_once(' ')?;
    let unit = match unit {
        "day" | "days" => 1,
        "week" | "weeks" => 7,
        _ => return None,
    };
    let count = match count {
        "a" => 1,
        words => number_of(words.split(' '))?.truncated(),
    };
    let days = count.checked_mul(unit)?.checked_mul(sign)?;
    i16::try_from(days).ok().map(Date::Days)
}

fn weekday(words: &str) -> Option<Date> {
    let (name, weeks) = match words.split_once(' ') {
        Some(("next", name)) => (name, 1),
        Some(("this" | "coming", name)) => (name, 0),
        _ => (words, 0),
    };
    let name = name.strip_suffix('s').unwrap_or(name);
    let day = WEEKDAYS.iter().position(|&known| known == name)?;
    Some(Date::Weekday {
        day: day as u8,
        weeks,
    })
}

fn calendar(words: &str) -> Option<Date> {
    let mut parts: heapless::Vec<&str, 12> = heapless::Vec::new();
    for word in words
        .split(' ')
        .filter(|word| !matches!(*word, "the" | "of" | "and"))
    {
        parts.push(word).ok()?;
    }
    let at = parts.iter().position(|word| month_of(word).is_some());
    let Some(at) = at else {
        return ordinal(&parts).map(Date::DayOfMonth);
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
    let longest = MONTHS[usize::from(month - 1)].1;
    (1..=longest)
        .contains(&day)
        .then_some(Date::Day { month, day, year })
}

fn month_of(word: &str) -> Option<u8> {
    let month = MONTHS.iter().position(|(name, _)| {
        *name == word || (word.len() >= 3 && name.starts_with(word) && word.len() <= 4)
    })?;
    Some(month as u8 + 1)
}

fn day_of(words: &[&str]) -> Option<u8> {
    ordinal(words).or_else(|| {
        let number = number_of(words.iter().copied())?;
        u8::try_from(number.truncated()).ok()
    })
}

/// 1 to 31, from "third", "twenty fifth" or, as digits become, "twenty five th".
fn ordinal(words: &[&str]) -> Option<u8> {
    let (last, before) = words.split_last()?;
    if matches!(*last, "st" | "nd" | "rd" | "th") {
        let number = number_of(before.iter().copied())?.truncated();
        return u8::try_from(number)
            .ok()
            .filter(|day| (1..=31).contains(day));
    }
    let unit = match *last {
        "thirtieth" => 30,
        word => ORDINALS.iter().position(|&known| known == word)? as u8 + 1,
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
    let whole = |words: &[&str]| number_of(words.iter().copied()).map(|number| number.truncated());
    let year = match whole(words) {
        Some(year) => year,
        // "twenty twenty six"
        None => whole(&words[..1])?
            .checked_mul(100)?
            .checked_add(whole(&words[1..])?)?,
    };
    u16::try_from(year)
        .ok()
        .filter(|year| (1000..=3000).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn dates() {
        for (text, said) in [
            ("today", "today"),
            ("the day after tomorrow", "+2d"),
            ("in three days", "+3d"),
            ("in a week", "+7d"),
            ("two weeks ago", "-14d"),
            ("monday", "monday"),
            ("on mondays", "monday"),
            ("next sunday", "sunday+1w"),
            ("this friday", "friday"),
            ("december twenty fifth", "12-25"),
            ("december twenty five", "12-25"),
            ("december twenty five th", "12-25"),
            ("the third of june", "06-03"),
            ("third june", "06-03"),
            ("june third two thousand twenty six", "2026-06-03"),
            ("march first twenty twenty seven", "2027-03-01"),
            ("the thirty first of october", "10-31"),
            ("the fifth", "day 5"),
            ("five th", "day 5"),
            ("sept ten", "09-10"),
        ] {
            assert_eq!(
                date(text).map(|date| date.to_string()).as_deref(),
                Some(said),
                "{text}"
            );
        }
        for text in [
            "",
            "soon",
            "june",
            "june thirty first",
            "thirty second",
            "february thirty",
            "the",
            "fifth fifth",
            "in blue days",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
