use std::path::Path;

use goldcrest::rewrite::Strategy;
use goldcrest_trie::{Grammar, Lexicon};

use super::ForgeError;
use super::facts::Facts;
use super::folder::Folder;
use crate::lexicon::Pronouncer;
use crate::rewriting::{KnownSentences, LearntEdits, LearntGenerator, RewritingSections, Voice};

/// Requests that are known to work besides what the templates say.
pub(super) const KNOWN_FILE: &str = "known.txt";
/// The file of a rewriter's model in its folder.
const MODEL_FILE: &str = "model.grwe";
/// The file of a generator in its folder.
const GENERATOR_FILE: &str = "model.grwg";

/// What rewriting reads, where `rewrite.model` names a model. Templates are known by the grammar; the trie
/// holds the requests of `known.txt`, and the `rewrite.sentences` likeliest of the templates, which makes them
/// come before the others.
pub(super) fn sections(
    folder: &Folder,
    facts: &Facts,
    models: &Path,
    pronouncer: Pronouncer,
    grammar: &Grammar<'_>,
    lexicon: &Lexicon<'_>,
) -> Result<Option<RewritingSections>, ForgeError> {
    let Some(name) = facts.get("rewrite.model") else {
        return Ok(None);
    };
    let path = models.join(name).join(MODEL_FILE);
    let bytes = model(&path)?;
    let generator = generator(facts, models)?;
    let learnt = LearntEdits::read(&bytes).map_err(|error| ForgeError::Rewriter(path, error))?;
    let most = match facts.get("rewrite.sentences") {
        Some(number) => number
            .parse()
            .map_err(|_| ForgeError::NoNumber("rewrite.sentences".to_owned(), number.to_owned()))?,
        None => 0,
    };
    let mut known = match grammar.root("command") {
        Some(root) => KnownSentences::likeliest(grammar, lexicon, root, most),
        None => KnownSentences::default(),
    };
    if let Some(requests) = folder.text(KNOWN_FILE)? {
        known.add_requests(&requests);
    }
    let sections = known.sections(lexicon, &learnt, &mut Voice::new(pronouncer));
    let sections = sections.map_err(ForgeError::KnownSentences)?;
    Ok(Some(RewritingSections {
        generator,
        ..sections
    }))
}

/// The generator, where the strategy needs one.
fn generator(facts: &Facts, models: &Path) -> Result<Option<Vec<u8>>, ForgeError> {
    let strategy = match facts.get("rewrite.strategy") {
        Some(name) => {
            Strategy::named(name).ok_or_else(|| ForgeError::UnknownStrategy(name.to_owned()))?
        }
        None => Strategy::default(),
    };
    if !strategy.generates() {
        return Ok(None);
    }
    let name = facts
        .get("rewrite.generator")
        .ok_or(ForgeError::NoGenerator(strategy))?;
    let path = models.join(name).join(GENERATOR_FILE);
    let learnt = LearntGenerator::read(&model(&path)?);
    let learnt = learnt.map_err(|error| ForgeError::Generator(path, error))?;
    Ok(Some(learnt.bytes().to_vec()))
}

fn model(path: &Path) -> Result<Vec<u8>, ForgeError> {
    if !path.is_file() {
        return Err(ForgeError::NoModel(path.to_owned()));
    }
    std::fs::read(path).map_err(|error| ForgeError::Unreadable(path.to_owned(), error))
}
