//! What the assistant does by itself: timers, the time, the date.

mod calendar;
mod change;
mod timers;

pub use calendar::{LocalTime, spoken_date, spoken_time};
pub use change::Change;
pub use timers::{MOST_TIMERS, Timer, TimerError, Timers, spoken_duration, spoken_timers};
