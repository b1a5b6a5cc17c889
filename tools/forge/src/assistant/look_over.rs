//! What is likely not meant in an assistant's answers and lists.

use std::collections::BTreeSet;

use goldcrest::Text;
use goldcrest_trie::Lexicon;

use super::ForgeError;
use super::folder::Folder;
use super::known::KNOWN_FILE;
use crate::templates::TemplateSet;
use crate::yaml::Node;

/// Entries that are said alike and mean different things: only one of them can be understood.
pub(super) fn lists(set: &TemplateSet) -> Vec<String> {
    let twice = set.said_twice().into_iter();
    twice
        .map(|(said, first, again)| {
            format!(
                "{again}: {said:?} has another meaning at {first}: only one of them can be meant"
            )
        })
        .collect()
}

/// Words of the assistant's own lexicon that nothing says, where only its sentences can.
pub(super) fn lexicon(
    own: &[String],
    words: &Lexicon<'_>,
    folder: &Folder,
) -> Result<Option<String>, ForgeError> {
    let said: BTreeSet<&str> = words
        .words()
        .flat_map(|word| words.spelling(word).split(' '))
        .collect();
    let unsaid: Vec<&str> = own
        .iter()
        .map(String::as_str)
        .filter(|word| !said.contains(word) && words.find(word).is_none())
        .collect();
    // Known requests are said as the lexicon tells too.
    if unsaid.is_empty() || folder.text(KNOWN_FILE)?.is_some() {
        return Ok(None);
    }
    Ok(Some(format!(
        "lexicon.yaml: no sentence has {}: correct it, or leave it out",
        unsaid.join(", ")
    )))
}

/// What is wrong with a text that is said to people: braces that hold no slot's name, slots that there are not
/// (`slots` is nothing where a skill may fill in others), and more than can be said.
pub(super) fn answer(
    node: &Node,
    text: &str,
    slots: Option<&[String]>,
    warnings: &mut Vec<String>,
) {
    let place = &node.place;
    let mut rest = text;
    let mut plain = 0;
    while let Some((before, after)) = rest.split_once('{') {
        plain += before.len();
        rest = after;
        match after.split_once('}') {
            Some((name, after)) if is_name(name) => {
                if slots.is_some_and(|slots| !slots.iter().any(|slot| slot == name)) {
                    warnings.push(format!(
                        "{place}: there is no slot {name:?}, so nothing is said in its place: correct the name"
                    ));
                }
                rest = after;
            }
            _ => warnings.push(format!(
                "{place}: a brace that is not around a slot's name: write `{{slot}}`, or leave it out"
            )),
        }
    }
    plain += rest.len();
    let most = Text::new().capacity();
    if plain > most {
        warnings.push(format!(
            "{place}: the text has {plain} bytes and is cut off after {most}: shorten it"
        ));
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['{', '\n'])
}
