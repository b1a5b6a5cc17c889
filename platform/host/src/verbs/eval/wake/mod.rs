//! `goldcrest eval wake`: misses against false accepts of a wake phrase.

mod report;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use goldcrest::Manifest;
use goldcrest_pack::Pack;

use crate::assistants::{self, Choice};
use crate::exit::{Ended, Failure, Verdict};
use crate::noise::{Noise, Under};
use crate::present::{Screen, progress, warn};
use crate::stats::read_share;
use crate::wake::condition::Condition;
use crate::wake::curve::too_few_hours;
use crate::wake::ear::Watch;
use crate::wake::floor_of;
use crate::wake::listen::{Heard, hear};
use crate::wake::picture::{self, Line};
use crate::wake::stream;
use crate::written_by;
use report::{Report, tell_slices};

/// Arguments of `eval wake`.
#[derive(Debug, Args)]
#[command(after_help = "\
Recordings are placed in streams with 3 s of silence between them and played to the front end and the \
detector, as a board runs them. The phrase is heard where the detector is sure enough within the recording \
or half a second after it; false accepts within a second are one. Hours are those of the recordings of \
--negatives, without the gaps. Intervals are of 95 %: Wilson's of shares, Garwood's (exact, Poisson) of false accepts \
an hour. A rate of which those hours hold less than one event is marked: what is missed there is missed with no \
false accept at all, which more hours may change.

--slices measures several conditions in one run: clean, the noise at 10 and 5 dB where --noise is given, 20 dB \
weaker, and in a room with echoes. Thresholds are those of the condition's own negatives, but for the shipped one.

Noise is laid under all recordings: the loudest frame of 512 samples of each is --snr dB above that of the \
noise under it.

Examples:
  goldcrest eval wake --positives juniper/said --negatives podcasts --model juniper/juniper.wake
  goldcrest eval wake --word 'hey goldcrest' --positives said --negatives libri --negatives radio --svg det.svg
  goldcrest eval wake --model juniper.wake --positives said --negatives libri --noise kitchen.flac --snr 10 --json
  goldcrest eval wake --model juniper.wake --positives said --negatives libri --noise kitchen.flac --slices
  goldcrest eval wake --model hey_juniper --positives said --negatives libri   # what `goldcrest import` wrote")]
pub struct Wake {
    /// Which phrase of the pack, or of the assistant [default: its first]
    #[arg(long, value_name = "PHRASE")]
    word: Option<String>,
    /// What `goldcrest wake train` or `goldcrest import` wrote: the .wake file, or its folder
    #[arg(long, value_name = "FILE or DIR", conflicts_with_all = ["assistant", "pack", "wake"])]
    model: Option<PathBuf>,
    /// Recordings of the phrase; folders in it are gone through
    #[arg(long, value_name = "DIR")]
    positives: PathBuf,
    /// Recordings without the phrase; may be given several times
    #[arg(long, value_name = "DIR", required = true, num_args = 1..)]
    negatives: Vec<PathBuf>,
    #[command(flatten)]
    under: Under,
    /// Measure clean, in noise, weak and with echoes, one after the other
    #[arg(long, conflicts_with = "snr")]
    slices: bool,
    /// Draw the curve into a file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Fail (exit status 1) where more than this share is missed at 0.5 false accepts an hour
    #[arg(long, value_name = "SHARE", value_parser = read_share)]
    at_most: Option<f64>,
    #[command(flatten)]
    choice: Choice,
}

/// Runs the verb.
pub fn run(arguments: &Wake, screen: &mut Screen<'_>) -> Ended {
    if let Some(svg) = &arguments.svg {
        written_by::has_place(svg, "--svg")?;
    }
    let (image, label) = match &arguments.model {
        Some(model) => {
            let file = wake_file(model)?;
            (assistants::map(&file)?, file.display().to_string())
        }
        None => (arguments.choice.load()?, arguments.choice.label()),
    };
    let pack = assistants::open(&image, &label)?;
    let watch = Watch::of(&pack, arguments.word.as_deref())?;
    let conditions = conditions(arguments)?;
    let said = stream::recordings(&arguments.positives)?;
    let mut other = Vec::new();
    for folder in &arguments.negatives {
        other.extend(stream::recordings(folder)?);
    }
    let shipped = watch.shipped();
    let floor = floor_of(shipped);
    let mut reports = Vec::new();
    for (name, condition) in conditions {
        let heard = |files: &[PathBuf]| {
            hear(
                &watch,
                files,
                &condition,
                floor,
                progress("", files.len(), " recordings"),
            )
        };
        let (positives, negatives) = (heard(&said), heard(&other));
        something_to_measure(arguments, &positives, &negatives)?;
        reports.push((name, Report::new(&positives, &negatives, shipped)));
    }
    let (_, report) = &reports[0];
    if let Some(note) = too_few_hours(report.det.hours) {
        warn(&note);
    }
    let phrase = said_by(&pack, &watch);
    let called = title(arguments, phrase, &label);
    report.tell(arguments, &label, (phrase, &called), screen)?;
    if arguments.slices {
        tell_slices(&reports, screen)?;
    }
    if let Some(file) = &arguments.svg {
        draw(file, &reports, &called)?;
    }
    let missed = report.at_0_5.missed.rate;
    Ok(if arguments.at_most.is_some_and(|most| missed > most) {
        Verdict::CheckFailed
    } else {
        Verdict::Good
    })
}

