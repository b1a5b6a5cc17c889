//! Timers that become longer or shorter, stand still and run on.

use super::timers::{
    Timer, TimerError, Timers, duration, name, only_one, seconds_in, some_duration,
};
use crate::events::Request;

/// What is to become of a timer that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It rings later, by the duration that was said.
    Extend,
    /// It rings sooner, by the duration that was said.
    Shorten,
    /// It stands still.
    Pause,
    /// It runs on.
    Resume,
}

impl Change {
    fn is_by_an_amount(self) -> bool {
        matches!(self, Change::Extend | Change::Shorten)
    }

    /// Whether nothing is to be done, as the timer is what it is to become.
    fn is_done(self, timer: &Timer<'_>) -> bool {
        match self {
            Change::Extend | Change::Shorten => false,
            Change::Pause => timer.is_paused(),
            Change::Resume => !timer.is_paused(),
        }
    }
}

impl<'p> Timers<'p> {
    /// The timers that a request to change one may mean, soonest first. A change by an amount says the length of the
    /// timer in slots of its own.
    pub fn changeable<'t, 'r>(
        &'t self,
        change: Change,
        request: &Request<'r>,
    ) -> impl Iterator<Item = &'t Timer<'p>> + use<'t, 'p, 'r> {
        let wanted_name = name(request);
        let wanted_seconds = if change.is_by_an_amount() {
            length(request)
        } else {
            duration(request)
        };
        let is_fitting = move |timer: &Timer<'p>| timer.is(wanted_name, wanted_seconds);
        let all_done = self
            .running
            .iter()
            .filter(|timer| is_fitting(timer))
            .all(|timer| change.is_done(timer));
        self.running
            .iter()
            .filter(move |timer| is_fitting(timer) && (all_done || !change.is_done(timer)))
    }

    /// Changes the timer that `request` means, one that is not so already before one that is; of several that are
    /// alike, the soonest.
    ///
    /// # Errors
    ///
    /// [`TimerError`], but for [`TimerError::Full`]. All timers stay as they are then.
    pub fn change(
        &mut self,
        change: Change,
        request: &Request<'_>,
        now_ms: u64,
    ) -> Result<Timer<'p>, TimerError> {
        let meant = only_one(self.changeable(change, request))?;
        if change.is_done(&meant) {
            return Err(TimerError::AlreadySo(meant.seconds_left(now_ms)));
        }
        let by_ms = || some_duration(request).map(|seconds| u64::from(seconds) * 1000);
        let mut changed = meant;
        match change {
            Change::Extend => changed.rings_at_ms = meant.rings_at_ms.saturating_add(by_ms()?),
            Change::Shorten => {
                let by_ms = by_ms()?;
                if by_ms >= meant.left_ms(now_ms) {
                    return Err(TimerError::TooMuch(meant.seconds_left(now_ms)));
                }
                changed.rings_at_ms = meant.rings_at_ms - by_ms;
            }
            Change::Pause => changed.paused_at_ms = Some(now_ms),
            Change::Resume => {
                changed.rings_at_ms = now_ms.saturating_add(meant.left_ms(now_ms));
                changed.paused_at_ms = None;
            }
        }
        self.take_out(&meant);
        self.put(changed)?;
        Ok(changed)
    }
}

/// How long the timer was set for that is to be changed by a duration.
fn length(request: &Request<'_>) -> Option<u32> {
    seconds_in(request, ["of_hours", "of_minutes", "of_seconds"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skills::timers::tests::{number, request};

    #[test]
    fn a_timer_is_lengthened_and_shortened_but_not_below_nothing() {
        let mut timers = Timers::default();
        let minutes = |minutes| request(&[("minutes", number(minutes))]);
        assert_eq!(
            timers.change(Change::Extend, &minutes(5), 0),
            Err(TimerError::NotFound)
        );
        timers.set(&minutes(10), 0).unwrap();
        let longer = timers.change(Change::Extend, &minutes(5), 60_000).unwrap();
        assert_eq!(longer.seconds_left(60_000), 14 * 60);
        assert_eq!(
            timers.change(Change::Shorten, &minutes(14), 60_000),
            Err(TimerError::TooMuch(14 * 60))
        );
        let shorter = timers.change(Change::Shorten, &minutes(4), 60_000).unwrap();
        assert_eq!(shorter.seconds_left(60_000), 10 * 60);
        assert_eq!(
            timers.change(Change::Extend, &request(&[]), 60_000),
            Err(TimerError::NoDuration)
        );
        timers.set(&minutes(9), 60_000).unwrap();
        assert_eq!(
            timers.change(Change::Extend, &minutes(5), 60_000),
            Err(TimerError::Several)
        );
        let nine = request(&[("minutes", number(5)), ("of_minutes", number(9))]);
        timers.change(Change::Extend, &nine, 60_000).unwrap();
        let order = timers.running().iter().map(|timer| timer.seconds);
        assert!(order.eq([600, 540]), "soonest first again");
    }

    #[test]
    fn a_paused_timer_stands_still_and_lets_others_ring() {
        let mut timers = Timers::default();
        let minutes = |minutes| request(&[("minutes", number(minutes))]);
        let any = request(&[]);
        timers.set(&minutes(1), 0).unwrap();
        timers.set(&minutes(2), 0).unwrap();
        timers.change(Change::Pause, &minutes(1), 30_000).unwrap();
        assert_eq!(timers.due(119_999), None);
        timers.change(Change::Pause, &any, 90_000).unwrap();
        assert_eq!(
            timers.change(Change::Pause, &minutes(2), 95_000),
            Err(TimerError::AlreadySo(30))
        );
        assert_eq!(
            timers.change(Change::Resume, &any, 95_000),
            Err(TimerError::Several)
        );
        assert_eq!(timers.due(u64::MAX), None);
        timers.change(Change::Resume, &minutes(2), 200_000).unwrap();
        let longer = request(&[("minutes", number(1)), ("of_minutes", number(1))]);
        let longer = timers.change(Change::Extend, &longer, 300_000).unwrap();
        assert_eq!(
            (longer.is_paused(), longer.seconds_left(400_000)),
            (true, 90)
        );
        assert_eq!(timers.due(229_999), None);
        assert_eq!(timers.due(230_000).unwrap().seconds, 120);
        timers.change(Change::Resume, &any, 500_000).unwrap();
        assert_eq!(
            timers.change(Change::Resume, &any, 500_000),
            Err(TimerError::AlreadySo(90))
        );
        assert_eq!(timers.due(589_999), None);
        assert!(timers.due(590_000).is_some());
    }
}
