use core::fmt;
use goldcrest_trie::utterances::{Sounds, TrieError, UtteranceTrie};

use super::generate::GenerateError;
use super::known::Utterances;
use super::model::EditModel;

/// The name of the section that [`PackRewriter::open`] reads.
pub const REWRITER_SECTION: &str = "edit";
/// The name of the section of a generator, a
/// [`GenerateModel`](super::generate::GenerateModel).
pub const GENERATE_SECTION: &str = "generate";
/// The name of a pack's known sentences, an [`UtteranceTrie`].
pub const KNOWN_SECTION: &str = "known";

/// Why the rewriter of a pack was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RewriterError {
    /// The known sentences are damaged.
    Trie(TrieError),
    /// It does not begin with a model of this version: build the pack again.
    Model,
    /// Its sounds are not those of the words of the known sentences: build the pack again.
    Sounds,
    /// Its strategy asks for a generator that it does not have: build the pack again.
    NoGenerator,
    /// The generator is damaged.
    Generator(GenerateError),
}

impl fmt::Display for RewriterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RewriterError::Trie(error) => write!(f, "known sentences: {error}"),
            RewriterError::Model => f.write_str("no model of this version; build the pack again"),
            RewriterError::Sounds => f.write_str(
                "its sounds are not of the words of the known sentences; build the pack again",
            ),
            RewriterError::NoGenerator => {
                f.write_str("its strategy asks for a generator; build the pack again")
            }
            RewriterError::Generator(error) => write!(f, "generator: {error}"),
        }
    }
}

impl core::error::Error for RewriterError {}

/// What a pack holds for rewriting.
#[derive(Clone, Copy, Debug)]
pub struct PackRewriter<'p> {
    /// What mistakes cost, and when to trust a repair.
    pub model: EditModel<'p>,
    /// What it costs not to hear each word of the pack's lexicon, in sixteenths of a nat.
    pub dropped: &'p [u8],
    /// Requests that are known to work besides what the templates say.
    pub known: Option<Utterances<'p>>,
}

impl<'p> PackRewriter<'p> {
    /// Opens the section of the rewriter, and that of the known sentences if there is one.
    ///
    /// | bytes | field |
    /// | --- | --- |
    /// | [`EditModel::BYTES`] | the model |
    /// | 2 | words of the lexicon, little-endian |
    /// | 1 each | what it costs not to hear the word |
    /// | | where there are known sentences, the [`Sounds`] of their words |
    ///
    /// # Errors
    ///
    /// See [`RewriterError`].
    pub fn open(section: &'p [u8], known: Option<&'p [u8]>) -> Result<Self, RewriterError> {
        let (model, rest) = section
            .split_at_checked(EditModel::BYTES)
            .ok_or(RewriterError::Model)?;
        let model = EditModel::open(model).ok_or(RewriterError::Model)?;
        let (words, rest) = rest.split_first_chunk().ok_or(RewriterError::Model)?;
        let (dropped, sounds) = rest
            .split_at_checked(u16::from_le_bytes(*words).into())
            .ok_or(RewriterError::Model)?;
        let known = match known {
            Some(known) => {
                let trie = UtteranceTrie::open(known).map_err(RewriterError::Trie)?;
                let sounds = Sounds::open(sounds, &trie).ok_or(RewriterError::Sounds)?;
                Some(Utterances { trie, sounds })
            }
            None => None,
        };
        Ok(PackRewriter {
            model,
            dropped,
            known,
        })
    }
}