/// Refuses figures of nothing: shares of no recordings, and rates of no hours.
fn something_to_measure(
    arguments: &Wake,
    positives: &Heard,
    negatives: &Heard,
) -> Result<(), Failure> {
    let nothing = |what: String, heard: &Heard, option: &str| {
        let remedy = format!("give {option} a folder of WAV or FLAC recordings that can be played");
        match heard.undecodable.first() {
            Some((file, why)) => {
                Failure::bad_input(format!("{what}: {}: {why}", file.display()), remedy)
            }
            None => Failure::bad_input(what, remedy),
        }
    };
    if positives.best.is_empty() {
        let what = format!(
            "no recording of {} can be decoded",
            arguments.positives.display()
        );
        return Err(nothing(what, positives, "--positives"));
    }
    if negatives.hours <= 0.0 {
        let what = "no recording of --negatives can be decoded".to_owned();
        return Err(nothing(what, negatives, "--negatives"));
    }
    Ok(())
}

/// Ratios of speech and noise that are measured, and by how much weaker speech is, in decibels.
const RATIOS: [f64; 2] = [10.0, 5.0];
const WEAKER: f64 = -20.0;

/// What is measured, by name; the first one is what the exit status depends on.
fn conditions(arguments: &Wake) -> Result<Vec<(String, Condition)>, Failure> {
    let named = |noise: Noise| {
        (
            format!("noise at {} dB", noise.snr_db),
            Condition::Noise(noise),
        )
    };
    if !arguments.slices {
        let noise = arguments.under.at_its_ratio(", or --slices")?;
        let clean = || ("clean".to_owned(), Condition::Clean);
        return Ok(vec![noise.map_or_else(clean, named)]);
    }
    let samples = arguments.under.samples()?;
    let noise = |snr_db: f64| {
        let samples = samples.clone()?;
        Some(named(Noise { samples, snr_db }))
    };
    let mut all = vec![("clean".to_owned(), Condition::Clean)];
    all.extend(RATIOS.into_iter().filter_map(noise));
    all.push((format!("{WEAKER} dB"), Condition::Gain(WEAKER)));
    all.push(("reverberant".into(), Condition::Reverberant));
    Ok(all)
}

/// The file of a wake phrase, given itself or by its folder.
fn wake_file(model: &Path) -> Result<PathBuf, Failure> {
    const REMEDY: &str =
        "give the file, or its folder, that `goldcrest wake train` or `goldcrest import` wrote";
    if !model.exists() {
        let what = format!("there is no {}", model.display());
        return Err(Failure::bad_input(what, REMEDY));
    }
    if !model.is_dir() {
        return Ok(model.to_owned());
    }
    let mut files: Vec<PathBuf> = fs::read_dir(model)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "wake")
        })
        .collect();
    match (files.pop(), files.is_empty()) {
        (Some(file), true) => Ok(file),
        (found, _) => Err(Failure::bad_input(
            format!(
                "{} holds {} .wake file",
                model.display(),
                if found.is_some() {
                    "more than one"
                } else {
                    "no"
                }
            ),
            REMEDY,
        )),
    }
}

/// What is said: the phrase over a network of phones, or what the manifest of a network that knows one by heart calls
/// it.
fn said_by<'p>(pack: &Pack<'p>, watch: &Watch<'p>) -> Option<&'p str> {
    match &watch.phrase {
        Some(phrase) => Some(phrase.text()),
        None => Manifest::of(pack).get("wake.phrase"),
    }
}

fn title(arguments: &Wake, phrase: Option<&str>, label: &str) -> String {
    let named = arguments.word.as_deref().or(phrase).unwrap_or(label);
    match (&arguments.under.noise, arguments.under.snr) {
        (Some(file), Some(snr)) => {
            let noise = file.file_stem().unwrap_or_default().to_string_lossy();
            format!("{named}, {noise} at {snr} dB")
        }
        _ if arguments.slices => named.to_owned(),
        _ => format!("{named}, clean"),
    }
}

fn draw(file: &Path, reports: &[(String, Report)], title: &str) -> Result<(), Failure> {
    let lines: Vec<Line<'_>> = reports
        .iter()
        .map(|(name, report)| Line {
            name: if reports.len() > 1 { name } else { "" },
            det: &report.det,
            shipped: Some(report.shipped),
        })
        .collect();
    fs::write(file, picture::svg(title, &lines)).map_err(|error| {
        Failure::bad_input(
            format!("cannot write {}: {error}", file.display()),
            "give --svg a file in a folder that can be written to",
        )
    })
}
