//! The always-on part of the engine by itself: front end and detector, without an assistant around them.

use std::collections::VecDeque;

use goldcrest::speech::CLASSES;
use goldcrest::wake::{
    CHECK_AFTER, CHECK_BEFORE, Check, Detector, MOST_PHONES, Phrase, WatchError,
};
use goldcrest::{Column, FEATURE_SCALE, Settings};
use goldcrest_dsp::{BANDS, FrontEnd, HOP};
use goldcrest_nn::{Model, log_softmax, quantize_features};
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
    /// The network that checks what the wake network proposes, where the phrase was calibrated for it.
    pub checker: Option<Model<'p>>,
    /// As the pack has them; the rate is that of the phrase.
    pub settings: Settings,
}

/// Whether a detector has room for a phrase by itself.
///
/// # Errors
///
/// Where all its pronunciations together have more than [`MOST_PHONES`] phones.
pub fn has_room(phrase: &Phrase<'_>) -> Result<(), WatchError> {
    match phrase.phones() > MOST_PHONES {
        true => Err(WatchError::TooManyPhones),
        false => Ok(()),
    }
}

impl<'p> Watch<'p> {
    /// The wake network of a pack, and its phrase `text`, or its first where none is named.
    ///
    /// # Errors
    ///
    /// Bad input where the pack has no sound wake network or not this phrase, or where the phrase is too long.
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
        let manifest = goldcrest::Manifest::of(pack);
        let mut settings = Settings::read(&manifest);
        let mut phrases = Vec::new();
        for section in pack.sections() {
            if section.kind == SectionKind::WakePhrase {
                let phrase = Phrase::open(section.bytes);
                phrases.push(phrase.map_err(|error| broken(error.to_string()))?);
            }
        }
        let number = match text {
            Some(text) => phrases.iter().position(|phrase| phrase.text() == text),
            None => Some(0),
        };
        let phrase = number.and_then(|number| phrases.get(number));
        if let (Some(number), Some(phrase)) = (number, phrase) {
            settings.wake_rate = settings.rate_of_phrase(&manifest, number, phrase.text());
        }
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
        if let Some(phrase) = phrase {
            has_room(phrase).map_err(|error| broken(error.to_string()))?;
        }
        let checker = match pack.first(SectionKind::Acoustic) {
            Some(section) if phrase.is_some_and(Phrase::can_be_checked) => {
                let model =
                    Model::open(section.bytes).map_err(|error| broken(error.to_string()))?;
                (model.output().len == CLASSES).then_some(model)
            }
            _ => None,
        };
        Ok(Self {
            model,
            phrase: phrase.copied(),
            checker,
            settings,
        })
    }

    /// The score from which the phrase counts as heard, as it is shipped.
    pub fn shipped(&self) -> Score {
        let Some(phrase) = &self.phrase else {
            return self.settings.wake_threshold.into();
        };
        let curve = match self.checker {
            Some(_) => phrase.checked(),
            None => phrase.alone(),
        };
        let cost = curve.cost(self.settings.wake_rate);
        cost.map_or(0, |cost| -Score::from(cost))
    }

    /// Hands every score of a stream to `heard`, with the sample at which it was known. With a checker only
    /// what the wake network proposes has scores, and those are of the check.
    pub fn hear(&self, samples: &[i16], mut heard: impl FnMut(usize, Score)) {
        let mut arena = vec![0_i8; self.model.arena_bytes()];
        let mut detector = Detector::new(self.model, &mut arena, &self.settings);
        if let Some(phrase) = self.phrase {
            // Whoever made this watch has asked `has_room`.
            let _ = detector.watch(phrase, self.settings.wake_rate, self.checker.is_some());
        }
        let mut second = self.checker.map(Second::new);
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
            let at = (index + 1) * HOP;
            if let Some(second) = &mut second {
                second.hear(&features, |cost| heard(at, -Score::from(cost)));
            }
            quantize_features(&features, FEATURE_SCALE, quant, &mut column);
            let Some(reading) = detector.push(&column) else {
                continue;
            };
            match &mut second {
                None if self.phrase.is_none() => heard(at, Score::from(reading.smoothed)),
                None => heard(at, -Score::from(reading.cost)),
                Some(second) if reading.detected && !second.is_busy() => {
                    if let Some((check, _)) = detector.check(reading.phrase.into()) {
                        second.begin(check, |cost| heard(at, -Score::from(cost)));
                    }
                }
                Some(_) => {}
            }
        }
    }
}

/// The checking network, with the columns that it may have to hear again.
struct Second<'p> {
    model: Model<'p>,
    arena: Vec<i8>,
    kept: VecDeque<Column>,
    check: Option<Check<'p>>,
    left: u32,
    cheapest: u16,
}

impl<'p> Second<'p> {
    fn new(model: Model<'p>) -> Self {
        Self {
            model,
            arena: vec![0; model.arena_bytes()],
            kept: VecDeque::new(),
            check: None,
            left: 0,
            cheapest: u16::MAX,
        }
    }

    fn is_busy(&self) -> bool {
        self.check.is_some()
    }

    fn begin(&mut self, check: Check<'p>, mut found: impl FnMut(u16)) {
        // The arena has the length that the model asks for.
        let _ = self.model.reset(&mut self.arena);
        self.check = Some(check);
        self.left = CHECK_AFTER;
        self.cheapest = u16::MAX;
        let kept = std::mem::take(&mut self.kept);
        for column in &kept {
            self.listen(column, &mut found);
        }
        self.kept = kept;
    }

    fn hear(&mut self, features: &[u16; BANDS], mut found: impl FnMut(u16)) {
        let mut column = [0_i8; BANDS];
        quantize_features(features, FEATURE_SCALE, self.model.input(), &mut column);
        if self.kept.len() == CHECK_BEFORE as usize {
            self.kept.pop_front();
        }
        self.kept.push_back(column);
        if self.is_busy() {
            self.listen(&column, &mut found);
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                self.check = None;
            }
        }
    }

    /// Tells every cost that is less than those before it.
    fn listen(&mut self, column: &Column, found: &mut impl FnMut(u16)) {
        let Some(check) = &mut self.check else {
            return;
        };
        let Ok(Some(logits)) = self.model.push(&mut self.arena, column) else {
            return;
        };
        let mut log_probabilities = [0; CLASSES];
        log_softmax(logits, self.model.output(), &mut log_probabilities);
        let cost = check.push(&log_probabilities);
        if cost < self.cheapest {
            self.cheapest = cost;
            found(cost);
        }
    }
}
