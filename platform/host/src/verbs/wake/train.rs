//! `goldcrest wake train`: from a phrase's text to a wake section with thresholds.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use clap::builder::RangedU64ValueParser;
use goldcrest::wake::{MOST_CHECKED_PHONES, Phrase, PhraseSpec};
use goldcrest_forge::wake::{PHRASE_FILE, RATES, per_thousand_hours};
use goldcrest_nn::Model;
use goldcrest_trie::Phone;

use super::card::card;
use super::heard::{Other, positives};
use super::outputs::{curve_of, facts, pack, pretty};
use super::sharpened::{Judged, sharpen};
use super::ways::{pronunciations, tell, written};
use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, Tint, left_out, printable, progress, warn};
use crate::wake::curve::{Det, point, too_few_hours};
use crate::wake::kept::Kept;
use crate::wake::tune::{Networks, Tuned, Untuned, Weighing, tune};
use crate::wake::{Score, trunk};
use crate::written_by::{self, write};

/// How many times an hour other speech may be taken for the phrase, and for a stop word.
const FALSE_ACCEPTS: f64 = 0.5;
const FALSE_STOPS: f64 = 10.0;
/// The folder of what was heard, in that of the phrase, until the run is done.
const KEPT: &str = "heard";

/// Arguments of `wake train`.
#[derive(Debug, Args)]
#[command(after_help = "\
No recording and no network is needed. The phrase is looked up or spelled into phones (where espeak-ng is \
installed it is asked too, and what it says otherwise counts as another way to say it), which the shipped \
network of phones is followed for, and what it proposes is heard again by the acoustic network. How often each \
threshold would be passed by other speech is measured on --negatives; without them it is taken from statistics \
that come with the first network, which know nothing of the second, so give an hour of speech or more. Misses are measured on the phrase \
spoken by the synthesisers that are installed (espeak-ng, flite): real voices may fare differently, so give \
--recordings of your own, or try `goldcrest eval wake` with them.

From three --recordings on, with --negatives, it is learnt how you say the phrase: ways a few phones away from the known \
ones are tried on the recordings and beside half of --negatives, an hour of it at most, and calibrated with the others. \
They are kept only where more of the recordings are heard, each judged by what was learnt from the others (where as many \
are, at a tenth of the rate), and the misses that are told are those. Recordings in which the phrase is not found are \
named, and teach nothing. Recordings of one person make the phrase clearer for that person; the known ways stay.

Written into DIR: PHRASE.wake (network and phrase, for `goldcrest eval wake --model`), phrase.json (for an \
assistant: `tuned: DIR` under `wake:`; `sharpened` tells what --recordings brought), CARD.md, the synthesised recordings \
and, with --negatives, det.svg: without them there are no false accepts to draw. Of a run that was interrupted the \
synthesised recordings of the same text are found again (others are removed), and what was heard of --negatives, which \
DIR/heard keeps until a run is done; what changed or is damaged is heard again.

Examples:
  goldcrest wake train 'hey juniper'
  goldcrest wake train computer -o computer --negatives librispeech --negatives podcasts
  goldcrest wake train --negatives librispeech 'hey juniper'
  goldcrest wake train 'hey juniper' --negatives librispeech --recordings me    # ten times by you
  goldcrest wake train stop --stop --negatives librispeech
  goldcrest wake train computer --anywhere --negatives librispeech    # also in mid-sentence
  goldcrest wake train 'hey siobhan' --say 'HH EY SH IH V AO N' --say 'HH EY SH AH V AO N'")]
pub struct Train {
    /// What is to be said, such as 'hey juniper'
    #[arg(value_name = "PHRASE")]
    phrase: String,
    /// More folders for --negatives, as `--negatives librispeech podcasts` and `--negatives rooms/*` behind the
    /// phrase give them
    #[arg(value_name = "MORE NEGATIVES")]
    pub(super) more: Vec<PathBuf>,
    /// Where to write [default: a folder named after the phrase, here]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Recordings without the phrase, the more hours the better; folders in it are gone through; may be given
    /// several times
    #[arg(long, value_name = "DIR")]
    pub(super) negatives: Vec<PathBuf>,
    /// Recordings of the phrase by its owner, to learn how it is said from (three or more) and for the curve, instead
    /// of synthesised ones
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
    pub(super) trunk: String,
    /// The network of phones that hears again what the first one proposes, before anybody reacts; `none` for
    /// no check
    #[arg(long, value_name = "NAME", default_value = trunk::DEFAULT_CHECK)]
    pub(super) check: String,
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
    #[arg(long, value_name = "N", default_value_t = 96,
        value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    pub(super) count: usize,
}

impl Train {
    pub(super) fn rate(&self) -> f64 {
        let usual = if self.stop {
            FALSE_STOPS
        } else {
            FALSE_ACCEPTS
        };
        self.false_accepts.unwrap_or(usual)
    }

    fn weighing(&self) -> Weighing {
        if self.stop {
            Weighing::STOP
        } else if self.anywhere {
            Weighing::ANYWHERE
        } else {
            Weighing::AFTER_A_PAUSE
        }
    }
}

