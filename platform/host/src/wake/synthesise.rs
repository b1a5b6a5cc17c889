//! A phrase spoken by whatever synthesiser is installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::exit::Failure;

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
    /// few of them already differ much.
    fn command(self, index: usize, text: &str, out: &Path) -> Command {
        let mut command = Command::new(self.program());
        match self {
            Engine::Espeak => {
                let accent = ESPEAK_ACCENTS[index % ESPEAK_ACCENTS.len()];
                let variant = ESPEAK_VARIANTS[index % ESPEAK_VARIANTS.len()];
                command
                    .args(["-v", &format!("{accent}+{variant}")])
                    .args(["-p", &(25 + 11 * index % 50).to_string()])
                    .args(["-s", &(120 + 23 * index % 80).to_string()])
                    .arg("-w")
                    .arg(out)
                    .arg(text);
            }
            Engine::Flite => {
                let stretch = 0.8 + (7 * index % 10) as f64 / 20.0;
                command
                    .args(["-voice", FLITE_VOICES[index % FLITE_VOICES.len()]])
                    .args(["--setf", &format!("duration_stretch={stretch:.2}")])
                    .args(["-t", text, "-o"])
                    .arg(out);
            }
        }
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

fn is_on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Speaks `text` `count` times into `folder` and gives the files that came of it, three of espeak-ng's for
/// one of flite's where both are installed. Files that are there already are kept, so that an interrupted run
/// goes on.
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
        let file = folder.join(format!("{}-{index:03}.wav", engine.program()));
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
    Ok(files)
}
