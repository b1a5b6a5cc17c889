use core::fmt;
use std::string::String;

use crate::utterances::{MAX_WORD_BYTES, MAX_WORDS};

/// Why a sentence was not taken, or a trie not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UtteranceError {
    /// This sentence comes before the one added last: sort by bytes.
    Unsorted(String),
    /// This sentence was added just before: add up its counts first.
    Twice(String),
    /// This is no list of words with a single space between them.
    NotWords(String),
    /// This sentence has more words than a trie reads.
    TooLong(String),
    /// This word has more bytes than a trie reads.
    WordTooLong(String),
    /// There is no sentence.
    Empty,
    /// More of these than ids can name.
    TooMany(&'static str),
}

impl fmt::Display for UtteranceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UtteranceError::Unsorted(sentence) => {
                write!(
                    f,
                    "{sentence:?} comes too late: sort the sentences by their bytes"
                )
            }
            UtteranceError::Twice(sentence) => write!(f, "{sentence:?} is there twice"),
            UtteranceError::NotWords(sentence) => {
                write!(f, "{sentence:?} is no list of words with single spaces")
            }
            UtteranceError::TooLong(sentence) => {
                write!(f, "{sentence:?} has more than {MAX_WORDS} words")
            }
            UtteranceError::WordTooLong(word) => {
                write!(f, "the word {word:?} has more than {MAX_WORD_BYTES} bytes")
            }
            UtteranceError::Empty => f.write_str("there is no sentence"),
            UtteranceError::TooMany(what) => write!(f, "there are more {what} than can be named"),
        }
    }
}

impl core::error::Error for UtteranceError {}
