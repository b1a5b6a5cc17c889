//! Dates as people say them, which mostly lean on today.

use super::calendar::calendar;
use super::quantity::{singular, whole_number};
use core::fmt;

pub use super::calendar::written;

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
    /// The next such day of a month that falls on a day of the week: "friday the thirteenth".
    Falling {
        /// 0 Monday to 6 Sunday.
        weekday: u8,
        /// 1 to 12, 0 for any.
        month: u8,
        /// 1 to 31.
        day: u8,
    },
    /// The Saturday and Sunday of this week, or so many weeks later.
    Weekend(u8),
    /// So many calendar months from today: 1 next month, -1 the last, 12 next year.
    Months(i16),
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
            Date::Falling {
                weekday,
                month,
                day,
            } => {
                write!(f, "{} ", weekday_name(weekday))?;
                let date = match month {
                    0 => Date::DayOfMonth(day),
                    month => Date::Day {
                        month,
                        day,
                        year: 0,
                    },
                };
                date.fmt(f)
            }
            Date::Weekend(0) => f.write_str("weekend"),
            Date::Weekend(weeks) => write!(f, "weekend+{weeks}w"),
            Date::Months(months) => write!(f, "{months:+}m"),
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

/// What leans on today and is said in fixed words.
const RELATIVE: [(&str, Date); 18] = [
    ("today", Date::Days(0)),
    ("tonight", Date::Days(0)),
    ("this morning", Date::Days(0)),
    ("this afternoon", Date::Days(0)),
    ("this evening", Date::Days(0)),
    ("tomorrow", Date::Days(1)),
    ("yesterday", Date::Days(-1)),
    ("last night", Date::Days(-1)),
    ("day after tomorrow", Date::Days(2)),
    ("day before yesterday", Date::Days(-2)),
    ("next week", Date::Days(7)),
    ("week after next", Date::Days(14)),
    ("last week", Date::Days(-7)),
    ("next month", Date::Months(1)),
    ("last month", Date::Months(-1)),
    ("next year", Date::Months(12)),
    ("last year", Date::Months(-12)),
    ("weekend", Date::Weekend(0)),
];

/// Units of a distance, and how many days or months they are.
const UNITS: [(&str, Date); 5] = [
    ("day", Date::Days(1)),
    ("week", Date::Days(7)),
    ("fortnight", Date::Days(14)),
    ("month", Date::Months(1)),
    ("year", Date::Months(12)),
];

fn weekday_name(day: u8) -> &'static str {
    WEEKDAYS.get(usize::from(day)).copied().unwrap_or("")
}

/// The date that words say, as [`goldcrest_trie::tokens::normalise`] makes them: "tomorrow", "next friday",
/// "the third of june", "december twenty fifth", "in two weeks". A part of the day that is said with it is
/// left out: "tomorrow morning".
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
    let words = ["on ", "at "]
        .iter()
        .find_map(|before| words.strip_prefix(before))
        .unwrap_or(words);
    let words = words.strip_prefix("the ").unwrap_or(words);
    if let Some(found) = leaning(words) {
        return Some(found);
    }
    let day = [" morning", " afternoon", " evening", " night"]
        .iter()
        .find_map(|part| words.strip_suffix(part));
    match day {
        Some(day) => leaning(day)
            .filter(|date| !matches!(date, Date::Months(_)))
            .or_else(|| calendar(day)),
        None => calendar(words),
    }
}

/// A date that leans on today or on a day of the week.
fn leaning(words: &str) -> Option<Date> {
    near(words).or_else(|| distance(words))
}

fn near(words: &str) -> Option<Date> {
    let known = RELATIVE.iter().find(|(said, _)| *said == words);
    known.map(|&(_, date)| date).or_else(|| weekday(words))
}

fn distance(words: &str) -> Option<Date> {
    if let Some(count) = words.strip_prefix("in ") {
        let count = count.strip_suffix(" time").unwrap_or(count);
        // "in a week's time"
        return counted(count.strip_suffix("'s").unwrap_or(count));
    }
    if let Some(count) = words.strip_suffix(" ago") {
        return match counted(count)? {
            Date::Days(days) => Some(Date::Days(-days)),
            Date::Months(months) => Some(Date::Months(-months)),
            _ => None,
        };
    }
    let (count, from) = words
        .split_once(" from ")
        .or_else(|| words.split_once(" on "))?;
    match (counted(count)?, from) {
        (count, "now") => Some(count),
        (Date::Days(days), from) => later(near(from)?, days),
        _ => None,
    }
}

fn later(date: Date, days: i16) -> Option<Date> {
    match date {
        Date::Days(from) => from.checked_add(days).map(Date::Days),
        Date::Weekday { day, weeks } if days % 7 == 0 => Some(Date::Weekday {
            day,
            weeks: weeks.checked_add(u8::try_from(days / 7).ok()?)?,
        }),
        _ => None,
    }
}

/// "a week", "three days": days or months.
fn counted(words: &str) -> Option<Date> {
    let (count, unit) = words.rsplit_once(' ')?;
    let &(_, unit) = UNITS.iter().find(|(name, _)| *name == singular(unit))?;
    let count = match count {
        "a" | "one" => 1,
        "a couple of" | "a couple" => 2,
        words => i16::try_from(whole_number(words)?).ok()?,
    };
    match unit {
        Date::Days(days) => days.checked_mul(count).map(Date::Days),
        Date::Months(months) => months.checked_mul(count).map(Date::Months),
        _ => None,
    }
}

fn weekday(words: &str) -> Option<Date> {
    let (name, weeks) = match words.split_once(' ') {
        Some(("next", name)) => (name, 1),
        Some(("this" | "coming", name)) => (name.strip_prefix("coming ").unwrap_or(name), 0),
        // "tuesday week"
        Some((name, "week")) => (name, 1),
        _ => (words, 0),
    };
    if name == "weekend" {
        return Some(Date::Weekend(weeks));
    }
    let day = weekday_of(name)?;
    Some(Date::Weekday { day, weeks })
}

/// 0 for "monday", "mondays" and "mon".
pub(super) fn weekday_of(word: &str) -> Option<u8> {
    let name = singular(word);
    let day = WEEKDAYS.iter().position(|&known| {
        known == name || ((3..=4).contains(&name.len()) && known.starts_with(name))
    })?;
    Some(day as u8)
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
