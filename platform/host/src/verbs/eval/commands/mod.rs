//! `goldcrest eval commands`: of spoken commands, the share that is accepted.

mod report;
mod unknown;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use goldcrest_forge::rewriting::normalised;
use goldcrest_pack::{Pack, SectionKind};

use crate::assistants::{self, Choice};
use crate::eval::labels::{self, Labelled};
use crate::eval::pocketsphinx;
use crate::eval::run::{self, Playing};
use crate::eval::split;
use crate::exit::{Ended, Failure, Verdict};
use crate::noise::Under;
use crate::present::{Screen, Tint, first_few, printable, progress, warn};
use crate::rewriting::Chance;
use crate::stats::read_share;
use report::Report;
use unknown::Names;

/// Arguments of `eval commands`.
#[derive(Debug, Args)]
#[command(after_help = "\
A recording is accepted when its intent and every labelled slot are right; a slot that the label does not \
have makes it wrong. Values are compared without regard to case, `_` and `-` as spaces. Each recording is \
played to a fresh assistant after 0.3 s of silence; it listens from the start, unless --by-phrase says that the \
recordings begin with the wake phrase.

Labels are one JSON object: {\"a.flac\": {\"intent\": \"orderDrink\", \"slots\": {\"size\": \"small\"}}}. \
Recordings that labels name and that are not in DIR are counted apart, and in no rate. \
Without --labels, the name of the folder under DIR that a recording lies in is its intent.

Noise begins at a place that the recording's name decides. Its level is such that the loudest frame of \
2,048 samples of the speech is --snr dB above that of the noise.

--engine pocketsphinx lets PocketSphinx hear the same recordings with the same words and sentences, and scores \
its words in the same way; it needs a Python with the package, which --python names.

Examples:
  goldcrest eval commands --assistant coffee --audio coffee --labels coffee/labels.json
  goldcrest eval commands --assistant coffee --audio coffee --labels coffee/labels.json --noise kitchen.flac --snr 12
  goldcrest eval commands --assistant ten-words --audio speech-commands --held-out speech-commands
  goldcrest eval commands --assistant coffee --audio coffee --labels coffee/labels.json \
    --engine pocketsphinx --python rival/bin/python
  goldcrest eval commands --json --at-least 0.6 …    # exit status 1 below 60 %")]
pub struct Commands {
    /// The folder of the recordings
    #[arg(long, value_name = "DIR")]
    audio: PathBuf,
    /// What they ask for, as JSON
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// Only recordings whose file name begins with one of the lines of this file
    #[arg(long, value_name = "LIST.txt")]
    only: Option<PathBuf>,
    /// Only speakers that training leaves out, by the rule of tools/train; file names begin with the speaker
    #[arg(long, value_name = "SET")]
    held_out: Option<String>,
    /// Recordings of which none must be understood; may be given several times
    #[arg(long, value_name = "DIR")]
    out_of_grammar: Vec<PathBuf>,
    #[command(flatten)]
    under: Under,
    /// The recordings begin with the wake phrase
    #[arg(long)]
    by_phrase: bool,
    /// Each speaker has said the recording's request before, and N others of the labels, whose `text` says
    /// them; for assistants with `rewrite: personal: true`
    #[arg(long, value_name = "N")]
    history: Option<usize>,
    /// The speakers have said the others only
    #[arg(long, requires = "history")]
    new_requests: bool,
    /// What hears the recordings
    #[arg(long, value_enum, default_value_t = Engine::Goldcrest)]
    engine: Engine,
    /// The Python that has the package pocketsphinx
    #[arg(long, value_name = "FILE", default_value = "python3")]
    python: PathBuf,
    /// Fail (exit status 1) where the share accepted is below this
    #[arg(long, value_name = "SHARE", value_parser = read_share)]
    at_least: Option<f64>,
    #[command(flatten)]
    choice: Choice,
}

/// Recordings named that are not there.
const NAMED: usize = 3;

/// What to do where nothing out of the grammar can be heard.
const OUT_OF_GRAMMAR: &str =
    "give --out-of-grammar a folder of WAV or FLAC recordings that are no commands";

/// What hears the recordings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// The assistant
    Goldcrest,
    /// PocketSphinx with the assistant's grammar and words
    Pocketsphinx,
}

impl Engine {
    fn name(self) -> &'static str {
        match self {
            Self::Goldcrest => "goldcrest",
            Self::Pocketsphinx => "pocketsphinx",
        }
    }
}

