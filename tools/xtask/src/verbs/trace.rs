use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::recordings::{self, Mode};
use crate::targets::{self, Target};
use crate::traces::{self, Row};

/// Compare the events of recordings on every target
///
/// Plays each recording on this machine, on aarch64 (qemu-aarch64-static), on the Cortex-M4F and
/// on the Cortex-M55 (qemu-system-arm), with the same pack and the same samples, and compares two
/// hashes: of the event lines, and of everything that the stages reported (features, wake
/// scores, phone probabilities, search costs, candidates). Exit status 1 where they differ.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cargo xtask trace --assistant coffee --push-to-talk order.wav")]
pub struct Trace {
    /// The folder in tools/assistants that is linked as the pack
    #[arg(long, default_value = "home")]
    assistant: String,
    /// The recordings are commands without a wake phrase
    #[arg(long)]
    push_to_talk: bool,
    /// Print one JSON object for each recording
    #[arg(long)]
    json: bool,
    /// Print the events too
    #[arg(long)]
    events: bool,
    /// WAV or FLAC; the assistant's demo recordings if none is given
    wav: Vec<PathBuf>,
}

impl Trace {
    pub fn run(self) -> Result<Outcome> {
        let recordings = if self.wav.is_empty() {
            recordings::demos(&self.assistant)?
        } else {
            self.wav
        };
        let mode = if self.push_to_talk {
            Mode::PushToTalk
        } else {
            Mode::Wake
        };
        let targets = targets::all(&self.assistant)?;
        let rows = traces::compare(&targets, mode, &recordings)?;
        for row in &rows {
            if self.json {
                println!("{}", object(&targets, row));
            } else {
                print(&targets, row, self.events);
            }
        }
        let equal = rows.iter().filter(|row| row.is_equal()).count();
        if !self.json {
            println!(
                "{equal} of {} recordings are equal on {} targets",
                rows.len(),
                targets.len()
            );
        }
        if equal == rows.len() {
            Ok(Outcome::Good)
        } else {
            Ok(Outcome::CheckFailed)
        }
    }
}

fn object(targets: &[Target], row: &Row) -> Value {
    let hashes: serde_json::Map<_, _> = targets
        .iter()
        .zip(&row.hashes)
        .map(|(target, hashes)| {
            let value = json!({ "events": hashes.events, "stages": hashes.stages });
            (target.name().to_owned(), value)
        })
        .collect();
    json!({
        "recording": row.recording,
        "equal": row.is_equal(),
        "hashes": hashes,
        "events": row.events,
    })
}

/// A line where all is equal, a line a target where not.
pub fn print(targets: &[Target], row: &Row, with_events: bool) {
    let name = row
        .recording
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    if row.is_equal() {
        let hashes = &row.hashes[0];
        println!("equal      {}  {}  {name}", hashes.events, hashes.stages);
    } else {
        for (target, hashes) in targets.iter().zip(&row.hashes) {
            println!(
                "DIFFERENT  {}  {}  {name} on {}",
                hashes.events,
                hashes.stages,
                target.name()
            );
        }
    }
    if with_events {
        for event in &row.events {
            println!("             {event}");
        }
    }
}
