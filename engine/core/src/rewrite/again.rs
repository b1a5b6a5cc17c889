//! A request that is said again, because nothing came of it the first time: both hearings are evidence.

use goldcrest_trie::Lexicon;

use super::confidence::features;
use super::heard::Heard;
use super::known::KnownSentences;
use super::rewriter::Rewriter;
use super::search::{Candidate, KEPT, Known, Search};
use super::spelt::Spelt;
use crate::understand::entities::alike::{by_sound, sounds};

/// How likely a request that sounds much the same as one of which nothing came is to be the same.
const SAME: f32 = 0.8;
/// How much the earlier hearing counts beside the later: less than one, since a recogniser that misheard once
/// makes the same mistake again. Chosen, like [`MOST_EVIDENCE`], on pairs that no figure is made of
/// (`goldcrest eval again --part development`).
pub const EARLIER_COUNTS: f32 = 0.5;
/// What the earlier hearing may say for a sentence at the most, in nats; against one it says less, as it may have
/// been another request.
pub const MOST_EVIDENCE: f32 = 4.0;
/// Percent of likeness by sound from which a request says much the same as another.
const MUCH_THE_SAME: u8 = 55;

/// Whether one request says much the same as another, by its sounds.
#[must_use]
pub fn says_much_the_same(one: &str, other: &str, lexicon: &Lexicon<'_>) -> bool {
    by_sound(&sounds(one, lexicon), &sounds(other, lexicon)) >= MUCH_THE_SAME
}

impl Rewriter<'_> {
    /// What an earlier hearing of the same request, `text`, says for each of the sentences found for the later
    /// one, in nats: how much likelier than none of them it is, by the same confidence, counted by
    /// [`EARLIER_COUNTS`] and bounded by [`MOST_EVIDENCE`]; and nothing where it was another request. Works in the memory of `search`, whose sentences
    /// stay. As much work as [`KEPT`] sentences of a search.
    pub fn evidence<S: KnownSentences>(
        &self,
        sentences: &S,
        (text, heard): (&str, &Heard),
        found: &[Candidate],
        search: &mut Search,
    ) -> heapless::Vec<f32, KEPT> {
        let model = self.model();
        let costs = &model.costs;
        let known = Known { sentences, costs };
        search.look_ahead(heard, costs);
        let most = self.reach(heard).most;
        let earlier: heapless::Vec<Candidate, KEPT> = found
            .iter()
            .take(KEPT)
            .map(|one| {
                let mut earlier = *one;
                earlier.cost = search.cost(known, heard, one.words()).min(most);
                earlier
            })
            .collect();
        let spelt = Spelt::of_each(text, sentences, &earlier);
        let confidence = &model.confidence;
        let features = features(heard, &earlier, &spelt);
        let evidence = features.iter().map(|features| {
            let beyond_none = confidence.score(features) - confidence.none;
            let same = (EARLIER_COUNTS * beyond_none).min(MOST_EVIDENCE);
            libm::logf(1.0 - SAME + SAME * libm::expf(same))
        });
        evidence.collect()
    }
}
