//! Plays recordings to an assistant, in audio time.

use std::collections::BTreeMap;

use goldcrest::{Assistant, Event, Request, State, Trace};
use goldcrest_dsp::HOP;

use crate::eval::Understanding;
use crate::slots::acted_on;

/// Milliseconds of silence after which a recording is over for an assistant that is not in a turn.
const AFTERMATH_MS: u64 = 600;
/// Longest silence that is played so that a turn comes to its end, in milliseconds.
const PATIENCE_MS: u64 = 40_000;

/// Pushes samples hop by hop and hands on each event with the trace as it is then.
///
/// The time given to the assistant is that of the audio, so the same samples give the same events. Timers ring as on
/// a board, until the device is woken or told to stop.
///
/// # Errors
///
/// Those of `on_event`, which end the playing.
pub fn play<'p, T: Trace, E>(
    assistant: &mut Assistant<'p, '_>,
    samples: &[i16],
    trace: &mut T,
    mut on_event: impl FnMut(&Event<'p>, &mut T) -> Result<(), E>,
) -> Result<(), E> {
    for hop in samples.chunks(HOP) {
        assistant.push_traced(hop, trace);
        while let Some(event) = assistant.poll(assistant.audio_time().0) {
            assistant.sound_after(&event);
            on_event(&event, trace)?;
        }
    }
    Ok(())
}

/// Lets an assistant that no wake phrase wakes listen for the next command, unless it listens already: between two
/// turns nothing else would begin one.
pub fn listen_without_phrase(assistant: &mut Assistant<'_, '_>) {
    if !assistant.wakes_by_phrase() && assistant.state() == State::Listening {
        assistant.listen_now();
    }
}

/// Plays silence until the assistant waits for its wake phrase again, and a little longer, so that a phrase
/// at the very end of a recording is still noticed.
///
/// With `answers_follow`, it stops as soon as a question is asked: the next recording answers it.
///
/// # Errors
///
/// Those of `on_event`.
pub fn settle<'p, T: Trace, E>(
    assistant: &mut Assistant<'p, '_>,
    answers_follow: bool,
    trace: &mut T,
    mut on_event: impl FnMut(&Event<'p>, &mut T) -> Result<(), E>,
) -> Result<(), E> {
    let from = assistant.audio_time().0;
    let mut quiet_from = from;
    loop {
        let now = assistant.audio_time().0;
        match assistant.state() {
            State::Listening if now - quiet_from >= AFTERMATH_MS => return Ok(()),
            State::Asking if answers_follow => return Ok(()),
            State::Listening => {}
            _ => quiet_from = now,
        }
        if now - from > PATIENCE_MS {
            return Ok(());
        }
        play(assistant, &[0; HOP], trace, &mut on_event)?;
    }
}

/// Plays a recording and the silence after it without a trace.
///
/// # Errors
///
/// Those of `on_event`.
pub fn hear_out<'p, E>(
    assistant: &mut Assistant<'p, '_>,
    samples: &[i16],
    mut on_event: impl FnMut(&Event<'p>, &mut ()) -> Result<(), E>,
) -> Result<(), E> {
    play(assistant, samples, &mut (), &mut on_event)?;
    settle(assistant, true, &mut (), &mut on_event)
}

/// What became of one recording: the first thing that was understood, or why nothing was.
#[derive(Clone, Debug, Default)]
pub struct Fate {
    /// The first understanding.
    pub understood: Option<Understanding>,
    /// Words heard last.
    pub heard: String,
    /// Why nothing was understood, in the assistant's words; empty while nothing was decided.
    pub reason: String,
    /// When the first utterance was over, in milliseconds of audio.
    pub decided_ms: Option<u64>,
}

impl Fate {
    /// Takes an event into account.
    pub fn note(&mut self, event: &Event<'_>) {
        if matches!(event, Event::Heard { .. } | Event::NotUnderstood { .. }) {
            self.decided_ms.get_or_insert(event.at().0);
        }
        match event {
            Event::Heard { text, .. } => self.heard = text.as_str().to_owned(),
            Event::Understood { request, .. } if self.understood.is_none() => {
                self.understood = Some(understanding(&self.heard, request));
            }
            Event::NotUnderstood { reason, .. } => self.reason = reason.to_string(),
            _ => {}
        }
    }
}

/// A request with the words it came from, as owned text.
pub fn understanding(text: &str, request: &Request<'_>) -> Understanding {
    Understanding {
        text: text.to_owned(),
        intent: request.intent.to_owned(),
        slots: slots(request),
    }
}

/// The slots that a request is acted on with, as text, by name.
pub fn slots(request: &Request<'_>) -> BTreeMap<String, String> {
    acted_on(request)
        .map(|slot| (slot.name.to_owned(), slot.value.to_string()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistants;
    use crate::memory::Memory;

    #[test]
    fn an_assistant_that_no_phrase_wakes_goes_on_listening_turn_after_turn() {
        for (name, goes_on) in [("ten-words", true), ("home", false)] {
            let image = assistants::by_name(name).unwrap();
            let pack = assistants::open(&image, name).unwrap();
            let mut memory = Memory::of(&pack);
            let mut assistant = memory.assistant(&pack, name).unwrap();
            let mut turns = 0;
            for _ in 0..2_000 {
                listen_without_phrase(&mut assistant);
                let count = |event: &Event<'_>, _: &mut ()| {
                    turns += usize::from(matches!(event, Event::Woke { .. }));
                    Ok::<(), ()>(())
                };
                play(&mut assistant, &[0; HOP], &mut (), count).unwrap();
            }
            assert_eq!(turns > 2, goes_on, "{name}: {turns} turns");
        }
    }
}
