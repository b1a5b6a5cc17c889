//! `goldcrest eval wake`: misses against false accepts of a wake phrase.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::assistants::{self, Choice};
use crate::audio;
use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, Tint, printable};
use crate::stats::Share;
use crate::wake::curve::{Det, Point, accepts, point};
use crate::wake::ear::Watch;
use crate::wake::listen::{Heard, hear};
use crate::wake::picture::{self, Line};
use crate::wake::stream::{self, Noise};
use crate::wake::{Score, floor_of};

/// Arguments of `eval wake`.
#[derive(Debug, Args)]
#[command(after_help = "\
Recordings are placed in streams with 3 s of silence between them and played to the front end and the \
detector, as a board runs them. The phrase is heard where the detector is sure enough within the recording \
or half a second after it; false accepts within a second are one. Hours are those of the recordings of \
--negatives, without the gaps.

Noise is laid under all recordings: the loudest frame of 512 samples of each is --snr dB above that of the \
noise under it.

Examples:
  goldcrest eval wake --positives juniper/said --negatives podcasts --model juniper/juniper.wake
  goldcrest eval wake --word 'hey goldcrest' --positives said --negatives libri --negatives radio --svg det.svg
  goldcrest eval wake --model juniper.wake --positives said --negatives libri --noise kitchen.flac --snr 10 --json
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
    /// Noise to lay under every recording
    #[arg(long, value_name = "WAV", requires = "snr")]
    noise: Option<PathBuf>,
    /// Signal-to-noise ratio in dB
    #[arg(
        long,
        value_name = "DB",
        requires = "noise",
        allow_hyphen_values = true
    )]
    snr: Option<f64>,
    /// Draw the curve into a file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Fail (exit status 1) where more than this share is missed at 0.5 false accepts an hour
    #[arg(long, value_name = "SHARE")]
    at_most: Option<f64>,
    #[command(flatten)]
    choice: Choice,
}

/// Runs the verb.
pub fn run(arguments: &Wake, screen: &mut Screen<'_>) -> Ended {
    let (image, label) = match &arguments.model {
        Some(model) => {
            let file = wake_file(model)?;
            (assistants::map(&file)?, file.display().to_string())
        }
        None => (arguments.choice.load()?, arguments.choice.label()),
    };
    let pack = assistants::open(&image, &label)?;
    let watch = Watch::of(&pack, arguments.word.as_deref())?;
    let noise = noise(arguments)?;
    let said = stream::recordings(&arguments.positives)?;
    let mut other = Vec::new();
    for folder in &arguments.negatives {
        other.extend(stream::recordings(folder)?);
    }
    let shipped = watch.shipped();
    let floor = floor_of(shipped);
    let positives = hear(&watch, &said, noise.as_ref(), floor, progress(said.len()));
    let negatives = hear(&watch, &other, noise.as_ref(), floor, progress(other.len()));
    let report = Report::new(&positives, &negatives, shipped);
    report.tell(arguments, &label, &watch, screen)?;
    if let Some(file) = &arguments.svg {
        draw(file, &report, &title(arguments, &watch, &label))?;
    }
    let missed = report.at_0_5.missed.rate;
    Ok(if arguments.at_most.is_some_and(|most| missed > most) {
        Verdict::CheckFailed
    } else {
        Verdict::Good
    })
}

/// The file of a wake phrase, given itself or by its folder.
fn wake_file(model: &Path) -> Result<PathBuf, Failure> {
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
            "give the file that `goldcrest wake train` or `goldcrest import` wrote",
        )),
    }
}

fn noise(arguments: &Wake) -> Result<Option<Noise>, Failure> {
    let (Some(file), Some(snr_db)) = (&arguments.noise, arguments.snr) else {
        return Ok(None);
    };
    if !(-60.0..=100.0).contains(&snr_db) {
        return Err(Failure::bad_input(
            format!("{snr_db} dB is no sensible ratio"),
            "give --snr between -60 and 100, for example 10",
        ));
    }
    let samples = audio::read(file).map_err(|error| error.about(file))?;
    Ok(Some(Noise { samples, snr_db }))
}

fn progress(all: usize) -> impl Fn(usize) + Sync {
    let watched = io::stderr().is_terminal();
    move |done| {
        if watched {
            let end = if done >= all { "\r\x1b[K" } else { "" };
            // Progress that cannot be shown is no reason to stop.
            let _ = write!(io::stderr(), "\r{done} of {all} recordings{end}");
        }
    }
}

fn title(arguments: &Wake, watch: &Watch<'_>, label: &str) -> String {
    let phrase = watch.phrase.as_ref().map(goldcrest::wake::Phrase::text);
    let named = arguments.word.as_deref().or(phrase).unwrap_or(label);
    match (&arguments.noise, arguments.snr) {
        (Some(file), Some(snr)) => {
            let noise = file.file_stem().unwrap_or_default().to_string_lossy();
            format!("{named}, {noise} at {snr} dB")
        }
        _ => format!("{named}, clean"),
    }
}

