//! What single words cost as parts of what was heard.
//!
//! A beam follows many beginnings at one place, and much the same words follow all of them: what it costs to
//! have heard a word there is worked out once.

use super::costs::{EditCosts, SOUNDS, UNKNOWN};
use super::known::Said;

/// Sounds that one word is heard as at the most.
pub(super) const AHEAD: usize = 24;
/// Sounds more than it has that a word is heard as by a beam, at the most; an exact search knows no such limit.
pub const MORE_SOUNDS: usize = 5;
/// Words that are remembered at a place; those of the same number modulo this take turns.
const WORDS: usize = 128;
const FAR: u16 = u16::MAX;

/// What a word costs where it begins at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hearing {
    /// The word's number and one; 0 where there is none.
    word: u32,
    /// No beginning that is dearer can be followed by it.
    pub is_too_dear: bool,
    count: u8,
    costs: [u16; AHEAD + 1],
}

/// The words that were tried at a place, about 7 KB: all zeros while unused.
#[derive(Clone, Debug)]
pub(super) struct Hearings {
    words: [Hearing; WORDS],
    /// What it costs to have heard each of the sounds from there on where none was said.
    inserted: [u8; AHEAD],
}

/// The sounds from where words begin, and what mistakes cost.
#[derive(Clone, Copy)]
pub(super) struct Here<'h, 'a> {
    pub sounds: &'h [u8],
    pub costs: &'h EditCosts<'a>,
}

impl Hearing {
    const NONE: Hearing = Hearing {
        word: 0,
        is_too_dear: false,
        count: 0,
        costs: [0; AHEAD + 1],
    };

    /// What it costs to have heard the word as each number of sounds, from none; [`FAR`] where it cannot be.
    pub(super) fn costs(&self) -> &[u16] {
        &self.costs[..usize::from(self.count)]
    }

    fn of(word: u32, said: Said<'_>, here: Here<'_, '_>, inserted: &[u8; AHEAD]) -> Self {
        let sounds = here.sounds;
        let mut costs = [FAR; AHEAD + 1];
        let most = hear(said.phones, sounds, (here.costs, inserted), &mut costs);
        costs[0] = costs[0].min(said.dropped);
        if sounds.first() == Some(&UNKNOWN) {
            costs[1] = costs[1].min(here.costs.substituted(UNKNOWN, UNKNOWN));
        }
        let count = most.max(1).min(sounds.len()) + 1;
        Hearing {
            word,
            is_too_dear: false,
            count: count as u8,
            costs,
        }
    }
}

impl Hearings {
    pub(super) const EMPTY: Hearings = Hearings {
        words: [Hearing::NONE; WORDS],
        inserted: [0; AHEAD],
    };

    /// Words begin at another place from now on.
    pub(super) fn begin(&mut self, here: Here<'_, '_>) {
        self.words.iter_mut().for_each(|kept| kept.word = 0);
        let inserted = here.costs.row(0);
        for (cost, &sound) in self.inserted.iter_mut().zip(here.sounds) {
            *cost = of_sound(inserted, sound);
        }
    }

    /// What a word costs at this place; `said` is asked where it was not tried there yet.
    pub(super) fn of<'s>(
        &mut self,
        word: usize,
        here: Here<'_, '_>,
        said: impl FnOnce() -> Said<'s>,
    ) -> &mut Hearing {
        let kept = &mut self.words[word % WORDS];
        let word = word as u32 + 1;
        if kept.word != word {
            *kept = Hearing::of(word, said(), here, &self.inserted);
        }
        kept
    }
}

/// What it costs to have heard a word as each number of sounds; gives the most sounds that are looked at.
fn hear(
    phones: &[u8],
    sounds: &[u8],
    (costs, inserted): (&EditCosts<'_>, &[u8; AHEAD]),
    row: &mut [u16; AHEAD + 1],
) -> usize {
    let most = sounds.len().min(phones.len() + MORE_SOUNDS).min(AHEAD);
    let mut none = 0;
    let mut cells = [u32::from(FAR); AHEAD];
    for &phone in phones {
        let substituted = costs.row(phone);
        let deleted = u32::from(substituted[0]);
        let mut diagonal = none;
        none += deleted;
        let mut left = none;
        for ((cell, &sound), &added) in cells[..most].iter_mut().zip(sounds).zip(inserted) {
            let changed = diagonal + u32::from(of_sound(substituted, sound));
            diagonal = *cell;
            left = (diagonal + deleted)
                .min(changed)
                .min(left + u32::from(added));
            *cell = left;
        }
    }
    let cells = core::iter::once(none).chain(cells);
    for (cost, cell) in row.iter_mut().zip(cells) {
        *cost = cell.min(u32::from(FAR)) as u16;
    }
    most
}

fn of_sound(costs: &[u8; SOUNDS], sound: u8) -> u8 {
    costs[usize::from(sound).min(SOUNDS - 1)]
}
