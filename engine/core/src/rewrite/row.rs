use super::ahead::Bound;
use super::costs::{EditCosts, UNKNOWN};
use super::heard::{Heard, MOST_SOUNDS};
use super::known::Said;

const FAR: u16 = u16::MAX;

/// What it costs to have heard each number of sounds so far. Only the places from `low` to below
/// `end` can still come to be within the limit; all others are far.
#[derive(Clone, Debug)]
pub(super) struct Row {
    cells: [u16; MOST_SOUNDS + 1],
    low: usize,
    end: usize,
}

impl Row {
    pub(super) const EMPTY: Row = Row {
        cells: [0; MOST_SOUNDS + 1],
        low: 0,
        end: 0,
    };

    /// Becomes the row before the first word.
    pub(super) fn begin(&mut self, heard: &Heard, bound: Bound<'_>) {
        (self.low, self.end) = (0, 0);
        self.put(0, 0, bound);
        self.add_words(heard, bound);
    }

    /// What it costs to have heard so many sounds.
    pub(super) fn cost(&self, sounds: usize) -> u16 {
        match self.cells.get(sounds) {
            Some(&cost) if (self.low..self.end).contains(&sounds) => cost,
            _ => FAR,
        }
    }

    /// Becomes the row behind a word, from the row before it: the word was heard phone by phone, or not
    /// at all, or could not be written. Whether anything is within the limit.
    pub(super) fn hear(
        &mut self,
        before: &Row,
        said: Said<'_>,
        costs: &EditCosts<'_>,
        heard: &Heard,
        bound: Bound<'_>,
    ) -> bool {
        let window = before.low..before.end;
        self.cells[window.clone()].copy_from_slice(&before.cells[window.clone()]);
        (self.low, self.end) = (before.low, before.end);
        for &phone in said.phones {
            self.hear_phone(phone, costs, heard.sounds(), bound);
            if self.low >= self.end {
                break;
            }
        }
        let unknown = costs.substituted(UNKNOWN, UNKNOWN);
        for (at, &cost) in window.clone().zip(&before.cells[window]) {
            self.put(at, cost.saturating_add(said.dropped), bound);
            if heard.sounds().get(at) == Some(&UNKNOWN) {
                self.put(at + 1, cost.saturating_add(unknown), bound);
            }
        }
        self.add_words(heard, bound);
        self.low < self.end
    }

    fn hear_phone(&mut self, phone: u8, costs: &EditCosts<'_>, sounds: &[u8], bound: Bound<'_>) {
        let substituted = costs.row(phone);
        let deleted = u16::from(substituted[0]);
        let (first, end) = (self.low, self.end);
        let (mut low, mut new_end) = (usize::MAX, 0);
        let (mut diagonal, mut left) = (FAR, FAR);
        for at in first..=sounds.len() {
            let above = if at < end { self.cells[at] } else { FAR };
            let mut cost = above.saturating_add(deleted);
            if at > 0 {
                let sound = sounds[at - 1];
                let other = u16::from(substituted[usize::from(sound)]);
                cost = cost
                    .min(diagonal.saturating_add(other))
                    .min(left.saturating_add(costs.inserted(sound)));
            }
            if bound.allows(at, cost) {
                low = low.min(at);
                new_end = at + 1;
            } else {
                cost = FAR;
            }
            self.cells[at] = cost;
            diagonal = above;
            left = cost;
            if at >= end && cost == FAR {
                break;
            }
        }
        self.low = low.min(new_end);
        self.end = new_end;
    }

    /// Whole words that were heard and not said.
    fn add_words(&mut self, heard: &Heard, bound: Bound<'_>) {
        for (begin, end, added) in heard.words() {
            if begin >= self.end {
                return;
            }
            let cost = self.cost(begin).saturating_add(added);
            self.put(end, cost, bound);
        }
    }

    fn put(&mut self, at: usize, cost: u16, bound: Bound<'_>) {
        if !bound.allows(at, cost) {
            return;
        }
        if self.low >= self.end {
            (self.low, self.end) = (at, at);
        }
        while at < self.low {
            self.low -= 1;
            self.cells[self.low] = FAR;
        }
        while at >= self.end {
            self.cells[self.end] = FAR;
            self.end += 1;
        }
        self.cells[at] = self.cells[at].min(cost);
    }
}
