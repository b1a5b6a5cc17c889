use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use goldcrest_forge::yaml::{self, Node, YamlError};

use crate::exit::Failure;

/// One recorded dialogue.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Its name, that of the recording without `.wav`.
    pub name: String,
    /// The recording.
    pub file: PathBuf,
    /// Who speaks.
    pub voice: String,
    /// What is said, and what it must lead to.
    pub turns: Vec<Turn>,
}

/// One thing that is said.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The words.
    pub say: String,
    /// What must come of it.
    pub expect: Expected,
}

/// What a turn must lead to.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// A question about a slot, or `confirm`.
    Ask(String),
    /// An action.
    Act {
        /// The intent's name.
        intent: String,
        /// Its slots.
        slots: BTreeMap<String, String>,
    },
}

/// Reads `demos.yaml` of an assistant's folder; its recordings are in `demos/`.
///
/// # Errors
///
/// Bad input where the file is missing, is not as `tools/assistants/README.md` says, or lists nothing.
pub fn read(folder: &Path) -> Result<Vec<Scene>, Failure> {
    let file = folder.join("demos.yaml");
    let shown = file.display().to_string();
    let remedy = "choose an assistant with a demos.yaml, as `home` has; tools/assistants/README.md shows how to write one";
    let text = fs::read_to_string(&file)
        .map_err(|error| Failure::bad_input(format!("cannot read {shown}: {error}"), remedy))?;
    let scenes = yaml::read(&shown, &text)
        .and_then(|document| scenes(&document, &folder.join("demos")))
        .map_err(|error| Failure::bad_input(error.to_string(), remedy))?;
    if scenes.is_empty() {
        return Err(Failure::bad_input(
            format!("{shown} lists no demos"),
            remedy,
        ));
    }
    Ok(scenes)
}

fn scenes(document: &Node, recordings: &Path) -> Result<Vec<Scene>, YamlError> {
    items(document, "demos")?
        .iter()
        .map(|demo| {
            let name = required(demo, "file")?.text()?.to_owned();
            Ok(Scene {
                file: recordings.join(format!("{name}.wav")),
                voice: voice(demo)?,
                turns: items(demo, "turns")?
                    .iter()
                    .map(turn)
                    .collect::<Result<_, _>>()?,
                name,
            })
        })
        .collect()
}

fn turn(node: &Node) -> Result<Turn, YamlError> {
    let expect = required(node, "expect")?;
    let expect = match expect.get("ask") {
        Some(about) => Expected::Ask(about.text()?.to_owned()),
        None => Expected::Act {
            intent: required(expect, "intent")?.text()?.to_owned(),
            slots: match expect.get("slots") {
                Some(slots) => slots
                    .pairs()?
                    .iter()
                    .map(|(slot, value)| Ok((slot.text.clone(), value.text()?.to_owned())))
                    .collect::<Result<_, YamlError>>()?,
                None => BTreeMap::new(),
            },
        },
    };
    Ok(Turn {
        say: required(node, "say")?.text()?.to_owned(),
        expect,
    })
}

fn voice(demo: &Node) -> Result<String, YamlError> {
    let Some(voice) = demo.get("voice") else {
        return Ok(String::new());
    };
    let part = |key| voice.get(key).map_or(Ok(""), |node| node.text());
    Ok(format!("{} {}", part("engine")?, part("voice")?)
        .trim()
        .to_owned())
}

fn required<'n>(node: &'n Node, key: &str) -> Result<&'n Node, YamlError> {
    match node.get(key) {
        Some(found) => Ok(found),
        None => node.fail(format!("`{key}` is missing: add it")),
    }
}

fn items<'n>(node: &'n Node, key: &str) -> Result<&'n [Node], YamlError> {
    node.get(key).map_or(Ok(&[]), |list| list.items())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dialogues_are_read_with_what_they_must_lead_to() {
        let text = "demos:\n  - file: lock\n    voice: {engine: flite, voice: slt}\n    turns:\n      - say: unlock the door\n        expect: {ask: confirm}\n      - say: yes\n        expect: {intent: Unlock, slots: {name: door, code: 12}}\n";
        let document = yaml::read("demos.yaml", text).unwrap();
        let scenes = scenes(&document, Path::new("demos")).unwrap();
        assert_eq!(scenes[0].file, Path::new("demos/lock.wav"));
        assert_eq!(scenes[0].voice, "flite slt");
        assert_eq!(scenes[0].turns[0].expect, Expected::Ask("confirm".into()));
        let Expected::Act { intent, slots } = &scenes[0].turns[1].expect else {
            panic!("{:?}", scenes[0].turns[1]);
        };
        assert_eq!((intent.as_str(), slots["code"].as_str()), ("Unlock", "12"));
    }

    #[test]
    fn what_is_missing_is_named_with_its_line() {
        let document = yaml::read(
            "demos.yaml",
            "demos:\n  - file: a\n    turns:\n      - say: b\n",
        )
        .unwrap();
        let error = scenes(&document, Path::new("")).unwrap_err().to_string();
        assert!(
            error.contains("demos.yaml:4") && error.contains("expect"),
            "{error}"
        );
    }
}
