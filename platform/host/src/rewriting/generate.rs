use goldcrest::rewrite::generate::{GenerateModel, Generated, Generator};
use goldcrest::rewrite::{EditModel, Rewriter, Search, Utterances};
use goldcrest_forge::rewriting::{
    GENERATE_WIDTH, LearntEdits, LearntGenerator, Pair, SEARCH_STEPS, Voice, text_of,
};
use goldcrest_trie::utterances::{Sounds, UtteranceTrie};

use super::{Proposal, Strategy, english_voice};
use crate::exit::Failure;

/// The engine's generator, by itself or judging what `edit` finds.
pub struct Generate<'e> {
    trie: UtteranceTrie<'e>,
    edits: &'e LearntEdits,
    learnt: &'e LearntGenerator,
    sounds: Vec<u8>,
    voice: Voice,
    search: Box<Search>,
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
        let mut voice = english_voice(None);
        Generate {
            sounds: voice.sounds(&trie, edits),
            trie,
            edits,
            learnt,
            voice,
            search: Box::new(Search::new()),
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
        let edits = EditModel::open(self.edits.engine())?;
        let model = GenerateModel::open(self.learnt.bytes()).ok()?;
        let heard = self.voice.heard(&pair.heard, &edits.costs)?;
        let utterances = Utterances {
            trie: self.trie,
            sounds: Sounds::open(&self.sounds, &self.trie)?,
        };
        let request = (&pair.heard_text[..], &heard);
        let generator = &mut self.generator;
        let likeliest: Option<Generated> = match self.joined {
            true => {
                let rewriter = Rewriter::new(edits, SEARCH_STEPS);
                model.join(
                    &rewriter,
                    &utterances,
                    request,
                    (&mut self.search, generator),
                )
            }
            false => model.generate(&utterances, request, GENERATE_WIDTH, generator),
        };
        self.decoded += u64::from(self.generator.decoded);
        let likeliest = likeliest?;
        Some(Proposal {
            text: text_of(&self.trie, likeliest.sentence.words()),
            confidence: likeliest.confidence.into(),
        })
    }
}
