//! Times of day.

use core::fmt;
use goldcrest_trie::numbers::number_of;

/// A time of day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// The time that words say, as [`goldcrest_trie::tokens::normalise`] makes them: "seven thirty p m",
/// "half past six", "quarter to nine in the evening", "noon", "eighteen hundred hours".
///
/// An hour of 1 to 12 without a half of the day is taken as it is: "six thirty" is 06:30.
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
    let words = words.trim();
    let words = words.strip_prefix("at ").unwrap_or(words);
    match words {
        "noon" | "midday" => return at(12, 0, None),
        "midnight" => return at(0, 0, None),
        _ => {}
    }
    let (clock, half) = cut_half(words);
    let clock = clock
        .strip_suffix(" o'clock")
        .or_else(|| clock.strip_suffix(" oclock"))
        .unwrap_or(clock);
    if let Some((part, hour)) = clock
        .split_once(" past ")
        .or_else(|| clock.split_once(" after "))
    {
        return at(small(hour)?, minutes_of(part)?, half);
    }
    if let Some((part, hour)) = clock
        .split_once(" to ")
        .or_else(|| clock.split_once(" before "))
    {
        let minutes = minutes_of(part)?;
        let before = (small(hour)? + 23) % 24;
        return match minutes {
            0 => None,
            // "quarter to one pm" is before noon's hour has come round again.
            _ if before == 0 && half == Some(Half::Afternoon) => at(12, 60 - minutes, half),
            _ if before == 11 && half == Some(Half::Afternoon) => at(11, 60 - minutes, None),
            _ if before == 0 => at(0, 60 - minutes, None),
            _ => at(before, 60 - minutes, half),
        };
    }
    if let Some(hours) = clock
        .strip_suffix(" hundred hours")
        .or_else(|| clock.strip_suffix(" hundred"))
    {
        return at(small(hours)?, 0, half);
    }
    if let Some(hour) = small(clock) {
        return at(hour, 0, half);
    }
    // "seven thirty", "seven oh five": the hour is the shortest beginning that leaves minutes.
    let mut end = 0;
    while let Some(next) = clock[end..].find(' ') {
        let split = end + next;
        let hour = small(&clock[..split]);
        let minute = clock[split + 1..].trim();
        let minute = minute
            .strip_prefix("oh ")
            .or_else(|| minute.strip_prefix("o "))
            .unwrap_or(minute);
        let both = hour.filter(|&hour| hour < 24).zip(small(minute));
        if let Some(time) = both.and_then(|(hour, minute)| at(hour, minute, half)) {
            return Some(time);
        }
        end = split + 1;
    }
    None
}

fn at(hour: u8, minute: u8, half: Option<Half>) -> Option<TimeOfDay> {
    let hour = match (half, hour) {
        (Some(Half::Morning), 12) => 0,
        (Some(Half::Afternoon), 1..=11) => hour + 12,
        _ => hour,
    };
    (hour < 24 && minute < 60).then_some(TimeOfDay { hour, minute })
}

fn cut_half(words: &str) -> (&str, Option<Half>) {
    for (ending, half) in [
        (" a m", Half::Morning),
        (" am", Half::Morning),
        (" in the morning", Half::Morning),
        (" this morning", Half::Morning),
        (" p m", Half::Afternoon),
        (" pm", Half::Afternoon),
        (" in the afternoon", Half::Afternoon),
        (" this afternoon", Half::Afternoon),
        (" in the evening", Half::Afternoon),
        (" this evening", Half::Afternoon),
        (" at night", Half::Afternoon),
        (" tonight", Half::Afternoon),
    ] {
        if let Some(clock) = words.strip_suffix(ending) {
            return (clock, Some(half));
        }
    }
    (words, None)
}

fn minutes_of(words: &str) -> Option<u8> {
    let words = words
        .strip_suffix(" minutes")
        .or_else(|| words.strip_suffix(" minute"))
        .unwrap_or(words);
    match words {
        "half" | "a half" => Some(30),
        "quarter" | "a quarter" => Some(15),
        words => small(words),
    }
}

fn small(words: &str) -> Option<u8> {
    let number = number_of(words.split(' '))?;
    (number.thousandths() % 1000 == 0)
        .then(|| u8::try_from(number.truncated()).ok())
        .flatten()
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
