use super::{Assistant, Output};
use crate::dialogue::{Rules, Skill, render};
use crate::events::{Event, Request, Text};
use crate::skills::{
    Change, LocalTime, Timer, TimerError, spoken_date, spoken_duration, spoken_time, spoken_timers,
};

/// Response key under which several timers are told.
const SEVERAL: &str = "several";
/// Response key under which what is left of a paused timer is told.
const PAUSED: &str = "paused";

/// What came of a request.
struct Outcome<'p> {
    /// The skill did not refuse.
    is_done: bool,
    /// Response key of the answer.
    key: &'p str,
    /// What the answer tells besides the slots, and its name there.
    told: Option<(&'static str, Text)>,
}

impl<'p> Outcome<'p> {
    fn done(key: &'p str, told: Option<(&'static str, Text)>) -> Self {
        Self {
            is_done: true,
            key,
            told,
        }
    }

    fn refused(key: &'p str) -> Self {
        Self {
            is_done: false,
            key,
            told: None,
        }
    }
}

impl<'p> Assistant<'p, '_> {
    /// Runs the skill behind `request`, lets the platform act on what it did not refuse, and answers. Whether it was
    /// done.
    pub(super) fn run(&mut self, request: Request<'p>) -> bool {
        let rules = self.policy.rules(request.intent);
        let outcome = match &rules {
            Some(rules) => self.carry_out(rules, &request),
            None => Outcome::done(request.response, None),
        };
        if outcome.is_done {
            self.emit(Event::Act {
                at: self.audio_time(),
                request: request.clone(),
            });
        }
        if let Some(rules) = rules {
            let has_answer = rules.answers().any(|(key, _)| key == outcome.key);
            if !outcome.is_done && !has_answer {
                return false;
            }
            let told = outcome
                .told
                .as_ref()
                .map(|(name, text)| (*name, text.as_str()));
            self.answer(&rules, outcome.key, &request, told.as_slice());
        }
        outcome.is_done
    }

    pub(super) fn say_declined(&mut self, request: &Request<'p>) {
        if let Some(rules) = self.policy.rules_of_skill(Skill::No) {
            self.answer(&rules, "default", request, &[]);
        }
    }

    fn carry_out(&mut self, rules: &Rules<'p>, request: &Request<'p>) -> Outcome<'p> {
        match rules.skill {
            Some(Skill::TimerSet) => self.set_timer(request),
            Some(Skill::TimerCancel) => self.cancel_timer(rules, request),
            Some(Skill::TimerExtend) => self.change_timer(Change::Extend, rules, request),
            Some(Skill::TimerShorten) => self.change_timer(Change::Shorten, rules, request),
            Some(Skill::TimerPause) => self.change_timer(Change::Pause, rules, request),
            Some(Skill::TimerResume) => self.change_timer(Change::Resume, rules, request),
            Some(Skill::TimerLeft) => self.tell_time_left(rules, request),
            Some(Skill::Time) => self.tell_clock(request, "time", spoken_time),
            Some(Skill::Date) => self.tell_clock(request, "date", spoken_date),
            Some(Skill::Stop | Skill::Yes | Skill::No) | None => {
                Outcome::done(request.response, None)
            }
        }
    }

    fn answer(
        &mut self,
        rules: &Rules<'p>,
        key: &str,
        request: &Request<'p>,
        extra: &[(&str, &str)],
    ) {
        if let Some(template) = rules.answer(key) {
            let text = render(template, request, extra);
            self.say(&text);
        }
    }

    fn set_timer(&mut self, request: &Request<'p>) -> Outcome<'p> {
        match self.timers.set(request, self.now_ms) {
            Ok(timer) => told_duration(request, timer),
            Err(error) => Outcome::refused(key_of(error)),
        }
    }

    fn cancel_timer(&mut self, rules: &Rules<'p>, request: &Request<'p>) -> Outcome<'p> {
        if request.slot("all").is_some() {
            self.timers.cancel_all();
            return Outcome::done(request.response, None);
        }
        if self.is_ringing() && request.slots.is_empty() {
            // What rings has run out already: those that run are not meant.
            return self.silence_timer(request);
        }
        match self.timers.cancel(request) {
            Ok(timer) => told_duration(request, timer),
            Err(TimerError::NotFound) if self.is_ringing() => self.silence_timer(request),
            Err(error) => no_timer(error, rules, self.timers.fitting(request)),
        }
    }

    fn change_timer(
        &mut self,
        change: Change,
        rules: &Rules<'p>,
        request: &Request<'p>,
    ) -> Outcome<'p> {
        match self.timers.change(change, request, self.now_ms) {
            Ok(timer) => Outcome::done(request.response, left(timer.seconds_left(self.now_ms))),
            Err(error) => no_timer(error, rules, self.timers.changeable(change, request)),
        }
    }

    fn silence_timer(&mut self, request: &Request<'p>) -> Outcome<'p> {
        if self.output() == Output::Ringing {
            self.emit_hush(u8::MAX);
        }
        Outcome::done(request.response, None)
    }

    fn tell_time_left(&mut self, rules: &Rules<'p>, request: &Request<'p>) -> Outcome<'p> {
        let now_ms = self.now_ms;
        let mut fitting = self.timers.fitting(request);
        let Some(soonest) = fitting.next() else {
            return Outcome::refused(key_of(TimerError::NotFound));
        };
        if fitting.next().is_some() && has_answer(rules, SEVERAL) {
            let fitting = self.timers.fitting(request);
            let timers = spoken_timers(fitting, |timer| timer.seconds_left(now_ms));
            return Outcome::done(SEVERAL, Some(("timers", timers)));
        }
        let key = if soonest.is_paused() && has_answer(rules, PAUSED) {
            PAUSED
        } else {
            request.response
        };
        Outcome::done(key, left(soonest.seconds_left(now_ms)))
    }

    fn tell_clock(
        &self,
        request: &Request<'p>,
        name: &'static str,
        spoken: fn(LocalTime) -> Text,
    ) -> Outcome<'p> {
        match self.local_time() {
            Some(now) => Outcome::done(request.response, Some((name, spoken(now)))),
            None => Outcome::done("unknown", None),
        }
    }
}

