//! A phrase spoken by whatever synthesiser is installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::exit::Failure;
use crate::noise::seed_of;

const ESPEAK_ACCENTS: [&str; 8] = [
    "en-us",
    "en-gb",
    "en-gb-x-rp",
    "en-gb-scotland",
    "en-us-nyc",
    "en-gb-x-gbclan",
    "en-gb-x-gbcwmd",
    "en-029",
];
const ESPEAK_VARIANTS: [&str; 13] = [
    "m1", "f1", "m3", "f2", "m4", "f3", "m7", "f5", "klatt2", "anika", "edward", "linda", "steph",
];
const FLITE_VOICES: [&str; 4] = ["slt", "rms", "kal16", "awb"];

/// A synthesiser that is installed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// espeak-ng.
    Espeak,
    /// flite.
    Flite,
}

impl Engine {
    /// Those that are installed.
    pub fn installed() -> Vec<Engine> {
        [Engine::Espeak, Engine::Flite]
            .into_iter()
            .filter(|engine| is_on_path(engine.program()))
            .collect()
    }

    /// The program's name.
    pub fn program(self) -> &'static str {
        match self {
            Engine::Espeak => "espeak-ng",
            Engine::Flite => "flite",
        }
    }

    /// Number `index` of its ways to speak: accents, voices, pitches and paces, all turned at once, so that
    /// few of them already differ much. The text and the file to write are still to come.
    fn options(self, index: usize) -> Vec<String> {
        match self {
            Engine::Espeak => {
                let accent = ESPEAK_ACCENTS[index % ESPEAK_ACCENTS.len()];
                let variant = ESPEAK_VARIANTS[index % ESPEAK_VARIANTS.len()];
                let (pitch, pace) = (25 + 11 * index % 50, 120 + 23 * index % 80);
                vec![
                    "-v".into(),
                    format!("{accent}+{variant}"),
                    "-p".into(),
                    pitch.to_string(),
                    "-s".into(),
                    pace.to_string(),
                ]
            }
            Engine::Flite => {
                let stretch = 0.8 + (7 * index % 10) as f64 / 20.0;
                vec![
                    "-voice".into(),
                    FLITE_VOICES[index % FLITE_VOICES.len()].into(),
                    "--setf".into(),
                    format!("duration_stretch={stretch:.2}"),
                ]
            }
        }
    }

    fn command(self, index: usize, text: &str, out: &Path) -> Command {
        let mut command = Command::new(self.program());
        command.args(self.options(index));
        match self {
            Engine::Espeak => command.arg("-w").arg(out).args(["--", text]),
            Engine::Flite => command.args(["-t", text, "-o"]).arg(out),
        };
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// A name that only this text, spoken in this way, has: a recording of another text is never taken for it.
    fn file_name(self, index: usize, text: &str) -> String {
        let spoken = self.options(index).join("\n") + "\n" + text;
        let program = self.program();
        format!("{program}-{index:03}-{:016x}.wav", seed_of(&spoken))
    }
}

fn is_on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Speaks `text` `count` times into `folder` and gives the files that came of it, three of espeak-ng's for
/// one of flite's where both are installed. Files of the same text and voice that are there already are kept, so
/// that an interrupted run goes on; synthesised recordings of anything else are removed, so that the folder holds one
/// phrase.
///
/// # Errors
///
/// Bad input where the folder cannot be made.
pub fn speak(
    engines: &[Engine],
    text: &str,
    count: usize,
    folder: &Path,
    progress: impl Fn(usize),
) -> Result<Vec<PathBuf>, Failure> {
    fs::create_dir_all(folder).map_err(|error| {
        Failure::bad_input(
            format!("cannot make the folder {}: {error}", folder.display()),
            "give another folder with -o",
        )
    })?;
    let mut files = Vec::new();
    for index in 0..count {
        let engine = match engines {
            [] => break,
            [only] => *only,
            [first, ..] if index % 4 < 3 => *first,
            [_, second, ..] => *second,
        };
        let file = folder.join(engine.file_name(index, text));
        if !file.is_file() {
            let part = file.with_extension("part");
            let spoke = engine.command(index, text, &part).status();
            if !spoke.is_ok_and(|status| status.success()) || fs::rename(&part, &file).is_err() {
                continue;
            }
        }
        files.push(file);
        progress(index + 1);
    }
    if !engines.is_empty() {
        remove_others(folder, &files);
    }
    Ok(files)
}

/// Removes what an earlier run synthesised, and nothing else.
fn remove_others(folder: &Path, spoken: &[PathBuf]) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(is_synthesised);
        if is_ours && !spoken.contains(&entry.path()) {
            // Where it cannot be removed it is still not measured on.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file is called as synthesised recordings are, now or in earlier versions, which left out the hash.
fn is_synthesised(name: &str) -> bool {
    let numbered = [Engine::Espeak, Engine::Flite].iter().find_map(|engine| {
        let rest = name.strip_prefix(engine.program())?;
        rest.strip_prefix('-')?.strip_suffix(".wav")
    });
    let Some(numbered) = numbered else {
        return false;
    };
    let (number, hash) = match numbered.split_once('-') {
        Some((number, hash)) => (number, Some(hash)),
        None => (numbered, None),
    };
    let is_number = number.len() >= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_hash =
        |hash: &str| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_number && hash.is_none_or(is_hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_belongs_to_one_text_in_one_voice() {
        let mut names = Vec::new();
        for engine in [Engine::Espeak, Engine::Flite] {
            for index in 0..96 {
                for text in ["hey juniper", "computer", "hey  juniper"] {
                    names.push(engine.file_name(index, text));
                }
            }
        }
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
        let again = Engine::Espeak.file_name(3, "computer");
        assert_eq!(again, Engine::Espeak.file_name(3, "computer"));
        assert!(again.starts_with("espeak-ng-003-"), "{again}");
    }

    #[test]
    fn only_recordings_of_the_same_text_are_found_again() {
        let folder = std::env::temp_dir().join(format!("goldcrest-spoken-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        // as a run for another phrase left it, and as this one did
        let old = folder.join(Engine::Flite.file_name(0, "hey juniper"));
        let own = folder.join(Engine::Flite.file_name(0, "computer"));
        let nameless = folder.join("flite-000.wav");
        let mine = [
            "mine.wav",
            "flite-mine.wav",
            "flite-000-mine.wav",
            "flite-000.txt",
        ];
        let mine = mine.map(|name| folder.join(name));
        for file in [&old, &nameless, &own].into_iter().chain(&mine) {
            fs::write(file, b"kept").unwrap();
        }
        let spoken = speak(&[Engine::Flite], "computer", 1, &folder, |_| {}).unwrap();
        let kept = fs::read(&own).unwrap();
        let gone = [&old, &nameless].map(|file| !file.exists());
        let left = mine.each_ref().map(|file| file.exists());
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!((spoken, kept), (vec![own], b"kept".to_vec()));
        assert_eq!((gone, left), ([true; 2], [true; 4]));
    }
}
