use goldcrest::rewrite::{EditModel, Heard, Search, Utterances};
use goldcrest_forge::rewriting::{LearntEdits, Pair, Voice};
use goldcrest_trie::utterances::{Sounds, UtteranceTrie};

use super::english_voice;

/// All that a search of known sentences by what was learnt needs.
pub(super) struct Searcher<'e> {
    pub trie: UtteranceTrie<'e>,
    pub learnt: &'e LearntEdits,
    /// How the words of the trie sound.
    pub sounds: Vec<u8>,
    pub voice: Voice,
    pub search: Box<Search>,
}

impl<'e> Searcher<'e> {
    /// Searches the sentences of a trie, whose words are said in English.
    pub fn new(trie: UtteranceTrie<'e>, learnt: &'e LearntEdits) -> Self {
        let mut voice = english_voice(None);
        Searcher {
            sounds: voice.sounds(&trie, learnt),
            trie,
            learnt,
            voice,
            search: Box::new(Search::new()),
        }
    }

    /// Makes ready for a request; nothing where it cannot be heard.
    pub fn hear(&mut self, pair: &Pair) -> Option<Request<'_>> {
        let model = EditModel::open(self.learnt.engine())?;
        Some(Request {
            heard: self.voice.heard(&pair.heard, &model.costs)?,
            sentences: Utterances {
                trie: self.trie,
                sounds: Sounds::open(&self.sounds, &self.trie)?,
            },
            model,
            voice: &mut self.voice,
            search: &mut self.search,
        })
    }
}

/// A request as it sounds, and what it is searched with.
pub(super) struct Request<'s> {
    pub model: EditModel<'s>,
    pub heard: Heard,
    pub sentences: Utterances<'s>,
    pub voice: &'s mut Voice,
    pub search: &'s mut Search,
}
