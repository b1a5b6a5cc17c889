use super::Assistant;
use crate::trace::{Entry, State, Trace};
use crate::wake::{CHECK_AFTER, CHECK_BEFORE, Check, NearKind, Reading, sureness};

/// Columns given to the acoustic network in one hop: with one coming in, a check catches up with 2.2 s in 0.55 s.
const COLUMNS_A_HOP: usize = 5;

/// A wake phrase that the acoustic network hears again.
///
/// The search for the command begins inside the phrase, on the same frames: where the answer is yes, nothing
/// is heard twice.
#[derive(Debug)]
pub(super) struct Checking<'p> {
    check: Check<'p>,
    /// The answer is yes from this cost on.
    limit: u16,
    /// The phrase that was proposed.
    phrase: u8,
    /// Whether it is the stop word, after which no command follows.
    stops: bool,
    /// The column in which the wake network proposed it.
    proposed: u64,
    /// The next column to be heard.
    next: u64,
    /// The column with which the search begins.
    search_from: u64,
}

impl<'p> Assistant<'p, '_> {
    /// Reacts to a detection: at once, or after a check where there is a network for it.
    pub(super) fn notice<T: Trace>(&mut self, reading: Reading, trace: &mut T) {
        let check = match &self.detector {
            Some(detector) if self.recogniser.network().is_some() => {
                detector.check(reading.phrase.into())
            }
            _ => None,
        };
        let stops = self.is_stop_word(reading.phrase);
        let Some((check, limit)) = check else {
            match stops {
                true => self.hush(reading.smoothed),
                false => self.wake(reading.smoothed, Some(reading.phrase), trace),
            }
            return;
        };
        let kept = self.columns_made.min(self.columns.len() as u64);
        let before = u64::from(CHECK_BEFORE).min(kept);
        self.start_recogniser(self.wake_word(reading.phrase));
        self.checking = Some(Checking {
            check,
            limit,
            phrase: reading.phrase,
            stops,
            proposed: self.columns_made,
            next: self.columns_made - before,
            search_from: self.first_of_search(self.columns_made),
        });
    }

    /// Gives up the check of a phrase that is not listened for any more.
    pub(super) fn drop_check(&mut self, phrase: usize) {
        let checked = |checking: &Checking<'_>| usize::from(checking.phrase) == phrase;
        if self.checking.as_ref().is_some_and(checked) {
            self.checking = None;
        }
    }

    /// Goes on with a check, if there is one.
    pub(super) fn go_on_checking<T: Trace>(&mut self, trace: &mut T) {
        let Some(mut checking) = self.checking.take() else {
            return;
        };
        if self.state != State::Listening {
            return;
        }
        let at = self.audio_time();
        let end = checking.proposed + u64::from(CHECK_AFTER);
        for _ in 0..COLUMNS_A_HOP {
            if checking.next == self.columns_made {
                break;
            }
            let column = checking.next;
            checking.next += 1;
            let place = (column % self.columns.len() as u64) as usize;
            let heard_at = self.time_of_column(column);
            let Some(frame) = self.recogniser.hear(&self.columns[place], heard_at, trace) else {
                continue;
            };
            if column >= checking.search_from && !checking.stops {
                self.recogniser.search_on(&frame, trace);
            }
            let cost = checking.check.push(&frame);
            let heard = cost <= checking.limit;
            if heard || checking.next >= end {
                trace.record(&Entry::WakeCheck {
                    at,
                    cost,
                    limit: checking.limit,
                });
                if heard && checking.stops {
                    self.hush(sureness(cost));
                } else if heard {
                    self.wake_checked((checking.phrase, sureness(cost)), checking.next, trace);
                } else {
                    self.keep_near(NearKind::Refused, (checking.phrase, sureness(cost)));
                }
                return;
            }
        }
        self.checking = Some(checking);
    }
}
