use crate::yaml::{Node, Place, YamlError};
use goldcrest::settings::KEYS;

/// What `assistant.yaml` says.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// Lines of the manifest, `wake.phrase` and so on.
    pub(super) lines: Vec<(String, String)>,
    /// Intents that the assistant runs by itself: intent, skill, where.
    pub(super) skills: Vec<(String, String, Place)>,
    /// Keys that no part of the engine is known to read.
    pub(super) unknown: Vec<String>,
}

/// Keys that this crate reads itself, besides those of the engine.
const MODEL_KEYS: [&str; 7] = [
    "wake.model",
    "wake.tuned",
    "speech.model",
    "understand.model",
    "rewrite.model",
    "rewrite.generator",
    "rewrite.sentences",
];

impl Facts {
    pub(super) fn read(root: &Node) -> Result<Facts, YamlError> {
        let mut facts = Facts::default();
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
                "wake" | "speech" | "understand" | "rewrite" | "dialogue" => {
                    for (inner, node) in node.pairs()? {
                        facts.line(format!("{}.{}", key.text, inner.text), node)?;
                    }
                }
                _ => facts.line(key.text.clone(), node)?,
            }
        }
        Ok(facts)
    }

    fn line(&mut self, key: String, node: &Node) -> Result<(), YamlError> {
        let value = node.text()?.trim();
        if value.contains('\n') || key.contains(['=', '\n']) {
            return node.fail(format!("{key} must stand on one line"));
        }
        if !KEYS.contains(&key.as_str()) && !MODEL_KEYS.contains(&key.as_str()) {
            self.unknown
                .push(format!("{}: unknown key {key}", node.place));
        }
        self.lines.push((key, value.to_owned()));
        Ok(())
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.lines
            .iter()
            .find(|(other, _)| other == key)
            .map(|(_, value)| value.as_str())
    }

    /// The manifest section.
    pub(super) fn manifest(&self) -> String {
        self.lines
            .iter()
            .map(|(key, value)| format!("{key}={value}\n"))
            .collect()
    }
}
