//! The nearest known sentences: a depth-first search of the trie with one row of edit distances a
//! word, in rounds with a rising limit.

use goldcrest_trie::utterances::Word;

use super::ahead::{Ahead, Bound};
use super::beam::Beam;
use super::costs::EditCosts;
use super::heard::Heard;
use super::known::KnownSentences;
use super::row::Row;

/// Words of the longest sentence that is found.
pub const MOST_WORDS: usize = 40;
/// Sentences that a search keeps.
pub const KEPT: usize = 8;

/// A sentence near to what was heard.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    words: [Word; MOST_WORDS],
    length: u8,
    /// What it costs to have heard what was heard, in sixteenths of a nat.
    pub cost: u16,
    /// What the sentence costs in the trie, in eighths of a bit.
    pub prior: u32,
}

impl Candidate {
    const NONE: Candidate = Candidate {
        words: [Word::from_index(0); MOST_WORDS],
        length: 0,
        cost: 0,
        prior: 0,
    };

    /// A sentence; `None` where it has no words, or too many.
    pub(super) fn new(said: impl Iterator<Item = Word>, cost: u16, prior: u32) -> Option<Self> {
        let mut candidate = Candidate {
            cost,
            prior,
            ..Candidate::NONE
        };
        for word in said {
            *candidate.words.get_mut(usize::from(candidate.length))? = word;
            candidate.length += 1;
        }
        (candidate.length > 0).then_some(candidate)
    }

    /// The words of the sentence.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.words[..usize::from(self.length)]
    }
}

/// Memory of a search: about 46 KB, lent by the caller. Unused, it is all zeros: a `static` takes RAM, but
/// no flash.
#[derive(Clone, Debug)]
pub struct Search {
    rows: [Row; MOST_WORDS + 1],
    pub(super) ahead: Ahead,
    pub(super) beam: Beam,
    found: [Candidate; KEPT],
    count: usize,
    /// Steps along arcs that the search took.
    pub steps: u32,
    /// The limit of the last round: no sentence that is not found costs less.
    pub limit: u16,
}

impl Default for Search {
    fn default() -> Self {
        Self::new()
    }
}

/// What is known: sentences, how their words sound, and what mistakes cost.
#[derive(Debug)]
pub struct Known<'k, 'a, S> {
    /// The sentences.
    pub sentences: &'k S,
    /// What mistakes cost.
    pub costs: &'k EditCosts<'a>,
}

impl<S> Clone for Known<'_, '_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Known<'_, '_, S> {}

/// How far a search goes, in sixteenths of a nat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The limit of the first round, beyond the least that anything can cost.
    pub first: u16,
    /// What a sentence may cost at most.
    pub most: u16,
    /// What it may cost beyond the nearest.
    pub margin: u16,
    /// Steps along arcs, all rounds together.
    pub budget: u32,
}

/// The words that are left to try at a place.
struct Open<I> {
    steps: I,
    prior: u32,
}

impl Search {
    /// Before the first search.
    #[must_use]
    pub const fn new() -> Self {
        Search {
            rows: [const { Row::EMPTY }; MOST_WORDS + 1],
            ahead: Ahead::EMPTY,
            beam: Beam::EMPTY,
            found: [Candidate::NONE; KEPT],
            count: 0,
            steps: 0,
            limit: 0,
        }
    }

    /// The sentences found, nearest first.
    #[must_use]
    pub fn found(&self) -> &[Candidate] {
        &self.found[..self.count]
    }

    /// Finds the sentences nearest to what was heard: at most [`KEPT`], of those that cost at most
    /// `most`, and not more than `margin` beyond the nearest.
    ///
    /// Rounds with limits that begin `first` beyond the least that anything can cost, and rise by half, end as soon as there is a nearest. Takes at
    /// most `budget` steps; what it has found then stays.
    pub fn run<S: KnownSentences>(&mut self, known: Known<'_, '_, S>, heard: &Heard, reach: Reach) {
        self.ahead.look(heard, known.costs);
        let least = self.ahead.all();
        self.begin(least.saturating_add(reach.first).min(reach.most));
        loop {
            self.count = 0;
            self.round(known, heard, reach.budget);
            if self.steps >= reach.budget {
                return;
            }
            if let Some(nearest) = self.found().first() {
                let limit = nearest.cost.saturating_add(reach.margin).min(reach.most);
                if self.limit >= limit {
                    return;
                }
                self.limit = limit;
            } else if self.limit >= reach.most {
                return;
            } else {
                let beyond = self.limit.saturating_sub(least);
                let limit = self.limit.saturating_add(beyond / 2 + 1);
                self.limit = limit.min(reach.most);
            }
        }
    }

