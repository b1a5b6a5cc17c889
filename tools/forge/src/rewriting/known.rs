//! The sentences that an assistant knows to work: the likeliest that its templates say, and listed by hand.

use std::collections::BTreeMap;

use goldcrest::rewrite::EditModel;
use goldcrest_trie::build::{UtteranceBuilder, UtteranceError};
use goldcrest_trie::utterances::{MAX_WORDS, UtteranceTrie};
use goldcrest_trie::{Grammar, Lexicon, StateId, WordId};

use super::learnt::LearntEdits;
use super::pairs::normalised;
use super::voice::Voice;
use crate::sentences::Likeliest;

/// Costs of a trie are eighths of a bit, those of a grammar sixteenths of a nat.
const EIGHTHS_OF_A_BIT: f64 = 8.0 / (16.0 * std::f64::consts::LN_2);

/// Sentences that are known to work, with what each costs in eighths of a bit: 0 for the likeliest.
#[derive(Clone, Debug, Default)]
pub struct KnownSentences {
    costs: BTreeMap<String, u8>,
}

/// The sections of a pack that rewriting reads.
#[derive(Clone, Debug)]
pub struct RewritingSections {
    /// The known sentences, where there are some.
    pub trie: Option<Vec<u8>>,
    /// The model, and the sounds of the words of the sentences.
    pub rewriter: Vec<u8>,
    /// The generator, where the strategy needs one.
    pub generator: Option<Vec<u8>>,
}

impl KnownSentences {
    /// The likeliest sentences that begin in a state of a grammar, at most so many.
    pub fn likeliest(
        grammar: &Grammar<'_>,
        lexicon: &Lexicon<'_>,
        root: StateId,
        most: usize,
    ) -> Self {
        let mut known = Self::default();
        let mut least = None;
        for (sentence, cost) in Likeliest::new(grammar, lexicon, root) {
            if known.costs.len() == most {
                break;
            }
            let beyond = f64::from(cost - *least.get_or_insert(cost));
            let cost = (beyond * EIGHTHS_OF_A_BIT).min(255.0) as u8;
            known.costs.entry(sentence.text).or_insert(cost);
        }
        known
    }

    /// Adds requests that people make, one a line, as likely as the likeliest. Lines that begin with `#`
    /// are left out.
    pub fn add_requests(&mut self, lines: &str) {
        let lines = lines.lines().filter(|line| !line.starts_with('#'));
        for line in lines.map(normalised).filter(|line| !line.is_empty()) {
            self.costs.insert(line, 0);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.costs.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.costs.is_empty()
    }

    /// Writes the sections, for a lexicon of these words. Sentences of more words than a trie holds are left
    /// out.
    ///
    /// # Errors
    ///
    /// Where the trie cannot be written, such as for a word that is too long.
    pub fn sections(
        &self,
        lexicon: &Lexicon<'_>,
        learnt: &LearntEdits,
        voice: &mut Voice,
    ) -> Result<RewritingSections, UtteranceError> {
        let words: Vec<&str> = (0..lexicon.word_count())
            .filter_map(WordId::new)
            .map(|word| lexicon.spelling(word))
            .collect();
        let mut rewriter = learnt.engine()[..EditModel::BYTES].to_vec();
        rewriter.extend((words.len() as u16).to_le_bytes());
        for word in words {
            let phones = voice.phones(word).len();
            rewriter.push(learnt.dropped(word, phones));
        }
        if self.is_empty() {
            return Ok(RewritingSections {
                trie: None,
                rewriter,
                generator: None,
            });
        }
        let mut builder = UtteranceBuilder::new();
        for (sentence, &cost) in &self.costs {
            if sentence.split(' ').count() <= MAX_WORDS {
                builder.insert(sentence, cost)?;
            }
        }
        let (bytes, _) = builder.finish()?;
        // What a builder wrote opens.
        if let Ok(trie) = UtteranceTrie::open(&bytes) {
            rewriter.extend(voice.sounds(&trie, learnt));
        }
        Ok(RewritingSections {
            trie: Some(bytes),
            rewriter,
            generator: None,
        })
    }
}
