//! `goldcrest explain`: what every stage made of a text or a recording.

mod context;
mod network;
mod recording;
mod rewriting;
mod stages;
mod words;

pub use recording::look_ahead_ms;

use std::path::Path;

use clap::Args;

use crate::assistants::{self, Choice};
use crate::exit::{Ended, Failure};
use crate::memory::Memory;
use crate::observe::Observation;
use crate::present::Screen;
use crate::signals::Told;

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Candidates are listed best first, with their cost above the unconstrained best path in nats, their \
confidence, and the template (file:line) that they came by. Exit status 1 where nothing was understood.

Examples:
  goldcrest explain turn on the kitchen flights
  goldcrest explain lights.wav
  goldcrest explain --signal activity=heating turn it down
  goldcrest explain --assistant coffee --now order.flac")]
pub struct Explain {
    /// Words, or one WAV or FLAC file
    #[arg(value_name = "TEXT or FILE", required = true)]
    what: Vec<String>,
    /// Listen to the recording for a command at once, without the wake phrase (push to talk); an assistant
    /// without a wake network always does
    #[arg(long)]
    now: bool,
    #[command(flatten)]
    told: Told,
    #[command(flatten)]
    choice: Choice,
}

/// Runs the verb.
pub fn run(arguments: &Explain, screen: &mut Screen<'_>) -> Ended {
    let label = arguments.choice.label();
    let image = arguments.choice.load()?;
    let pack = assistants::open(&image, &label)?;
    let mut memory = Memory::of(&pack);
    let mut assistant = memory.assistant(&pack, &label)?;
    let mut seen = Observation::default();
    arguments.told.tell(&mut assistant, &mut seen, screen)?;
    match arguments.what.as_slice() {
        [file] if is_recording(file) => recording::explain(
            Path::new(file),
            arguments.now || !assistant.wakes_by_phrase(),
            &pack,
            &mut assistant,
            seen,
            screen,
        ),
        _ if arguments.now => Err(Failure::bad_input(
            "--now is for recordings, but what is to be explained is text",
            "leave it out, or give one WAV or FLAC file",
        )),
        words => words::explain(&words.join(" "), &mut assistant, seen, screen),
    }
}

fn is_recording(argument: &str) -> bool {
    let path = Path::new(argument);
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    path.is_file()
        || extension.eq_ignore_ascii_case("wav")
        || extension.eq_ignore_ascii_case("flac")
}
