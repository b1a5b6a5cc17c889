//! Which files of a folder are recordings.

use std::path::{Path, PathBuf};

use super::error::CONVERT;
use crate::present::{first_few, warn};

/// What sound is kept in that is not read here.
const OTHER_FORMATS: [&str; 13] = [
    "aac", "aif", "aiff", "amr", "m4a", "mka", "mp3", "mp4", "oga", "ogg", "opus", "webm", "wma",
];
/// Of many files so many are named.
const NAMED: usize = 3;

/// The WAV and FLAC files among `files`, in their order. Files of other formats of sound are told on standard error:
/// a figure of half of a folder is another figure.
#[must_use]
pub fn recordings(folder: &Path, files: Vec<PathBuf>) -> Vec<PathBuf> {
    let others = files
        .iter()
        .filter(|file| has_extension(file, &OTHER_FORMATS))
        .filter_map(|file| Some(file.file_name()?.to_string_lossy()));
    let others = first_few(others, NAMED, ", ");
    if !others.is_empty() {
        warn(&format!(
            "left out of {}, being neither WAV nor FLAC: {others}; to have one heard, {CONVERT}",
            folder.display()
        ));
    }
    files
        .into_iter()
        .filter(|file| has_extension(file, &["wav", "flac"]))
        .collect()
}

fn has_extension(file: &Path, extensions: &[&str]) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|own| extensions.iter().any(|one| own.eq_ignore_ascii_case(one)))
}
