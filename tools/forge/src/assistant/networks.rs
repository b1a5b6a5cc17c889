use std::path::{Path, PathBuf};

use goldcrest_pack::SectionKind;

use super::ForgeError;
use super::facts::Facts;
use crate::onnx::import_onnx;
use crate::wake::{PHRASE_FILE, read_phrase, section_name};
use crate::yaml::{self, Node};

/// A network of `models-quantized/NAME/`.
pub(super) struct Network {
    /// The model section.
    pub(super) section: Vec<u8>,
    /// What its trainer wrote about it.
    manifest: Option<Node>,
}

/// The folder of networks: the one given, or the nearest `models-quantized`
/// above the assistant's folder.
pub(super) fn folder(given: Option<&Path>, assistant: &Path) -> PathBuf {
    if let Some(given) = given {
        return given.to_owned();
    }
    let absolute = std::path::absolute(assistant).unwrap_or_else(|_| assistant.to_owned());
    absolute
        .ancestors()
        .map(|above| above.join("models-quantized"))
        .find(|models| models.is_dir())
        .unwrap_or_else(|| "models-quantized".into())
}

/// The sections of the phrases that `wake.tuned` names, one or several with commas between them: folders
/// that `goldcrest wake train` wrote, in the assistant's folder or in that of the networks.
pub(super) fn tuned_phrases(
    facts: &Facts,
    models: &Path,
    assistant: &Path,
) -> Result<Vec<(SectionKind, String, Vec<u8>)>, ForgeError> {
    let names = facts.get("wake.tuned").unwrap_or("").split(',');
    let mut sections = Vec::new();
    for name in names.map(str::trim).filter(|name| !name.is_empty()) {
        let file = [assistant, models]
            .iter()
            .map(|folder| folder.join(name).join(PHRASE_FILE))
            .find(|file| file.is_file())
            .ok_or_else(|| ForgeError::NoModel(models.join(name).join(PHRASE_FILE)))?;
        let text = std::fs::read_to_string(&file)
            .map_err(|error| ForgeError::Unreadable(file.clone(), error))?;
        let phrase = read_phrase(&file.display().to_string(), &text)?;
        let section = phrase.write().map_err(ForgeError::WakePhrase)?;
        let name = section_name(&phrase.text).to_owned();
        sections.push((SectionKind::WakePhrase, name, section));
    }
    Ok(sections)
}

impl Network {
    pub(super) fn read(models: &Path, name: &str) -> Result<Network, ForgeError> {
        let path = models.join(name).join("model.onnx");
        if !path.is_file() {
            return Err(ForgeError::NoModel(path));
        }
        let unreadable = |error| ForgeError::Unreadable(path.clone(), error);
        let onnx = std::fs::read(&path).map_err(unreadable)?;
        let section = import_onnx(&onnx).map_err(|error| ForgeError::Model(path.clone(), error))?;
        let manifest = path.with_file_name("manifest.json");
        // JSON is YAML.
        let manifest = match std::fs::read_to_string(&manifest) {
            Ok(text) => Some(yaml::read(&manifest.display().to_string(), &text)?),
            Err(_) => None,
        };
        Ok(Network { section, manifest })
    }

    /// Adds to the assistant's facts what only the wake network's trainer
    /// could measure: from which probability it wakes, and how late.
    pub(super) fn add_wake_facts(&self, facts: &mut Facts) {
        let Some(manifest) = &self.manifest else {
            return;
        };
        let threshold = manifest
            .get("threshold")
            .and_then(|threshold| threshold.get("probability_u8"));
        let lag = manifest.get("detection_delay_ms");
        for (key, value) in [("wake.threshold", threshold), ("wake.lag_ms", lag)] {
            let number = value.and_then(|value| value.text().ok()?.parse::<f64>().ok());
            if let Some(number) = number.filter(|number| *number >= 0.0)
                && facts.get(key).is_none()
            {
                facts.lines.push((key.into(), format!("{number:.0}")));
            }
        }
    }
}
