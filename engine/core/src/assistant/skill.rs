use super::Assistant;
use crate::dialogue::{Rules, Skill, render};
use crate::events::{Event, Request};
use crate::skills::{LocalTime, TimerError, spoken_date, spoken_duration, spoken_time};

impl<'p> Assistant<'p, '_> {
    /// Lets the platform act on `request`, runs the skill behind it and answers.
    pub(super) fn run(&mut self, request: Request<'p>) {
        self.emit(Event::Act {
            at: self.audio_time(),
            request: request.clone(),
        });
        let Some(rules) = self.policy.rules(request.intent) else {
            return;
        };
        match rules.skill {
            Some(Skill::TimerSet) => self.set_timer(&rules, &request),
            Some(Skill::TimerCancel) => self.cancel_timer(&rules, &request),
            Some(Skill::TimerLeft) => self.tell_time_left(&rules, &request),
            Some(Skill::Time) => self.tell_clock(&rules, &request, "time", spoken_time),
            Some(Skill::Date) => self.tell_clock(&rules, &request, "date", spoken_date),
            Some(Skill::Stop | Skill::Yes | Skill::No) | None => {
                self.answer(&rules, request.response, &request, &[]);
            }
        }
    }

    pub(super) fn say_declined(&mut self, request: &Request<'p>) {
        if let Some(rules) = self.policy.rules_of_skill(Skill::No) {
            self.answer(&rules, "default", request, &[]);
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

    fn set_timer(&mut self, rules: &Rules<'p>, request: &Request<'p>) {
        match self.timers.set(request, self.now_ms) {
            Ok(timer) => {
                let duration = spoken_duration(timer.seconds);
                let key = request.response;
                self.answer(rules, key, request, &[("duration", &duration)]);
            }
            Err(error) => self.answer(rules, key_of(error), request, &[]),
        }
    }

    fn cancel_timer(&mut self, rules: &Rules<'p>, request: &Request<'p>) {
        if request.slot("all").is_some() {
            self.timers.cancel_all();
            self.answer(rules, request.response, request, &[]);
            return;
        }
        match self.timers.cancel(request) {
            Ok(timer) => {
                let duration = spoken_duration(timer.seconds);
                let key = request.response;
                self.answer(rules, key, request, &[("duration", &duration)]);
            }
            Err(error) => self.answer(rules, key_of(error), request, &[]),
        }
    }

    fn tell_time_left(&mut self, rules: &Rules<'p>, request: &Request<'p>) {
        match self.timers.find(request) {
            Ok(timer) => {
                let left = spoken_duration(timer.seconds_left(self.now_ms));
                let key = request.response;
                self.answer(rules, key, request, &[("left", &left)]);
            }
            Err(error) => self.answer(rules, key_of(error), request, &[]),
        }
    }

    fn tell_clock(
        &mut self,
        rules: &Rules<'p>,
        request: &Request<'p>,
        name: &str,
        spoken: fn(LocalTime) -> crate::events::Text,
    ) {
        match self.local_time() {
            Some(now) => {
                let text = spoken(now);
                self.answer(rules, request.response, request, &[(name, &text)]);
            }
            None => self.answer(rules, "unknown", request, &[]),
        }
    }
}

/// Response key under which an assistant's folder answers to what went wrong.
fn key_of(error: TimerError) -> &'static str {
    match error {
        TimerError::Full => "full",
        TimerError::NoDuration => "no_duration",
        TimerError::NotFound => "not_found",
    }
}
