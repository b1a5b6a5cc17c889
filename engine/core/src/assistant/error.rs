use crate::context::ContextError;
use crate::dialogue::DialogueError;
use crate::rewrite::RewriterError;
use crate::speech::dictation::DictationError;
use crate::understand::{self, entities::EntitiesError};
use crate::wake::{PhraseError, WatchError};
use crate::workspace::Buffer;
use core::fmt;
use goldcrest_dsp::BANDS;
use goldcrest_nn::ModelError;
use goldcrest_trie::{GrammarError, LexiconError};

/// Why a network in a pack cannot do its task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NetworkError {
    /// The section is not a sound network.
    Model(ModelError),
    /// It takes another number of features than the front end makes.
    Input(usize),
    /// It gives another number of outputs than its task has.
    Output {
        /// Outputs of the task.
        expected: usize,
        /// Outputs of the network.
        found: usize,
    },
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NetworkError::Model(error) => error.fmt(f),
            NetworkError::Input(found) => write!(
                f,
                "it takes {found} features, but the front end makes {BANDS}; train it on the output of `goldcrest features`"
            ),
            NetworkError::Output { expected, found } => {
                write!(f, "it has {found} outputs where {expected} are needed")
            }
        }
    }
}

impl core::error::Error for NetworkError {}

/// Why an assistant could not be opened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OpenError {
    /// A buffer of the workspace is too small for this pack: lend a larger one, or build the pack with
    /// smaller models or fewer search tokens.
    TooSmall {
        /// Which.
        buffer: Buffer,
        /// Entries needed.
        needed: usize,
        /// Entries given.
        given: usize,
    },
    /// The pack has no lexicon.
    NoLexicon,
    /// Its lexicon is broken.
    Lexicon(LexiconError),
    /// The pack has no grammar.
    NoGrammar,
    /// Its grammar is broken or belongs to another lexicon.
    Grammar(GrammarError),
    /// Its grammar has no sentences that can be said at any time.
    NoRoot,
    /// What it says of free words is broken or belongs to another lexicon.
    Dictation(DictationError),
    /// Its dialogue section is broken.
    Dialogue(DialogueError),
    /// Its entities section is broken.
    Entities(EntitiesError),
    /// Its understanding network cannot be used.
    Understanding(understand::network::NetworkError),
    /// Its rewriter or its known sentences are broken.
    Rewriter(RewriterError),
    /// Its context section is broken.
    Context(ContextError),
    /// Its wake network cannot be used.
    Wake(NetworkError),
    /// A wake phrase is broken.
    WakePhrase(PhraseError),
    /// A wake phrase cannot be listened for.
    Watch(WatchError),
    /// Its acoustic network cannot be used.
    Acoustic(NetworkError),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenError::TooSmall {
                buffer,
                needed,
                given,
            } => write!(
                f,
                "the {buffer} needs {needed} entries but was given {given}; lend more memory, or build the pack with less"
            ),
            OpenError::NoLexicon => f.write_str("the pack has no lexicon; build it again"),
            OpenError::Lexicon(error) => write!(f, "lexicon: {error}"),
            OpenError::NoGrammar => f.write_str("the pack has no grammar; build it again"),
            OpenError::Grammar(error) => write!(f, "grammar: {error}"),
            OpenError::NoRoot => f.write_str(
                "the grammar has no commands; add sentences without `when:` to the assistant",
            ),
            OpenError::Dictation(error) => write!(f, "dictation: {error}"),
            OpenError::Dialogue(error) => write!(f, "dialogue: {error}"),
            OpenError::Entities(error) => write!(f, "entities: {error}"),
            OpenError::Understanding(error) => write!(f, "understanding network: {error}"),
            OpenError::Rewriter(error) => write!(f, "rewriter: {error}"),
            OpenError::Context(error) => write!(f, "context: {error}"),
            OpenError::Wake(error) => write!(f, "wake network: {error}"),
            OpenError::WakePhrase(error) => error.fmt(f),
            OpenError::Watch(error) => error.fmt(f),
            OpenError::Acoustic(error) => write!(f, "acoustic network: {error}"),
        }
    }
}

impl core::error::Error for OpenError {}
