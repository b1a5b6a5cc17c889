//! What is learnt from recordings, and from all but some of them, so that each can be judged by ways that were
//! learnt without it.

use super::edits::Way;
use super::own::Recording;
use super::search::Search;

/// Fewest recordings of the phrase that anything is learnt from.
pub const FEWEST_RECORDINGS: usize = 3;
/// Parts that recordings are cut into, at most; each is judged by what was learnt from the others.
const MOST_PARTS: usize = 5;
/// A recording that would be heard only where other speech is taken for the phrase so often an hour, once in 7 s, is
/// not one of the phrase.
const CHANCE: f64 = 500.0;

/// Ways learnt from recordings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learnt {
    /// Learnt from all recordings, behind the ways that were known.
    pub ways: Vec<Way>,
    /// For each recording the ways learnt from others, behind those that were known.
    pub without: Vec<Vec<Way>>,
}

impl Search<'_> {
    /// For each recording whether the phrase as it is known is found in it, better than by chance; `None` where
    /// there is too little other speech to tell.
    pub fn found(&mut self, known: &[Way], recordings: &[Recording]) -> Option<Vec<bool>> {
        let bars = self.other.bars(known)?;
        let weighing = self.other.weighing();
        let rates = recordings
            .iter()
            .map(|recording| recording.costs(known, weighing).rate(&bars));
        Some(rates.map(|rate| rate < CHANCE).collect())
    }

    /// Learns from all recordings, and from those of all parts but each one.
    pub fn learn_apart(&mut self, known: &[Way], recordings: &[&Recording]) -> Learnt {
        let ways = self.learn(known, recordings);
        let mut without = vec![known.to_vec(); recordings.len()];
        let parts = recordings.len().min(MOST_PARTS);
        // where nothing was learnt from all there is nothing to judge
        for part in (0..parts).filter(|_| ways != known) {
            let others = recordings.iter().enumerate();
            let others = others.filter(|(index, _)| index % parts != part);
            let others: Vec<&Recording> = others.map(|(_, recording)| *recording).collect();
            let learnt = self.learn(known, &others);
            for own in without.iter_mut().skip(part).step_by(parts) {
                own.clone_from(&learnt);
            }
        }
        Learnt { ways, without }
    }
}
