//! How words are said.
//!
//! ```text
//!  word -> the assistant's own lexicon.yaml -> a dictionary in CMU's format -> letter to sound
//!                     first that knows the word gives all its pronunciations
//! ```
//!
//! Dictionary and letters are asked for a word without its accents where they do not know it with them: "naïve" is
//! said as "naive" is.

mod accents;
mod cmudict;
mod letters;
mod own;

pub use letters::{LetterModelError, LetterToSound};
pub(crate) use own::phones;

use std::collections::BTreeMap;
use std::fmt;

use goldcrest_trie::Phone;
use goldcrest_trie::build::{BuildError, LexiconBuilder};

use crate::yaml::{Place, YamlError};

/// The pronunciations of one word, most usual first.
pub type Pronunciations = Vec<Vec<Phone>>;

/// Where pronunciations were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The assistant's own lexicon.
    Own,
    /// The dictionary.
    Dictionary,
    /// The letter-to-sound model.
    Letters,
}

/// What is wrong with a lexicon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LexiconError {
    /// `lexicon.yaml` cannot be read.
    Yaml(YamlError),
    /// There is no phone of this name.
    UnknownPhone(Place, String),
    /// A pronunciation without phones.
    Silent(Place, String),
    /// No source knows how to say these words: add them to `lexicon.yaml`.
    Unsayable(Vec<String>),
    /// The section cannot be written.
    Build(BuildError),
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LexiconError::Yaml(error) => write!(f, "{error}"),
            LexiconError::UnknownPhone(place, name) => write!(
                f,
                "{place}: there is no phone {name:?}: use the 39 of the CMU pronouncing dictionary"
            ),
            LexiconError::Silent(place, word) => {
                write!(f, "{place}: {word:?} has a pronunciation without phones")
            }
            LexiconError::Unsayable(words) => write!(
                f,
                "how is {} said? Add it to lexicon.yaml, as in `cat: [K AE T]`",
                words.join(", or ")
            ),
            LexiconError::Build(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for LexiconError {}

impl From<YamlError> for LexiconError {
    fn from(error: YamlError) -> Self {
        LexiconError::Yaml(error)
    }
}

/// Finds pronunciations in several sources.
#[derive(Clone, Debug, Default)]
pub struct Pronouncer {
    own: BTreeMap<String, Pronunciations>,
    dictionary: BTreeMap<String, Pronunciations>,
    letters: Option<LetterToSound>,
}

impl Pronouncer {
    /// Knows no word.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an assistant's own lexicon: `word: [K AE T, …]` lines.
    ///
    /// # Errors
    ///
    /// Where it is no YAML or a phone is unknown.
    pub fn add_own(&mut self, file: &str, text: &str) -> Result<(), LexiconError> {
        self.own.extend(own::read(file, text)?);
        Ok(())
    }

    /// The words of the assistant's own lexicon.
    pub fn own_words(&self) -> impl Iterator<Item = &str> {
        self.own.keys().map(String::as_str)
    }

    /// Adds ways of saying a word to those that the assistant's own lexicon has.
    pub fn add_ways(&mut self, word: &str, ways: &[Vec<Phone>]) {
        let known = self.own.entry(word.to_owned()).or_default();
        for way in ways {
            if !known.contains(way) {
                known.push(way.clone());
            }
        }
    }

    /// Adds a dictionary in the format of the CMU pronouncing dictionary.
    /// Lines that are not in that format are passed over.
    pub fn add_dictionary(&mut self, text: &str) {
        for (word, phones) in cmudict::entries(text) {
            let known = self.dictionary.entry(word).or_default();
            if !known.contains(&phones) {
                known.push(phones);
            }
        }
    }

    /// Uses a letter-to-sound model for words that nothing else knows.
    pub fn use_letters(&mut self, letters: LetterToSound) {
        self.letters = Some(letters);
    }

    /// How a word is said, and who says so. A word of several words, such as
    /// a wake phrase, is said one after the other.
    ///
    /// # Errors
    ///
    /// [`LexiconError::Unsayable`].
    pub fn pronounce(&self, word: &str) -> Result<(Pronunciations, Origin), LexiconError> {
        if let Some(known) = self.own.get(word) {
            return Ok((known.clone(), Origin::Own));
        }
        if let Some((first, rest)) = word.split_once(' ') {
            let (first, one) = self.pronounce(first)?;
            let (rest, other) = self.pronounce(rest)?;
            let joined = first
                .iter()
                .flat_map(|first| rest.iter().map(move |rest| [&first[..], rest].concat()));
            let origin = if other == Origin::Letters { other } else { one };
            return Ok((joined.collect(), origin));
        }
        let plain = accents::without(word);
        for written in [word, &plain] {
            if let Some(known) = self.dictionary.get(written) {
                return Ok((known.clone(), Origin::Dictionary));
            }
        }
        let letters = self.letters.as_ref();
        let spelled = letters.and_then(|model| model.phones(word).or_else(|| model.phones(&plain)));
        match spelled {
            Some(phones) if !phones.is_empty() => Ok((vec![phones], Origin::Letters)),
            _ => Err(LexiconError::Unsayable(vec![word.to_owned()])),
        }
    }

    /// Writes a lexicon section of some words.
    ///
    /// # Errors
    ///
    /// [`LexiconError::Unsayable`] with all words that no source knows.
    pub fn lexicon<'w>(
        &self,
        words: impl IntoIterator<Item = &'w str>,
    ) -> Result<BuiltLexicon, LexiconError> {
        let mut builder = LexiconBuilder::new();
        let mut by_letters = Vec::new();
        let mut unsayable = Vec::new();
        for word in words {
            let (pronunciations, origin) = match self.pronounce(word) {
                Ok(found) => found,
                Err(LexiconError::Unsayable(words)) => {
                    unsayable.extend(words);
                    continue;
                }
                Err(error) => return Err(error),
            };
            for phones in &pronunciations {
                builder.add(word, phones);
            }
            if origin == Origin::Letters {
                by_letters.push((word.to_owned(), pronunciations[0].clone()));
            }
        }
        if !unsayable.is_empty() {
            return Err(LexiconError::Unsayable(unsayable));
        }
        by_letters.sort();
        by_letters.dedup();
        Ok(BuiltLexicon {
            section: builder.finish().map_err(LexiconError::Build)?,
            by_letters,
        })
    }
}

