use std::fmt;
use std::path::PathBuf;

use goldcrest::wake::{PhraseError, WatchError};
use goldcrest_trie::build::UtteranceError;

use crate::context::ContextFileError;
use crate::lexicon::LexiconError;
use crate::onnx::ImportError;
use crate::rewriting::NotLearntEdits;
use crate::templates::TemplateError;
use crate::understanding::UnderstandingError;
use crate::yaml::{Place, YamlError};
use goldcrest::rewrite::Strategy;
use goldcrest::rewrite::generate::GenerateError;

/// Why an assistant's folder could not be made into a pack.
#[derive(Debug)]
pub enum ForgeError {
    /// A file or folder cannot be read.
    Unreadable(PathBuf, std::io::Error),
    /// The folder has no `assistant.yaml`.
    NotAnAssistant(PathBuf),
    /// Something in a file is not as it should be.
    File(YamlError),
    /// Sentences, lists or rules are wrong.
    Template(TemplateError),
    /// A word cannot be pronounced, or the assistant's lexicon is wrong.
    Lexicon(LexiconError),
    /// Words of the sentences cannot be pronounced, the first of which stands here.
    Unsayable(Place, LexiconError),
    /// What context means is written wrongly.
    Context(ContextFileError),
    /// An intent is named that no sentence has.
    UnknownIntent(Place, String),
    /// A skill is named that there is not.
    UnknownSkill(Place, String),
    /// A network that `assistant.yaml` names is not there.
    NoModel(PathBuf),
    /// A network cannot be taken over.
    Model(PathBuf, ImportError),
    /// A wake phrase cannot be written.
    WakePhrase(PhraseError),
    /// Phrases are named, but the wake network, of this name, knows one by heart and hears no phones.
    NoPhones(Place, String),
    /// The wake network, of this name, hears phones, and no phrase is named.
    NoPhrases(Option<Place>, String),
    /// A network, of this name, is another than the key asks for.
    OtherNetwork(Option<Place>, String, &'static str),
    /// The stop word is none of the phrases that are followed.
    NoStopWord(Option<Place>, String, Vec<String>),
    /// There is nothing to wake by in this folder.
    NotAWakeFolder(PathBuf),
    /// More wake phrases than the engine follows at once.
    Watch(Place, WatchError),
    /// The understanding network cannot be taken over.
    Understanding(UnderstandingError),
    /// The lists of free words are too long.
    Dictation(goldcrest::speech::dictation::TooManyPairs),
    /// The model of the rewriter is none.
    Rewriter(PathBuf, NotLearntEdits),
    /// A strategy of rewriting is named that there is not.
    UnknownStrategy(String),
    /// The strategy of rewriting needs a generator, and none is named.
    NoGenerator(Strategy),
    /// The generator is none.
    Generator(PathBuf, GenerateError),
    /// The known sentences cannot be written.
    KnownSentences(UtteranceError),
    /// A setting of `assistant.yaml` is no number.
    NoNumber(String, String),
    /// The lists of the sentences do not fit an entities section.
    TooManyEntities,
    /// The pack cannot be written.
    Pack(goldcrest_pack::BuildError),
}

/// A place before what is wrong there; nothing where it is not known.
fn at(place: &Option<Place>) -> String {
    place
        .as_ref()
        .map_or_else(String::new, |place| format!("{place}: "))
}

impl fmt::Display for ForgeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ForgeError::Unreadable(path, error) => {
                write!(f, "cannot read {}: {error}", path.display())
            }
            ForgeError::NotAnAssistant(path) => write!(
                f,
                "{} is no assistant: it has no assistant.yaml",
                path.display()
            ),
            ForgeError::File(error) => write!(f, "{error}"),
            ForgeError::Template(error) => write!(f, "{error}"),
            ForgeError::Lexicon(error) => write!(f, "{error}"),
            ForgeError::Unsayable(place, error) => write!(f, "{place}: {error}"),
            ForgeError::WakePhrase(error) => write!(f, "{error}"),
            ForgeError::NoPhones(place, model) => write!(
                f,
                "{place}: the wake network {model} knows its phrase by heart and can follow no other: leave \
                 `tuned` out, or use `model: wake-trunk-en`"
            ),
            ForgeError::OtherNetwork(place, model, use_instead) => write!(
                f,
                "{}the network {model} is made for something else: use {use_instead}",
                at(place)
            ),
            ForgeError::NoStopWord(place, stop, phrases) if phrases.is_empty() => write!(
                f,
                "{}the stop word {stop:?} is followed by nothing: make it with `goldcrest wake train {stop} --stop`, \
                 and name its folder under `tuned`",
                at(place)
            ),
            ForgeError::NoStopWord(place, stop, phrases) => write!(
                f,
                "{}the stop word {stop:?} is none of the phrases under `tuned` ({}): make it with `goldcrest wake \
                 train {stop} --stop`, or correct it",
                at(place),
                phrases.join(", ")
            ),
            ForgeError::NoPhrases(place, model) => write!(
                f,
                "{}the wake network {model} hears phones and knows no phrase: name one that `goldcrest wake train` \
                 wrote, as `tuned: DIR` under `wake:`",
                at(place)
            ),
            ForgeError::NotAWakeFolder(path) if !path.exists() => {
                write!(f, "cannot wake by {}: it is not there", path.display())
            }
            ForgeError::NotAWakeFolder(path) if path.is_file() => {
                write!(f, "cannot wake by {}: it is a file", path.display())
            }
            ForgeError::NotAWakeFolder(path) => write!(
                f,
                "cannot wake by {}: neither phrase.json nor model.gcnn nor model.onnx is in it",
                path.display()
            ),
            ForgeError::Watch(place, error) => write!(f, "{place}: {error}"),
            ForgeError::Context(error) => write!(f, "{error}"),
            ForgeError::UnknownIntent(place, intent) => write!(
                f,
                "{place}: there is no intent {intent:?} in the sentences: correct the name"
            ),
            ForgeError::UnknownSkill(place, skill) => {
                let known = goldcrest::dialogue::Skill::ALL.map(|skill| skill.name());
                write!(
                    f,
                    "{place}: there is no skill {skill:?}: use one of {}",
                    known.join(", ")
                )
            }
            ForgeError::NoModel(path) => write!(
                f,
                "{} is not there: train it, or correct the model's name in assistant.yaml",
                path.display()
            ),
            ForgeError::Model(path, error) => write!(f, "{}: {error}", path.display()),
            ForgeError::Understanding(error) => write!(f, "{error}"),
            ForgeError::Dictation(error) => write!(f, "{error}"),
            ForgeError::Rewriter(path, error) => write!(f, "{}: {error}", path.display()),
            ForgeError::UnknownStrategy(name) => {
                let known = Strategy::ALL.map(Strategy::name);
                let known = known.join(", ");
                write!(
                    f,
                    "rewrite.strategy is {name:?} in assistant.yaml: use one of {known}"
                )
            }
            ForgeError::NoGenerator(strategy) => write!(
                f,
                "the strategy {strategy} needs a network: add `generator: rewrite-generate-en` to \
                 rewrite in assistant.yaml"
            ),
            ForgeError::Generator(path, error) => write!(f, "{}: {error}", path.display()),
            ForgeError::KnownSentences(error) => write!(f, "known sentences: {error}"),
            ForgeError::NoNumber(key, value) => write!(
                f,
                "{key} is {value:?} in assistant.yaml: write a whole number above 0"
            ),
            ForgeError::TooManyEntities => f.write_str(
                "the lists have more entries than the 65,535 that a pack holds: shorten them",
            ),
            ForgeError::Pack(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for ForgeError {}

impl From<YamlError> for ForgeError {
    fn from(error: YamlError) -> Self {
        ForgeError::File(error)
    }
}

impl From<ContextFileError> for ForgeError {
    fn from(error: ContextFileError) -> Self {
        ForgeError::Context(error)
    }
}

impl From<UnderstandingError> for ForgeError {
    fn from(error: UnderstandingError) -> Self {
        ForgeError::Understanding(error)
    }
}

impl From<TemplateError> for ForgeError {
    fn from(error: TemplateError) -> Self {
        ForgeError::Template(error)
    }
}

impl From<LexiconError> for ForgeError {
    fn from(error: LexiconError) -> Self {
        ForgeError::Lexicon(error)
    }
}

impl From<goldcrest_pack::BuildError> for ForgeError {
    fn from(error: goldcrest_pack::BuildError) -> Self {
        ForgeError::Pack(error)
    }
}
