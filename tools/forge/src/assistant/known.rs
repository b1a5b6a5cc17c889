use std::path::Path;

use goldcrest_trie::{Grammar, Lexicon};

use super::ForgeError;
use super::facts::Facts;
use super::folder::Folder;
use crate::lexicon::Pronouncer;
use crate::rewriting::{KnownSentences, LearntEdits, RewritingSections, Voice};

/// Requests that are known to work besides what the templates say.
const KNOWN_FILE: &str = "known.txt";
/// The file of a rewriter's model in its folder.
const MODEL_FILE: &str = "model.grwe";

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
    if !path.is_file() {
        return Err(ForgeError::NoModel(path));
    }
    let bytes =
        std::fs::read(&path).map_err(|error| ForgeError::Unreadable(path.clone(), error))?;
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
    sections.map(Some).map_err(ForgeError::KnownSentences)
}
