use super::costs::{EditCosts, SOUNDS, UNKNOWN};
use super::heard::{Heard, MOST_SOUNDS};

/// The least that the sounds behind each place can cost, whatever was said: even what is heard right is
/// heard with a probability below one. What a search has spent so far and this together are never more
/// than a whole sentence costs (the estimate of A*), so branches can be left early.
#[derive(Clone, Debug)]
pub(super) struct Ahead([u16; MOST_SOUNDS + 1]);

/// What a sentence may cost, and what it will at least cost from each place on.
#[derive(Clone, Copy)]
pub(super) struct Bound<'b> {
    pub limit: u16,
    pub ahead: &'b Ahead,
}

impl Ahead {
    pub(super) const EMPTY: Ahead = Ahead([0; MOST_SOUNDS + 1]);

    pub(super) fn look(&mut self, heard: &Heard, costs: &EditCosts<'_>) {
        let sounds = heard.sounds();
        self.0[sounds.len()] = 0;
        for at in (0..sounds.len()).rev() {
            let least = least(sounds[at], costs);
            self.0[at] = self.0[at + 1].saturating_add(least);
            for (begin, end, added) in heard.words() {
                if begin == at {
                    self.0[at] = self.0[at].min(self.0[end].saturating_add(added));
                }
            }
        }
    }

    /// The least that the sounds behind a place cost.
    pub(super) fn from(&self, at: usize) -> u16 {
        self.0.get(at).copied().unwrap_or(0)
    }

    /// The least that all of the sounds cost.
    pub(super) fn all(&self) -> u16 {
        self.0[0]
    }
}

impl Bound<'_> {
    #[inline]
    pub(super) fn allows(&self, at: usize, cost: u16) -> bool {
        cost.saturating_add(self.ahead.0[at]) <= self.limit
    }
}

/// The least that hearing a sound costs.
fn least(sound: u8, costs: &EditCosts<'_>) -> u16 {
    let said = (0..SOUNDS as u8).filter(|&said| said != UNKNOWN || sound == UNKNOWN);
    let least = said.map(|said| costs.substituted(said, sound)).min();
    least.unwrap_or(0)
}