    /// Makes ready for [`Search::cost`] of sentences where this was heard.
    pub(super) fn look_ahead(&mut self, heard: &Heard, costs: &EditCosts<'_>) {
        self.ahead.look(heard, costs);
    }

    /// What it costs to have heard what was heard where a sentence was said.
    pub(super) fn cost<S: KnownSentences>(
        &mut self,
        known: Known<'_, '_, S>,
        heard: &Heard,
        words: &[Word],
    ) -> u16 {
        let Known { sentences, costs } = known;
        let bound = Bound {
            limit: u16::MAX - 1,
            ahead: &self.ahead,
        };
        self.rows[0].begin(heard, bound);
        for (depth, &word) in words.iter().enumerate().take(MOST_WORDS) {
            let (rows, behind) = self.rows.split_at_mut(depth + 1);
            let said = sentences.said(word);
            if !behind[0].hear(&rows[depth], said, costs, heard, bound) {
                return u16::MAX;
            }
        }
        self.rows[words.len().min(MOST_WORDS)].cost(heard.sounds().len())
    }

    pub(super) fn begin(&mut self, limit: u16) {
        self.steps = 0;
        self.count = 0;
        self.limit = limit;
    }

    /// Forgets what costs too much beyond the nearest.
    pub(super) fn drop_beyond(&mut self, margin: u16) {
        let Some(nearest) = self.found().first() else {
            return;
        };
        let limit = nearest.cost.saturating_add(margin);
        self.count = self.found().partition_point(|kept| kept.cost <= limit);
    }

    fn round<S: KnownSentences>(&mut self, known: Known<'_, '_, S>, heard: &Heard, budget: u32) {
        let Known { sentences, costs } = known;
        let length = heard.sounds().len();
        let limit = self.limit;
        self.rows[0].begin(
            heard,
            Bound {
                limit,
                ahead: &self.ahead,
            },
        );
        let mut path = [Word::from_index(0); MOST_WORDS];
        let mut open: [Option<Open<S::Steps<'_>>>; MOST_WORDS + 1] =
            [const { None }; MOST_WORDS + 1];
        open[0] = Some(Open {
            steps: sentences.steps(sentences.begin()),
            prior: sentences.base_cost(),
        });
        let mut depth = 0;
        while let Some(here) = &mut open[depth] {
            let Some(step) = here.steps.next() else {
                open[depth] = None;
                if depth == 0 {
                    return;
                }
                depth -= 1;
                continue;
            };
            self.steps += 1;
            if self.steps >= budget {
                return;
            }
            let prior = here.prior + step.cost;
            let limit = self.worst();
            let bound = Bound {
                limit,
                ahead: &self.ahead,
            };
            let (rows, behind) = self.rows.split_at_mut(depth + 1);
            let row = &mut behind[0];
            let said = sentences.said(step.word);
            if !row.hear(&rows[depth], said, costs, heard, bound) {
                continue;
            }
            path[depth] = step.word;
            let cost = row.cost(length);
            if cost <= limit
                && let Some(ends) = sentences.ends(step.place)
            {
                self.keep(&path[..=depth], cost, prior + ends);
            }
            if depth + 1 < MOST_WORDS && sentences.goes_on(step.place) {
                depth += 1;
                open[depth] = Some(Open {
                    steps: sentences.steps(step.place),
                    prior,
                });
            }
        }
    }

    /// What a sentence may cost to be kept.
    pub(super) fn worst(&self) -> u16 {
        match self.found.get(..self.count) {
            Some([.., last]) if self.count == KEPT => self.limit.min(last.cost.saturating_sub(1)),
            _ => self.limit,
        }
    }

    pub(super) fn keep(&mut self, path: &[Word], cost: u16, prior: u32) {
        if let Some(same) = self.found().iter().position(|kept| kept.words() == path) {
            if self.found[same].cost <= cost {
                return;
            }
            self.found[same..self.count].rotate_left(1);
            self.count -= 1;
        }
        let place = self
            .found()
            .partition_point(|kept| (kept.cost, kept.prior) <= (cost, prior));
        if place == KEPT {
            return;
        }
        self.count = (self.count + 1).min(KEPT);
        self.found[place..self.count].rotate_right(1);
        let kept = &mut self.found[place];
        kept.words[..path.len()].copy_from_slice(path);
        kept.length = path.len() as u8;
        kept.cost = cost;
        kept.prior = prior;
    }
}
