use super::Assistant;
use crate::context::{Context, SignalError};
use crate::events::Request;
use crate::skills::LocalTime;
use crate::trace::{Entry, Trace};

/// The signal that follows the clock by itself, where a pack declares it.
const HOUR: &str = "hour";
/// The signal that follows the assistant's own timers.
const TIMER: &str = "timer";

impl<'p> Assistant<'p, '_> {
    /// Tells what the device is doing: the signal `name` is now `value`, the name of a state or a number
    /// (see [`crate::context`]). `hour` follows [`Assistant::set_clock`] by itself, and `timer` the
    /// assistant's own timers. What lasts for a while lasts from the time that [`Assistant::poll`] was told last.
    ///
    /// # Errors
    ///
    /// Where the pack's context does not know the signal or the state. Nothing is wrong then: platforms
    /// may tell all that they know, and ignore the answer.
    pub fn set_signal(&mut self, name: &str, value: &str) -> Result<(), SignalError> {
        self.set_signal_traced(name, value, &mut ())
    }

    /// [`Assistant::set_signal`] with a trace.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn set_signal_traced<T: Trace>(
        &mut self,
        name: &str,
        value: &str,
        trace: &mut T,
    ) -> Result<(), SignalError> {
        let told = self.signals.set(&self.context, name, value, self.now_ms);
        trace.record(&Entry::Signal { name, value, told });
        told
    }

    /// What the pack says about context.
    #[must_use]
    pub fn context(&self) -> &Context<'p> {
        &self.context
    }

    /// The signals that have a state now, with it.
    pub fn signals(&self) -> impl Iterator<Item = (&'p str, &'p str)> {
        (0..self.context.signal_count()).filter_map(|signal| {
            let state = self.signals.state(signal, self.now_ms)?;
            Some((
                self.context.signal_name(signal),
                self.context.state_name(state),
            ))
        })
    }

    /// Brings the signals that the assistant knows by itself up to date: the hour, and whether a timer
    /// runs. That one rings is the platform's to tell ([`Assistant::set_output`]), as it is the platform that rings.
    pub(super) fn note_own_signals(&mut self) {
        if let Some(LocalTime(seconds)) = self.local_time() {
            let hour = seconds.rem_euclid(86_400) / 3600;
            let mut digits = heapless::String::<2>::new();
            if core::fmt::write(&mut digits, format_args!("{hour}")).is_ok() {
                self.note(HOUR, &digits);
            }
        }
        if !self.is_ringing() {
            self.note_timers();
        }
    }

    fn note_timers(&mut self) {
        let runs = !self.timers.running().is_empty();
        self.note(TIMER, if runs { "running" } else { "none" });
    }

    pub(super) fn note_ringing(&mut self) {
        self.rings = true;
        self.note(TIMER, "ringing");
    }

    /// Nothing rings any more, and no turn is about what did.
    pub(super) fn note_silence(&mut self) {
        if core::mem::take(&mut self.rings) {
            self.note_timers();
        }
    }

    /// Whether a timer rings, or rang until the turn that goes on silenced it.
    pub(super) fn is_ringing(&self) -> bool {
        self.rings || self.signals().any(|told| told == (TIMER, "ringing"))
    }

    fn note(&mut self, name: &str, value: &str) {
        // Packs without such a signal do not care.
        let _ = self.signals.set(&self.context, name, value, self.now_ms);
    }

    /// What context adds to a reading, in 1/256 nat.
    pub(super) fn influence<T: Trace>(
        &self,
        rank: u8,
        request: &Request<'p>,
        trace: &mut T,
    ) -> i32 {
        let weighed = self
            .context
            .weigh(&self.signals, self.now_ms, request, |rule| {
                trace.record(&Entry::Influence { rank, rule });
            });
        weighed.bounded
    }

    /// Gives slots that were not said what the signals say, and the answer that goes with them.
    pub(super) fn fill_from_context<T: Trace>(&self, request: &mut Request<'p>, trace: &mut T) {
        if request.is_answer() {
            return;
        }
        let silent = request.response == DEFAULT_RESPONSE;
        let mut filled = None;
        self.context
            .fill(&self.signals, self.now_ms, request, |fill, slot| {
                filled.get_or_insert(fill.slot);
                trace.record(&Entry::Filled {
                    slot,
                    signal: fill.signal,
                });
            });
        let answers = self.policy.rules(request.intent);
        let answer = filled.filter(|slot| {
            silent && answers.is_some_and(|rules| rules.answers().any(|(key, _)| key == *slot))
        });
        if let Some(answer) = answer {
            request.response = answer;
        }
    }

    /// Gives slots that were not said, and that context says something of, their likeliest value.
    pub(super) fn fill_what_is_likelier<T: Trace>(&self, request: &mut Request<'p>, trace: &mut T) {
        self.context
            .fill_likelier(&self.signals, self.now_ms, request, |rule, slot| {
                let signal = rule.conditions().next().map(|condition| condition.signal);
                trace.record(&Entry::Filled {
                    slot,
                    signal: signal.unwrap_or(""),
                });
            });
    }
}

/// Key of the answer that an intent gives where nothing else is said.
pub(super) const DEFAULT_RESPONSE: &str = "default";
