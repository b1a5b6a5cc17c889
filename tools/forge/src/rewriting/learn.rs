//! Learning a rewriter: costs from the pairs for training, the confidence from those for development.

use goldcrest::rewrite::{
    Confidence, EditModel, FEATURES, Rewriter, Rivals, Search, UNKNOWN, Utterances, features,
};
use goldcrest_trie::utterances::{Sounds, Spelling, UtteranceTrie, Word};

use super::align::{Costs, SoundPair};
use super::learnt::LearntEdits;
use super::pairs::{HeardWord, Pair, Part, sentence_hash};
use super::voice::Voice;

/// Steps that a search may take while a confidence is fitted.
pub const SEARCH_STEPS: u32 = 400_000;

/// Passes of gradient descent over the pairs for development.
const PASSES: usize = 4_000;
const RATE: f64 = 0.5;
/// Pull of the weights towards zero.
const DECAY: f64 = 1e-3;

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
        let sounds: Vec<SoundPair> = of(Part::Training).map(|pair| sounds(pair, voice)).collect();
        let seen = of(Part::Training).chain(of(Part::Development));
        let seen = seen.map(|pair| sentence_hash(&pair.said));
        let mut learnt = LearntEdits::new(&Costs::learn(&sounds), seen);
        let examples = learnt.examples(of(Part::Development), trie, voice);
        let mut confidence = Confidence {
            threshold: 0.0,
            weights: fit(&examples).map(|weight| weight as f32),
        };
        confidence.threshold = threshold(&confidence, &examples, precision);
        learnt.set_confidence(&confidence);
        learnt
    }

    /// Features of the nearest sentence of each pair that is not known as it was heard, and whether
    /// it is what was said.
    fn examples<'p>(
        &self,
        pairs: impl Iterator<Item = &'p Pair>,
        trie: &UtteranceTrie<'_>,
        voice: &mut Voice,
    ) -> Vec<([f32; FEATURES], bool)> {
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
                let reach = rewriter.search(&sentences, &heard, &mut search);
                let nearest = search.found().first()?;
                let features = features(&heard, nearest, Rivals::of(search.found(), &reach));
                Some((features, text_of(trie, nearest.words()) == pair.said))
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

fn fit(examples: &[([f32; FEATURES], bool)]) -> [f64; FEATURES] {
    let mut weights = [0.0; FEATURES];
    for _ in 0..PASSES {
        let mut gradient = [0.0; FEATURES];
        for (features, right) in examples {
            let features = features.map(f64::from);
            let sum: f64 = weights
                .iter()
                .zip(&features)
                .map(|(weight, feature)| weight * feature)
                .sum();
            let error = f64::from(u8::from(*right)) - 1.0 / (1.0 + (-sum).exp());
            for (slope, feature) in gradient.iter_mut().zip(&features) {
                *slope += error * feature;
            }
        }
        for (weight, slope) in weights.iter_mut().zip(gradient) {
            *weight += RATE * (slope / examples.len().max(1) as f64 - DECAY * *weight);
        }
    }
    weights
}

/// The least confidence above which the share `precision` of the examples is right.
fn threshold(confidence: &Confidence, examples: &[([f32; FEATURES], bool)], precision: f64) -> f32 {
    let mut ranked: Vec<(f32, bool)> = examples
        .iter()
        .map(|(features, right)| (confidence.of(features), *right))
        .collect();
    ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let mut right = 0;
    let mut least = 1.0;
    for (index, (confidence, is_right)) in ranked.iter().enumerate() {
        right += usize::from(*is_right);
        if right as f64 >= precision * (index + 1) as f64 {
            least = *confidence;
        }
    }
    least
}
