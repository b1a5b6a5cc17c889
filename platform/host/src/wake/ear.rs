//! The always-on part of the engine by itself: front end and detector, without an assistant around them.

use goldcrest::wake::{Detector, Phrase};
use goldcrest::{FEATURE_SCALE, Settings};
use goldcrest_dsp::{BANDS, FrontEnd, HOP};
use goldcrest_nn::{Model, quantize_features};
use goldcrest_pack::{Pack, SectionKind};

use super::Score;
use crate::exit::Failure;

/// What is listened for: sections of a pack.
#[derive(Clone, Copy, Debug)]
pub struct Watch<'p> {
    /// The wake network.
    pub model: Model<'p>,
    /// The phrase, where the network is one of phones.
    pub phrase: Option<Phrase<'p>>,
    /// As the pack has them.
    pub settings: Settings,
}

impl<'p> Watch<'p> {
    /// The wake network of a pack, and its phrase `text`, or its first where none is named.
    ///
    /// # Errors
    ///
    /// Bad input where the pack has no sound wake network or not this phrase.
    pub fn of(pack: &Pack<'p>, text: Option<&str>) -> Result<Self, Failure> {
        let section = pack.first(SectionKind::Wake).ok_or_else(|| {
            Failure::bad_input(
                "there is no wake network in the pack",
                "give one that `goldcrest wake train` or `goldcrest pack build` wrote",
            )
        })?;
        let broken = |why: String| {
            Failure::bad_input(
                why,
                "build the pack anew with `goldcrest wake train` or `goldcrest pack build`",
            )
        };
        let model = Model::open(section.bytes).map_err(|error| broken(error.to_string()))?;
        let mut phrases = Vec::new();
        for section in pack.sections() {
            if section.kind == SectionKind::WakePhrase {
                let phrase = Phrase::open(section.bytes);
                phrases.push(phrase.map_err(|error| broken(error.to_string()))?);
            }
        }
        let phrase = match text {
            Some(text) => phrases.iter().find(|phrase| phrase.text() == text),
            None => phrases.first(),
        };
        if phrase.is_none() && (text.is_some() || model.output().len > 1) {
            let known: Vec<&str> = phrases.iter().map(Phrase::text).collect();
            return Err(Failure::bad_input(
                format!(
                    "the pack does not listen for `{}`",
                    text.unwrap_or("anything")
                ),
                format!("it knows: {}", known.join(", ")),
            ));
        }
        Ok(Self {
            model,
            phrase: phrase.copied(),
            settings: Settings::read(&goldcrest::Manifest::of(pack)),
        })
    }

    /// The score from which the phrase counts as heard, as it is shipped.
    pub fn shipped(&self) -> Score {
        match &self.phrase {
            None => self.settings.wake_threshold.into(),
            Some(phrase) => {
                let cost = phrase.alone().cost(self.settings.wake_rate);
                cost.map_or(0, |cost| -Score::from(cost))
            }
        }
    }

    /// Hands every score of a stream to `heard`, with the end of its column in samples.
    pub fn hear(&self, samples: &[i16], mut heard: impl FnMut(usize, Score)) {
        let mut arena = vec![0_i8; self.model.arena_bytes()];
        let mut detector = Detector::new(self.model, &mut arena, &self.settings);
        if let Some(phrase) = self.phrase {
            // One phrase always fits.
            let _ = detector.watch(phrase, self.settings.wake_rate);
        }
        let quant = self.model.input();
        let mut front_end = FrontEnd::new();
        let mut column = [0_i8; BANDS];
        for (index, hop) in samples.chunks_exact(HOP).enumerate() {
            let Ok(hop) = <&[i16; HOP]>::try_from(hop) else {
                break;
            };
            let Some(features) = front_end.push_hop(hop) else {
                continue;
            };
            quantize_features(&features, FEATURE_SCALE, quant, &mut column);
            if let Some(reading) = detector.push(&column) {
                let score = match self.phrase {
                    None => Score::from(reading.smoothed),
                    Some(_) => -Score::from(reading.cost),
                };
                heard((index + 1) * HOP, score);
            }
        }
    }
}
