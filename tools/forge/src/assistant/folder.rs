use std::fs;
use std::path::{Path, PathBuf};

use super::ForgeError;
use crate::yaml::{self, Node};

/// The files of an assistant, in order of name.
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn open(root: &Path) -> Result<Folder, ForgeError> {
        if !root.join("assistant.yaml").is_file() {
            return Err(ForgeError::NotAnAssistant(root.to_owned()));
        }
        Ok(Folder {
            root: root.to_owned(),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.root
    }

    /// The text of one file, if it is there, and its name within the folder.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, ForgeError> {
        let path = self.root.join(name);
        if !path.exists() {
            return Ok(None);
        }
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) => Err(ForgeError::Unreadable(path, error)),
        }
    }

    /// Names (`folder/file.yaml`) and texts of the YAML files of a folder;
    /// none if the folder is not there.
    pub(super) fn files(&self, folder: &str) -> Result<Vec<(String, String)>, ForgeError> {
        let path = self.root.join(folder);
        if !path.is_dir() {
            return Ok(Vec::new());
        }
        let unreadable = |error| ForgeError::Unreadable(path.clone(), error);
        let mut names = Vec::new();
        for entry in fs::read_dir(&path).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            let name = name.to_string_lossy();
            if name.ends_with(".yaml") || name.ends_with(".yml") {
                names.push(format!("{folder}/{name}"));
            }
        }
        names.sort();
        let mut files = Vec::new();
        for name in names {
            if let Some(text) = self.text(&name)? {
                files.push((name, text));
            }
        }
        Ok(files)
    }

    /// The YAML files of a folder, read.
    pub(super) fn documents(&self, folder: &str) -> Result<Vec<Node>, ForgeError> {
        let mut documents = Vec::new();
        for (name, text) in self.files(folder)? {
            documents.push(yaml::read(&name, &text)?);
        }
        Ok(documents)
    }
}
