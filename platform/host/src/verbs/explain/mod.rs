//! `goldcrest explain`: what every stage made of a text or a recording.

mod context;
mod drawing;
mod network;
mod path;
mod recording;
mod rewriting;
mod slots;
mod stages;
mod words;

pub use recording::look_ahead_ms;

use std::path::{Path, PathBuf};

use clap::Args;

use crate::assistants::{self, Choice};
use crate::exit::{Ended, Failure};
use crate::memory::Memory;
use crate::observe::Observation;
use crate::personal::OwnRequests;
use crate::present::Screen;
use crate::signals::Told;
use crate::written_by;

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Candidates are listed best first, with their cost above the unconstrained best path in nats, their \
confidence, and the template (file:line) that they came by. Exit status 1 where nothing was understood.

Of a recording, each word of the winning sentence is shown with its time, the phones it was matched by and \
those that the network heard under it, and the other sentences with the times at which their words begin (--json \
has all phones of all of them); CTC networks say a phone a little after it is heard. --svg draws bands, phones and \
the winning path, of more than a minute the one in which the first turn begins.

Examples:
  goldcrest explain turn on the kitchen flights
  goldcrest explain lights.wav
  goldcrest explain --wav lights.wav --svg lights.svg
  goldcrest explain --signal activity=heating turn it down
  goldcrest explain --before 'turn of the flights' turn off the lice
  goldcrest explain --pack my.pack --personal mine.bin lights of
  goldcrest explain --assistant coffee --now order.flac")]
pub struct Explain {
    /// Words, or one WAV or FLAC file
    #[arg(value_name = "TEXT or FILE", required_unless_present = "wav")]
    what: Vec<String>,
    /// A recording, whatever its name
    #[arg(long, value_name = "FILE", conflicts_with = "what")]
    wav: Option<PathBuf>,
    /// Draw the recording, the phones heard and the path of the winning sentence into a file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Listen to the recording for a command at once, without the wake phrase (push to talk); an assistant
    /// without a wake network always does
    #[arg(long)]
    now: bool,
    #[command(flatten)]
    told: Told,
    #[command(flatten)]
    choice: Choice,
    /// Said just before, in the same turn of mind: a request of which nothing came counts as an earlier hearing
    #[arg(long, value_name = "TEXT")]
    before: Vec<String>,
    /// Know the requests in this file, which `understand --personal` wrote; nothing is added to them
    #[arg(long, value_name = "FILE")]
    personal: Option<PathBuf>,
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
    if let Some(path) = &arguments.personal {
        OwnRequests::read(path, &mut assistant)?;
    }
    for before in &arguments.before {
        assistant.understand(before);
        while assistant.poll(0).is_some() {}
    }
    let recording = match (&arguments.wav, arguments.what.as_slice()) {
        (Some(file), _) => Some(file.as_path()),
        (None, [file]) if is_recording(file) => Some(Path::new(file)),
        _ => None,
    };
    if let [first, _, ..] = arguments.what.as_slice()
        && arguments.what.iter().all(|word| is_recording(word))
    {
        return Err(Failure::bad_input(
            format!("{} recordings are more than one", arguments.what.len()),
            format!("explain one after the other: goldcrest explain {first}"),
        ));
    }
    if let Some(svg) = &arguments.svg {
        written_by::has_place(svg, "--svg")?;
    }
    if let Some(file) = recording {
        let how = recording::How {
            file,
            now: arguments.now || !assistant.wakes_by_phrase(),
            svg: arguments.svg.as_deref(),
        };
        return recording::explain(&how, &pack, &mut assistant, seen, screen);
    }
    match arguments.what.as_slice() {
        _ if arguments.now || arguments.svg.is_some() => Err(Failure::bad_input(
            "--now and --svg are for recordings, but what is to be explained is text",
            "leave them out, or give one WAV or FLAC file",
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
    let is_folder = path.is_dir() && argument.contains(std::path::is_separator);
    path.is_file()
        || is_folder
        || extension.eq_ignore_ascii_case("wav")
        || extension.eq_ignore_ascii_case("flac")
}