/// Runs the verb.
pub fn run(arguments: &Commands, screen: &mut Screen<'_>) -> Ended {
    let label = arguments.choice.label();
    let image = arguments.choice.load()?;
    let pack = assistants::open(&image, &label)?;
    if arguments.engine == Engine::Goldcrest {
        assistants::can_hear(&pack, &label, &[SectionKind::Acoustic])?;
    }
    let mut recordings = labelled(arguments, &pack, screen)?;
    if let Some(list) = &arguments.only {
        recordings = labels::keep_only(recordings, list)?;
    }
    if let Some(set) = &arguments.held_out {
        recordings = split::keep_held_out(recordings, set)?;
    }
    let (mut recordings, missing) = that_are_there(recordings, arguments)?;
    Names::of(&pack).warn_of_others(&label, &recordings);
    let labelled_count = recordings.len();
    for folder in &arguments.out_of_grammar {
        let unsaid = labels::recordings(folder)?;
        if unsaid.is_empty() {
            return Err(Failure::bad_input(
                format!("{} holds no WAV or FLAC file", folder.display()),
                OUT_OF_GRAMMAR,
            ));
        }
        recordings.extend(unsaid);
    }
    let playing = Playing {
        noise: arguments.under.at_its_ratio("")?,
        by_wake: arguments.by_phrase,
        history: histories(arguments, &recordings),
    };
    let progress = progress("", recordings.len(), "");
    let outcomes = match arguments.engine {
        Engine::Goldcrest => run::outcomes(&pack, &label, &recordings, &playing, progress),
        Engine::Pocketsphinx => {
            let python = &arguments.python;
            pocketsphinx::outcomes(&pack, &label, python, &recordings, &playing, progress)
        }
    }?;
    let report = Report::of(&recordings, outcomes, (labelled_count, missing));
    if !arguments.out_of_grammar.is_empty() && !report.heard_out_of_grammar() {
        return Err(Failure::bad_input(
            "no recording of --out-of-grammar can be decoded",
            OUT_OF_GRAMMAR,
        ));
    }
    report.tell(arguments, &label, screen)?;
    let wanted = arguments.at_least.unwrap_or(0.0);
    Ok(if report.accepted.rate < wanted {
        Verdict::CheckFailed
    } else {
        Verdict::Good
    })
}

fn labelled(
    arguments: &Commands,
    pack: &Pack<'_>,
    screen: &mut Screen<'_>,
) -> Result<Vec<Labelled>, Failure> {
    if let Some(file) = &arguments.labels {
        return labels::from_file(&arguments.audio, file);
    }
    let intents = Names::of(pack).intents();
    let (recordings, left_out) =
        labels::from_folders(&arguments.audio, |name| intents.contains(name))?;
    if !left_out.is_empty() {
        let text = format!("left out, being no intents: {}", left_out.join(", "));
        screen.line(&screen.ink.paint(Tint::Faint, &printable(&text)))?;
    }
    Ok(recordings)
}

/// The recordings whose files are there, and how many are not: those count in no rate.
fn that_are_there(
    recordings: Vec<Labelled>,
    arguments: &Commands,
) -> Result<(Vec<Labelled>, usize), Failure> {
    let labelled = recordings.len();
    let (there, missing): (Vec<Labelled>, Vec<Labelled>) = recordings
        .into_iter()
        .partition(|recording| recording.file.exists());
    if missing.is_empty() {
        return Ok((there, 0));
    }
    let named = first_few(missing.iter().map(|one| &one.name), NAMED, ", ");
    let audio = arguments.audio.display();
    let what = format!(
        "{} of {labelled} labelled recordings are not in {audio}: {named}",
        missing.len()
    );
    if there.is_empty() {
        return Err(Failure::bad_input(
            what,
            "give the folder that holds them with --audio DIR",
        ));
    }
    warn(&format!("{what}; rates are those of the others"));
    Ok((there, missing.len()))
}

/// What each speaker has said before: always the same for the same recordings.
fn histories(arguments: &Commands, recordings: &[Labelled]) -> Vec<Vec<String>> {
    let Some(others) = arguments.history else {
        return Vec::new();
    };
    let text = |one: &Labelled| Some(normalised(one.label.as_ref()?.text.as_ref()?));
    let texts: Vec<String> = recordings.iter().filter_map(text).collect();
    let mut chance = Chance::new(1);
    let history = |one: &Labelled| {
        let own = text(one);
        let mut said: Vec<String> = own.iter().cloned().collect();
        for _ in 0..others {
            if let Some(other) = texts.get(chance.below(texts.len().max(1))) {
                said.push(other.clone());
            }
        }
        if arguments.new_requests {
            said.retain(|said| Some(said) != own.as_ref());
        }
        said
    };
    recordings.iter().map(history).collect()
}
