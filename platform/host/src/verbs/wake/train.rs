//! `goldcrest wake train`: from a phrase's text to a wake section with thresholds.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use goldcrest::settings::MANIFEST_SECTION;
use goldcrest::wake::{Phrase, PhraseError, PhraseSpec};
use goldcrest_forge::wake::{PHRASE_FILE, section_name};
use goldcrest_nn::Model;
use goldcrest_pack::{PackBuilder, SectionKind};
use goldcrest_trie::Phone;
use serde_json::{Value, json};

use super::card::card;
use super::heard::{Other, Said, positives};
use super::ways::{names, pronunciations, tell, written};
use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, Tint, progress};
use crate::wake::curve::{Det, Point, point};
use crate::wake::listen::Heard;
use crate::wake::picture::{self, Line};
use crate::wake::tune::{Networks, SOUND_BEFORE, Tuned, hear_phrase, tune};
use crate::wake::{Score, trunk};

/// How many times an hour other speech may be taken for the phrase, and for a stop word.
const FALSE_ACCEPTS: f64 = 0.5;
const FALSE_STOPS: f64 = 10.0;

/// Arguments of `wake train`.
#[derive(Debug, Args)]
#[command(after_help = "\
No recording and no network is needed. The phrase is looked up or spelled into phones (where espeak-ng is \
installed it is asked too, and what it says otherwise counts as another way to say it), which the shipped \
network of phones is followed for, and what it proposes is heard again by the acoustic network. How often each \
threshold would be passed by other speech is measured on --negatives; without them it is taken from statistics \
that come with the first network, which know nothing of the second, so give an hour of speech or more. Misses are measured on the phrase \
spoken by the synthesisers that are installed (espeak-ng, flite): real voices may fare differently, so try \
`goldcrest eval wake` with recordings of your own.

Written into DIR: PHRASE.wake (network and phrase, for `goldcrest eval wake --model`), phrase.json (for an \
assistant: `tuned: DIR` under `wake:`), CARD.md, det.svg and the synthesised recordings. A run that was \
interrupted goes on with those.

Examples:
  goldcrest wake train 'hey juniper'
  goldcrest wake train computer -o computer --negatives librispeech --negatives podcasts
  goldcrest wake train stop --stop --negatives librispeech
  goldcrest wake train computer --anywhere --negatives librispeech    # also in mid-sentence
  goldcrest wake train 'hey siobhan' --say 'HH EY SH IH V AO N' --say 'HH EY SH AH V AO N'")]
pub struct Train {
    /// What is to be said, such as 'hey juniper'
    #[arg(value_name = "PHRASE")]
    phrase: String,
    /// Where to write [default: a folder named after the phrase, here]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Recordings without the phrase, the more hours the better; folders in it are gone through
    #[arg(long, value_name = "DIR", num_args = 1..)]
    pub(super) negatives: Vec<PathBuf>,
    /// Recordings of the phrase, for the curve, instead of synthesised ones
    #[arg(long, value_name = "DIR")]
    pub(super) recordings: Option<PathBuf>,
    /// How it is said, in CMUdict's phones, instead of looking it up; may be given several times
    #[arg(long, value_name = "PHONES")]
    pub(super) say: Vec<String>,
    /// A dictionary in CMUdict's format
    #[arg(long, value_name = "FILE")]
    pub(super) dictionary: Option<PathBuf>,
    /// The network of phones: a folder of models-quantized/
    #[arg(long, value_name = "NAME", default_value = trunk::DEFAULT)]
    trunk: String,
    /// The network of phones that hears again what the first one proposes, before anybody reacts; `none` for
    /// no check
    #[arg(long, value_name = "NAME", default_value = trunk::DEFAULT_CHECK)]
    check: String,
    /// How many times an hour other speech may wake the assistant [default: 0.5; of a stop word 10]
    #[arg(long, value_name = "RATE")]
    false_accepts: Option<f64>,
    /// The phrase is a stop word (`wake: stop` of an assistant), listened for only while the device speaks or
    /// rings: it may be as short as three phones
    #[arg(long)]
    pub(super) stop: bool,
    /// The phrase may be said in the middle of other speech as well as after a pause, for more misses of those who
    /// pause; a stop word always may, since the device itself speaks
    #[arg(long)]
    anywhere: bool,
    /// Synthesised recordings
    #[arg(long, value_name = "N", default_value_t = 96)]
    pub(super) count: usize,
}

