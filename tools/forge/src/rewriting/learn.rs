//! Learning a rewriter: costs and confidence from the pairs for training, the threshold from those for
//! development.

use goldcrest::rewrite::{
    Candidate, EditModel, Rewriter, Search, Spelt, UNKNOWN, Utterances, features,
};
use goldcrest_trie::utterances::{Sounds, Spelling, UtteranceTrie, Word};

use super::align::{Costs, SoundPair};
use super::fit::{Example, fit, threshold};
use super::learnt::LearntEdits;
use super::pairs::{HeardWord, Pair, Part, sentence_hash};
use super::voice::Voice;

/// Steps that a search may take while a confidence is fitted.
pub const SEARCH_STEPS: u32 = 400_000;

impl LearntEdits {
    /// Learns from pairs and the sentences they are repaired to. Of the repairs of the pairs for
    /// development that pass the threshold, the share `precision` is right.
    ///
    /// Deterministic: the same pairs and sentences give the same bytes on the same machine.
    pub fn learn(
        pairs: &[Pair],
        trie: &UtteranceTrie<'_>,
        voice: &mut Voice,
        precision: f64,
    ) -> LearntEdits {
        let of = |part| {
            pairs
                .iter()
                .filter(move |pair| Part::of(&pair.said) == part)
        };
        let mut learnt = LearntEdits::costs_of(pairs, voice);
        let both = learnt.examples(of(Part::Training), trie, voice);
        let (mut training, unknown): (Vec<Example>, Vec<Option<Example>>) =
            both.into_iter().unzip();
        training.extend(unknown.into_iter().flatten());
        let mut confidence = fit(&training);
        let development = learnt.examples(of(Part::Development), trie, voice);
        let development: Vec<Example> = development.into_iter().map(|(known, _)| known).collect();
        confidence.threshold = threshold(&confidence, &development, precision);
        learnt.set_confidence(&confidence);
        learnt
    }

    /// Learns what mistakes cost from the pairs for training, and no confidence yet.
    fn costs_of(pairs: &[Pair], voice: &mut Voice) -> LearntEdits {
        let of = |part| {
            pairs
                .iter()
                .filter(move |pair| Part::of(&pair.said) == part)
        };
        let sounds: Vec<SoundPair> = of(Part::Training).map(|pair| sounds(pair, voice)).collect();
        let seen = of(Part::Training).chain(of(Part::Development));
        let seen = seen.map(|pair| sentence_hash(&pair.said));
        LearntEdits::new(&Costs::learn(&sounds), seen)
    }

    /// Features of the sentences found for each pair that is not known as it was heard, and which of them
    /// was said. Beside it the same as if what was said were not known, so that a confidence learns to say
    /// none.
    fn examples<'p>(
        &self,
        pairs: impl Iterator<Item = &'p Pair>,
        trie: &UtteranceTrie<'_>,
        voice: &mut Voice,
    ) -> Vec<(Example, Option<Example>)> {
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
                Some((example(found, &spelt, said)?, unknown))
            })
            .collect()
    }
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
