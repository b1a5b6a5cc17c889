//! Learning a rewriter: costs and confidence from the pairs for training, the threshold from those for
//! development.

use goldcrest::rewrite::{
    Candidate, Confidence, EditModel, Rewriter, Search, Spelt, UNKNOWN, Utterances, features,
};
use goldcrest_trie::utterances::{Sounds, Spelling, UtteranceTrie, Word};

use super::align::{Costs, SoundPair};
use super::fit::{Example, fit, threshold};
use super::folds::{Both, FOLDS, fit_without, fold_of, held_out, right_at};
use super::learnt::LearntEdits;
use super::pairs::{HeardWord, Pair, Part, sentence_hash};
use super::voice::Voice;

/// Steps that a search may take while a confidence is fitted.
pub const SEARCH_STEPS: u32 = 400_000;

/// Pseudocounts of confusions that are tried: see [`Costs::learn`].
const PRIORS: [f64; 6] = [0.05, 0.5, 5.0, 15.0, 40.0, 100.0];

/// What came of a prior of confusions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tried {
    /// See [`Costs::learn`].
    pub prior: f64,
    /// How many pairs for training are repaired rightly by what was learnt from other sentences, where the
    /// share asked for of all repairs is right.
    pub right: usize,
    /// Of how many that are not known as they were heard.
    pub of: usize,
}

/// A pair for training, and how it sounds.
struct Trained<'p> {
    pair: &'p Pair,
    sounds: SoundPair,
    fold: u64,
}

impl<'p> Trained<'p> {
    fn of(pairs: &'p [Pair], voice: &mut Voice) -> Vec<Self> {
        of_part(pairs, Part::Training)
            .map(|pair| Trained {
                pair,
                sounds: sounds(pair, voice),
                fold: fold_of(&pair.said),
            })
            .collect()
    }
}

fn of_part(pairs: &[Pair], part: Part) -> impl Iterator<Item = &Pair> {
    pairs
        .iter()
        .filter(move |pair| Part::of(&pair.said) == part)
}

impl LearntEdits {
    /// Learns from pairs and the sentences they are repaired to. Of the repairs of the pairs for development
    /// that pass the threshold, the share `precision` is right. The prior is the least of those that
    /// [`LearntEdits::learn_in_folds`] tries.
    ///
    /// Deterministic: the same pairs and sentences give the same bytes on the same machine.
    pub fn learn(
        pairs: &[Pair],
        trie: &UtteranceTrie<'_>,
        voice: &mut Voice,
        precision: f64,
    ) -> LearntEdits {
        let training = Trained::of(pairs, voice);
        let learnt = LearntEdits::of_costs(pairs, &training, PRIORS[0]);
        let both = learnt.examples(training.iter().map(|one| one.pair), trie, voice);
        let (mut examples, unknown): (Vec<Example>, Vec<Option<Example>>) = both
            .into_iter()
            .map(|both| (both.known, both.unknown))
            .unzip();
        examples.extend(unknown.into_iter().flatten());
        learnt.trusting(fit(&examples), pairs, trie, voice, precision)
    }

    /// The same in five folds of the pairs for training by what was said, six times the work and more. What is
    /// found for the pairs of a fold is searched by costs that were learnt from the others: so the confidence is
    /// fitted to costs that know as little of a request as they will of new ones, and the prior is taken with
    /// which most are repaired. Tells what came of each.
    pub fn learn_in_folds(
        pairs: &[Pair],
        trie: &UtteranceTrie<'_>,
        voice: &mut Voice,
        precision: f64,
    ) -> (LearntEdits, Vec<Tried>) {
        let training = Trained::of(pairs, voice);
        let mut best: Option<(Tried, Vec<Both>)> = None;
        let mut all = Vec::new();
        for prior in PRIORS {
            let examples = held_out_examples(&training, prior, trie, voice);
            let tried = Tried {
                prior,
                right: right_at(&held_out(&examples), precision),
                of: examples.len(),
            };
            all.push(tried);
            let is_best = |(best, _): &(Tried, Vec<Both>)| tried.right > best.right;
            if best.as_ref().is_none_or(is_best) {
                best = Some((tried, examples));
            }
        }
        let (prior, examples) = best.map_or((PRIORS[0], Vec::new()), |(tried, examples)| {
            (tried.prior, examples)
        });
        let learnt = LearntEdits::of_costs(pairs, &training, prior);
        let confidence = fit_without(&examples, None);
        (
            learnt.trusting(confidence, pairs, trie, voice, precision),
            all,
        )
    }

