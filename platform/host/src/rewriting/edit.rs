use goldcrest::rewrite::{EditModel, Layer, Rewriter};
use goldcrest_forge::lexicon::{LetterToSound, Pronouncer};
use goldcrest_forge::rewriting::{LearntEdits, Pair, SEARCH_STEPS, Voice, text_of};
use goldcrest_trie::utterances::UtteranceTrie;

use super::searcher::Searcher;
use super::{Proposal, Strategy};
use crate::exit::Failure;

/// The engine's strategy `edit`, run as a board runs it.
pub struct Edit<'e> {
    by: Searcher<'e>,
    by_beam: bool,
    /// Steps along arcs of all searches so far.
    pub steps: u64,
    /// Searches whose budget ended before they did.
    pub cut_short: usize,
}

impl<'e> Edit<'e> {
    /// Repairs to the sentences of a trie by what was learnt.
    pub fn new(trie: UtteranceTrie<'e>, learnt: &'e LearntEdits) -> Self {
        Edit {
            by: Searcher::new(trie, learnt),
            by_beam: false,
            steps: 0,
            cut_short: 0,
        }
    }

    /// Searches as boards do, by a beam.
    pub fn by_beam(self) -> Self {
        Edit {
            by_beam: true,
            ..self
        }
    }
}

/// Says words by a dictionary in CMUdict's format, if one is given, and by their letters.
pub fn english_voice(dictionary: Option<&str>) -> Voice {
    let mut pronouncer = Pronouncer::new();
    if let Some(dictionary) = dictionary {
        pronouncer.add_dictionary(dictionary);
    }
    if let Some(letters) = LetterToSound::english() {
        pronouncer.use_letters(letters);
    }
    Voice::new(pronouncer)
}

/// The model that comes with this program.
///
/// # Errors
///
/// Where this program was built with a damaged one.
pub fn english_edits() -> Result<LearntEdits, Failure> {
    LearntEdits::english().map_err(|error| {
        Failure::bad_input(
            error.to_string(),
            "build this program again, or give --model",
        )
    })
}

impl Strategy for Edit<'_> {
    fn name(&self) -> &'static str {
        match self.by_beam {
            true => "beam",
            false => "edit",
        }
    }

    fn threshold(&self) -> f64 {
        let model = EditModel::open(self.by.learnt.engine());
        model.map_or(1.0, |model| model.confidence.threshold.into())
    }

    fn propose(&mut self, pair: &Pair) -> Option<Proposal> {
        let by = self.by.hear(pair)?;
        let mut rewriter = Rewriter::new(by.model, SEARCH_STEPS);
        if self.by_beam {
            rewriter = rewriter.by_beam();
        }
        let request = (&pair.heard_text[..], &by.heard);
        let likeliest = rewriter.likeliest(Layer::Global, &by.sentences, request, by.search);
        self.steps += u64::from(by.search.steps);
        self.cut_short += usize::from(by.search.steps >= SEARCH_STEPS);
        let likeliest = likeliest?;
        Some(Proposal {
            text: text_of(&by.sentences.trie, likeliest.words()),
            confidence: likeliest.confidence.into(),
        })
    }
}
