use crate::events::{Request, Text, Value};
use core::fmt::{self, Write};

/// Most timers that run at once.
pub const MOST_TIMERS: usize = 8;

/// A running timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer<'p> {
    /// Its name; empty if it has none.
    pub name: &'p str,
    /// How long it was set for.
    pub seconds: u32,
    /// When it rings, on the platform's clock; of one that is paused, when it would have.
    pub rings_at_ms: u64,
    /// When it was paused, if it is.
    pub paused_at_ms: Option<u64>,
}

impl Timer<'_> {
    /// Whole seconds left, rounded up; of one that is paused, those that were left then.
    #[must_use]
    pub fn seconds_left(&self, now_ms: u64) -> u32 {
        let seconds = self.left_ms(now_ms).div_ceil(1000);
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }

    /// Whether it stands still.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.paused_at_ms.is_some()
    }

    pub(super) fn left_ms(&self, now_ms: u64) -> u64 {
        self.rings_at_ms
            .saturating_sub(self.paused_at_ms.unwrap_or(now_ms))
    }

    pub(super) fn is(&self, name: Option<&str>, seconds: Option<u32>) -> bool {
        name.is_none_or(|name| self.name == name)
            && seconds.is_none_or(|seconds| self.seconds == seconds)
    }

    /// What timers are in order of: those that run by when they ring, then those that are paused by what is left.
    fn order(&self) -> (bool, u64) {
        (self.is_paused(), self.left_ms(0))
    }
}

/// Why a timer could not be set or found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimerError {
    /// All timers are in use: one has to end or be cancelled first.
    Full,
    /// The request names no duration, or none over zero.
    NoDuration,
    /// No timer fits the request.
    NotFound,
    /// Timers of different names or lengths fit the request.
    Several,
    /// As much as is to be taken off, or less, is left of this many seconds.
    TooMuch(u32),
    /// What is to be paused is, or what is to run on runs; so many seconds are left of it.
    AlreadySo(u32),
}

impl fmt::Display for TimerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TimerError::Full => "all timers are in use: cancel one first",
            TimerError::NoDuration => "no duration over zero was said: say how long",
            TimerError::NotFound => "no timer fits: say the name or the duration of one that runs",
            TimerError::Several => "several timers fit: say the name or the duration of one",
            TimerError::TooMuch(_) => "no more is left of the timer: take off less, or cancel it",
            TimerError::AlreadySo(_) => "the timer is paused or runs already: leave it",
        })
    }
}

impl core::error::Error for TimerError {}

/// The timers that were set, soonest first and those that are paused last.
#[derive(Clone, Debug, Default)]
pub struct Timers<'p> {
    pub(super) running: heapless::Vec<Timer<'p>, MOST_TIMERS>,
}

impl<'p> Timers<'p> {
    /// Those that were set and have not rung, soonest first; those that are paused come last.
    #[must_use]
    pub fn running(&self) -> &[Timer<'p>] {
        &self.running
    }

    /// Starts the timer that `request` asks for.
    ///
    /// # Errors
    ///
    /// [`TimerError::Full`], [`TimerError::NoDuration`].
    pub fn set(&mut self, request: &Request<'p>, now_ms: u64) -> Result<Timer<'p>, TimerError> {
        let seconds = some_duration(request)?;
        let timer = Timer {
            name: name(request).unwrap_or_default(),
            seconds,
            rings_at_ms: now_ms.saturating_add(u64::from(seconds) * 1000),
            paused_at_ms: None,
        };
        self.put(timer)?;
        Ok(timer)
    }

    pub(super) fn put(&mut self, timer: Timer<'p>) -> Result<(), TimerError> {
        let place = self
            .running
            .iter()
            .position(|other| other.order() > timer.order())
            .unwrap_or(self.running.len());
        self.running
            .insert(place, timer)
            .map_err(|_| TimerError::Full)
    }

    /// The timers that `request` may mean, soonest first: those of its name and its duration, as far as it says them.
    pub fn fitting<'t, 'r>(
        &'t self,
        request: &Request<'r>,
    ) -> impl Iterator<Item = &'t Timer<'p>> + use<'t, 'p, 'r> {
        let wanted_name = name(request);
        let wanted_seconds = duration(request);
        self.running
            .iter()
            .filter(move |timer| timer.is(wanted_name, wanted_seconds))
    }

