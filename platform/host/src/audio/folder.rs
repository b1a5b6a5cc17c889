//! Which files of a folder are recordings.

use std::path::{Path, PathBuf};

use super::error::CONVERT;
use crate::present::warn;

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
    if let Some(others) = named(&files) {
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

fn named(files: &[PathBuf]) -> Option<String> {
    let mut others = files
        .iter()
        .filter(|file| has_extension(file, &OTHER_FORMATS));
    let name = |file: &PathBuf| {
        file.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let first: Vec<String> = others.by_ref().take(NAMED).filter_map(name).collect();
    match (first.is_empty(), others.count()) {
        (true, _) => None,
        (false, 0) => Some(first.join(", ")),
        (false, more) => Some(format!("{} and {more} more", first.join(", "))),
    }
}

fn has_extension(file: &Path, extensions: &[&str]) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|own| extensions.iter().any(|one| own.eq_ignore_ascii_case(one)))
}