/// Why no timer was ended or changed, with what there is to tell of those that fit.
fn no_timer<'t, 'p: 't, 'r>(
    error: TimerError,
    rules: &Rules<'_>,
    fitting: impl Iterator<Item = &'t Timer<'p>>,
) -> Outcome<'r> {
    let (key, told) = match error {
        TimerError::Several if has_answer(rules, SEVERAL) => {
            let timers = spoken_timers(fitting, |timer| timer.seconds);
            (SEVERAL, Some(("timers", timers)))
        }
        TimerError::TooMuch(seconds) | TimerError::AlreadySo(seconds) => {
            (key_of(error), left(seconds))
        }
        _ => (key_of(error), None),
    };
    Outcome {
        told,
        ..Outcome::refused(key)
    }
}

fn left(seconds: u32) -> Option<(&'static str, Text)> {
    Some(("left", spoken_duration(seconds)))
}

fn has_answer(rules: &Rules<'_>, key: &str) -> bool {
    rules.answers().any(|(other, _)| other == key)
}

fn told_duration<'p>(request: &Request<'p>, timer: Timer<'p>) -> Outcome<'p> {
    let duration = spoken_duration(timer.seconds);
    Outcome::done(request.response, Some(("duration", duration)))
}

/// Response key under which an assistant's folder answers to what went wrong.
fn key_of(error: TimerError) -> &'static str {
    match error {
        TimerError::Full => "full",
        TimerError::NoDuration => "no_duration",
        TimerError::TooMuch(_) => "too_much",
        TimerError::AlreadySo(_) => "already",
        TimerError::NotFound | TimerError::Several => "not_found",
    }
}
