use goldcrest_forge::rewriting::{Pair, Retriever, Voice};

use super::{Proposal, Strategy, english_voice};

/// Share of the repairs of the pairs for development that are right at the threshold.
const PRECISION: f64 = 0.92;

/// Dense retrieval: the sentence whose trained embedding is nearest, ranked by spelling too.
pub struct Dense {
    retriever: Retriever,
    voice: Voice,
}

impl Dense {
    /// Repairs to these sentences. Learns from those of the pairs that are not for test.
    pub fn learn(pairs: &[Pair], sentences: Vec<String>) -> Self {
        let mut voice = english_voice(None);
        Dense {
            retriever: Retriever::learn(pairs, sentences, &mut voice, PRECISION),
            voice,
        }
    }
}

impl Strategy for Dense {
    fn name(&self) -> &'static str {
        "dense"
    }

    fn threshold(&self) -> f64 {
        self.retriever.threshold().into()
    }

    fn propose(&mut self, pair: &Pair) -> Option<Proposal> {
        let likeliest = self
            .retriever
            .likeliest(&pair.heard_text, &mut self.voice)?;
        Some(Proposal {
            text: likeliest.0.to_owned(),
            confidence: likeliest.1.into(),
        })
    }
}
