use goldcrest::rewrite::Search;
use goldcrest_forge::rewriting::{LearntEdits, Voice};
use goldcrest_trie::utterances::UtteranceTrie;

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
}
