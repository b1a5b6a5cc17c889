use std::path::{Path, PathBuf};

use goldcrest_nn::Model;
use goldcrest_pack::SectionKind;

use super::facts::{Facts, Tuned};
use super::{BuildOptions, ForgeError, phrases};
use crate::microwakeword::SECTION_FILE;
use crate::onnx::import_onnx;
use crate::wake::{PHRASE_FILE, TunedPhrase, section_name};
use crate::yaml::{self, Node};

/// The file of a network as its trainer wrote it.
const NETWORK_FILE: &str = "model.onnx";

/// A network of `models-quantized/NAME/`.
pub(super) struct Network {
    /// The model section.
    pub(super) section: Vec<u8>,
    /// What its trainer wrote about it.
    manifest: Option<Node>,
}

/// The folder of networks: the one given, or the nearest `models-quantized`
/// above the assistant's folder, or the one for where there is none.
pub(super) fn folder(options: &BuildOptions, assistant: &Path) -> PathBuf {
    if let Some(given) = &options.models {
        return given.clone();
    }
    let absolute = std::path::absolute(assistant).unwrap_or_else(|_| assistant.to_owned());
    absolute
        .ancestors()
        .map(|above| above.join("models-quantized"))
        .find(|models| models.is_dir())
        .or_else(|| options.models_otherwise.clone())
        .unwrap_or_else(|| "models-quantized".into())
}

/// A section of a pack: kind, name, bytes.
pub(super) type Section = (SectionKind, String, Vec<u8>);

/// The sections of the networks that hear, with the wake phrases behind the first; and these phrases. What their
/// trainers measured is added to `facts`.
pub(super) fn listening(
    facts: &mut Facts,
    models: &Path,
    assistant: &Path,
    options: &BuildOptions,
    warnings: &mut Vec<String>,
) -> Result<(Vec<Section>, Vec<TunedPhrase>), ForgeError> {
    let mut sections = Vec::new();
    let mut phrases = Vec::new();
    let asked = options.wake.is_some();
    for (kind, key) in [
        (SectionKind::Wake, "wake.model"),
        (SectionKind::Acoustic, "speech.model"),
    ] {
        let Some(name) = facts.get(key).map(str::to_owned) else {
            continue;
        };
        let is_needed = options.require_models || asked && kind == SectionKind::Wake;
        let network = match Network::read(models, &name) {
            Ok(network) => network,
            Err(error @ ForgeError::NoModel(_)) if !is_needed => {
                warnings.push(error.to_string());
                continue;
            }
            Err(error) => return Err(error),
        };
        if !network.is(kind) {
            let use_instead = match kind {
                SectionKind::Wake => "a wake network, such as wake-trunk-en",
                _ => "an acoustic network, such as speech-en",
            };
            let place = facts.place(key).cloned();
            return Err(ForgeError::OtherNetwork(place, name, use_instead));
        }
        if kind == SectionKind::Wake {
            network.add_wake_facts(facts);
            phrases = phrases::read(facts, models, assistant, &network.section)?;
            phrases::add_rates(facts, &phrases);
            if phrases.is_empty() && phrases::hears_phones(&network.section) {
                return Err(ForgeError::NoPhrases(facts.place(key).cloned(), name));
            }
            phrases::has_stop_word(facts, &phrases)?;
        }
        sections.push((kind, stored_name(&name).to_owned(), network.section));
        if kind == SectionKind::Wake {
            sections.extend(phrases::sections(&phrases)?);
        }
    }
    Ok((sections, phrases))
}

/// The name under which a network's section is stored: that of its folder.
pub(super) fn stored_name(name: &str) -> &str {
    let folder = Path::new(name).file_name().and_then(|name| name.to_str());
    section_name(folder.unwrap_or(name))
}

/// Lets an assistant wake by what is in `folder` instead of by what its own file says: a phrase of
/// `goldcrest wake train` over its network of phones, or a network that knows a phrase by heart.
///
/// # Errors
///
/// Where neither is there, and where its file is wrong.
pub(super) fn wake_by(facts: &mut Facts, folder: &Path) -> Result<(), ForgeError> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let phrase = folder.join(PHRASE_FILE);
    let by_heart = [SECTION_FILE, NETWORK_FILE]
        .iter()
        .any(|file| folder.join(file).is_file());
    if phrase.is_file() {
        by_phrase(facts, &folder, &phrase)
    } else if by_heart {
        by_network(facts, folder)
    } else {
        Err(ForgeError::NotAWakeFolder(folder))
    }
}