    /// Ends the timer that `request` means; of several that are alike, the soonest.
    ///
    /// # Errors
    ///
    /// [`TimerError::NotFound`], [`TimerError::Several`].
    pub fn cancel(&mut self, request: &Request<'_>) -> Result<Timer<'p>, TimerError> {
        let meant = only_one(self.fitting(request))?;
        self.take_out(&meant);
        Ok(meant)
    }

    pub(super) fn take_out(&mut self, timer: &Timer<'_>) {
        if let Some(place) = self.running.iter().position(|other| other == timer) {
            self.running.remove(place);
        }
    }

    /// Ends all timers and says how many there were.
    pub fn cancel_all(&mut self) -> usize {
        let count = self.running.len();
        self.running.clear();
        count
    }

    /// Takes out a timer that has run out.
    pub fn due(&mut self, now_ms: u64) -> Option<Timer<'p>> {
        let soonest = self.running.first()?;
        (!soonest.is_paused() && soonest.rings_at_ms <= now_ms).then(|| self.running.remove(0))
    }
}

pub(super) fn only_one<'t, 'p: 't>(
    mut timers: impl Iterator<Item = &'t Timer<'p>>,
) -> Result<Timer<'p>, TimerError> {
    let meant = *timers.next().ok_or(TimerError::NotFound)?;
    if timers.any(|other| (other.name, other.seconds) != (meant.name, meant.seconds)) {
        return Err(TimerError::Several);
    }
    Ok(meant)
}

pub(super) fn name<'p>(request: &Request<'p>) -> Option<&'p str> {
    match request.slot("name") {
        Some(Value::Entry(name)) => Some(name),
        _ => None,
    }
}

pub(super) fn duration(request: &Request<'_>) -> Option<u32> {
    seconds_in(request, ["hours", "minutes", "seconds"])
}

/// The duration that was said, if it is over zero.
pub(super) fn some_duration(request: &Request<'_>) -> Result<u32, TimerError> {
    duration(request)
        .filter(|&seconds| seconds > 0)
        .ok_or(TimerError::NoDuration)
}

pub(super) fn seconds_in(request: &Request<'_>, slots: [&str; 3]) -> Option<u32> {
    let mut total = None;
    for (slot, seconds) in slots.into_iter().zip([3_600, 60, 1]) {
        let Some(value) = request.slot(slot) else {
            continue;
        };
        let thousandths = i64::from(value.as_number()?.thousandths());
        let part = u32::try_from(thousandths * seconds / 1000).ok()?;
        total = Some(total.unwrap_or(0_u32).saturating_add(part));
    }
    total
}

/// `5 minutes for pizza, 10 minutes (paused)`: timers, and of each the seconds that `of` gives; as many as a text holds.
#[must_use]
pub fn spoken_timers<'t, 'p: 't>(
    timers: impl Iterator<Item = &'t Timer<'p>>,
    of: impl Fn(&Timer<'p>) -> u32,
) -> Text {
    let mut text = Text::new();
    for timer in timers {
        let mut one = Text::new();
        let comma = if text.is_empty() { "" } else { ", " };
        let named = if timer.name.is_empty() { "" } else { " for " };
        let duration = spoken_duration(of(timer));
        let paused = if timer.is_paused() { " (paused)" } else { "" };
        let fits = write!(one, "{comma}{duration}{named}{}{paused}", timer.name).is_ok()
            && text.push_str(&one).is_ok();
        if !fits {
            break;
        }
    }
    text
}

