//! Requests that are said again, since nothing came of them, and are misheard again.

use std::collections::BTreeMap;

use goldcrest::rewrite::{Candidate, Layer, Rewriter, says_much_the_same};
use goldcrest_forge::rewriting::{LearntEdits, Pair, SEARCH_STEPS, text_of};
use goldcrest_trie::Lexicon;
use goldcrest_trie::utterances::UtteranceTrie;

use super::Chance;
use super::searcher::{Request, Searcher};
use crate::stats::Share;

/// A request that was misheard twice, and one that was misheard just before and is another.
#[derive(Clone, Debug)]
pub struct Twice<'p> {
    /// The first time.
    pub first: &'p Pair,
    /// The second.
    pub then: &'p Pair,
    /// Something else that sounds much the same as the second.
    pub other: Option<&'p Pair>,
}

/// What became of requests.
#[derive(Clone, Copy, Debug)]
pub struct Mended {
    /// Of all, the share that becomes what was said.
    pub repaired: Share,
    /// Of the repairs made, the share that is right.
    pub precision: Share,
}

/// What the hearing before is worth.
#[derive(Clone, Copy, Debug)]
pub struct SaidAgain {
    /// Requests misheard twice, of which nothing right came the first time.
    pub count: usize,
    /// Of these, those taken for the same request, by their sounds.
    pub noticed: Share,
    /// The second hearing by itself.
    pub alone: Mended,
    /// With the first, and without what was wrongly made of that.
    pub both: Mended,
    /// Second hearings that another request was heard just before, by themselves.
    pub without_other: Mended,
    /// The same where that is taken for the same request.
    pub with_other: Mended,
}

/// Requests heard twice: each hearing of a sentence that is not known as it was heard, with the next one of the
/// same sentence before it. `chance` picks the others.
pub fn heard_twice<'p>(
    pairs: &'p [Pair],
    trie: &UtteranceTrie<'_>,
    chance: &mut Chance,
) -> Vec<Twice<'p>> {
    let mut said: BTreeMap<&str, BTreeMap<&str, &Pair>> = BTreeMap::new();
    let unknown = pairs.iter().filter(|pair| !trie.contains(&pair.heard_text));
    for pair in unknown.clone() {
        let hearings = said.entry(&pair.said).or_default();
        hearings.entry(&pair.heard_text).or_insert(pair);
    }
    let unknown: Vec<&Pair> = unknown.collect();
    let mut twice = Vec::new();
    for hearings in said.values().filter(|hearings| hearings.len() > 1) {
        let hearings: Vec<&Pair> = hearings.values().copied().collect();
        for (place, &then) in hearings.iter().enumerate() {
            let like_it = |other: &&&Pair| {
                other.said != then.said
                    && says_much_the_same(&other.heard_text, &then.heard_text, &Lexicon::EMPTY)
            };
            let others: Vec<&Pair> = unknown.iter().filter(like_it).copied().collect();
            twice.push(Twice {
                first: hearings[(place + 1) % hearings.len()],
                then,
                other: (!others.is_empty()).then(|| others[chance.below(others.len())]),
            });
        }
    }
    twice
}

/// Repairs requests by the strategy `edit`, with and without what was heard before.
pub struct Again<'e> {
    by: Searcher<'e>,
}

impl<'e> Again<'e> {
    /// Repairs to the sentences of a trie.
    pub fn new(trie: UtteranceTrie<'e>, learnt: &'e LearntEdits) -> Self {
        Again {
            by: Searcher::new(trie, learnt),
        }
    }