/// A lexicon section and what to look over in it.
#[derive(Clone, Debug)]
pub struct BuiltLexicon {
    /// The section's bytes.
    pub section: Vec<u8>,
    /// Words said by letter-to-sound, and how: look them over.
    pub by_letters: Vec<(String, Vec<Phone>)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accented_words_are_said_as_plain_ones() {
        let mut pronouncer = Pronouncer::new();
        pronouncer.add_dictionary("naive N AY IY V\ncaf\u{e9} K AE F EY\ncafe K AE F\n");
        if let Some(letters) = LetterToSound::english() {
            pronouncer.use_letters(letters);
        }
        let origin = |word: &str| pronouncer.pronounce(word).map(|(_, origin)| origin);
        let said = |word: &str| pronouncer.pronounce(word).map(|(ways, _)| ways);
        assert_eq!(origin("naïve"), Ok(Origin::Dictionary));
        assert_eq!(said("naïve"), said("naive"));
        // who has the word with its accent knows best
        assert_ne!(said("café"), said("cafe"));
        for (accented, plain) in [
            ("zürich", "zurich"),
            ("hey siân", "hey sian"),
            ("jalapeño", "jalapeno"),
        ] {
            assert_eq!(origin(accented), Ok(Origin::Letters), "{accented}");
            assert_eq!(said(accented), said(plain), "{accented}");
        }
        let unsayable = LexiconError::Unsayable(vec!["лампа".into()]);
        assert_eq!(said("лампа"), Err(unsayable));
    }
}