/// `1 hour 5 minutes`, `45 seconds`.
#[must_use]
pub fn spoken_duration(seconds: u32) -> Text {
    let mut text = Text::new();
    let parts = [
        (seconds / 3600, "hour"),
        (seconds / 60 % 60, "minute"),
        (seconds % 60, "second"),
    ];
    for (count, unit) in parts {
        if count == 0 && !(seconds == 0 && unit == "second") {
            continue;
        }
        let space = if text.is_empty() { "" } else { " " };
        let plural = if count == 1 { "" } else { "s" };
        // Three parts of at most 20 bytes fit.
        let _ = write!(text, "{space}{count} {unit}{plural}");
    }
    text
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::events::Slot;
    use crate::skills::Change;
    use goldcrest_trie::Unit;
    use goldcrest_trie::numbers::Number;

    pub(in crate::skills) fn request(slots: &[(&'static str, Value<'static>)]) -> Request<'static> {
        Request {
            intent: "Timer",
            confidence: 100,
            response: "default",
            slots: slots
                .iter()
                .map(|&(name, value)| Slot {
                    name,
                    value,
                    words: (0, 0),
                })
                .collect(),
        }
    }

    pub(in crate::skills) fn number(value: i32) -> Value<'static> {
        Value::Number {
            number: Number::whole(value),
            unit: Unit::Minutes,
        }
    }

    #[test]
    fn several_timers_ring_in_order_and_are_found_by_name_or_duration() {
        let mut timers = Timers::default();
        timers.set(&request(&[("minutes", number(10))]), 0).unwrap();
        timers
            .set(
                &request(&[("minutes", number(3)), ("name", Value::Entry("egg"))]),
                1000,
            )
            .unwrap();
        assert_eq!(timers.running()[0].name, "egg");
        let ten = request(&[("minutes", number(10))]);
        let [found] = timers.fitting(&ten).collect::<std::vec::Vec<_>>()[..] else {
            panic!("one timer of ten minutes");
        };
        assert_eq!(found.seconds_left(60_000), 540);
        assert_eq!(
            timers.cancel(&request(&[("name", Value::Entry("tea"))])),
            Err(TimerError::NotFound)
        );
        assert_eq!(timers.due(180_999), None);
        assert_eq!(timers.due(181_000).unwrap().name, "egg");
        assert_eq!(timers.cancel(&request(&[])).unwrap().seconds, 600);
        assert!(timers.running().is_empty());
    }

    #[test]
    fn a_clock_near_its_end_neither_rings_at_once_nor_forgets() {
        let mut timers = Timers::default();
        let now_ms = u64::MAX - 1000;
        let timer = timers.set(&request(&[("minutes", number(5))]), now_ms);
        assert_eq!(timer.unwrap().seconds_left(now_ms), 1);
        assert_eq!(timers.due(now_ms), None);
        assert!(timers.due(u64::MAX).is_some());
        assert_eq!(timer.unwrap().seconds_left(0), u32::MAX);
    }

    #[test]
    fn a_full_list_refuses_and_keeps_what_it_has() {
        let mut timers = Timers::default();
        for minutes in 1..=MOST_TIMERS as i32 {
            timers
                .set(&request(&[("minutes", number(minutes))]), 0)
                .unwrap();
        }
        let again = request(&[("hours", number(1))]);
        assert_eq!(timers.set(&again, 0), Err(TimerError::Full));
        assert_eq!(timers.running().len(), MOST_TIMERS);
        assert_eq!(timers.set(&request(&[]), 0), Err(TimerError::NoDuration));
    }

    #[test]
    fn of_timers_that_differ_none_is_cancelled_and_all_are_told() {
        let mut timers = Timers::default();
        let pizza = |minutes| {
            request(&[
                ("minutes", number(minutes)),
                ("name", Value::Entry("pizza")),
            ])
        };
        timers.set(&pizza(5), 0).unwrap();
        timers.set(&request(&[("minutes", number(6))]), 0).unwrap();
        assert_eq!(timers.cancel(&request(&[])), Err(TimerError::Several));
        let fitting = timers.fitting(&request(&[]));
        let spoken = spoken_timers(fitting, |timer| timer.seconds);
        assert_eq!(spoken, "5 minutes for pizza, 6 minutes");
        let six = request(&[("minutes", number(6))]);
        timers.change(Change::Pause, &six, 0).unwrap();
        let spoken = spoken_timers(timers.running().iter(), |timer| timer.seconds_left(60_000));
        assert_eq!(spoken, "4 minutes for pizza, 6 minutes (paused)");
        timers.set(&pizza(5), 0).unwrap();
        let cancelled = timers.cancel(&request(&[("name", Value::Entry("pizza"))]));
        assert_eq!(cancelled.unwrap().seconds, 300);
        assert_eq!(timers.running().len(), 2, "of two alike one goes");
    }

    #[test]
    fn halves_and_spoken_lengths() {
        let half_hour = request(&[(
            "hours",
            Value::Number {
                number: Number::from_thousandths(500),
                unit: Unit::Minutes,
            },
        )]);
        let timer = Timers::default().set(&half_hour, 0).unwrap();
        assert_eq!(spoken_duration(timer.seconds), "30 minutes");
        assert_eq!(spoken_duration(3_661), "1 hour 1 minute 1 second");
        assert_eq!(spoken_duration(0), "0 seconds");
    }
}
