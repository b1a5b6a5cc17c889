use crate::events::Text;
use core::fmt::Write;

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SECONDS_A_DAY: i64 = 86_400;

/// A moment on the user's wall clock: seconds since 1970-01-01 00:00 in local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime(pub i64);

impl LocalTime {
    /// Hour (0..24) and minute.
    #[must_use]
    pub fn hour_and_minute(self) -> (u8, u8) {
        let second = self.0.rem_euclid(SECONDS_A_DAY);
        ((second / 3600) as u8, (second / 60 % 60) as u8)
    }

    /// Year, month (1..=12) and day (1..=31) of the Gregorian calendar.
    ///
    /// After H. Hinnant, "chrono-compatible low-level date algorithms": years begin in March, so that
    /// the leap day is the last.
    #[must_use]
    pub fn date(self) -> (i64, u8, u8) {
        let days = self.0.div_euclid(SECONDS_A_DAY) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month as u8, day as u8)
    }

    /// Monday is 0.
    #[must_use]
    pub fn weekday(self) -> u8 {
        (self.0.div_euclid(SECONDS_A_DAY) + 3).rem_euclid(7) as u8
    }
}

/// `7:05 PM`.
#[must_use]
pub fn spoken_time(time: LocalTime) -> Text {
    let (hour, minute) = time.hour_and_minute();
    let mut text = Text::new();
    let half = if hour < 12 { "AM" } else { "PM" };
    // At most eight bytes, which fit.
    let _ = write!(text, "{}:{minute:02} {half}", (hour + 11) % 12 + 1);
    text
}

/// `Saturday, November 21`.
#[must_use]
pub fn spoken_date(time: LocalTime) -> Text {
    let (_, month, day) = time.date();
    let mut text = Text::new();
    // At most 24 bytes, which fit.
    let _ = write!(
        text,
        "{}, {} {day}",
        WEEKDAYS[usize::from(time.weekday() % 7)],
        MONTHS[usize::from(month.clamp(1, 12) - 1)],
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_agree_with_the_calendar() {
        assert_eq!(LocalTime(0).date(), (1970, 1, 1));
        assert_eq!(LocalTime(951_782_400).date(), (2000, 2, 29));
        assert_eq!(LocalTime(-86_400).date(), (1969, 12, 31));
        let moment = LocalTime(1_795_287_900);
        assert_eq!(moment.date(), (2026, 11, 21));
        assert_eq!(spoken_date(moment), "Saturday, November 21");
        assert_eq!(spoken_time(moment), "7:05 PM");
        assert_eq!(spoken_time(LocalTime(30)), "12:00 AM");
    }
}