impl Train {
    fn rate(&self) -> f64 {
        let usual = if self.stop {
            FALSE_STOPS
        } else {
            FALSE_ACCEPTS
        };
        self.false_accepts.unwrap_or(usual)
    }

    fn sound_before(&self) -> u8 {
        if self.stop || self.anywhere {
            0
        } else {
            SOUND_BEFORE
        }
    }
}

/// Runs the verb.
pub fn run(arguments: &Train, screen: &mut Screen<'_>) -> Ended {
    if !(0.001..=1000.0).contains(&arguments.rate()) {
        return Err(Failure::bad_input(
            format!("{} an hour is no sensible rate", arguments.rate()),
            "give --false-accepts between 0.001 and 1000, for example 0.5",
        ));
    }
    let phrase = written(&arguments.phrase)?;
    let slug = phrase.replace(' ', "-");
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from(&slug));
    let ways = pronunciations(arguments, &phrase)?;
    tell(&phrase, &ways, screen)?;
    let folder = trunk::find(&arguments.trunk)?;
    let sections = Sections {
        trunk: trunk::load(&folder)?,
        checker: match arguments.check.as_str() {
            "none" => None,
            name => Some(trunk::load(&trunk::find(name)?)?),
        },
    };
    let networks = sections.networks()?;
    let other = Other::find(arguments, &folder)?;
    let told = |done, all| progress("heard ", all, "")(done);
    let elsewhere = other.elsewhere();
    let tuned = tune(
        &phrase,
        ways,
        &networks,
        arguments.sound_before(),
        elsewhere,
        told,
    );
    let tuned = tuned.map_err(too_long)?;
    let Tuned { spec, negatives } = tuned.ok_or_else(|| {
        Failure::bad_input(
            "the recordings of --negatives hold too little speech to calibrate on",
            "give more recordings of people talking: an hour at least",
        )
    })?;

    if spec.checked.is_empty() && networks.checker.is_some() {
        let note = "without --negatives no check is tuned, and a phrase that is not checked is missed far more often";
        screen.line(&screen.ink.paint(Tint::Warn, note))?;
    }
    fs::create_dir_all(&out).map_err(|error| unwritable(&out, &error))?;
    let said = positives(arguments, &phrase, &out, screen)?;
    let told = progress("heard ", said.files.len(), "");
    let positives = hear_phrase(&spec, &networks, &said.files, told).map_err(too_long)?;
    let rate = (arguments.rate() * 1000.0).round() as u32;
    let is_checked = !spec.checked.is_empty();
    let curve = if is_checked {
        &spec.checked
    } else {
        &spec.alone
    };
    let threshold = -Score::from(cost_at(curve, rate));
    let det = Det::new(&positives, &negatives);
    let shipped = point(threshold, &positives, &negatives);
    let facts = facts(arguments, &spec, &shipped, &said, &other, &negatives);
    let pack = pack(&spec, &sections, arguments)?;
    write(&out.join(format!("{slug}.wake")), &pack)?;
    write(&out.join(PHRASE_FILE), pretty(&facts).as_bytes())?;
    write(&out.join("CARD.md"), card(&facts).as_bytes())?;
    if !det.points.is_empty() && negatives.hours > 0.0 {
        let line = Line {
            name: &said.what,
            det: &det,
            shipped: Some(shipped),
        };
        write(
            &out.join("det.svg"),
            picture::svg(&phrase, &[line]).as_bytes(),
        )?;
        for bar in picture::bars(&det, screen.ink) {
            screen.line(&bar)?;
        }
    }
    screen.gap()?;
    screen.line(&format!(
        "missed at {} false accepts an hour: {} ({})",
        arguments.rate(),
        screen.ink.paint(Tint::Gold, &shipped.missed.describe()),
        said.what,
    ))?;
    screen.line(&format!("calibrated on {}", other.what(&negatives)))?;
    screen.line(&format!("written to {}", out.display()))?;
    screen.object(&facts)?;
    Ok(Verdict::Good)
}

