//! The phrases that wake it: asked for, switched and tuned while it runs.

use super::{Assistant, Output};
use crate::settings::sensible_rate;
use crate::wake::MOST_PHRASES;
use goldcrest_trie::WordId;

/// A phrase that is listened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WakePhrase<'p> {
    /// What is said, as the pack writes it; empty where the pack does not say.
    pub text: &'p str,
    /// Whether it is switched on. The stop word, switched on, is listened for while the device sounds.
    pub on: bool,
    /// False accepts per 1,000 hours that it is tuned to while the device is silent; `None` where the network knows the
    /// phrase by heart and has a threshold instead.
    pub rate: Option<u32>,
    /// Whether it is the stop word, which silences the device instead of waking the assistant.
    pub stops: bool,
}

impl<'p> Assistant<'p, '_> {
    /// The phrases that are listened for, in the order of their numbers; none where the pack has no wake network.
    pub fn wake_phrases(&self) -> impl Iterator<Item = WakePhrase<'p>> {
        (0..MOST_PHRASES).map_while(|number| self.wake_phrase(number))
    }

    /// The phrase of a number, counted from 0 in the order of the pack; a network that knows its phrase by heart has
    /// number 0 only.
    #[must_use]
    pub fn wake_phrase(&self, number: usize) -> Option<WakePhrase<'p>> {
        let detector = self.detector.as_ref()?;
        let listened = detector.is_on(number)?;
        let text = match (detector.phrases().nth(number), self.wake_words[number]) {
            (Some(phrase), _) => phrase.text(),
            (None, Some(word)) => self.lexicon.spelling(word),
            (None, None) => "",
        };
        let stop = self
            .stop_word
            .filter(|stop| usize::from(stop.phrase) == number);
        Some(WakePhrase {
            text,
            on: stop.map_or(listened, |stop| stop.on),
            rate: detector.rate(number),
            stops: stop.is_some(),
        })
    }

    /// Switches a phrase on or off; there is no phrase of this number where it gives `false`. The choice holds until
    /// the next, whatever [`Assistant::set_output`] tells in the meantime. A turn that the phrase began goes on.
    pub fn switch_wake(&mut self, number: usize, on: bool) -> bool {
        let Some(detector) = &mut self.detector else {
            return false;
        };
        let known = match &mut self.stop_word {
            Some(stop) if usize::from(stop.phrase) == number => {
                stop.on = on;
                detector.switch(number, on && self.output != Output::Silent)
            }
            _ => detector.switch(number, on),
        };
        if known && !on {
            self.drop_check(number);
        }
        known
    }

    /// Tunes a phrase to `rate` false accepts per 1,000 hours, from 1 to 1,000,000; others are brought to the nearer of
    /// these. Gives `false` where there is no phrase of this number, or the network knows it by heart. The rate holds
    /// until the next; while the device speaks or rings it is divided by `wake.strictness`, but for the stop word's.
    pub fn tune_wake(&mut self, number: usize, rate: u32) -> bool {
        let detector = self.detector.as_mut();
        detector.is_some_and(|detector| detector.tune(number, sensible_rate(rate)))
    }

    /// The word of a phrase that fired, in which speech may begin that goes on with a command.
    pub(super) fn wake_word(&self, phrase: u8) -> Option<WordId> {
        *self.wake_words.get(usize::from(phrase))?
    }

    /// The words of all phrases that wake it, whether they are on or not: who is asked something may say one again.
    pub(super) fn calls(&self) -> [Option<WordId>; MOST_PHRASES] {
        let mut words = self.wake_words;
        if let Some(stop) = self.stop_word {
            words[usize::from(stop.phrase)] = None;
        }
        words
    }
}
