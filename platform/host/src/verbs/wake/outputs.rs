//! What `wake train` leaves in its folder: facts, pack and picture.

use std::fs;
use std::io;
use std::path::Path;

use goldcrest::settings::MANIFEST_SECTION;
use goldcrest::wake::PhraseSpec;
use goldcrest_forge::wake::section_name;
use goldcrest_pack::{PackBuilder, SectionKind};
use serde_json::{Value, json};

use super::heard::{Other, Said};
use super::train::{Sections, Train, too_long};
use super::ways::names;
use crate::exit::Failure;
use crate::present::{Screen, Tint};
use crate::wake::curve::{Det, Point, lowest_rate, too_few_hours};
use crate::wake::listen::Heard;
use crate::wake::picture::{self, Line};
use crate::written_by::write;

/// Draws misses against false accepts, where there were recordings of both; a picture of an earlier phrase never stays.
pub(super) fn curve_of(
    phrase: &str,
    det: &Det,
    shipped: Point,
    said: &Said,
    file: &Path,
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    let missing = match (det.hours > 0.0, det.said > 0, det.points.is_empty()) {
        (false, _, _) => "without --negatives there are no false accepts to count",
        (_, false, _) => "without recordings of the phrase there are no misses to count",
        (_, _, true) => "nothing came near the phrase anywhere",
        _ => {
            let line = Line {
                name: &said.what,
                det,
                shipped: Some(shipped),
            };
            write(file, picture::svg(phrase, &[line]).as_bytes())?;
            screen.line(
                "missed at the threshold that these recordings alone would have chosen for a rate:",
            )?;
            for bar in picture::bars(det, screen.ink) {
                screen.line(&bar)?;
            }
            return Ok(());
        }
    };
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(Failure::unwritable(file, &error));
        }
        _ => {}
    }
    let note = format!("no curve, and no det.svg: {missing}");
    screen.line(&screen.ink.paint(Tint::Warn, &note))?;
    Ok(())
}

pub(super) fn facts(
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
        "check_contrast": spec.check_contrast,
        "trunk": arguments.trunk,
        "check": checked,
        "false_accepts_per_hour": arguments.rate(),
        "cost": -shipped.threshold,
        "curve": curve(&spec.alone),
        "checked_curve": curve(&spec.checked),
        "calibrated_on": other.what(negatives),
        "hours": other.hours(negatives),
        "too_few_hours": too_few_hours(other.hours(negatives)).is_some(),
        "lowest_rate_shown": lowest_rate(other.hours(negatives)),
        "positives": said.what,
        "count": shipped.missed.count,
        "missed": shipped.missed.hits,
        "missed_low": shipped.missed.low,
        "missed_high": shipped.missed.high,
    })
}

pub(super) fn pack(
    spec: &PhraseSpec,
    sections: &Sections,
    arguments: &Train,
) -> Result<Vec<u8>, Failure> {
    let manifest = format!(
        "name={}\nwake.phrase={}\nwake.false_accepts_per_hour={}\n",
        spec.text,
        spec.text,
        arguments.rate()
    );
    let phrase = spec.write().map_err(|error| too_long(error.into()))?;
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

pub(super) fn pretty(facts: &Value) -> String {
    serde_json::to_string_pretty(facts).unwrap_or_default() + "\n"
}