/// Model sections.
struct Sections {
    trunk: Vec<u8>,
    checker: Option<Vec<u8>>,
}

impl Sections {
    fn networks(&self) -> Result<Networks<'_>, Failure> {
        let open = |section| {
            Model::open(section).map_err(|error| {
                Failure::bad_input(
                    error.to_string(),
                    "give another network with --trunk or --check",
                )
            })
        };
        Ok(Networks {
            trunk: open(&self.trunk)?,
            checker: self.checker.as_deref().map(open).transpose()?,
        })
    }
}

/// The cost of a rate, as the engine reads it from a curve.
fn cost_at(curve: &[(u32, u16)], rate: u32) -> u16 {
    let spec = PhraseSpec {
        pronunciations: vec![Phone::from_class(1).into_iter().collect()],
        alone: curve.to_vec(),
        ..PhraseSpec::default()
    };
    let section = spec.write().unwrap_or_default();
    let phrase = Phrase::open(&section).ok();
    phrase
        .and_then(|phrase| phrase.alone().cost(rate))
        .unwrap_or(0)
}

fn facts(
    arguments: &Train,
    spec: &PhraseSpec,
    shipped: &Point,
    said: &Said,
    other: &Other,
    negatives: &Heard,
) -> Value {
    let curve = |points: &[(u32, u16)]| -> Value {
        points
            .iter()
            .map(|&(rate, cost)| {
                json!({ "false_accepts_per_hour": f64::from(rate) / 1000.0, "cost": cost })
            })
            .collect()
    };
    let checked = (!spec.checked.is_empty()).then_some(&arguments.check);
    json!({
        "phrase": spec.text,
        "pronunciations": spec.pronunciations.iter().map(|way| names(way)).collect::<Vec<_>>(),
        "longest_frames": spec.longest,
        "blank_penalty": spec.blank_penalty,
        "check_blank_penalty": spec.check_blank_penalty,
        "check_from": spec.check_from,
        "sound_before": spec.sound_before,
        "trunk": arguments.trunk,
        "check": checked,
        "false_accepts_per_hour": arguments.rate(),
        "cost": -shipped.threshold,
        "curve": curve(&spec.alone),
        "checked_curve": curve(&spec.checked),
        "calibrated_on": other.what(negatives),
        "hours": other.hours(negatives),
        "positives": said.what,
        "count": shipped.missed.count,
        "missed": shipped.missed.hits,
        "missed_low": shipped.missed.low,
        "missed_high": shipped.missed.high,
    })
}

fn pack(spec: &PhraseSpec, sections: &Sections, arguments: &Train) -> Result<Vec<u8>, Failure> {
    let manifest = format!(
        "name={}\nwake.phrase={}\nwake.false_accepts_per_hour={}\n",
        spec.text,
        spec.text,
        arguments.rate()
    );
    let phrase = spec.write().map_err(too_long)?;
    let mut pack = PackBuilder::new()
        .add(SectionKind::Manifest, MANIFEST_SECTION, manifest.as_bytes())
        .and_then(|pack| pack.add(SectionKind::Wake, "trunk", &sections.trunk))
        .and_then(|pack| pack.add(SectionKind::WakePhrase, section_name(&spec.text), &phrase));
    if let Some(checker) = sections
        .checker
        .as_deref()
        .filter(|_| !spec.checked.is_empty())
    {
        pack = pack.and_then(|pack| pack.add(SectionKind::Acoustic, "check", checker));
    }
    pack.and_then(PackBuilder::finish)
        .map(|bytes| bytes.to_vec())
        .map_err(|error| Failure::bad_input(error.to_string(), "give a shorter phrase"))
}

fn too_long(error: PhraseError) -> Failure {
    Failure::bad_input(error.to_string(), "give a shorter phrase")
}

fn pretty(facts: &Value) -> String {
    serde_json::to_string_pretty(facts).unwrap_or_default() + "\n"
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let part = file.with_extension("part");
    fs::write(&part, bytes)
        .and_then(|()| fs::rename(&part, file))
        .map_err(|error| unwritable(file, &error))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::bad_input(
        format!("cannot write {}: {error}", path.display()),
        "give a folder that can be written to with -o",
    )
}