/// Runs the verb.
pub fn run(arguments: &Train, screen: &mut Screen<'_>) -> Ended {
    if !RATES.contains(&arguments.rate()) {
        return Err(Failure::bad_input(
            format!("{} an hour is no sensible rate", arguments.rate()),
            "give --false-accepts between 0.001 and 1000, for example 0.5",
        ));
    }
    is_one_phrase(arguments)?;
    let phrase = written(&arguments.phrase)?;
    let slug = phrase.replace(' ', "-");
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from(&slug));
    written_by::refuse_others(&out, PHRASE_FILE, &["CARD.md", "det.svg"])?;
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
    let kept = Kept::new(out.join(KEPT), &sections.all());
    let other = Other::find(arguments, &folder, kept)?;
    let told = |done, all| {
        let after = match other.kept().found() {
            0 => "",
            _ => ", some by an interrupted run",
        };
        progress("heard ", all, after)(done);
    };
    let elsewhere = other.elsewhere();
    let tuned = tune(
        &phrase,
        ways,
        &networks,
        arguments.weighing(),
        elsewhere,
        told,
    );
    let tuned = tuned.map_err(|why| match why {
        Untuned::TooLittleSpeech(negatives) => other.refused(&negatives),
        why => too_long(why),
    })?;
    if let found @ 1.. = other.kept().found() {
        screen.line(&format!(
            "of {found} recordings was found again what an interrupted run had heard"
        ))?;
    }
    if let Some(note) = too_few_hours(other.hours(&tuned.negatives)) {
        warn(&format!("lower rates are extrapolated: {note}"));
    }
    let spec = &tuned.spec;
    if spec.checked.is_empty() && networks.checker.is_some() {
        let why = unchecked(arguments, spec);
        let note = format!("{why}, and a phrase that is not checked is missed far more often");
        screen.line(&screen.ink.paint(Tint::Warn, &note))?;
    }
    fs::create_dir_all(&out).map_err(|error| Failure::unwritable(&out, &error))?;
    let mut said = positives(arguments, &phrase, &out, screen)?;
    let sharpened = sharpen(arguments, tuned, &networks, &other, &said, screen)?;
    let Judged { tuned, positives } = sharpened.judged;
    let Tuned { spec, negatives } = tuned;
    said.were_heard(&positives, sharpened.learnt)?;
    let mut undecodable = negatives.undecodable.clone();
    undecodable.extend_from_slice(&positives.undecodable);
    for (file, why) in &undecodable {
        let text = printable(&left_out(file, why));
        screen.line(&screen.ink.paint(Tint::Bad, &text))?;
    }
    let threshold = threshold(arguments.rate(), &spec);
    let det = Det::new(&positives, &negatives);
    let shipped = point(threshold, &positives, &negatives);
    let mut facts = facts(arguments, &spec, &shipped, &said, &other, &negatives);
    let files = undecodable
        .iter()
        .map(|(file, _)| file.display().to_string());
    facts["undecodable"] = undecodable.len().into();
    facts["undecodable_files"] = files.collect();
    facts["sharpened"] = sharpened.facts;
    let pack = pack(&spec, &sections, arguments)?;
    write(&out.join(format!("{slug}.wake")), &pack)?;
    write(&out.join(PHRASE_FILE), pretty(&facts).as_bytes())?;
    write(&out.join("CARD.md"), card(&facts).as_bytes())?;
    curve_of(&phrase, &det, shipped, &said, &out.join("det.svg"), screen)?;
    screen.gap()?;
    screen.line(&format!(
        "missed as shipped, at the threshold calibrated for {} false accepts an hour: {} ({})",
        arguments.rate(),
        screen.ink.paint(Tint::Gold, &shipped.missed.describe()),
        said.what,
    ))?;
    screen.line(&format!("calibrated on {}", other.what(&negatives)))?;
    screen.line(&format!("written to {}", out.display()))?;
    screen.object(&facts)?;
    other.kept().remove();
    Ok(Verdict::Good)
}

/// Refuses words that are meant for the phrase and folders without their option.
fn is_one_phrase(arguments: &Train) -> Result<(), Failure> {
    let Some(first) = arguments.more.first() else {
        return Ok(());
    };
    let folder = arguments.more.iter().find(|folder| !folder.is_dir());
    match (arguments.negatives.is_empty(), folder) {
        (false, None) => Ok(()),
        (true, None) => Err(Failure::bad_input(
            format!("{} stands behind the phrase", first.display()),
            "give folders of recordings without the phrase with --negatives DIR",
        )),
        (_, Some(word)) => Err(Failure::bad_input(
            format!(
                "`{}` is neither part of the phrase `{}` nor a folder",
                printable(&word.display().to_string()),
                printable(&arguments.phrase)
            ),
            "put quotes around a phrase of several words, before more than one folder: \
             goldcrest wake train 'hey juniper' --negatives DIR DIR",
        )),
    }
}

/// Why no check was tuned.
fn unchecked(arguments: &Train, spec: &PhraseSpec) -> String {
    let phones: usize = spec.pronunciations.iter().map(Vec::len).sum();
    if phones > MOST_CHECKED_PHONES {
        format!("{phones} phones in all are more than a check has room for ({MOST_CHECKED_PHONES})")
    } else if arguments.negatives.is_empty() {
        "without --negatives no check is tuned".into()
    } else {
        "too little of --negatives came to a check for tuning one".into()
    }
}

/// Model sections.
pub(super) struct Sections {
    pub(super) trunk: Vec<u8>,
    pub(super) checker: Option<Vec<u8>>,
}

impl Sections {
    fn all(&self) -> Vec<&[u8]> {
        let checker = self.checker.as_deref();
        [&self.trunk[..]].into_iter().chain(checker).collect()
    }

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

/// The score from which a phrase counts as heard at a rate of false accepts an hour.
pub(super) fn threshold(rate: f64, spec: &PhraseSpec) -> Score {
    let curve = match spec.checked.is_empty() {
        true => &spec.alone,
        false => &spec.checked,
    };
    -Score::from(cost_at(curve, per_thousand_hours(rate)))
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

pub(super) fn too_long(why: Untuned) -> Failure {
    let what = match why {
        Untuned::Phrase(error) => error.to_string(),
        Untuned::Watch(error) => error.to_string(),
        Untuned::TooLittleSpeech(_) => "the recordings hold too little speech".into(),
    };
    Failure::bad_input(what, "give a shorter phrase")
}
