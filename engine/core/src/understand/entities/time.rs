//! Times of day.

use super::quantity::{duration, whole_number};
use core::fmt;

/// A time of day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

impl TimeOfDay {
    fn at(hour: u8, minutes: i16) -> Self {
        let all = (i16::from(hour) * 60 + minutes).rem_euclid(24 * 60);
        Self {
            hour: (all / 60) as u8,
            minute: (all % 60) as u8,
        }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

/// A stretch of the day, which says whether seven is 07:00 or 19:00.
#[derive(Clone, Copy)]
struct Part {
    from: u8,
    hours: u8,
    /// It belongs to the hour that is named: "quarter to twelve pm" is before noon.
    is_of_hour: bool,
}

impl Part {
    const fn new(from: u8, hours: u8) -> Self {
        Self {
            from,
            hours,
            is_of_hour: false,
        }
    }

    const fn of_hour(from: u8) -> Self {
        Self {
            from,
            hours: 12,
            is_of_hour: true,
        }
    }

    fn contains(self, hour: u8) -> bool {
        (hour + 24 - self.from) % 24 < self.hours
    }
}

const PARTS: [(&str, Part); 13] = [
    ("a m", Part::of_hour(0)),
    ("am", Part::of_hour(0)),
    ("p m", Part::of_hour(12)),
    ("pm", Part::of_hour(12)),
    ("in the morning", Part::new(0, 12)),
    ("this morning", Part::new(0, 12)),
    ("in the afternoon", Part::new(12, 8)),
    ("this afternoon", Part::new(12, 8)),
    ("in the evening", Part::new(15, 9)),
    ("this evening", Part::new(15, 9)),
    ("at night", Part::new(18, 12)),
    ("in the night", Part::new(18, 12)),
    ("tonight", Part::new(18, 12)),
];

/// Words around a time that do not change it.
const BEFORE: [&str; 4] = ["at ", "around ", "about ", "exactly "];
const AFTER: [&str; 4] = ["sharp", "ish", "exactly", "on the dot"];

/// Words between minutes and the hour that they count from, and whether they come before it.
const BETWEEN: [(&str, bool); 7] = [
    (" past ", false),
    (" after ", false),
    (" to ", true),
    (" before ", true),
    (" of ", true),
    (" till ", true),
    (" til ", true),
];

/// The time that words say, as [`goldcrest_trie::tokens::normalise`] makes them: "seven thirty p m",
/// "half past six", "quarter to nine in the evening", "noon", "eighteen hundred hours".
///
/// An hour of 1 to 12 without a part of the day is taken as it is: "six thirty" is 06:30. A part of the day
/// that does not have the hour makes it no time: "nine in the afternoon".
///
/// ```
/// use goldcrest::understand::entities::time::time_of_day;
///
/// assert_eq!(time_of_day("seven thirty pm").unwrap().to_string(), "19:30");
/// assert_eq!(time_of_day("quarter to nine in the evening").unwrap().to_string(), "20:45");
/// assert!(time_of_day("soon").is_none());
/// ```
#[must_use]
pub fn time_of_day(words: &str) -> Option<TimeOfDay> {
    let (clock, part) = cut_part(without_manner(words.trim()));
    let clock = without_manner(clock);
    let clock = [" o'clock", " oclock", " o clock"]
        .iter()
        .find_map(|clock_word| clock.strip_suffix(clock_word))
        .unwrap_or(clock);
    let (hour, minutes) = read(clock)?;
    let Some(part) = part else {
        return Some(TimeOfDay::at(hour.as_said, minutes));
    };
    hour.of_day.into_iter().find_map(|hour| {
        let time = TimeOfDay::at(hour, minutes);
        let said = if part.is_of_hour { hour } else { time.hour };
        part.contains(said).then_some(time)
    })
}

/// The seconds from now to a time that is said as a distance: "in ten minutes", "two hours from now".
///
/// ```
/// use goldcrest::understand::entities::time::from_now;
///
/// assert_eq!(from_now("in ten minutes"), Some(600));
/// assert_eq!(from_now("ten minutes"), None);
/// ```
#[must_use]
pub fn from_now(words: &str) -> Option<u32> {
    let words = words.trim();
    let distance = match words.strip_prefix("in ") {
        Some(distance) => distance.strip_suffix(" time").unwrap_or(distance),
        None => words.strip_suffix(" from now")?,
    };
    // "in an hour's time"
    duration(distance.strip_suffix("'s").unwrap_or(distance))
}

/// An hour, and which of the day it may be: 1 to 12 come twice.
#[derive(Clone, Copy)]
struct Hour {
    as_said: u8,
    of_day: [u8; 2],
}

impl Hour {
    fn new(hour: u8) -> Option<Self> {
        let of_day = match hour {
            1..=12 => [hour % 12, hour % 12 + 12],
            0 | 13..=23 => [hour; 2],
            _ => return None,
        };
        Some(Self {
            as_said: hour,
            of_day,
        })
    }

    fn read(words: &str) -> Option<Self> {
        match words {
            "noon" | "midday" | "twelve noon" | "twelve midday" => Some(Self {
                as_said: 12,
                of_day: [12; 2],
            }),
            "midnight" | "twelve midnight" => Self::new(0),
            words => Self::new(small(words)?),
        }
    }
}

/// An hour, and the minutes after it, or before it where they are negative.
fn read(words: &str) -> Option<(Hour, i16)> {
    for (between, is_before) in BETWEEN {
        if let Some((minutes, hour)) = words.split_once(between) {
            let minutes = minutes_of(minutes, is_before)?;
            return Some((
                Hour::read(hour)?,
                if is_before { -minutes } else { minutes },
            ));
        }
    }
    if let Some(hour) = words.strip_prefix("half ") {
        return Some((Hour::read(hour)?, 30));
    }
    if let Some((hour, minutes)) = words.split_once(" point ") {
        // "7.30", whose digits are said one by one
        let (tens, ones) = minutes.split_once(' ')?;
        let (tens, ones) = (digit(tens)?, digit(ones)?);
        return with_minutes(small(hour)?, tens * 10 + ones);
    }
    let clock = words.strip_suffix(" hours").unwrap_or(words);
    let is_counted = clock.len() < words.len();
    if !is_counted && let Some(hour) = Hour::read(clock) {
        return Some((hour, 0));
    }
    if small(clock).is_some_and(|number| number < 100) {
        return None;
    }
    if let Some(time) = hundreds(clock) {
        return Some(time);
    }
    // "seven thirty", "seven oh five": the hour is the shortest beginning that leaves minutes.
    clock.match_indices(' ').find_map(|(at, _)| {
        let (hour, minutes) = (&clock[..at], &clock[at + 1..]);
        let minutes = match without_zero(minutes) {
            Some(minutes) => digit(minutes)?,
            None => small(minutes)?,
        };
        with_minutes(small(without_zero(hour).unwrap_or(hour))?, minutes)
    })
}

/// "eighteen hundred", "oh seven hundred" and the run of digits "0730": hours times a hundred and minutes.
fn hundreds(words: &str) -> Option<(Hour, i16)> {
    if words.contains(" and ") || words.starts_with("a ") {
        return None;
    }
    let number = whole_number(without_zero(words).unwrap_or(words))?;
    let hour = u8::try_from(number / 100).ok()?;
    (hour > 0)
        .then(|| with_minutes(hour, (number % 100) as u8))
        .flatten()
}

fn with_minutes(hour: u8, minutes: u8) -> Option<(Hour, i16)> {
    let hour = Hour::new(hour)?;
    (minutes < 60).then_some((hour, minutes.into()))
}

/// What follows a zero that only fills a place: "oh five", "zero seven hundred".
fn without_zero(words: &str) -> Option<&str> {
    ["oh ", "o ", "zero "]
        .iter()
        .find_map(|zero| words.strip_prefix(zero))
}

fn without_manner(words: &str) -> &str {
    let words = BEFORE
        .iter()
        .find_map(|before| words.strip_prefix(before))
        .unwrap_or(words);
    AFTER
        .iter()
        .find_map(|after| words.strip_suffix(after))
        .unwrap_or(words)
        .trim_end()
}

/// A part of the day, after the clock time or before it: "eight tonight", "tonight at eight".
fn cut_part(words: &str) -> (&str, Option<Part>) {
    PARTS
        .iter()
        .find_map(|&(name, part)| {
            let clock = match words.strip_suffix(name) {
                Some(clock) => clock.strip_suffix(' '),
                None => words.strip_prefix(name)?.strip_prefix(" at "),
            };
            Some((clock?, Some(part)))
        })
        .unwrap_or((words, None))
}

fn minutes_of(words: &str, is_before: bool) -> Option<i16> {
    let words = words
        .strip_suffix(" minutes")
        .or_else(|| words.strip_suffix(" minute"))
        .unwrap_or(words);
    let minutes = match words {
        "half" | "a half" if !is_before => 30,
        "quarter" | "a quarter" => 15,
        words => small(words)?,
    };
    (1..60).contains(&minutes).then_some(minutes.into())
}

fn digit(words: &str) -> Option<u8> {
    small(words).filter(|&digit| digit < 10)
}

fn small(words: &str) -> Option<u8> {
    u8::try_from(whole_number(words)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn times() {
        for (text, time) in [
            ("seven", "07:00"),
            ("at seven", "07:00"),
            ("seven o'clock", "07:00"),
            ("seven am", "07:00"),
            ("seven p m", "19:00"),
            ("seven thirty", "07:30"),
            ("seven thirty pm", "19:30"),
            ("seven oh five am", "07:05"),
            ("twelve am", "00:00"),
            ("twelve pm", "12:00"),
            ("twelve thirty am", "00:30"),
            ("noon", "12:00"),
            ("midnight", "00:00"),
            ("half past six", "06:30"),
            ("half past six in the evening", "18:30"),
            ("quarter to nine", "08:45"),
            ("quarter to twelve pm", "11:45"),
            ("ten to one pm", "12:50"),
            ("ten to one", "00:50"),
            ("twenty minutes past four", "04:20"),
            ("eighteen hundred hours", "18:00"),
            ("twenty one fifteen", "21:15"),
            ("twenty three fifty nine", "23:59"),
            ("nine tonight", "21:00"),
        ] {
            assert_eq!(
                time_of_day(text).map(|time| time.to_string()).as_deref(),
                Some(time),
                "{text}"
            );
        }
        for text in [
            "",
            "soon",
            "twenty five",
            "seven seventy",
            "half past",
            "pm",
            "seven seven seven",
        ] {
            assert_eq!(time_of_day(text), None, "{text}");
        }
    }
}
