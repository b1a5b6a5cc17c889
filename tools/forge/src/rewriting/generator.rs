//! The generator's file, and the confidences behind its network: fitted on pairs, as those of `edit` are.

use goldcrest::rewrite::generate::{
    ALONE, GenerateError, GenerateModel, Generator, JOINED, Network, Thought, Width,
    features_alone, features_joined,
};
use goldcrest::rewrite::{
    Candidate, Confidence, EditModel, Features, Rewriter, Search, Spelt, Utterances,
};
use goldcrest_trie::utterances::{Sounds, UtteranceTrie};

use super::fit::{Example, least};
use super::folds::{Both, fit_without, fold_of, held_out};
use super::learn::{SEARCH_STEPS, text_of};
use super::learnt::LearntEdits;
use super::pairs::{Pair, Part};
use super::voice::Voice;

/// How the generator's beam searches while confidences are fitted, and in `goldcrest eval rewrite`.
pub const GENERATE_WIDTH: Width = Width {
    beginnings: 48,
    budget: 30_000_000,
};

/// A model of the strategies `generate` and `joined`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearntGenerator {
    bytes: Vec<u8>,
}

/// Examples of the pairs for development.
type Examples<const F: usize> = Vec<Both<F>>;

impl LearntGenerator {
    /// The model that comes with this program; `models-quantized/rewrite-generate-en/CARD.md` says what it was
    /// learnt from.
    ///
    /// # Errors
    ///
    /// Only where that file is damaged.
    pub fn english() -> Result<Self, GenerateError> {
        Self::read(include_bytes!(
            "../../../../models-quantized/rewrite-generate-en/model.grwg"
        ))
    }

    /// Reads a model.
    ///
    /// # Errors
    ///
    /// Where it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, GenerateError> {
        GenerateModel::open(bytes)?;
        Ok(LearntGenerator {
            bytes: bytes.to_vec(),
        })
    }

    /// What the engine reads: see [`GenerateModel::open`].
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Fits the confidences behind a network, on pairs for development, since the network knows those for training
    /// by heart: which of the sentences found was said, and none where that one is left out. The thresholds are
    /// those above which the share `precision` of the repairs is right, each pair judged by what was fitted on
    /// pairs of other sentences. Deterministic.
    ///
    /// # Errors
    ///
    /// Where `network` is none.
    pub fn fit(
        network: &[u8],
        edits: &LearntEdits,
        pairs: &[Pair],
        trie: &UtteranceTrie<'_>,
        voice: &mut Voice,
        precision: f64,
    ) -> Result<Self, GenerateError> {
        let network = network.get(..Network::BYTES).unwrap_or(network);
        let opened = Network::open(network)?;
        let development = pairs
            .iter()
            .filter(|pair| Part::of(&pair.said) == Part::Development);
        let (alone, joined) = examples(&opened, edits, development, trie, voice);
        let confidences =
            GenerateModel::write_confidences(fitted(alone, precision), fitted(joined, precision));
        Self::read(&[network, &confidences].concat())
    }
}

fn fitted<const F: usize>(examples: Examples<F>, precision: f64) -> Confidence<F> {
    let mut confidence = fit_without(&examples, None);
    confidence.threshold = least(held_out(&examples), precision);
    confidence
}

fn examples<'p>(
    network: &Network<'_>,
    edits: &LearntEdits,
    pairs: impl Iterator<Item = &'p Pair>,
    trie: &UtteranceTrie<'_>,
    voice: &mut Voice,
) -> (Examples<ALONE>, Examples<JOINED>) {
    let bytes = voice.sounds(trie, edits);
    let (mut alone, mut joined) = (Vec::new(), Vec::new());
    let (Some(model), Some(sounds)) = (EditModel::open(edits.engine()), Sounds::open(&bytes, trie))
    else {
        return (alone, joined);
    };
    let rewriter = Rewriter::new(model, SEARCH_STEPS);
    let sentences = Utterances {
        trie: *trie,
        sounds,
    };
    let (mut search, mut generator) = (Box::new(Search::new()), Box::new(Generator::new()));
    for pair in pairs.filter(|pair| !trie.contains(&pair.heard_text)) {
        let Some(heard) = voice.heard(&pair.heard, &model.costs) else {
            continue;
        };
        rewriter.search(&sentences, &heard, &mut search);
        let found = search.found();
        let thought = network.think(&sentences, &heard, found, &mut generator);
        let by_edit = Found::of(pair, trie, found, thought);
        joined.extend(by_edit.both(pair, |found| {
            let edit = &model.confidence;
            features_joined(edit, &heard, &found.sentences, &found.spelt, &found.thought).to_vec()
        }));
        let (found, thought) = network.found(&sentences, &heard, GENERATE_WIDTH, &mut generator);
        let by_beam = Found::of(pair, trie, &found, thought);
        alone.extend(by_beam.both(pair, |found| {
            features_alone(&heard, &found.sentences, &found.spelt, &found.thought).to_vec()
        }));
    }
    (alone, joined)
}

/// Sentences found for a pair, with all that their features are made of.
struct Found {
    sentences: Vec<Candidate>,
    spelt: Vec<Spelt>,
    thought: Thought,
    /// Where what was said is.
    said: Option<usize>,
}

impl Found {
    fn of(pair: &Pair, trie: &UtteranceTrie<'_>, found: &[Candidate], thought: Thought) -> Self {
        let texts: Vec<String> = found.iter().map(|one| text_of(trie, one.words())).collect();
        let spelt = texts.iter().map(|text| Spelt::of(&pair.heard_text, text));
        Found {
            sentences: found.to_vec(),
            spelt: spelt.collect(),
            thought,
            said: texts.iter().position(|text| *text == pair.said),
        }
    }

    /// The same as if the sentence at a place were not known.
    fn without(mut self, place: usize) -> Self {
        self.sentences.remove(place);
        self.spelt.remove(place);
        self.thought.each.remove(place);
        self.said = None;
        self
    }

    fn both<const F: usize>(
        self,
        pair: &Pair,
        features: impl Fn(&Found) -> Vec<Features<F>>,
    ) -> Option<Both<F>> {
        let example = |found: &Found| {
            let (found, said) = (features(found), found.said);
            (!found.is_empty()).then_some(Example { found, said })
        };
        let known = example(&self)?;
        let said = self.said;
        Some(Both {
            fold: fold_of(&pair.said),
            known,
            unknown: said.and_then(|said| example(&self.without(said))),
        })
    }
}
