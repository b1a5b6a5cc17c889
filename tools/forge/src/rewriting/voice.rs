//! How heard words and the words of a trie sound.

use std::collections::HashMap;

use goldcrest::rewrite::{EditCosts, Heard};
use goldcrest_trie::Phone;
use goldcrest_trie::utterances::{Spelling, UtteranceTrie, write_sounds};

use super::learnt::LearntEdits;
use super::pairs::HeardWord;
use crate::lexicon::Pronouncer;

/// Says words, each looked up once.
#[derive(Debug)]
pub struct Voice {
    pronouncer: Pronouncer,
    said: HashMap<String, Vec<u8>>,
}

impl Voice {
    /// Says words as a pronouncer does: the most usual way.
    pub fn new(pronouncer: Pronouncer) -> Self {
        Voice {
            pronouncer,
            said: HashMap::new(),
        }
    }

    /// The phones of a word as class numbers; none where nothing knows how to say it.
    pub fn phones(&mut self, word: &str) -> &[u8] {
        if !self.said.contains_key(word) {
            let phones = match self.pronouncer.pronounce(word) {
                Ok((ways, _)) => ways[0].iter().map(|phone| phone.class()).collect(),
                Err(_) => Vec::new(),
            };
            self.said.insert(word.to_owned(), phones);
        }
        &self.said[word]
    }

    /// What was heard as sounds; `None` where it is too long to repair.
    pub fn heard(&mut self, words: &[HeardWord], costs: &EditCosts<'_>) -> Option<Heard> {
        let mut heard = Heard::new();
        for word in words {
            match word {
                HeardWord::Unknown => heard.push_unknown(costs.added_word(1))?,
                HeardWord::Word(word) => {
                    let phones = self.phones(word);
                    heard.push(phones, costs.added_word(phones.len()))?;
                }
            }
        }
        Some(heard)
    }

    /// The sounds of a trie's words: see [`goldcrest_trie::utterances::Sounds`].
    pub fn sounds(&mut self, trie: &UtteranceTrie<'_>, learnt: &LearntEdits) -> Vec<u8> {
        let mut spelling = Spelling::new();
        let words: Vec<(u8, Vec<Phone>)> = trie
            .words()
            .map(|word| {
                let word = trie.spelling(word, &mut spelling);
                let phones = self.phones(word);
                let dropped = learnt.dropped(word, phones.len());
                let phones = phones.iter().filter_map(|&class| Phone::from_class(class));
                (dropped, phones.collect())
            })
            .collect();
        write_sounds(&words)
    }
}
