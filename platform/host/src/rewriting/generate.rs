use goldcrest::rewrite::Rewriter;
use goldcrest::rewrite::generate::{GenerateModel, Generated, Generator};
use goldcrest_forge::rewriting::{
    GENERATE_WIDTH, LearntEdits, LearntGenerator, Pair, SEARCH_STEPS, text_of,
};
use goldcrest_trie::utterances::UtteranceTrie;

use super::searcher::Searcher;
use super::{Proposal, Strategy};
use crate::exit::Failure;

/// The engine's generator, by itself or judging what `edit` finds.
pub struct Generate<'e> {
    by: Searcher<'e>,
    learnt: &'e LearntGenerator,
    generator: Box<Generator>,
    joined: bool,
    /// Times that the decoder was asked, in all requests so far.
    pub decoded: u64,
}

impl<'e> Generate<'e> {
    /// Repairs to the sentences of a trie by what was learnt. Of `edits` the costs of single words not being
    /// heard lie beside the trie.
    pub fn new(
        trie: UtteranceTrie<'e>,
        edits: &'e LearntEdits,
        learnt: &'e LearntGenerator,
    ) -> Self {
        Generate {
            by: Searcher::new(trie, edits),
            learnt,
            generator: Box::new(Generator::new()),
            joined: false,
            decoded: 0,
        }
    }

    /// Weighs what the strategy `edit` finds.
    pub fn joined(self) -> Self {
        Generate {
            joined: true,
            ..self
        }
    }
}

/// The generator that comes with this program.
///
/// # Errors
///
/// Where this program was built with a damaged one.
pub fn english_generator() -> Result<LearntGenerator, Failure> {
    LearntGenerator::english().map_err(|error| {
        Failure::bad_input(
            error.to_string(),
            "build this program again, or give --generator",
        )
    })
}

impl Strategy for Generate<'_> {
    fn name(&self) -> &'static str {
        match self.joined {
            true => "joined",
            false => "generate",
        }
    }

    fn threshold(&self) -> f64 {
        let model = GenerateModel::open(self.learnt.bytes());
        let threshold = model.map(|model| match self.joined {
            true => model.joined.threshold,
            false => model.alone.threshold,
        });
        threshold.unwrap_or(1.0).into()
    }

    fn propose(&mut self, pair: &Pair) -> Option<Proposal> {
        let by = self.by.hear(pair)?;
        let model = GenerateModel::open(self.learnt.bytes()).ok()?;
        let request = (&pair.heard_text[..], &by.heard);
        let generator = &mut self.generator;
        let likeliest: Option<Generated> = match self.joined {
            true => {
                let rewriter = Rewriter::new(by.model, SEARCH_STEPS);
                model.join(&rewriter, &by.sentences, request, (by.search, generator))
            }
            false => model.generate(&by.sentences, request, GENERATE_WIDTH, generator),
        };
        self.decoded += u64::from(self.generator.decoded);
        let likeliest = likeliest?;
        Some(Proposal {
            text: text_of(&by.sentences.trie, likeliest.sentence.words()),
            confidence: likeliest.confidence.into(),
        })
    }
}
