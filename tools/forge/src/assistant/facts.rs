use crate::yaml::{Node, Place, YamlError};

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

const KNOWN: &[&str] = &[
    "name",
    "language",
    "wake.phrase",
    "wake.model",
    "wake.threshold",
    "wake.refractory_ms",
    "wake.lag_ms",
    "speech.model",
    "speech.blank_penalty",
    "speech.word_penalty",
    "speech.beam",
    "speech.tokens",
    "speech.min_confidence",
    "dialogue.leading_silence_ms",
    "dialogue.trailing_silence_ms",
    "dialogue.complete_silence_ms",
    "dialogue.longest_utterance_ms",
    "dialogue.answer_ms",
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
                "wake" | "speech" | "dialogue" => {
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
        if !KNOWN.contains(&key.as_str()) {
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
