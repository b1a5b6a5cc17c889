mod clips;
mod dumps;

use std::path::PathBuf;

use clap::Args;
use goldcrest::wake::{NEAR_COLUMNS, NearMiss};
use goldcrest_dsp::HOP;
use goldcrest_pack::Pack;
use serde_json::json;

use crate::assistants::{self, Choice};
use crate::audio;
use crate::exit::{Ended, Failure, Verdict};
use crate::hearing;
use crate::memory::Memory;
use crate::present::{Screen, left_out, printable, warn};
use crate::wake::stream;
use clips::{Clips, Near};

/// Arguments of `wake harvest`.
#[derive(Debug, Args)]
#[command(after_help = "\
A near miss is close (the score came to three quarters of the threshold), refused (the wake network proposed it \
and the acoustic network said no), or unanswered (the assistant woke and understood nothing). Each becomes a \
recording of the two seconds before it, NNN-KIND.wav, and a line of harvest.jsonl. Listen to them, and sort them \
into folders for `wake train`: what was the phrase for --recordings, what was not for --negatives.

A device that keeps a ring writes it as a dump (`Assistant::write_near_misses`), which is told from a recording by its \
first bytes. A dump holds features and no sound: NNN-KIND.npy has them as `goldcrest features` writes them, and \
NNN-KIND.wav is a whisper made of them, to listen to and not to train with.

What an earlier harvest wrote into the same folder is replaced. With --json the lines of harvest.jsonl are followed by \
one with the counts.

Files that cannot be decoded are named on standard error and left out. Exit status 0 also where there is nothing to be \
harvested.

Examples:
  goldcrest wake harvest evening.wav night.flac -o harvest
  goldcrest wake harvest recordings -o harvest --most 50 --assistant home --json
  goldcrest wake harvest ring.bin -o harvest                     # what a device kept
  goldcrest wake train 'hey juniper' --negatives harvest/other --recordings harvest/said")]
pub struct Harvest {
    /// Recordings of a room, or folders of them; dumps of a device's ring
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
    let (dumps, heard): (Vec<PathBuf>, Vec<PathBuf>) =
        (arguments.heard.iter().cloned()).partition(|path| dumps::is_dump(path));
    let files = files(&heard)?;
    let mut clips = Clips::into(&arguments.out)?;
    let mut unread = Vec::new();
    if !files.is_empty() {
        recordings(arguments, &files, &mut clips, &mut unread, screen)?;
    }
    let undecodable = unread.len();
    for dump in &dumps {
        if let Some(why) = dumps::harvest(dump, &mut clips, screen)? {
            let name = printable(&dump.display().to_string());
            let failure = Failure::bad_input(
                format!("`{name}`: {why}"),
                "write the ring out again, and see that all bytes arrive",
            );
            unread.push((dump.clone(), why, failure));
        }
    }
    if clips.count == 0
        && unread.len() == files.len() + dumps.len()
        && let Some((.., failure)) = unread.pop()
    {
        return Err(failure);
    }
    clips.finish(screen)?;
    for (file, why, _) in &unread {
        warn(&left_out(file, why));
    }
    let mut from = Vec::new();
    if dumps.is_empty() || !files.is_empty() {
        let bad = match undecodable {
            0 => String::new(),
            some => format!(" ({some} undecodable)"),
        };
        from.push(format!("{} recordings{bad}", files.len() - undecodable));
    }
    if !dumps.is_empty() {
        let bad = match unread.len() - undecodable {
            0 => String::new(),
            some => format!(" ({some} damaged)"),
        };
        from.push(format!("{} dumps{bad}", dumps.len()));
    }
    screen.line(&format!(
        "{} near misses in {}, in {}",
        clips.count,
        from.join(" and "),
        printable(&arguments.out.display().to_string())
    ))?;
    screen.object(&json!({
        "near_misses": clips.count, "recordings": files.len() - undecodable, "undecodable": undecodable,
        "dumps": dumps.len(), "damaged": unread.len() - undecodable,
        "out": arguments.out.display().to_string(),
    }))?;
    Ok(Verdict::Good)
}

/// A file, why it was not read, and that as the end of the verb.
type Unread = (PathBuf, String, Failure);

fn recordings(
    arguments: &Harvest,
    files: &[PathBuf],
    clips: &mut Clips<'_>,
    undecodable: &mut Vec<Unread>,
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    let label = arguments.choice.label();
    let image = arguments.choice.load()?;
    let pack = assistants::open(&image, &label)?;
    for file in files {
        match audio::read(file) {
            Ok(samples) => {
                let mut ring = vec![NearMiss::UNUSED; arguments.most as usize];
                let told =
                    |near: &Near<'_>, clip: &[i16]| clips.keep(near, file, clip, None, screen);
                listen(&pack, &label, &samples, &mut ring, told)?;
            }
            Err(error) => undecodable.push((file.clone(), error.to_string(), error.about(file))),
        }
    }
    Ok(())
}

/// Plays a recording to an assistant that keeps its near misses.
fn listen(
    pack: &Pack<'_>,
    label: &str,
    samples: &[i16],
    ring: &mut [NearMiss],
    mut told: impl FnMut(&Near<'_>, &[i16]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut memory = Memory::of(pack);
    let mut assistant = memory.assistant(pack, label)?;
    if !assistant.wakes_by_phrase() {
        return Err(Failure::bad_input(
            format!("{label} has no wake network"),
            "give an assistant that is woken by a phrase",
        ));
    }
    assistant.keep_near_misses(ring);
    let ignored = |_: &goldcrest::Event<'_>, _: &mut ()| Ok::<(), Failure>(());
    hearing::play(&mut assistant, samples, &mut (), ignored)?;
    hearing::settle(&mut assistant, false, &mut (), ignored)?;
    for near in assistant.near_misses() {
        let phrase = assistant.wake_phrase(near.phrase.into());
        let found = Near {
            at: near.at,
            kind: near.kind,
            phrase: near.phrase,
            score: near.score,
            text: phrase.map_or("", |phrase| phrase.text),
            columns: near.columns().len(),
        };
        told(&found, clip_of(samples, near))?;
    }
    Ok(())
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
