//! The wall clock, for the skills that say time and date.

use chrono::{Local, NaiveDateTime, Timelike};
use goldcrest::skills::LocalTime;

use crate::exit::Failure;

/// The time now, where this machine is.
pub fn now() -> LocalTime {
    LocalTime(Local::now().naive_local().and_utc().timestamp())
}

/// A moment given as `2026-11-21 19:05`, or as `19:05` for that time today.
///
/// # Errors
///
/// Bad input that shows how to write it.
pub fn moment(text: &str) -> Result<LocalTime, Failure> {
    let today = Local::now().date_naive();
    let full = if text.contains(' ') {
        text.to_owned()
    } else {
        format!("{today} {text}")
    };
    NaiveDateTime::parse_from_str(&full, "%Y-%m-%d %H:%M")
        .ok()
        .and_then(|moment| moment.with_second(0))
        .map(|moment| LocalTime(moment.and_utc().timestamp()))
        .ok_or_else(|| {
            Failure::bad_input(
                format!("`{}` is no time", crate::present::printable(text)),
                "write it as \"2026-11-21 19:05\" or as \"19:05\"",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_nonsense_refused() {
        assert_eq!(
            moment("2026-11-21 19:05").unwrap(),
            LocalTime(1_795_287_900)
        );
        assert_eq!(moment("07:30").unwrap().hour_and_minute(), (7, 30));
        for text in ["", "25:00", "noon", "2026-13-01 10:00", "2026-11-21"] {
            assert!(moment(text).is_err(), "{text}");
        }
    }
}