    /// What mistakes cost, and no confidence yet.
    fn of_costs(pairs: &[Pair], training: &[Trained<'_>], prior: f64) -> LearntEdits {
        let costs = Costs::learn(training.iter().map(|one| &one.sounds), prior);
        let seen = [Part::Training, Part::Development].into_iter();
        let seen = seen.flat_map(|part| of_part(pairs, part));
        LearntEdits::new(&costs, seen.map(|pair| sentence_hash(&pair.said)))
    }

    /// The same with a confidence, and the threshold that the pairs for development ask for.
    fn trusting(
        mut self,
        mut confidence: Confidence,
        pairs: &[Pair],
        trie: &UtteranceTrie<'_>,
        voice: &mut Voice,
        precision: f64,
    ) -> LearntEdits {
        let development = self.examples(of_part(pairs, Part::Development), trie, voice);
        let development: Vec<Example> = development.into_iter().map(|both| both.known).collect();
        confidence.threshold = threshold(&confidence, &development, precision);
        self.set_confidence(&confidence);
        self
    }

    /// Features of the sentences found for each pair that is not known as it was heard, and which of them
    /// was said.
    fn examples<'p>(
        &self,
        pairs: impl Iterator<Item = &'p Pair>,
        trie: &UtteranceTrie<'_>,
        voice: &mut Voice,
    ) -> Vec<Both> {
        let bytes = voice.sounds(trie, self);
        let (Some(model), Some(sounds)) =
            (EditModel::open(self.engine()), Sounds::open(&bytes, trie))
        else {
            return Vec::new();
        };
        let rewriter = Rewriter::new(model, SEARCH_STEPS);
        let sentences = Utterances {
            trie: *trie,
            sounds,
        };
        let mut search = Box::new(Search::new());
        let unknown = pairs.filter(|pair| !trie.contains(&pair.heard_text));
        unknown
            .filter_map(|pair| {
                let heard = voice.heard(&pair.heard, &model.costs)?;
                rewriter.search(&sentences, &heard, &mut search);
                let found = search.found();
                let texts: Vec<String> =
                    found.iter().map(|one| text_of(trie, one.words())).collect();
                let spelt: Vec<Spelt> = texts
                    .iter()
                    .map(|text| Spelt::of(&pair.heard_text, text))
                    .collect();
                let said = texts.iter().position(|text| *text == pair.said);
                let example = |found: &[Candidate], spelt: &[Spelt], said| {
                    let found = features(&heard, found, spelt).to_vec();
                    (!found.is_empty()).then_some(Example { found, said })
                };
                let unknown = said.and_then(|said| {
                    let (mut found, mut spelt) = (found.to_vec(), spelt.clone());
                    found.remove(said);
                    spelt.remove(said);
                    example(&found, &spelt, None)
                });
                Some(Both {
                    fold: fold_of(&pair.said),
                    known: example(found, &spelt, said)?,
                    unknown,
                })
            })
            .collect()
    }
}

/// Examples of all pairs, each searched by what was learnt from the other folds.
fn held_out_examples(
    training: &[Trained<'_>],
    prior: f64,
    trie: &UtteranceTrie<'_>,
    voice: &mut Voice,
) -> Vec<Both> {
    let mut examples = Vec::new();
    for fold in 0..FOLDS {
        let others = training.iter().filter(|one| one.fold != fold);
        let costs = Costs::learn(others.map(|one| &one.sounds), prior);
        let held = training.iter().filter(|one| one.fold == fold);
        let learnt = LearntEdits::new(&costs, []);
        examples.extend(learnt.examples(held.map(|one| one.pair), trie, voice));
    }
    examples
}

/// The words of a sentence with spaces between them.
pub fn text_of(trie: &UtteranceTrie<'_>, words: &[Word]) -> String {
    let mut spelling = Spelling::new();
    let mut text = String::new();
    for &word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(trie.spelling(word, &mut spelling));
    }
    text
}

fn sounds(pair: &Pair, voice: &mut Voice) -> SoundPair {
    let said = pair.said.split(' ');
    SoundPair {
        said: said
            .map(|word| (word.to_owned(), voice.phones(word).to_vec()))
            .collect(),
        heard: pair
            .heard
            .iter()
            .map(|word| match word {
                HeardWord::Word(word) => voice.phones(word).to_vec(),
                HeardWord::Unknown => vec![UNKNOWN],
            })
            .collect(),
    }
}
