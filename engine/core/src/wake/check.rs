use super::contrast::Contrast;
use super::follow::{Cell, NEVER, follow_phrase};
use super::onset::Onset;
use super::phrase::Phrase;
use crate::speech::{CLASSES, frame_costs};

/// Most phones, over all ways to say it, of a phrase that can be checked.
pub const MOST_CHECKED_PHONES: usize = 64;
/// How far before the column of a candidate a check begins, in columns of 10 ms: a slow phrase, and what the
/// network needs to know the voice.
pub const CHECK_BEFORE: u32 = 220;
/// How far after it the check ends: a lax wake network proposes before the last phones are said, and the larger
/// one looks further ahead and says the last phone late.
pub const CHECK_AFTER: u32 = 80;

/// A phrase followed once more, through the frames of a larger network, before anybody reacts to it.
///
/// The larger network is started afresh [`CHECK_BEFORE`] columns before the column in which the wake network
/// came under [`Phrase::check_from`], and given columns up to [`CHECK_AFTER`] behind it.
///
/// A phrase that begins behind other sounds costs more: [`Phrase::sound_before`] a phone for each sound of the
/// 420 ms before it, of which three count. One that was heard unclearly, all classes being nearly as likely, costs
/// more as well, and one heard clearly less ([`Phrase::check_contrast`]).
#[derive(Debug)]
pub struct Check<'p> {
    phrase: Phrase<'p>,
    cells: [Cell; 2 * MOST_CHECKED_PHONES],
    onset: Onset,
    contrast: Contrast,
    cheapest: u16,
}

impl<'p> Check<'p> {
    /// A check of a phrase that [can be checked](Phrase::can_be_checked); of others it finds nothing.
    #[must_use]
    pub fn new(phrase: Phrase<'p>) -> Self {
        Self {
            phrase,
            cells: [Cell::EMPTY; 2 * MOST_CHECKED_PHONES],
            onset: Onset::default(),
            contrast: Contrast::default(),
            cheapest: NEVER,
        }
    }

    /// Takes the larger network's log-probabilities of a frame, in 1/256 nat, and gives the cost a phone of
    /// the cheapest way to say the phrase that was found so far; [`u16::MAX`] for none.
    pub fn push(&mut self, log_probabilities: &[i16; CLASSES]) -> u16 {
        if !self.phrase.can_be_checked() {
            return NEVER;
        }
        let penalty = self.phrase.check_blank_penalty().into();
        let costs = frame_costs(log_probabilities, penalty);
        let begin = u16::from(self.phrase.sound_before()) * self.onset.sounds();
        self.contrast.push(&costs);
        let (contrast, weight) = (&self.contrast, self.phrase.check_contrast());
        let cost = follow_phrase(
            &mut self.cells,
            self.phrase.pronunciations(),
            &costs,
            self.phrase.longest(),
            begin,
            |frames| contrast.surcharge(frames, weight),
        );
        self.onset.push(&costs);
        self.cheapest = self.cheapest.min(cost);
        self.cheapest
    }
}
