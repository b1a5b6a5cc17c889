//! What the recordings of a folder say.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::audio;
use crate::exit::Failure;

/// What a recording asks for.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Label {
    /// The intent's name.
    pub intent: String,
    /// Slots by name; numbers may be written as numbers or as text.
    #[serde(default)]
    pub slots: BTreeMap<String, Value>,
    /// Its words, where the file has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A recording and what it asks for.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// How it is called in reports: its path under the folder.
    pub name: String,
    /// The file.
    pub file: PathBuf,
    /// What it asks for; nothing where it must not be understood.
    pub label: Option<Label>,
}

/// The recordings of `folder` that a labels file names, in the order of their names.
///
/// The file is one JSON object, `{"order.flac": {"intent": "orderDrink", "slots": {"size": "small"}}}`.
///
/// # Errors
///
/// Bad input where the file is not of this shape, names nothing, or where none of its recordings exists.
pub fn from_file(folder: &Path, labels: &Path) -> Result<Vec<Labelled>, Failure> {
    let shown = labels.display();
    let shape = r#"write it as {"file.wav": {"intent": "Name", "slots": {"slot": "value"}}}"#;
    let text = fs::read_to_string(labels).map_err(|error| {
        Failure::bad_input(
            format!("cannot read {shown}: {error}"),
            "give the labels with --labels FILE",
        )
    })?;
    let labels: BTreeMap<String, Label> = serde_json::from_str(&text)
        .map_err(|error| Failure::bad_input(format!("{shown}: {error}"), shape))?;
    if labels.is_empty() {
        return Err(Failure::bad_input(
            format!("{shown} names no recording"),
            shape,
        ));
    }
    let labelled: Vec<Labelled> = labels
        .into_iter()
        .map(|(name, label)| Labelled {
            file: folder.join(&name),
            name,
            label: Some(label),
        })
        .collect();
    if labelled.iter().all(|recording| !recording.file.exists()) {
        return Err(Failure::bad_input(
            format!(
                "none of the {} recordings of {shown} is in {}",
                labelled.len(),
                folder.display()
            ),
            "give the folder that holds them with --audio DIR",
        ));
    }
    Ok(labelled)
}

/// The recordings under `folder`, each asking for the intent that its own folder is named after.
///
/// Folders for which `is_intent` says no are left out and given back by name.
///
/// # Errors
///
/// Bad input where the folder cannot be read or no recording is left.
pub fn from_folders(
    folder: &Path,
    is_intent: impl Fn(&str) -> bool,
) -> Result<(Vec<Labelled>, Vec<String>), Failure> {
    let mut labelled = Vec::new();
    let mut left_out = Vec::new();
    for path in entries(folder)? {
        let Some(name) = path
            .file_name()
            .and_then(|name| name.to_str())
            .map(str::to_owned)
        else {
            continue;
        };
        if !path.is_dir() {
            continue;
        }
        if !is_intent(&name) {
            left_out.push(name);
            continue;
        }
        let label = Label {
            intent: name.clone(),
            slots: BTreeMap::new(),
            text: None,
        };
        for recording in recordings(&path)? {
            labelled.push(Labelled {
                name: format!("{name}/{}", recording.name),
                label: Some(label.clone()),
                ..recording
            });
        }
    }
    if labelled.is_empty() {
        return Err(Failure::bad_input(
            format!(
                "{} has no folder named after an intent of the assistant",
                folder.display()
            ),
            "give labels with --labels FILE, or a folder of folders such as yes/1.wav, no/2.wav",
        ));
    }
    Ok((labelled, left_out))
}

/// The WAV and FLAC files of a folder, without labels, in the order of their names.
///
/// # Errors
///
/// Bad input where the folder cannot be read.
pub fn recordings(folder: &Path) -> Result<Vec<Labelled>, Failure> {
    let files = audio::recordings(folder, entries(folder)?);
    Ok(files
        .into_iter()
        .filter_map(|file| {
            let name = file.file_name()?.to_str()?.to_owned();
            Some(Labelled {
                name,
                file,
                label: None,
            })
        })
        .collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let listing = fs::read_dir(folder).map_err(|error| {
        Failure::bad_input(
            format!("cannot read the folder {}: {error}", folder.display()),
            "give a folder of WAV or FLAC recordings",
        )
    })?;
    let mut paths: Vec<PathBuf> = listing.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

/// Keeps the recordings whose file name begins with one of the lines of a list (names, or speakers where
/// file names begin with the speaker).
///
/// # Errors
///
/// Bad input where the list cannot be read or leaves nothing.
pub fn keep_only(recordings: Vec<Labelled>, list: &Path) -> Result<Vec<Labelled>, Failure> {
    let shown = list.display();
    let remedy = "give a text file with the beginning of a file name on each line";
    let text = fs::read_to_string(list)
        .map_err(|error| Failure::bad_input(format!("cannot read {shown}: {error}"), remedy))?;
    let beginnings: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let kept: Vec<Labelled> = recordings
        .into_iter()
        .filter(|recording| {
            let file_name = recording.name.rsplit('/').next().unwrap_or_default();
            beginnings
                .iter()
                .any(|beginning| file_name.starts_with(beginning))
        })
        .collect();
    if kept.is_empty() {
        return Err(Failure::bad_input(
            format!("no recording is named in {shown}"),
            remedy,
        ));
    }
    Ok(kept)
}