    /// What the hearing before is worth.
    pub fn of(&mut self, twice: &[Twice<'_>]) -> SaidAgain {
        let (mut count, mut noticed) = (0, 0);
        let [mut alone, mut both, mut without_other, mut with_other] =
            [(); 4].map(|()| Tally::default());
        for Twice { first, then, other } in twice {
            let made = self.repair(then, None, None);
            let at_first = self.repair(first, None, None);
            if at_first.as_ref() != Some(&first.said) {
                count += 1;
                alone.add(then, made.clone());
                let is_noticed =
                    says_much_the_same(&first.heard_text, &then.heard_text, &Lexicon::EMPTY);
                noticed += usize::from(is_noticed);
                both.add(
                    then,
                    match is_noticed {
                        true => self.repair(then, Some(first), at_first.as_deref()),
                        false => made.clone(),
                    },
                );
            }
            if let Some(other) = other {
                let at_first = self.repair(other, None, None);
                if at_first.as_ref() != Some(&other.said) {
                    without_other.add(then, made);
                    with_other.add(then, self.repair(then, Some(other), at_first.as_deref()));
                }
            }
        }
        SaidAgain {
            count,
            noticed: Share::new(noticed, count),
            alone: alone.mended(),
            both: both.mended(),
            without_other: without_other.mended(),
            with_other: with_other.mended(),
        }
    }

    fn repair(
        &mut self,
        pair: &Pair,
        before: Option<&Pair>,
        refused: Option<&str>,
    ) -> Option<String> {
        let Request {
            model,
            heard,
            sentences,
            voice,
            search,
        } = self.by.hear(pair)?;
        let rewriter = Rewriter::new(model, SEARCH_STEPS);
        rewriter.search(&sentences, &heard, search);
        let found = search.found().iter();
        let text = |one: &Candidate| text_of(&sentences.trie, one.words());
        let found = found.filter(|one| Some(&text(one)[..]) != refused);
        let found: Vec<Candidate> = found.copied().collect();
        let evidence = match before {
            Some(before) => {
                let heard = voice.heard(&before.heard, &model.costs)?;
                let earlier = (&before.heard_text[..], &heard);
                rewriter.evidence(&sentences, earlier, &found, search)
            }
            None => Default::default(),
        };
        let by_layer = Layer::Global.ahead(&found, None);
        let ahead = |place: usize| by_layer(place) + evidence.get(place).copied().unwrap_or(0.0);
        let chances = rewriter.weigh(&sentences, (&pair.heard_text, &heard), &found, ahead);
        let best = chances.likeliest()?;
        let is_trusted = chances.of(best) >= model.confidence.threshold;
        is_trusted.then(|| text(&found[best]))
    }
}

#[derive(Default)]
struct Tally {
    count: usize,
    made: usize,
    right: usize,
}

impl Tally {
    fn add(&mut self, pair: &Pair, made: Option<String>) {
        self.count += 1;
        self.made += usize::from(made.is_some());
        self.right += usize::from(made.as_ref() == Some(&pair.said));
    }

    fn mended(&self) -> Mended {
        Mended {
            repaired: Share::new(self.right, self.count),
            precision: Share::new(self.right, self.made),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest_trie::build::UtteranceBuilder;

    #[test]
    fn two_hearings_tell_what_one_does_not() {
        let mut builder = UtteranceBuilder::new();
        let sentences = [
            "dim the lamp in the hall",
            "dim the lamp in the wall",
            "what time is it",
        ];
        for sentence in sentences {
            builder.insert(sentence, 0).unwrap();
        }
        let (bytes, _) = builder.finish().unwrap();
        let trie = UtteranceTrie::open(&bytes).unwrap();
        let learnt = LearntEdits::english().unwrap();
        let pairs = [
            Pair::new("dim the lamb in the all", sentences[0]),
            Pair::new("dim the limp in the haul", sentences[0]),
            Pair::new("what time is at", sentences[2]),
        ];
        let twice = heard_twice(&pairs, &trie, &mut Chance::new(1));
        assert_eq!(twice.len(), 2, "the third was heard once");
        assert!(
            twice
                .iter()
                .all(|twice| twice.first.said == twice.then.said)
        );
        let mut again = Again::new(trie, &learnt);
        let refused = again.repair(&pairs[1], Some(&pairs[0]), Some(sentences[0]));
        assert_ne!(refused.as_deref(), Some(sentences[0]));
        let figures = again.of(&twice);
        assert!(figures.both.repaired.hits >= figures.alone.repaired.hits);
        assert!(figures.count <= 2);
    }
}
