//! Folders that verbs write several files into.

use std::fs;
use std::path::Path;

use crate::assistants::MANIFEST;
use crate::exit::Failure;

/// Makes sure that nothing of others is overwritten in a folder: that it is no assistant's, and that it has none of
/// `files` unless it has `own` too, by which an earlier run of the same verb is known.
///
/// # Errors
///
/// Bad input that names the file in the way.
pub fn refuse_others(folder: &Path, own: &str, files: &[&str]) -> Result<(), Failure> {
    let has = |file: &&&str| folder.join(file).exists();
    let in_the_way = match folder.join(own).exists() {
        true => None,
        false => files.iter().find(has),
    };
    let in_the_way = [&MANIFEST].into_iter().find(has).or(in_the_way);
    match in_the_way {
        None => Ok(()),
        Some(file) => Err(Failure::bad_input(
            format!("{} holds {file} of something else", folder.display()),
            "give -o a folder of its own, which need not be there yet",
        )),
    }
}

/// Makes sure, before the work is done, that a file can be written where an option wants it.
///
/// # Errors
///
/// Bad input where its folder is not there, or where it is a folder itself.
pub fn has_place(file: &Path, option: &str) -> Result<(), Failure> {
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let why = match (folder.is_dir(), file.is_dir()) {
        (true, false) => return Ok(()),
        (true, true) => "it is a folder".to_owned(),
        (false, _) => format!("there is no folder {}", folder.display()),
    };
    Err(Failure::bad_input(
        format!("cannot write {}: {why}", file.display()),
        format!("give {option} a file in a folder that can be written to"),
    ))
}

/// Writes beside the file first and then renames, so that a file in use is never changed in place.
///
/// # Errors
///
/// Bad input where the file cannot be written.
pub fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let part = file.with_extension("part");
    fs::write(&part, bytes)
        .and_then(|()| fs::rename(&part, file))
        .map_err(|error| Failure::unwritable(file, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_same_verb_wrote_is_overwritten() {
        let folder = std::env::temp_dir().join(format!("goldcrest-written-{}", std::process::id()));
        let refused = || refuse_others(&folder, "phrase.json", &["CARD.md"]).err();
        assert!(refused().is_none(), "a folder that is not there");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("notes.txt"), "").unwrap();
        assert!(refused().is_none());
        fs::write(folder.join("CARD.md"), "").unwrap();
        assert!(refused().unwrap().to_string().contains("CARD.md"));
        fs::write(folder.join("phrase.json"), "").unwrap();
        assert!(refused().is_none());
        fs::write(folder.join("assistant.yaml"), "").unwrap();
        assert!(refused().unwrap().to_string().contains("assistant.yaml"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
