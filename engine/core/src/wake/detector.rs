use super::check::Check;
use super::network::WholePhrase;
use super::phrase::Phrase;
use super::phrases::{MOST_PHRASES, Phrases, WatchError};
use super::sliding::SlidingWindow;
use crate::settings::Settings;
use crate::speech::CLASSES;
use goldcrest_dsp::HOP_MS;
use goldcrest_nn::Model;

/// What the detector found in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// How sure the detector is of this column alone, of 255.
    pub raw: u8,
    /// What is compared with the threshold, of 255.
    pub smoothed: u8,
    /// The threshold, of 255.
    pub threshold: u8,
    /// Cost a phone of the phrase that came nearest to its threshold, in 1/256 nat; 0 from a network that
    /// knows one phrase only.
    pub cost: u16,
    /// Which phrase that was, in the order in which they were given.
    pub phrase: u8,
    /// Whether it was detected in this column.
    pub detected: bool,
}

/// Runs the wake network over columns and reports a detection at most once in the refractory time.
///
/// A network with one output knows one phrase by heart, and gives its logit or, in steps of 1/256, its
/// probability (microWakeWord's do). One with an output for every phone and the blank
/// is a trunk on which any number of [`Phrase`]s up to [`MOST_PHRASES`] are followed.
#[derive(Debug)]
pub struct Detector<'p, 'm> {
    model: Model<'p>,
    arena: &'m mut [i8],
    kind: Kind<'p>,
    on: bool,
    refractory_hops: u32,
    rest_hops: u32,
}

#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is no heap to put the larger one on, and it is the usual one"
)]
enum Kind<'p> {
    WholePhrase(WholePhrase),
    Probability(SlidingWindow),
    Phrases(Phrases<'p>),
}

impl<'p, 'm> Detector<'p, 'm> {
    /// A detector whose arena was checked to be large enough, and whose network to have one output or
    /// [`CLASSES`].
    #[must_use]
    pub fn new(model: Model<'p>, arena: &'m mut [i8], settings: &Settings) -> Self {
        // The arena's length was checked when the pack was opened.
        let _ = model.reset(arena);
        let kind = if model.output().len == CLASSES {
            Kind::Phrases(Phrases::default())
        } else if SlidingWindow::reads(model.output()) {
            Kind::Probability(SlidingWindow::new(settings))
        } else {
            Kind::WholePhrase(WholePhrase::new(settings))
        };
        Self {
            model,
            arena,
            kind,
            on: true,
            refractory_hops: settings.wake_refractory_ms / HOP_MS,
            rest_hops: 0,
        }
    }

    /// Listens for one more phrase, tuned to `rate` false accepts per 1,000 hours. Its number is how many
    /// were given before it. With `checked`, and where the phrase was calibrated for it, a detection is a
    /// candidate only: let [`Detector::check`] decide.
    ///
    /// # Errors
    ///
    /// [`WatchError`]; nothing has changed then.
    pub fn watch(
        &mut self,
        phrase: Phrase<'p>,
        rate: u32,
        checked: bool,
    ) -> Result<(), WatchError> {
        match &mut self.kind {
            Kind::Phrases(phrases) => phrases.watch(phrase, rate, checked),
            Kind::WholePhrase(_) | Kind::Probability(_) => Err(WatchError::NoPhones),
        }
    }

    /// Switches a phrase on or off, from the next column on; there is no such phrase where this gives
    /// `false`. What a network knows by heart is phrase 0.
    pub fn switch(&mut self, phrase: usize, on: bool) -> bool {
        match &mut self.kind {
            Kind::Phrases(phrases) => phrases.switch(phrase, on),
            Kind::WholePhrase(_) | Kind::Probability(_) if phrase == 0 => {
                self.on = on;
                true
            }
            Kind::WholePhrase(_) | Kind::Probability(_) => false,
        }
    }

