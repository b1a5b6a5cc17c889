use std::collections::BTreeMap;
use std::string::{String, ToString};
use std::vec::Vec;

use super::BuildError;
use crate::lexicon::{LAST, MAGIC, VERSION};
use crate::phone::Phone;
use crate::strings::write_strings;
use crate::symbol::WordId;

/// Writes a lexicon section.
///
/// Words are sorted by [`LexiconBuilder::finish`]; the order of a word's
/// pronunciations is kept.
#[derive(Clone, Debug, Default)]
pub struct LexiconBuilder {
    words: BTreeMap<String, Vec<Vec<Phone>>>,
}

impl LexiconBuilder {
    /// An empty lexicon.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a pronunciation of a word, unless the word has it already. With
    /// no phones the word becomes known to text but cannot be heard.
    pub fn add(&mut self, spelling: &str, phones: &[Phone]) {
        let pronunciations = self.words.entry(spelling.to_string()).or_default();
        let known = pronunciations.iter().any(|other| other == phones);
        if !phones.is_empty() && !known {
            pronunciations.push(phones.to_vec());
        }
    }

    /// Writes the section.
    ///
    /// # Errors
    ///
    /// [`BuildError::TooMany`] words, phones or letters.
    pub fn finish(self) -> Result<Vec<u8>, BuildError> {
        let limit = |what, found: usize, most: usize| {
            if found > most {
                Err(BuildError::TooMany { what, found, most })
            } else {
                Ok(())
            }
        };
        limit("words", self.words.len(), WordId::MAX.index() + 1)?;
        let phone_count = self.words.values().flatten().map(Vec::len).sum();
        limit("phones", phone_count, usize::from(u16::MAX))?;
        let spellings: Vec<&String> = self.words.keys().collect();
        let text_bytes: usize = spellings.iter().map(|spelling| spelling.len()).sum();

        let mut out = Vec::new();
        out.extend(MAGIC);
        out.extend(VERSION.to_le_bytes());
        out.extend((spellings.len() as u16).to_le_bytes());
        out.extend((text_bytes as u32).to_le_bytes());
        out.extend((phone_count as u32).to_le_bytes());
        write_strings(&spellings, &mut out);
        let mut first = 0u16;
        out.extend(first.to_le_bytes());
        for pronunciations in self.words.values() {
            first += pronunciations.iter().map(Vec::len).sum::<usize>() as u16;
            out.extend(first.to_le_bytes());
        }
        for pronunciation in self.words.values().flatten() {
            let Some((last, others)) = pronunciation.split_last() else {
                continue;
            };
            out.extend(others.iter().map(|phone| phone.class()));
            out.push(last.class() | LAST);
        }
        Ok(out)
    }
}
