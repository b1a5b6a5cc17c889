//! PocketSphinx on the same recordings, with the same words, sentences and scorer: the rival to compare with.
//!
//! ```text
//!  pack ─▶ grammar.fsg, words.dict ─▶ python3 -c decode.py ◀─ recordings, as they are played to the assistant
//!                                          │ words
//!                                          ▼
//!                              the assistant's templates ─▶ intent and slots ─▶ the scorer
//! ```
//!
//! It has no confidence for a sentence of a grammar, so it refuses only what does not come to a whole sentence; and
//! it hears a recording as a whole, so how soon it decides is not measured.

pub mod export;

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use goldcrest::Assistant;
use goldcrest_pack::Pack;
use serde_json::Value;

use super::labels::Labelled;
use super::run::{self, Played, Playing};
use super::score::{Outcome, judge};
use crate::exit::Failure;
use crate::hearing::Fate;
use crate::memory::Memory;
use crate::observe::Observation;

const SCRIPT: &str = include_str!("decode.py");
const REMEDY: &str = "install it for that Python, as in `python3 -m venv rival; rival/bin/pip install pocketsphinx`, \
                      and give that Python with --python rival/bin/python";

/// How each of the recordings fares, in their order. `progress` is told after each how many are done.
///
/// # Errors
///
/// Bad input where `python` does not run or has no PocketSphinx, and where the pack has no grammar.
pub fn outcomes(
    pack: &Pack<'_>,
    label: &str,
    python: &Path,
    recordings: &[Labelled],
    playing: &Playing,
    progress: impl Fn(usize),
) -> Result<Vec<Played>, Failure> {
    let mut memory = Memory::of(pack);
    let mut rival = Rival::start(&memory.assistant(pack, label)?, label, python)?;
    let mut found = Vec::new();
    for recording in recordings {
        let outcome = match run::samples(recording, playing) {
            Err(why) => Outcome::Undecodable(why),
            Ok(samples) => {
                let heard = rival.hear(&samples)?;
                let fate = match &heard {
                    Some(words) => meaning(words, &mut memory.assistant(pack, label)?),
                    None => unheard("", "no-match"),
                };
                judge(recording.label.as_ref(), fate)
            }
        };
        found.push(outcome.into());
        progress(found.len());
    }
    Ok(found)
}

/// What the templates make of words that were heard.
fn meaning(words: &str, assistant: &mut Assistant<'_, '_>) -> Fate {
    let mut seen = Observation::default();
    assistant.understand_traced(words, &mut seen);
    if seen.candidates.is_empty() || seen.network.is_some() {
        return unheard(words, "no-match");
    }
    let mut fate = unheard(words, "");
    while let Some(event) = assistant.poll(0) {
        fate.note(&event);
    }
    fate
}

fn unheard(words: &str, reason: &str) -> Fate {
    Fate {
        heard: words.to_owned(),
        reason: reason.to_owned(),
        ..Fate::default()
    }
}

/// A running decoder; it and its files end with it.
struct Rival {
    process: Child,
    audio: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    folder: PathBuf,
}

impl Rival {
    fn start(assistant: &Assistant<'_, '_>, label: &str, python: &Path) -> Result<Self, Failure> {
        let (grammar, lexicon) = (assistant.grammar(), assistant.lexicon());
        let Some(root) = grammar.root("command") else {
            return Err(Failure::bad_input(
                format!("{label} has no sentences"),
                "give an assistant with sentences",
            ));
        };
        let folder = std::env::temp_dir().join(format!("goldcrest-rival-{}", std::process::id()));
        let files = ["grammar.fsg", "words.dict"].map(|name| folder.join(name));
        fs::create_dir_all(&folder)?;
        fs::write(&files[0], export::grammar(grammar, lexicon, root))?;
        fs::write(&files[1], export::dictionary(lexicon))?;
        let shown = python.display();
        let mut process = Command::new(python)
            .arg("-c")
            .arg(SCRIPT)
            .args(&files)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| {
                // Files that stay behind are no reason to hide why.
                let _ = fs::remove_dir_all(&folder);
                Failure::bad_input(
                    format!("cannot run `{shown}`: {error}"),
                    "install Python 3, or give one with --python",
                )
            })?;
        let audio = process.stdin.take();
        let Some(answers) = process.stdout.take().map(BufReader::new) else {
            return Err(broken());
        };
        let mut rival = Self {
            process,
            audio,
            answers,
            folder,
        };
        let ready = rival.answer()?;
        match ready.get("missing").and_then(Value::as_str) {
            None => Ok(rival),
            Some(error) => Err(Failure::bad_input(
                format!("`{shown}` has no PocketSphinx: {error}"),
                REMEDY,
            )),
        }
    }

    /// The words of a recording.
    fn hear(&mut self, samples: &[i16]) -> Result<Option<String>, Failure> {
        let mut bytes = (samples.len() as u32).to_le_bytes().to_vec();
        bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        let sent = self.audio.as_mut().map(|audio| {
            audio.write_all(&bytes)?;
            audio.flush()
        });
        match sent {
            Some(Ok(())) => Ok(self.answer()?.as_str().map(str::to_owned)),
            _ => Err(broken()),
        }
    }

    fn answer(&mut self) -> Result<Value, Failure> {
        let mut line = String::new();
        let read: io::Result<usize> = self.answers.read_line(&mut line);
        match read {
            Ok(1..) => serde_json::from_str(&line).map_err(|_| broken()),
            _ => Err(broken()),
        }
    }
}

impl Drop for Rival {
    fn drop(&mut self) {
        // The end of its input ends it; what is left behind is in the system's temporary folder.
        self.audio = None;
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn broken() -> Failure {
    Failure::bad_input(
        "PocketSphinx gave up; what it said stands above",
        "check that version 5 of the package is installed: `pip install 'pocketsphinx>=5'`",
    )
}
