//! Released microWakeWord models: a manifest of version 2 and the streaming network that it names.
//!
//! ```text
//! {"type": "micro", "wake_word": "Hey Juniper", "model": "hey_juniper.tflite", "version": 2,
//!  "micro": {"probability_cutoff": 0.97, "sliding_window_size": 5, "feature_step_size": 10, …}}
//! ```
//!
//! The front end of these models is the engine's own, every 10 ms; the network's output is the probability
//! that the phrase was just said, and it counts as heard where the mean of the last `sliding_window_size`
//! exceeds `probability_cutoff`.
//!
//! There is no way back: a phrase from text is a network of phones and a search over them, which the format
//! cannot hold, and networks from ONNX round in f32 where TensorFlow Lite rounds in fixed point.

use std::fmt;
use std::path::{Path, PathBuf};

use goldcrest_nn::Model;

use crate::tflite::{TfliteError, import_tflite};
use crate::yaml::{self, Node, YamlError};

/// The file of an imported network's section, in the folder that `goldcrest import` writes.
pub const SECTION_FILE: &str = "model.gcnn";
/// Features in a column, and the milliseconds from one to the next, of the only front end there is.
const BANDS: usize = 40;
const STEP_MS: u32 = 10;
/// Outputs that may be averaged.
const WINDOWS: std::ops::RangeInclusive<u32> = 1..=goldcrest::wake::LONGEST_WINDOW as u32;

/// What a manifest says.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// What is said.
    pub wake_word: String,
    /// Who trained it; empty where the manifest does not say.
    pub author: String,
    /// Where it comes from, likewise.
    pub website: String,
    /// The model's file, beside the manifest.
    pub model: String,
    /// The mean has to exceed this.
    pub probability_cutoff: f64,
    /// Outputs that are averaged.
    pub sliding_window: u32,
}

/// A model ready for a pack.
#[derive(Clone, Debug)]
pub struct Imported {
    /// What the manifest says.
    pub manifest: Manifest,
    /// The model section.
    pub section: Vec<u8>,
    /// Bytes of the TensorFlow Lite file.
    pub model_bytes: usize,
}

/// Why a model cannot be imported.
#[derive(Debug)]
pub enum MicroWakeWordError {
    /// A file cannot be read.
    Unreadable(PathBuf, std::io::Error),
    /// The manifest is not as it should be.
    Manifest(YamlError),
    /// The network cannot be taken over.
    Network(PathBuf, TfliteError),
    /// The network is not one of 40 features in and one probability out.
    Ends(PathBuf, usize, usize),
}

impl fmt::Display for MicroWakeWordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Self::Manifest(error) => write!(f, "{error}"),
            Self::Network(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Ends(path, inputs, outputs) => write!(
                f,
                "{}: it takes {inputs} features and gives {outputs} values or no probability; \
                 a wake network takes {BANDS} and gives one",
                path.display()
            ),
        }
    }
}

impl std::error::Error for MicroWakeWordError {}

impl From<YamlError> for MicroWakeWordError {
    fn from(error: YamlError) -> Self {
        Self::Manifest(error)
    }
}

/// Reads a manifest and the model beside it.
///
/// # Errors
///
/// See [`MicroWakeWordError`].
pub fn import(manifest: &Path) -> Result<Imported, MicroWakeWordError> {
    let unreadable = |path: &Path, error| MicroWakeWordError::Unreadable(path.to_owned(), error);
    let text = std::fs::read_to_string(manifest).map_err(|error| unreadable(manifest, error))?;
    let read = Manifest::read(&manifest.display().to_string(), &text)?;
    let file = manifest.with_file_name(&read.model);
    let tflite = std::fs::read(&file).map_err(|error| unreadable(&file, error))?;
    let section =
        import_tflite(&tflite).map_err(|error| MicroWakeWordError::Network(file.clone(), error))?;
    // A section just written is always sound.
    let Ok(model) = Model::open(&section) else {
        return Err(MicroWakeWordError::Network(file, TfliteError::Damaged));
    };
    let (inputs, output) = (model.input().len, model.output());
    let is_probability =
        output.len == 1 && output.scale == 1.0 / 256.0 && output.zero_point == -128;
    if inputs != BANDS || !is_probability {
        return Err(MicroWakeWordError::Ends(file, inputs, output.len));
    }
    Ok(Imported {
        manifest: read,
        section,
        model_bytes: tflite.len(),
    })
}

