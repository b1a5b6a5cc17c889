use std::path::Path;

use super::ForgeError;
use super::folder::Folder;
use crate::yaml::Place;

/// What a sentence must be understood as: a line of `tests/*.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The sentence.
    pub say: String,
    /// The intent; `None` where it must not be understood.
    pub intent: Option<String>,
    /// All slots and their values.
    pub slots: Vec<(String, String)>,
    /// The root it is said from, `command` unless `when` says otherwise.
    pub root: String,
    /// Whether this holds for the templates alone: a network may understand more.
    pub by_templates: bool,
    /// Where it is written.
    pub place: Place,
}

/// What a test may say.
const KEYS: [&str; 5] = ["say", "intent", "slots", "when", "by"];

/// The tests of an assistant's folder.
///
/// # Errors
///
/// Where a file cannot be read or is wrong.
pub fn expectations(folder: &Path) -> Result<Vec<Expectation>, ForgeError> {
    let mut found = Vec::new();
    for document in Folder::open(folder)?.documents("tests")? {
        for test in document
            .get("tests")
            .map_or(Ok(&[][..]), |tests| tests.items())?
        {
            for (key, node) in test.pairs()? {
                if !KEYS.contains(&key.text.as_str()) {
                    let known = KEYS.join(", ");
                    return Ok(node.fail(format!("unknown key {:?}: expected {known}", key.text))?);
                }
            }
            let intent = match test.get("intent") {
                Some(intent) if !intent.is_null() => Some(intent.text()?.to_owned()),
                _ => None,
            };
            let mut slots = Vec::new();
            if let Some(listed) = test.get("slots") {
                for (slot, value) in listed.pairs()? {
                    slots.push((slot.text.clone(), value.text()?.to_owned()));
                }
            }
            let root = match test.get("when") {
                Some(when) => when.text()?.to_owned(),
                None => "command".to_owned(),
            };
            let by_templates = match test.get("by") {
                Some(by) if by.text()? == "templates" => true,
                Some(by) => by.fail("the only thing that can stand here is templates")?,
                None => false,
            };
            for say in test.get("say").map_or(Ok(&[][..]), |say| say.items())? {
                found.push(Expectation {
                    say: say.text()?.to_owned(),
                    intent: intent.clone(),
                    slots: slots.clone(),
                    root: root.clone(),
                    by_templates,
                    place: say.place.clone(),
                });
            }
        }
    }
    Ok(found)
}
