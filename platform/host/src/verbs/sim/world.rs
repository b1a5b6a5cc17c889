use std::path::Path;

use goldcrest::{Assistant, Event, State};
use goldcrest_dsp::HOP;
use goldcrest_forge::wake::per_thousand_hours;
use serde_json::json;

use super::command::Wanted;
use crate::audio;
use crate::exit::Failure;
use crate::hearing;
use crate::house::House;
use crate::personal::Kept;
use crate::present::{Screen, Tint, printable, tell};
use crate::{text, wire};

/// Steps in which time is skipped while nobody speaks: how late a timer may ring.
const STEP_MS: u64 = 100;
/// Silence after a recording in which a wake phrase at its end is still noticed.
const AFTERMATH_MS: u64 = 600;
/// Longest silence that is played so that a turn comes to its end.
const PATIENCE_MS: u64 = 40_000;

/// An assistant, the home that it commands, and the time there.
///
/// While there is something to hear, time is that of the audio; waiting skips it.
pub struct World<'p, 'm> {
    assistant: Assistant<'p, 'm>,
    house: House,
    skipped_ms: u64,
    words: String,
    misunderstood: bool,
}

impl<'p, 'm> World<'p, 'm> {
    pub fn new(assistant: Assistant<'p, 'm>) -> Self {
        Self {
            assistant,
            house: House::default(),
            skipped_ms: 0,
            words: String::new(),
            misunderstood: false,
        }
    }

    pub fn state(&self) -> State {
        self.assistant.state()
    }

    /// Stores what the user taught the assistant.
    pub fn keep(&mut self, kept: &mut Kept) -> Result<(), Failure> {
        kept.keep(&mut self.assistant)
    }

    /// Says a text; whether it was understood.
    pub fn say(&mut self, said: &str, screen: &mut Screen<'_>) -> Result<bool, Failure> {
        text::check(said)?;
        said.clone_into(&mut self.words);
        self.assistant.understand(said);
        self.work(screen, |world, screen| world.tell_events(screen))
    }

    /// Plays a recording and silence until its turn is over or a question is open; whether all in it was
    /// understood.
    pub fn play(
        &mut self,
        file: &Path,
        at_once: bool,
        screen: &mut Screen<'_>,
    ) -> Result<bool, Failure> {
        let samples = audio::read(file).map_err(|error| error.about(file))?;
        let at_once = at_once || !self.assistant.wakes_by_phrase();
        if at_once && self.state() == State::Listening {
            self.assistant.listen_now();
        }
        self.work(screen, |world, screen| {
            for hop in samples.chunks(HOP) {
                world.hear(hop, screen)?;
            }
            world.settle(screen)
        })
    }

    /// Lets time pass: as silence while a turn is open, then all at once but for the timers.
    pub fn wait(&mut self, seconds: f64, screen: &mut Screen<'_>) -> Result<bool, Failure> {
        let until = self.now_ms() + (seconds * 1_000.0).round() as u64;
        self.work(screen, |world, screen| {
            while world.state() != State::Listening && world.now_ms() < until {
                world.hear(&[0; HOP], screen)?;
            }
            while world.now_ms() < until {
                world.skipped_ms += STEP_MS.min(until - world.now_ms());
                world.tell_events(screen)?;
            }
            Ok(())
        })
    }

    /// Tells the assistant what the device is doing.
    pub fn signal(
        &mut self,
        name: &str,
        value: &str,
        screen: &mut Screen<'_>,
    ) -> Result<(), Failure> {
        let told = self.assistant.set_signal_traced(name, value, &mut ());
        told.map_err(|error| {
            Failure::bad_input(
                format!("signal {name}: {error}"),
                "the assistant's context.yaml lists its signals",
            )
        })?;
        let shown = format!("{name} = {value}");
        screen.line(&tell::labelled("signal", &shown, screen.ink))?;
        screen.object(&json!({ "event": "signal", "signal": name, "value": value }))?;
        Ok(())
    }

    /// Switches or tunes a wake phrase.
    pub fn wake(
        &mut self,
        phrase: &str,
        to: Wanted,
        screen: &mut Screen<'_>,
    ) -> Result<(), Failure> {
        let mut phrases = self.assistant.wake_phrases();
        let number = phrases.position(|known| known.text == phrase);
        drop(phrases);
        let changed = number.is_some_and(|number| match to {
            Wanted::On => self.assistant.switch_wake(number, true),
            Wanted::Off => self.assistant.switch_wake(number, false),
            Wanted::Rate(rate) => self.assistant.tune_wake(number, per_thousand_hours(rate)),
        });
        if !changed {
            let known = self.assistant.wake_phrases();
            let known: Vec<&str> = match to {
                Wanted::Rate(_) => known
                    .filter(|known| known.rate.is_some())
                    .map(|k| k.text)
                    .collect(),
                Wanted::On | Wanted::Off => known.map(|known| known.text).collect(),
            };
            let remedy = match known.is_empty() {
                true => "the pack has none".to_owned(),
                false => format!("give one of: {}", known.join(", ")),
            };
            let kind = if matches!(to, Wanted::Rate(_)) {
                "tuned to a rate"
            } else {
                "switched"
            };
            return Err(Failure::bad_input(
                format!("no wake phrase {phrase:?} can be {kind}"),
                remedy,
            ));
        }
        self.show_wake_phrases(screen)
    }

