use super::check::Check;
use super::detector::Reading;
use super::follow::{Cell, follow_phrase};
use super::phrase::Phrase;
use crate::speech::{CLASSES, frame_costs};
use core::fmt;
use goldcrest_nn::{Quant, log_softmax};
use heapless::Vec;

/// Most phrases that are followed at once.
pub const MOST_PHRASES: usize = 8;
/// Most phones of all pronunciations of all phrases together.
pub const MOST_PHONES: usize = 160;

/// Why a phrase cannot be listened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchError {
    /// There are [`MOST_PHRASES`] already.
    TooManyPhrases,
    /// All phrases would have more than [`MOST_PHONES`] phones: leave out rare pronunciations.
    TooManyPhones,
    /// The wake network knows one phrase by heart, and no phones.
    NoPhones,
}

impl fmt::Display for WatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WatchError::TooManyPhrases => {
                write!(f, "more than {MOST_PHRASES} wake phrases; leave some out")
            }
            WatchError::TooManyPhones => write!(
                f,
                "the wake phrases have more than {MOST_PHONES} phones; leave out rare pronunciations"
            ),
            WatchError::NoPhones => f.write_str(
                "the wake network knows one phrase by heart; use a network of phones for phrases from text",
            ),
        }
    }
}

impl core::error::Error for WatchError {}

#[derive(Debug)]
struct Watched<'p> {
    phrase: Phrase<'p>,
    first_cell: usize,
    rate: u32,
    checked: bool,
    on: bool,
    steady: bool,
}

impl Watched<'_> {
    /// Its rate where all others are divided by `strictness`.
    fn rate(&self, strictness: u32) -> u32 {
        match self.steady {
            true => self.rate,
            false => (self.rate / strictness).max(1),
        }
    }

    /// The cost from which the wake network is believed, or asks for a check.
    fn limit(&self, strictness: u32) -> u16 {
        if self.checked {
            self.phrase.check_from()
        } else {
            let rate = self.rate(strictness);
            self.phrase.alone().cost(rate).unwrap_or(0)
        }
    }
}

/// Several phrases followed through the frames of one network of phones.
#[derive(Debug)]
pub(super) struct Phrases<'p> {
    watched: Vec<Watched<'p>, MOST_PHRASES>,
    cells: [Cell; 2 * MOST_PHONES],
    used: usize,
    strictness: u32,
}

impl Default for Phrases<'_> {
    fn default() -> Self {
        Self {
            watched: Vec::new(),
            cells: [Cell::EMPTY; 2 * MOST_PHONES],
            used: 0,
            strictness: 1,
        }
    }
}

impl<'p> Phrases<'p> {
    pub(super) fn watch(
        &mut self,
        phrase: Phrase<'p>,
        rate: u32,
        checked: bool,
    ) -> Result<(), WatchError> {
        let used = self.used + 2 * phrase.phones();
        if used > self.cells.len() {
            return Err(WatchError::TooManyPhones);
        }
        let watched = Watched {
            phrase,
            first_cell: self.used,
            rate,
            checked: checked && phrase.can_be_checked(),
            on: true,
            steady: false,
        };
        self.watched
            .push(watched)
            .map_err(|_| WatchError::TooManyPhrases)?;
        self.used = used;
        Ok(())
    }

    pub(super) fn switch(&mut self, phrase: usize, on: bool) -> bool {
        let Some(watched) = self.watched.get_mut(phrase) else {
            return false;
        };
        if watched.on == on {
            return true;
        }
        watched.on = on;
        let cells = watched.first_cell..watched.first_cell + 2 * watched.phrase.phones();
        self.cells[cells].fill(Cell::EMPTY);
        true
    }

    pub(super) fn is_on(&self, phrase: usize) -> Option<bool> {
        self.watched.get(phrase).map(|watched| watched.on)
    }

    pub(super) fn rate(&self, phrase: usize) -> Option<u32> {
        self.watched.get(phrase).map(|watched| watched.rate)
    }

    pub(super) fn tune(&mut self, phrase: usize, rate: u32) -> bool {
        let Some(watched) = self.watched.get_mut(phrase) else {
            return false;
        };
        watched.rate = rate;
        true
    }

    /// Divides the rates of all phrases by `strictness`, but for those that are kept steady.
    pub(super) fn be_strict(&mut self, strictness: u32) {
        self.strictness = strictness.max(1);
    }

    pub(super) fn keep_steady(&mut self, phrase: usize) -> bool {
        let found = self.watched.get_mut(phrase);
        found.map(|watched| watched.steady = true).is_some()
    }

    /// A new check of a phrase, and the cost from which it is believed; nothing where it is not to be checked.
    pub(super) fn check(&self, phrase: usize) -> Option<(Check<'p>, u16)> {
        let watched = self.watched.get(phrase).filter(|watched| watched.checked)?;
        let rate = watched.rate(self.strictness);
        let limit = watched.phrase.checked().cost(rate)?;
        Some((Check::new(watched.phrase), limit))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Phrase<'p>> {
        self.watched.iter().map(|watched| &watched.phrase)
    }

    /// The phrase that came nearest to its threshold; none where all are off.
    pub(super) fn read(&mut self, logits: &[i8], quant: Quant) -> Option<Reading> {
        let mut log_probabilities = [0; CLASSES];
        log_softmax(logits, quant, &mut log_probabilities);
        let mut nearest: Option<(i32, Reading)> = None;
        for (index, watched) in self.watched.iter().enumerate().filter(|(_, one)| one.on) {
            let costs = frame_costs(&log_probabilities, watched.phrase.blank_penalty().into());
            let cells = watched.first_cell..watched.first_cell + 2 * watched.phrase.phones();
            let cost = follow_phrase(
                &mut self.cells[cells],
                watched.phrase.pronunciations(),
                &costs,
                watched.phrase.longest(),
                0,
                |_| 0,
            );
            let limit = watched.limit(self.strictness);
            let over = i32::from(cost) - i32::from(limit);
            if nearest.is_none_or(|(least, _)| over < least) {
                let sure = sureness(cost);
                let reading = Reading {
                    raw: sure,
                    smoothed: sure,
                    threshold: sureness(limit),
                    cost,
                    phrase: index as u8,
                    detected: cost <= limit,
                };
                nearest = Some((over, reading));
            }
        }
        nearest.map(|(_, reading)| reading)
    }
}

/// A cost a phone as a number that rises with how well it fits: `255 exp(-nats)`.
pub(crate) fn sureness(cost: u16) -> u8 {
    (255.0 * libm::expf(-f32::from(cost) / 256.0) + 0.5) as u8
}
