use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use goldcrest::wake::{NEAR_COLUMNS, NearMiss};
use goldcrest_dsp::HOP;
use serde_json::{Value, json};

use crate::assistants::{self, Choice};
use crate::audio;
use crate::exit::{Ended, Failure, Verdict};
use crate::hearing;
use crate::memory::Memory;
use crate::present::{Screen, Table, left_out, printable, warn};
use crate::wake::stream;

/// Arguments of `wake harvest`.
#[derive(Debug, Args)]
#[command(after_help = "\
A near miss is close (the score came to three quarters of the threshold), refused (the wake network proposed it \
and the acoustic network said no), or unanswered (the assistant woke and understood nothing). Each becomes a \
recording of the two seconds before it, NNN-KIND.wav, and a line of harvest.jsonl. Listen to them, and sort them \
into folders for `wake train`: what was the phrase for --recordings, what was not for --negatives.

Files that cannot be decoded are named on standard error and left out. Exit status 0 also where there is nothing to be \
harvested.

Examples:
  goldcrest wake harvest evening.wav night.flac -o harvest
  goldcrest wake harvest recordings -o harvest --most 50 --assistant home --json
  goldcrest wake train 'hey juniper' --negatives harvest/other --recordings harvest/said")]
pub struct Harvest {
    /// Recordings of a room, or folders of them
    #[arg(value_name = "FILE or DIR", required = true)]
    heard: Vec<PathBuf>,
    /// The folder to write into
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// Keep the newest so many of each recording
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=1000))]
    most: u32,
    #[command(flatten)]
    choice: Choice,
}

/// Runs the verb.
pub fn run(arguments: &Harvest, screen: &mut Screen<'_>) -> Ended {
    let label = arguments.choice.label();
    let image = arguments.choice.load()?;
    let pack = assistants::open(&image, &label)?;
    let files = files(&arguments.heard)?;
    fs::create_dir_all(&arguments.out).map_err(|error| unwritable(&arguments.out, &error))?;
    let mut table = Table::new(&["clip", "from", "at", "kind", "score"]).right(&[2, 4]);
    let mut lines = String::new();
    let mut count = 0;
    let mut undecodable = Vec::new();
    for file in &files {
        let samples = match audio::read(file) {
            Ok(samples) => samples,
            Err(error) => {
                undecodable.push((file, error));
                continue;
            }
        };
        let mut ring = vec![NearMiss::UNUSED; arguments.most as usize];
        let mut memory = Memory::of(&pack);
        let mut assistant = memory.assistant(&pack, &label)?;
        if !assistant.wakes_by_phrase() {
            return Err(Failure::bad_input(
                format!("{label} has no wake network"),
                "give an assistant that is woken by a phrase",
            ));
        }
        assistant.keep_near_misses(&mut ring);
        let ignored = |_: &goldcrest::Event<'_>, _: &mut ()| Ok::<(), Failure>(());
        hearing::play(&mut assistant, &samples, &mut (), ignored)?;
        hearing::settle(&mut assistant, false, &mut (), ignored)?;
        for near in assistant.near_misses() {
            count += 1;
            let name = format!("{count:03}-{}.wav", near.kind);
            let clip = arguments.out.join(&name);
            audio::write_wav(&clip, clip_of(&samples, near))
                .map_err(|error| unwritable(&clip, &error))?;
            let phrase = assistant.wake_phrase(near.phrase.into());
            let text = phrase.map_or("", |phrase| phrase.text);
            let object = described(near, text, file, &name);
            lines.push_str(&format!("{object}\n"));
            screen.object(&object)?;
            table.row(&[
                name,
                printable(&file.display().to_string()),
                near.at.to_string(),
                near.kind.to_string(),
                format!("{:.2}", f64::from(near.score) / 255.0),
            ]);
        }
    }
    if undecodable.len() == files.len()
        && let Some((file, error)) = undecodable.pop()
    {
        return Err(error.about(file));
    }
    let list = arguments.out.join("harvest.jsonl");
    fs::write(&list, lines).map_err(|error| unwritable(&list, &error))?;
    for line in table.lines(screen.ink).iter().filter(|_| count > 0) {
        screen.line(line)?;
    }
    for (file, error) in &undecodable {
        warn(&left_out(file, error));
    }
    let recordings = files.len() - undecodable.len();
    let left_out = match undecodable.len() {
        0 => String::new(),
        some => format!(" ({some} undecodable)"),
    };
    screen.line(&format!(
        "{count} near misses in {recordings} recordings{left_out}, in {}",
        printable(&arguments.out.display().to_string())
    ))?;
    Ok(Verdict::Good)
}

fn files(heard: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in heard {
        if path.is_dir() {
            files.extend(stream::recordings(path)?);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// The sound of its columns, as far as the recording reaches.
fn clip_of<'s>(samples: &'s [i16], near: &NearMiss) -> &'s [i16] {
    let end = (near.at.0 as usize / 10 * HOP).min(samples.len());
    let length = NEAR_COLUMNS * HOP;
    &samples[end.saturating_sub(length)..end]
}

fn described(near: &NearMiss, text: &str, file: &Path, clip: &str) -> Value {
    json!({
        "clip": clip,
        "from": file.display().to_string(),
        "at": near.at.0 as f64 / 1_000.0,
        "kind": near.kind.to_string(),
        "phrase": near.phrase,
        "text": text,
        "score": f64::from(near.score) / 255.0,
        "columns": near.columns().len(),
    })
}

fn unwritable(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::bad_input(
        format!("cannot write {}: {error}", path.display()),
        "give a folder that can be written to with -o",
    )
}