struct Report {
    det: Det,
    shipped: Point,
    undebounced: usize,
    at_0_1: Point,
    at_0_5: Point,
    undecodable: Vec<(PathBuf, String)>,
}

impl Report {
    fn new(positives: &Heard, negatives: &Heard, shipped: Score) -> Self {
        let det = Det::new(positives, negatives);
        Self {
            shipped: point(shipped, positives, negatives),
            undebounced: accepts(&negatives.moments, shipped, 0),
            at_0_1: det.at_rate(0.1),
            at_0_5: det.at_rate(0.5),
            undecodable: [positives, negatives]
                .iter()
                .flat_map(|heard| heard.undecodable.iter().cloned())
                .collect(),
            det,
        }
    }

    fn shipped_rate(&self) -> f64 {
        self.shipped.false_accepts as f64 / self.det.hours.max(f64::MIN_POSITIVE)
    }

    fn tell(
        &self,
        arguments: &Wake,
        label: &str,
        watch: &Watch<'_>,
        screen: &mut Screen<'_>,
    ) -> Result<(), Failure> {
        let title = printable(&title(arguments, watch, label));
        screen.heading(&title)?;
        for line in picture::bars(&self.det, screen.ink) {
            screen.line(&line)?;
        }
        screen.gap()?;
        for (name, point) in [
            ("0.1 false accepts an hour", &self.at_0_1),
            ("0.5 false accepts an hour", &self.at_0_5),
            ("the shipped threshold", &self.shipped),
        ] {
            let missed = screen.ink.paint(Tint::Gold, &point.missed.describe());
            screen.line(&format!("missed at {name:<26} {missed}"))?;
        }
        screen.line(&format!(
            "false accepts at the shipped threshold: {} in {:.2} hours, {:.2} an hour ({} outputs)",
            self.shipped.false_accepts,
            self.det.hours,
            self.shipped_rate(),
            self.undebounced,
        ))?;
        for (file, why) in &self.undecodable {
            let text = format!("undecodable: {}: {why}", file.display());
            screen.line(&screen.ink.paint(Tint::Bad, &printable(&text)))?;
        }
        screen.object(&self.as_json(arguments, label, watch))?;
        Ok(())
    }

    fn as_json(&self, arguments: &Wake, label: &str, watch: &Watch<'_>) -> Value {
        let hours = self.det.hours;
        let shares = |point: &Point| share(point.missed);
        let undecodable: Vec<String> = self
            .undecodable
            .iter()
            .map(|(file, _)| file.display().to_string())
            .collect();
        json!({
            "model": label,
            "phrase": watch.phrase.as_ref().map(goldcrest::wake::Phrase::text),
            "count": self.shipped.missed.count,
            "hours": hours,
            "misses_at_0_1": self.at_0_1.missed.rate,
            "misses_at_0_5": self.at_0_5.missed.rate,
            "misses_at_shipped": self.shipped.missed.rate,
            "false_accepts_per_hour_at_shipped": self.shipped_rate(),
            "false_accepts_at_shipped": self.shipped.false_accepts,
            "undebounced_at_shipped": self.undebounced,
            "threshold_at_0_1": threshold(&self.at_0_1),
            "threshold_at_0_5": threshold(&self.at_0_5),
            "threshold_shipped": self.shipped.threshold,
            "intervals": {
                "misses_at_0_1": shares(&self.at_0_1),
                "misses_at_0_5": shares(&self.at_0_5),
                "misses_at_shipped": shares(&self.shipped),
            },
            "noise": arguments.noise.as_ref().map(|file| file.display().to_string()),
            "snr_db": arguments.snr,
            "undecodable": undecodable.len(),
            "undecodable_files": undecodable,
            "curve": self.det.points.iter().map(|point| json!({
                "threshold": point.threshold,
                "missed": point.missed.hits,
                "false_accepts": point.false_accepts,
            })).collect::<Vec<_>>(),
        })
    }
}

fn threshold(point: &Point) -> Option<Score> {
    (point.threshold != Score::MAX).then_some(point.threshold)
}

fn share(share: Share) -> Value {
    json!({ "low": share.low, "high": share.high, "hits": share.hits, "count": share.count })
}

fn draw(file: &Path, report: &Report, title: &str) -> Result<(), Failure> {
    let line = Line {
        name: "",
        det: &report.det,
        shipped: Some(report.shipped),
    };
    fs::write(file, picture::svg(title, &[line])).map_err(|error| {
        Failure::bad_input(
            format!("cannot write {}: {error}", file.display()),
            "give --svg a file in a folder that can be written to",
        )
    })
}
