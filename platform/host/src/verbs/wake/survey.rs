//! `goldcrest wake survey`: what other speech costs, for phrases that were never measured on it.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use goldcrest_forge::lexicon::{LetterToSound, Pronouncer};
use goldcrest_nn::Model;
use serde_json::json;

use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, left_out, warn};
use crate::wake::calibrate::{FLOOR, Tail};
use crate::wake::condition::Condition;
use crate::wake::frames::{Frames, Spoken};
use crate::wake::survey::{FILE, Statistics, Surveyed};
use crate::wake::tune::{BLANK_PENALTY, longest};
use crate::wake::{stream, trunk};

/// Fewest phrases that a fit is made from.
const FEWEST: usize = 100;

/// Arguments of `wake survey`.
#[derive(Debug, Args)]
#[command(after_help = "\
For those who train a network of phones: writes calibration.json beside it, from which `goldcrest wake \
train` tunes phrases where no recordings are given. The phrases must not be said in the recordings.

Example:
  goldcrest wake survey --phrases phrases.txt --dictionary cmudict.dict --negatives librispeech")]
pub struct Survey {
    /// Phrases, one a line: some hundreds, of all lengths
    #[arg(long, value_name = "FILE")]
    phrases: PathBuf,
    /// Recordings without the phrases; may be given several times
    #[arg(long, value_name = "DIR", required = true, num_args = 1..)]
    negatives: Vec<PathBuf>,
    /// A dictionary in CMUdict's format
    #[arg(long, value_name = "FILE")]
    dictionary: Option<PathBuf>,
    /// The network of phones: a folder of models-quantized/
    #[arg(long, value_name = "NAME", default_value = trunk::DEFAULT)]
    trunk: String,
}

/// Runs the verb.
pub fn run(arguments: &Survey, screen: &mut Screen<'_>) -> Ended {
    let folder = trunk::find(&arguments.trunk)?;
    let section = trunk::load(&folder)?;
    let model = Model::open(&section).map_err(|error| {
        Failure::bad_input(error.to_string(), "give another network with --trunk")
    })?;
    let phrases = phrases(arguments)?;
    let mut files = Vec::new();
    for folder in &arguments.negatives {
        files.extend(stream::recordings(folder)?);
    }
    let watched = io::stderr().is_terminal();
    let tell = |doing: &str, done: usize, all: usize| {
        if watched {
            let end = if done >= all { "\r\x1b[K" } else { "" };
            // Progress that cannot be shown is no reason to stop.
            let _ = write!(io::stderr(), "\r{doing} {done} of {all}{end}");
        }
    };
    let frames = Frames::of(&model, &files, &Condition::Clean, |done| {
        tell("heard", done, files.len())
    });
    for (file, why) in &frames.undecodable {
        warn(&left_out(file, why));
    }
    if frames.hours <= 0.0 {
        return Err(Failure::bad_input(
            "no recording of --negatives can be decoded",
            "give --negatives WAV or FLAC recordings that can be played",
        ));
    }
    let mut surveyed = Vec::new();
    for (index, phones) in phrases.iter().enumerate() {
        let ways = [phones.clone()];
        let spoken = Spoken {
            pronunciations: &ways,
            longest: longest(phones.len()),
            blank_penalty: BLANK_PENALTY,
        };
        if let Some(tail) = Tail::fit(&frames.follow(&spoken, FLOOR)) {
            surveyed.push(Surveyed {
                phones: phones.clone(),
                tail,
            });
        }
        tell("followed", index + 1, phrases.len());
    }
    let statistics = Statistics::fit(
        &surveyed,
        frames.hours,
        files.len() - frames.undecodable.len(),
    );
    let text = serde_json::to_string(&statistics).unwrap_or_default() + "\n";
    let file = folder.join(FILE);
    fs::write(&file, text).map_err(|error| {
        Failure::bad_input(
            format!("cannot write {}: {error}", file.display()),
            "survey a network in a folder that can be written to",
        )
    })?;
    screen.line(&format!(
        "{} phrases, {:.2} hours; error of a cost {:.0} and {:.0} (1/256 nat a phone) at 1 and 20 false accepts an hour",
        statistics.phrases, statistics.hours, statistics.error[0], statistics.error[1],
    ))?;
    screen.object(&json!({
        "phrases": statistics.phrases,
        "hours": statistics.hours,
        "error": statistics.error,
        "file": file.display().to_string(),
    }))?;
    Ok(Verdict::Good)
}

fn phrases(arguments: &Survey) -> Result<Vec<Vec<u8>>, Failure> {
    let read = |file: &PathBuf| {
        fs::read_to_string(file).map_err(|error| {
            Failure::bad_input(
                format!("cannot read {}: {error}", file.display()),
                "give a text file",
            )
        })
    };
    let mut pronouncer = Pronouncer::new();
    if let Some(file) = &arguments.dictionary {
        pronouncer.add_dictionary(&read(file)?);
    }
    if let Some(letters) = LetterToSound::english() {
        pronouncer.use_letters(letters);
    }
    let mut found = Vec::new();
    for line in read(&arguments.phrases)?.lines() {
        if let Ok((ways, _)) = pronouncer.pronounce(line.trim())
            && let Some(way) = ways.first()
        {
            found.push(way.iter().map(|phone| phone.class()).collect());
        }
    }
    if found.len() < FEWEST {
        return Err(Failure::bad_input(
            format!("{} phrases are too few", found.len()),
            format!("give {FEWEST} at least, one a line"),
        ));
    }
    Ok(found)
}
