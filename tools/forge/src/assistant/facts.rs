use super::settings;
use crate::wake::read_rate;
use crate::yaml::{Node, Place, Value, YamlError};
use goldcrest::settings::KEYS;

/// What `assistant.yaml` says.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// Lines of the manifest, `wake.phrase` and so on.
    pub(super) lines: Vec<(String, String)>,
    /// Intents that the assistant runs by itself: intent, skill, where.
    pub(super) skills: Vec<(String, String, Place)>,
    /// The phrases that `wake.tuned` names, in order.
    pub(super) tuned: Vec<Tuned>,
    /// Where each key stands.
    places: Vec<(String, Place)>,
    /// Keys that no part of the engine is known to read.
    pub(super) unknown: Vec<String>,
}

/// A phrase over a network of phones: the folder that `goldcrest wake train` wrote.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tuned {
    pub(super) folder: String,
    /// False accepts an hour that are asked for, where any are.
    pub(super) rate: Option<f64>,
    pub(super) place: Place,
}

/// Keys with keys of their own below them, besides `skills`.
const PARTS: [&str; 5] = ["wake", "speech", "understand", "rewrite", "dialogue"];

/// Keys that this crate reads itself, besides those of the engine.
const MODEL_KEYS: [&str; 6] = [
    "wake.model",
    "speech.model",
    "understand.model",
    "rewrite.model",
    "rewrite.generator",
    "rewrite.sentences",
];

impl Facts {
    pub(super) fn read(root: &Node) -> Result<Facts, YamlError> {
        let mut facts = Facts::default();
        let mut written = Vec::new();
        for (key, node) in root.pairs()? {
            match key.text.as_str() {
                "skills" => {
                    for (intent, skill) in node.pairs()? {
                        let skill = (
                            intent.text.clone(),
                            skill.text()?.to_owned(),
                            intent.place.clone(),
                        );
                        facts.skills.push(skill);
                    }
                }
                part if PARTS.contains(&part) => {
                    for (inner, node) in node.pairs()? {
                        if (key.text.as_str(), inner.text.as_str()) == ("wake", "tuned") {
                            facts.tuned = tuned(node)?;
                            continue;
                        }
                        written.push((format!("{}.{}", key.text, inner.text), node));
                    }
                }
                _ => written.push((key.text.clone(), node)),
            }
        }
        for (key, node) in &written {
            facts.line(key.clone(), node)?;
        }
        settings::check(&written)?;
        facts.is_followed()?;
        Ok(facts)
    }

    /// Phrases are followed by a network only.
    fn is_followed(&self) -> Result<(), YamlError> {
        match self.tuned.first() {
            Some(first) if self.get("wake.model").is_none() => Err(YamlError {
                place: first.place.clone(),
                message: "`tuned` names a phrase and nothing follows it: add the network of phones that it was \
                          trained over under `wake:`, such as `model: wake-trunk-en`"
                    .into(),
            }),
            _ => Ok(()),
        }
    }

    /// Where a key is written.
    pub(super) fn place(&self, key: &str) -> Option<&Place> {
        let mut places = self.places.iter();
        places.find(|(other, _)| other == key).map(|(_, at)| at)
    }

    fn line(&mut self, key: String, node: &Node) -> Result<(), YamlError> {
        let Ok(value) = node.text().map(str::trim) else {
            return match key.contains('.') || KEYS.contains(&key.as_str()) {
                true => node.fail(format!("{key}: text is expected here")),
                false => node.fail(format!(
                    "there is no part {key}: use one of {}",
                    PARTS.join(", ")
                )),
            };
        };
        if value.contains('\n') || key.contains(['=', '\n']) {
            return node.fail(format!("{key} must stand on one line"));
        }
        if !KEYS.contains(&key.as_str()) && !MODEL_KEYS.contains(&key.as_str()) {
            self.unknown
                .push(format!("{}: unknown key {key}", node.place));
        }
        self.places.push((key.clone(), node.place.clone()));
        self.lines.push((key, value.to_owned()));
        Ok(())
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.lines
            .iter()
            .find(|(other, _)| other == key)
            .map(|(_, value)| value.as_str())
    }

    /// Changes the value of a key, if there is one.
    pub(super) fn change(&mut self, key: &str, to: impl Fn(&str) -> String) {
        for (other, value) in &mut self.lines {
            if other == key {
                *value = to(value);
            }
        }
    }

    /// The manifest section.
    pub(super) fn manifest(&self) -> String {
        self.lines
            .iter()
            .map(|(key, value)| format!("{key}={value}\n"))
            .collect()
    }
}

/// Folders with commas between them, a list of folders, or folders with their rates:
///
/// ```text
/// tuned: wake-hey-goldcrest, wake-stop
/// tuned: [wake-hey-goldcrest, wake-computer: 0.2]
/// tuned: {wake-hey-goldcrest: , wake-computer: 0.2}
/// ```
fn tuned(node: &Node) -> Result<Vec<Tuned>, YamlError> {
    let one = |folder: &str, rate, place: &Place| Tuned {
        folder: folder.trim().to_owned(),
        rate,
        place: place.clone(),
    };
    let named = match &node.value {
        Value::Scalar { text, .. } => text
            .split(',')
            .map(|folder| one(folder, None, &node.place))
            .collect(),
        Value::Sequence(items) => {
            let each: Result<Vec<_>, _> = items.iter().map(tuned).collect();
            each?.concat()
        }
        Value::Mapping(pairs) => {
            let mut named = Vec::new();
            for (folder, rate) in pairs {
                let rate = (!rate.is_null()).then(|| read_rate(rate)).transpose()?;
                named.push(one(&folder.text, rate, &folder.place));
            }
            named
        }
    };
    let named = named.into_iter().filter(|one| !one.folder.is_empty());
    Ok(named.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    #[test]
    fn tuned_phrases_are_named_with_or_without_a_rate() {
        let two = [("a", None), ("b", None)];
        let rated = [("a", None), ("b", Some(0.2))];
        for (text, expected) in [
            ("a, b", &two[..]),
            ("[a, b]", &two),
            ("[a, b: 0.2]", &rated),
            ("\n    a:\n    b: 0.2", &rated),
            ("[\"a,\", {b: 0.2}]", &rated),
            ("", &[]),
            ("[]", &[]),
        ] {
            let file = format!("wake:\n  model: trunk\n  tuned: {text}\n");
            let facts = Facts::read(&yaml::read("assistant.yaml", &file).unwrap()).unwrap();
            let found: Vec<_> = facts
                .tuned
                .iter()
                .map(|one| (one.folder.as_str(), one.rate))
                .collect();
            assert_eq!(found, expected, "{text}");
            assert!(facts.unknown.is_empty() && facts.lines.len() == 1);
        }
    }

    #[test]
    fn a_rate_that_is_none_is_refused_with_its_line() {
        for rate in ["often", "0", "-1", "1001", "[1]", "NaN"] {
            let file = format!("wake:\n  tuned:\n    a: 0.5\n    b: {rate}\n");
            let read = Facts::read(&yaml::read("assistant.yaml", &file).unwrap());
            let error = read.unwrap_err().to_string();
            assert!(error.starts_with("assistant.yaml:4: "), "{rate}: {error}");
        }
    }
}
