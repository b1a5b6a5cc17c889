//! `goldcrest eval wake`: misses against false accepts of a wake phrase.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::assistants::{self, Choice};
use crate::audio;
use crate::exit::{Ended, Failure, Verdict};
use crate::noise::{Noise, sensible_ratio};
use crate::present::{Screen, Table, Tint, printable, progress};
use crate::stats::Share;
use crate::wake::condition::Condition;
use crate::wake::curve::{Det, Point, accepts, point};
use crate::wake::ear::Watch;
use crate::wake::listen::{Heard, hear};
use crate::wake::picture::{self, Line};
use crate::wake::stream;
use crate::wake::{Score, floor_of};

/// Arguments of `eval wake`.
#[derive(Debug, Args)]
#[command(after_help = "\
Recordings are placed in streams with 3 s of silence between them and played to the front end and the \
detector, as a board runs them. The phrase is heard where the detector is sure enough within the recording \
or half a second after it; false accepts within a second are one. Hours are those of the recordings of \
--negatives, without the gaps.

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
    /// Noise to lay under every recording
    #[arg(long, value_name = "WAV")]
    noise: Option<PathBuf>,
    /// Signal-to-noise ratio in dB
    #[arg(
        long,
        value_name = "DB",
        requires = "noise",
        allow_hyphen_values = true
    )]
    snr: Option<f64>,
    /// Measure clean, in noise, weak and with echoes, one after the other
    #[arg(long, conflicts_with = "snr")]
    slices: bool,
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
        reports.push((name, Report::new(&positives, &negatives, shipped)));
    }
    let (_, report) = &reports[0];
    report.tell(arguments, &label, &watch, screen)?;
    if arguments.slices {
        tell_slices(&reports, screen)?;
    }
    if let Some(file) = &arguments.svg {
        draw(file, &reports, &title(arguments, &watch, &label))?;
    }
    let missed = report.at_0_5.missed.rate;
    Ok(if arguments.at_most.is_some_and(|most| missed > most) {
        Verdict::CheckFailed
    } else {
        Verdict::Good
    })
}

/// Ratios of speech and noise that are measured, and by how much weaker speech is, in decibels.
const RATIOS: [f64; 2] = [10.0, 5.0];
const WEAKER: f64 = -20.0;

/// What is measured, by name; the first one is what the exit status depends on.
fn conditions(arguments: &Wake) -> Result<Vec<(String, Condition)>, Failure> {
    let samples = match &arguments.noise {
        Some(file) => Some(audio::read(file).map_err(|error| error.about(file))?),
        None => None,
    };
    let noise = |snr_db: f64| {
        let samples = samples.clone()?;
        let name = format!("noise at {snr_db} dB");
        Some((name, Condition::Noise(Noise { samples, snr_db })))
    };
    if !arguments.slices {
        let Some(snr_db) = arguments.snr else {
            return match &samples {
                None => Ok(vec![("clean".into(), Condition::Clean)]),
                Some(_) => Err(Failure::bad_input(
                    "--noise without a ratio",
                    "give --snr, for example 10, or --slices",
                )),
            };
        };
        sensible_ratio(snr_db)?;
        return Ok(noise(snr_db).into_iter().collect());
    }
    let mut all = vec![("clean".to_owned(), Condition::Clean)];
    all.extend(RATIOS.into_iter().filter_map(noise));
    all.push((format!("{WEAKER} dB"), Condition::Gain(WEAKER)));
    all.push(("reverberant".into(), Condition::Reverberant));
    Ok(all)
}

fn tell_slices(reports: &[(String, Report)], screen: &mut Screen<'_>) -> Result<(), Failure> {
    let mut table = Table::new(&[
        "condition",
        "missed at 0.1",
        "at 0.5",
        "shipped",
        "false accepts",
        "outputs",
    ])
    .right(&[1, 2, 3, 4, 5]);
    for (name, report) in reports {
        let percent = |point: &Point| format!("{:.1} %", 100.0 * point.missed.rate);
        table.row(&[
            name.clone(),
            percent(&report.at_0_1),
            percent(&report.at_0_5),
            percent(&report.shipped),
            report.shipped.false_accepts.to_string(),
            report.undebounced.to_string(),
        ]);
        screen.object(&json!({
            "slice": name,
            "count": report.shipped.missed.count,
            "hours": report.det.hours,
            "misses_at_0_1": report.at_0_1.missed.rate,
            "misses_at_0_5": report.at_0_5.missed.rate,
            "misses_at_shipped": report.shipped.missed.rate,
            "false_accepts_at_shipped": report.shipped.false_accepts,
            "false_accepts_per_hour_at_shipped": report.shipped_rate(),
            "undebounced_at_0_1": report.undebounced_at[0],
            "undebounced_at_0_5": report.undebounced_at[1],
            "undebounced_at_shipped": report.undebounced,
            "intervals": report.intervals(),
        }))?;
    }
    screen.gap()?;
    for line in table.lines(screen.ink) {
        screen.line(&line)?;
    }
    Ok(())
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

fn title(arguments: &Wake, watch: &Watch<'_>, label: &str) -> String {
    let phrase = watch.phrase.as_ref().map(goldcrest::wake::Phrase::text);
    let named = arguments.word.as_deref().or(phrase).unwrap_or(label);
    match (&arguments.noise, arguments.snr) {
        (Some(file), Some(snr)) => {
            let noise = file.file_stem().unwrap_or_default().to_string_lossy();
            format!("{named}, {noise} at {snr} dB")
        }
        _ if arguments.slices => named.to_owned(),
        _ => format!("{named}, clean"),
    }
}

struct Report {
    det: Det,
    shipped: Point,
    undebounced: usize,
    undebounced_at: [usize; 2],
    at_0_1: Point,
    at_0_5: Point,
    undecodable: Vec<(PathBuf, String)>,
}

impl Report {
    fn new(positives: &Heard, negatives: &Heard, shipped: Score) -> Self {
        let det = Det::new(positives, negatives);
        let undebounced = |threshold| accepts(&negatives.moments, threshold, 0);
        let (at_0_1, at_0_5) = (det.at_rate(0.1), det.at_rate(0.5));
        Self {
            shipped: point(shipped, positives, negatives),
            undebounced: undebounced(shipped),
            undebounced_at: [at_0_1, at_0_5].map(|point| undebounced(point.threshold)),
            at_0_1,
            at_0_5,
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

    fn intervals(&self) -> Value {
        json!({
            "misses_at_0_1": share(self.at_0_1.missed),
            "misses_at_0_5": share(self.at_0_5.missed),
            "misses_at_shipped": share(self.shipped.missed),
        })
    }

    fn as_json(&self, arguments: &Wake, label: &str, watch: &Watch<'_>) -> Value {
        let hours = self.det.hours;
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
            "undebounced_at_0_1": self.undebounced_at[0],
            "undebounced_at_0_5": self.undebounced_at[1],
            "intervals": self.intervals(),
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