/// Settings of waking that hold for any phrase over a network of phones.
const OF_ANY_PHRASE: [&str; 3] = ["wake.lag_ms", "wake.refractory_ms", "wake.strictness"];

fn by_phrase(facts: &mut Facts, folder: &Path, file: &Path) -> Result<(), ForgeError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| ForgeError::Unreadable(file.to_owned(), error))?;
    let phrase = yaml::read(&file.display().to_string(), &text)?;
    let trunk = match phrase.get("trunk") {
        Some(trunk) => trunk.text()?.to_owned(),
        None => phrase.fail("a wake phrase needs `trunk`, the network that it was tuned over")?,
    };
    let followed_phrases = !facts.tuned.is_empty();
    facts.lines.retain(|(key, _)| {
        !key.starts_with("wake.") || followed_phrases && OF_ANY_PHRASE.contains(&key.as_str())
    });
    facts.lines.push(("wake.model".to_owned(), trunk));
    facts.tuned = vec![Tuned {
        folder: folder.display().to_string(),
        rate: None,
        place: phrase.place,
    }];
    Ok(())
}

fn by_network(facts: &mut Facts, folder: PathBuf) -> Result<(), ForgeError> {
    let manifest = manifest(&folder)?;
    let phrase = match manifest.as_ref().and_then(|said| said.get("phrase")) {
        Some(phrase) => phrase.text()?.to_owned(),
        None => String::new(),
    };
    facts.lines.retain(|(key, _)| !key.starts_with("wake."));
    facts.tuned.clear();
    facts.lines.extend([
        ("wake.model".to_owned(), folder.display().to_string()),
        ("wake.phrase".to_owned(), phrase),
    ]);
    Ok(())
}

/// What stands beside a network about it.
fn manifest(folder: &Path) -> Result<Option<Node>, ForgeError> {
    let file = folder.join("manifest.json");
    // JSON is YAML.
    match std::fs::read_to_string(&file) {
        Ok(text) => Ok(Some(yaml::read(&file.display().to_string(), &text)?)),
        Err(_) => Ok(None),
    }
}

impl Network {
    /// The network in a folder: a section that was imported, or an ONNX file.
    pub(super) fn read(models: &Path, name: &str) -> Result<Network, ForgeError> {
        let folder = models.join(name);
        let manifest = manifest(&folder)?;
        let unreadable = |path: &Path, error| ForgeError::Unreadable(path.to_owned(), error);
        let imported = folder.join(SECTION_FILE);
        if imported.is_file() {
            let section = std::fs::read(&imported).map_err(|error| unreadable(&imported, error))?;
            Model::open(&section)
                .map_err(|error| unreadable(&imported, std::io::Error::other(error.to_string())))?;
            return Ok(Network { section, manifest });
        }
        let path = folder.join(NETWORK_FILE);
        if !path.is_file() {
            return Err(ForgeError::NoModel(path));
        }
        let onnx = std::fs::read(&path).map_err(|error| unreadable(&path, error))?;
        let section = import_onnx(&onnx).map_err(|error| ForgeError::Model(path, error))?;
        Ok(Network { section, manifest })
    }

    /// Whether a network may be used as one of this kind: its manifest names no other, and who hears speech hears
    /// phones.
    fn is(&self, kind: SectionKind) -> bool {
        let said = self.manifest.as_ref().and_then(|manifest| {
            let kind = manifest.get("kind")?;
            kind.text().ok()
        });
        let is_other = said.is_some_and(|said| said != kind.name());
        !is_other && (kind == SectionKind::Wake || phrases::hears_phones(&self.section))
    }

    /// Adds to the assistant's facts what only the wake network's trainer
    /// could measure: from which probability it wakes, how late, and over
    /// how many outputs it is averaged.
    pub(super) fn add_wake_facts(&self, facts: &mut Facts) {
        let Some(manifest) = &self.manifest else {
            return;
        };
        let threshold = manifest
            .get("threshold")
            .and_then(|threshold| threshold.get("probability_u8"));
        let facts_of_wake = [
            ("wake.threshold", threshold),
            ("wake.lag_ms", manifest.get("detection_delay_ms")),
            ("wake.smoothing", manifest.get("smoothing")),
        ];
        for (key, value) in facts_of_wake {
            let number = value.and_then(|value| value.text().ok()?.parse::<f64>().ok());
            if let Some(number) = number.filter(|number| *number >= 0.0)
                && facts.get(key).is_none()
            {
                facts.lines.push((key.into(), format!("{number:.0}")));
            }
        }
    }
}
