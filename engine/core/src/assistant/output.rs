//! What the device itself sounds like, and the word that silences it.
//!
//! A device hears its own voice. While it speaks or rings the wake phrase is asked for more strictly, and the
//! stop word, which means nothing at other times, is listened for:
//!
//! ```text
//!   Silent    "hey goldcrest" at its rate
//!   Speaking  "hey goldcrest" at a tenth of it, "stop" -> Hush
//!   Ringing   the same
//! ```

use super::Assistant;
use crate::events::Event;
use crate::trace::State;

/// What comes out of the loudspeaker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// Nothing that could be taken for speech.
    #[default]
    Silent,
    /// An answer, or other speech.
    Speaking,
    /// A timer or an alarm.
    Ringing,
}

impl Output {
    /// What a device that rings for its timers sounds like after `event`; nothing where it sounds as before.
    fn after(event: &Event<'_>) -> Option<Self> {
        match event {
            Event::Rang { .. } => Some(Self::Ringing),
            Event::Hush { .. } | Event::Woke { .. } => Some(Self::Silent),
            _ => None,
        }
    }
}

/// The phrase that silences the device.
#[derive(Clone, Copy, Debug)]
pub(super) struct StopWord {
    pub(super) phrase: u8,
    /// Whether it is wanted while the device sounds.
    pub(super) on: bool,
}

impl Assistant<'_, '_> {
    /// Tells what the device is about to sound like; call it again when that ends. What was chosen by
    /// [`Assistant::switch_wake`] and [`Assistant::tune_wake`] holds on.
    ///
    /// While it rings the signal `timer` is `ringing`, and to the end of a turn that silences it, so that "stop"
    /// means what rang.
    pub fn set_output(&mut self, output: Output) {
        self.output = output;
        if output == Output::Ringing {
            self.note_ringing();
        } else if self.state == State::Listening {
            self.note_silence();
        }
        let sounds = output != Output::Silent;
        let strictness = if sounds {
            self.settings.wake_strictness
        } else {
            1
        };
        if let Some(detector) = &mut self.detector {
            detector.be_strict(strictness);
            if let Some(stop) = self.stop_word {
                detector.switch(stop.phrase.into(), stop.on && sounds);
            }
        }
    }

    /// [`Assistant::set_output`] for a device that rings for its timers until it is told to be silent or is woken: give
    /// it every event.
    pub fn sound_after(&mut self, event: &Event<'_>) {
        if let Some(output) = Output::after(event) {
            self.set_output(output);
        }
    }

    /// What the platform last told of its sound.
    #[must_use]
    pub fn output(&self) -> Output {
        self.output
    }

    /// Whether a phrase is the stop word.
    pub(super) fn is_stop_word(&self, phrase: u8) -> bool {
        self.stop_word.is_some_and(|stop| stop.phrase == phrase)
    }

    /// The stop word was heard; in a turn it is a word like others.
    pub(super) fn hush(&mut self, score: u8) {
        if self.output != Output::Silent && self.state == State::Listening {
            self.emit_hush(score);
        }
    }

    pub(super) fn emit_hush(&mut self, score: u8) {
        self.emit(Event::Hush {
            at: self.audio_time(),
            score,
        });
    }
}