    fn show_wake_phrases(&self, screen: &mut Screen<'_>) -> Result<(), Failure> {
        for phrase in self.assistant.wake_phrases() {
            let switched = if phrase.on { "on" } else { "off" };
            let rate = phrase.rate.map(|rate| f64::from(rate) / 1_000.0);
            let tuned = rate.map_or(String::new(), |rate| {
                format!(", {rate} false accepts an hour")
            });
            let stops = if phrase.stops {
                ", while the device sounds"
            } else {
                ""
            };
            let text = format!("{} {switched}{tuned}{stops}", printable(phrase.text));
            screen.line(&self.stamped(&tell::labelled("wake", &text, screen.ink), screen))?;
            screen.object(&json!({
                "event": "wake-phrase", "now": seconds(self.now_ms()), "phrase": phrase.text, "on": phrase.on,
                "false_accepts_per_hour": rate, "stops": phrase.stops,
            }))?;
        }
        Ok(())
    }

    /// Shows the time, the assistant, its timers, its wake phrases and the home.
    pub fn show(&self, screen: &mut Screen<'_>) -> Result<(), Failure> {
        let now = self.now_ms();
        let state = self.state().to_string();
        screen.line(&self.stamped(&tell::labelled("is", &state, screen.ink), screen))?;
        let timers: Vec<_> = self
            .assistant
            .timers()
            .running()
            .iter()
            .map(|timer| (timer.name, timer.seconds_left(now), timer.is_paused()))
            .collect();
        for (name, left, paused) in &timers {
            let paused = if *paused { "paused" } else { "" };
            let text = format!("◷ {}:{:02} left {name} {paused}", left / 60, left % 60);
            screen.line(&self.stamped(
                &tell::labelled("timer", text.trim_end(), screen.ink),
                screen,
            ))?;
        }
        self.show_wake_phrases(screen)?;
        for line in self.house.describe(screen.ink) {
            screen.line(&self.stamped(&tell::labelled("home", &line, screen.ink), screen))?;
        }
        let timers: Vec<_> = timers
            .iter()
            .map(|(name, left, paused)| {
                json!({ "name": name, "seconds_left": left, "paused": paused })
            })
            .collect();
        screen.object(&json!({
            "event": "state", "now": seconds(now), "state": state, "timers": timers,
            "home": self.house,
        }))?;
        Ok(())
    }

    fn now_ms(&self) -> u64 {
        self.assistant.audio_time().0 + self.skipped_ms
    }

    /// Does something, then shows what became different at home; whether nothing was misunderstood.
    fn work(
        &mut self,
        screen: &mut Screen<'_>,
        work: impl FnOnce(&mut Self, &mut Screen<'_>) -> Result<(), Failure>,
    ) -> Result<bool, Failure> {
        let before = self.house.clone();
        self.misunderstood = false;
        work(self, screen)?;
        if self.house != before {
            for line in self.house.changes(&before, screen.ink) {
                screen.line(&self.stamped(&tell::labelled("home", &line, screen.ink), screen))?;
            }
            screen.object(&json!({
                "event": "home", "now": seconds(self.now_ms()), "home": self.house,
            }))?;
        }
        Ok(!self.misunderstood)
    }

    fn hear(&mut self, samples: &[i16], screen: &mut Screen<'_>) -> Result<(), Failure> {
        self.assistant.push(samples);
        self.tell_events(screen)
    }

    fn settle(&mut self, screen: &mut Screen<'_>) -> Result<(), Failure> {
        let from = self.now_ms();
        let mut quiet_from = from;
        while self.now_ms() - from < PATIENCE_MS {
            match self.state() {
                State::Asking => return Ok(()),
                State::Listening if self.now_ms() - quiet_from >= AFTERMATH_MS => return Ok(()),
                State::Listening => {}
                _ => quiet_from = self.now_ms(),
            }
            self.hear(&[0; HOP], screen)?;
        }
        Ok(())
    }

    fn tell_events(&mut self, screen: &mut Screen<'_>) -> Result<(), Failure> {
        let now_ms = self.now_ms();
        let mut answers = Vec::new();
        while let Some(event) = self.assistant.poll(now_ms) {
            self.assistant.sound_after(&event);
            match &event {
                Event::Heard { text, .. } | Event::Rewritten { text, .. } => {
                    text.as_str().clone_into(&mut self.words)
                }
                Event::Act { request, .. } => {
                    self.house.act(request.intent, &hearing::slots(request));
                    answers.extend(self.house.answer(request.intent));
                }
                Event::Rang { name, .. } => self.house.ring(name),
                Event::NotUnderstood { .. } => self.misunderstood = true,
                _ => {}
            }
            if !matches!(event, Event::Slept { .. }) {
                screen.line(&self.stamped(&tell::event(&event, screen.ink), screen))?;
            }
            let mut object = wire::event(&event, &self.words);
            object["now"] = seconds(now_ms).into();
            screen.object(&object)?;
        }
        for answer in answers {
            let said = screen.ink.paint(Tint::Voice, &format!("“{answer}”"));
            screen.line(&self.stamped(&tell::labelled("says", &said, screen.ink), screen))?;
            screen.object(&json!({
                "event": "home-says", "now": seconds(now_ms), "text": answer,
            }))?;
        }
        Ok(())
    }

    /// A line with the time of the simulation before it.
    fn stamped(&self, line: &str, screen: &Screen<'_>) -> String {
        let now = format!("{:>9.2}", seconds(self.now_ms()));
        format!("{}{line}", screen.ink.paint(Tint::Faint, &now))
    }
}

fn seconds(milliseconds: u64) -> f64 {
    milliseconds as f64 / 1_000.0
}