impl Manifest {
    /// Reads a manifest; `file` names it in errors.
    ///
    /// # Errors
    ///
    /// Where it is no JSON, no manifest of version 2, or asks for what the engine does not do.
    pub fn read(file: &str, text: &str) -> Result<Self, YamlError> {
        let root = yaml::read(file, text)?;
        let optional = |key: &str| match root.get(key) {
            Some(node) => node.text().map(str::to_owned),
            None => Ok(String::new()),
        };
        let kind = need(&root, "type")?;
        if kind.text()? != "micro" {
            return kind.fail("only models of type \"micro\" can be imported");
        }
        let version = need(&root, "version")?;
        match version.text()? {
            "2" => {}
            "1" => version.fail(
                "only manifests of version 2 can be imported: models of version 1 are not streaming",
            )?,
            other => version.fail(format!(
                "only manifests of version 2 can be imported, and this is one of version {other}"
            ))?,
        }
        let wake_word = need(&root, "wake_word")?;
        if wake_word.text()?.trim().is_empty() {
            return wake_word.fail("`wake_word` says nothing: write what people say to wake it");
        }
        let micro = need(&root, "micro")?;
        let cutoff = need(micro, "probability_cutoff")?;
        let probability_cutoff: f64 = cutoff.number()?;
        if !(0.0..1.0).contains(&probability_cutoff) {
            return cutoff.fail("a probability is at least 0 and less than 1");
        }
        let window = need(micro, "sliding_window_size")?;
        let sliding_window = window.number()?;
        if !WINDOWS.contains(&sliding_window) {
            return window.fail(format!(
                "the window must be of {} to {} outputs",
                WINDOWS.start(),
                WINDOWS.end()
            ));
        }
        let step = need(micro, "feature_step_size")?;
        if step.number::<u32>()? != STEP_MS {
            return step.fail(format!("the front end makes a column every {STEP_MS} ms"));
        }
        let model = need(&root, "model")?;
        if model.text()?.contains(['/', '\\']) {
            return model.fail("the model must lie beside the manifest: give the name of its file");
        }
        Ok(Self {
            wake_word: wake_word.text()?.to_owned(),
            author: optional("author")?,
            website: optional("website")?,
            model: model.text()?.to_owned(),
            probability_cutoff,
            sliding_window,
        })
    }

    /// The least mean, of 255 and rounded up, that counts as heard. The cutoff is taken in 255ths, rounded
    /// down, and has to be exceeded, as on the devices that these models were made for.
    #[must_use]
    pub fn threshold(&self) -> u8 {
        (self.probability_cutoff * 255.0) as u8 + 1
    }
}

fn need<'n>(node: &'n Node, key: &str) -> Result<&'n Node, YamlError> {
    match node.get(key) {
        Some(found) => Ok(found),
        None => node.fail(format!("a manifest of microWakeWord needs `{key}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JUNIPER: &str = r#"{"type": "micro", "wake_word": "Hey Juniper", "author": "A. Person",
        "model": "hey_juniper.tflite", "trained_languages": ["en"], "version": 2,
        "micro": {"probability_cutoff": 0.97, "feature_step_size": 10, "sliding_window_size": 5,
        "tensor_arena_size": 22860}}"#;

    #[test]
    fn a_manifest_is_read() {
        let manifest = Manifest::read("hey_juniper.json", JUNIPER).unwrap();
        assert_eq!(manifest.wake_word, "Hey Juniper");
        assert_eq!(manifest.model, "hey_juniper.tflite");
        assert_eq!((manifest.threshold(), manifest.sliding_window), (248, 5));
        assert_eq!(manifest.website, "");
    }

    #[test]
    fn what_cannot_be_done_is_refused() {
        for (change, to, words) in [
            ("\"version\": 2", "\"version\": 1", "version 2"),
            ("\"micro\",", "\"nano\",", "micro"),
            ("0.97", "1.5", "probability"),
            (
                "\"feature_step_size\": 10",
                "\"feature_step_size\": 20",
                "10 ms",
            ),
            (
                "\"sliding_window_size\": 5",
                "\"sliding_window_size\": 0",
                "1 to 32",
            ),
            ("hey_juniper.tflite", "../x.tflite", "beside"),
            ("wake_word", "word", "wake_word"),
            ("probability_cutoff", "cutoff", "probability_cutoff"),
        ] {
            let changed = JUNIPER.replace(change, to);
            let error = Manifest::read("hey_juniper.json", &changed).unwrap_err();
            let error = error.to_string();
            assert!(error.contains(words), "{change}: {error}");
        }
    }
}
