use goldcrest_forge::rewriting::Pair;

use super::Figures;
use crate::eval::nlu::Predictor;
use crate::exit::Failure;
use crate::stats::Share;

/// How often a network takes a request for what it takes what was said for: as heard, and as repaired.
///
/// The intent of what was said is by the same network, so this says what mishearing costs and repairing
/// brings back, not how good the network is.
#[derive(Clone, Copy, Debug)]
pub struct Intents {
    /// Of all requests, as heard.
    pub before: Share,
    /// Of all requests, as repaired.
    pub after: Share,
    /// Of the misheard, as heard.
    pub misheard_before: Share,
    /// Of the misheard, as repaired.
    pub misheard_after: Share,
}

impl Intents {
    /// Reads each request of the figures three times.
    ///
    /// # Errors
    ///
    /// Where the pack does not work.
    pub fn of(figures: &Figures, network: &mut Predictor<'_>) -> Result<Self, Failure> {
        let mut counts = [[0; 2]; 2];
        let mut misheard = 0;
        for one in &figures.decided {
            let Pair {
                said, heard_text, ..
            } = &one.pair;
            let wanted = network.predict(said)?.intent;
            let as_heard = network.predict(heard_text)?.intent == wanted;
            let as_repaired = match one.made {
                true => network.predict(one.result())?.intent == wanted,
                false => as_heard,
            };
            let is_misheard = usize::from(one.pair.is_misheard());
            misheard += is_misheard;
            for (count, right) in counts.iter_mut().zip([as_heard, as_repaired]) {
                count[is_misheard] += usize::from(right);
            }
        }
        let [[well, before], [kept, after]] = counts;
        let all = figures.decided.len();
        Ok(Intents {
            before: Share::new(well + before, all),
            after: Share::new(kept + after, all),
            misheard_before: Share::new(before, misheard),
            misheard_after: Share::new(after, misheard),
        })
    }
}
