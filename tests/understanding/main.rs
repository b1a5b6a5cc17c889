//! The shipped understanding networks: equal to the trainer's reference, and safe with any bytes and any text.

mod hostile;
mod parity;

use std::path::{Path, PathBuf};

/// The folders of all shipped understanding networks.
fn models() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models-quantized");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| goldcrest_forge::understanding::is_model(path))
        .collect();
    folders.sort();
    assert!(!folders.is_empty());
    folders
}

/// The section of the smallest shipped network.
fn section() -> Vec<u8> {
    let sections = models();
    let sections = sections
        .iter()
        .map(|folder| goldcrest_forge::understanding::section(folder).unwrap());
    sections.min_by_key(Vec::len).unwrap()
}