    /// Whether a phrase is switched on; `None` where there is no such phrase.
    #[must_use]
    pub fn is_on(&self, phrase: usize) -> Option<bool> {
        match &self.kind {
            Kind::Phrases(phrases) => phrases.is_on(phrase),
            Kind::WholePhrase(_) | Kind::Probability(_) => (phrase == 0).then_some(self.on),
        }
    }

    /// False accepts per 1,000 hours that a phrase is tuned to; `None` where there is no such phrase, and for what
    /// a network knows by heart, which has a threshold instead.
    #[must_use]
    pub fn rate(&self, phrase: usize) -> Option<u32> {
        match &self.kind {
            Kind::Phrases(phrases) => phrases.rate(phrase),
            Kind::WholePhrase(_) | Kind::Probability(_) => None,
        }
    }

    /// Tunes a phrase to `rate` false accepts per 1,000 hours, from the next column on; there is no such
    /// phrase where this gives `false`.
    pub fn tune(&mut self, phrase: usize, rate: u32) -> bool {
        match &mut self.kind {
            Kind::Phrases(phrases) => phrases.tune(phrase, rate),
            Kind::WholePhrase(_) | Kind::Probability(_) => false,
        }
    }

    /// Makes the detector stricter, from the next column on: rates of phrases are divided by `strictness`, and a
    /// network that knows its phrase by heart has its threshold moved half way to certainty. 1
    /// makes it as it was tuned.
    pub fn be_strict(&mut self, strictness: u32) {
        match &mut self.kind {
            Kind::Phrases(phrases) => phrases.be_strict(strictness),
            Kind::WholePhrase(network) => network.be_strict(strictness),
            Kind::Probability(window) => window.be_strict(strictness),
        }
    }

    /// Leaves a phrase as it is tuned whatever [`Detector::be_strict`] says; there is no such phrase where this
    /// gives `false`.
    pub fn keep_steady(&mut self, phrase: usize) -> bool {
        match &mut self.kind {
            Kind::Phrases(phrases) => phrases.keep_steady(phrase),
            Kind::WholePhrase(_) | Kind::Probability(_) => false,
        }
    }

    /// A new check of a phrase that was detected, and the cost from which its answer is yes; nothing where
    /// the detection needs no check.
    #[must_use]
    pub fn check(&self, phrase: usize) -> Option<(Check<'p>, u16)> {
        match &self.kind {
            Kind::Phrases(phrases) => phrases.check(phrase),
            Kind::WholePhrase(_) | Kind::Probability(_) => None,
        }
    }

    /// The phrases that are followed; none with a network that knows its phrase by heart.
    pub fn phrases(&self) -> impl Iterator<Item = &Phrase<'p>> {
        let phrases = match &self.kind {
            Kind::Phrases(phrases) => Some(phrases),
            Kind::WholePhrase(_) | Kind::Probability(_) => None,
        };
        phrases.into_iter().flat_map(Phrases::iter)
    }

    /// The network.
    #[must_use]
    pub fn model(&self) -> &Model<'p> {
        &self.model
    }

    /// Takes one column, quantised for the network's input; a reading where the network gave an output.
    pub fn push(&mut self, column: &[i8]) -> Option<Reading> {
        self.rest_hops = self.rest_hops.saturating_sub(1);
        let quant = self.model.output();
        let logits = self.model.push(self.arena, column).ok().flatten()?;
        let mut reading = match &mut self.kind {
            Kind::WholePhrase(network) => network.read(logits, quant)?,
            Kind::Probability(window) => window.read(logits)?,
            Kind::Phrases(phrases) => phrases.read(logits, quant)?,
        };
        if !self.on {
            return None;
        }
        reading.detected &= self.rest_hops == 0;
        if reading.detected {
            self.rest_hops = self.refractory_hops;
        }
        Some(reading)
    }
}

const _: () = assert!(MOST_PHRASES <= u8::MAX as usize);
