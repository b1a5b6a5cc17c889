//! Wake phrases that `goldcrest wake train` tuned.
//!
//! A phrase is a JSON (or YAML) file, so that people can read and mend it:
//!
//! ```text
//! {"phrase": "juniper", "pronunciations": ["JH UW N AH P ER"], "longest_frames": 32,
//!  "blank_penalty": 320, "curve": [{"false_accepts_per_hour": 0.5, "cost": 141}, …]}
//! ```

use std::ops::RangeInclusive;
use std::str::FromStr;

use goldcrest::wake::PhraseSpec;
use goldcrest_trie::Phone;

use crate::yaml::{self, Node, YamlError};

/// The file of a phrase in the folder that `goldcrest wake train` writes.
pub const PHRASE_FILE: &str = "phrase.json";
/// Bytes of a section's name.
const LONGEST_NAME: usize = goldcrest_pack::NAME_LEN;

/// The name of a phrase's section: as much of its text as a section's name may hold.
pub fn section_name(text: &str) -> &str {
    let end = (0..=text.len().min(LONGEST_NAME))
        .rfind(|&end| text.is_char_boundary(end))
        .unwrap_or(0);
    &text[..end]
}

/// What a phrase file says.
#[derive(Clone, Debug, PartialEq)]
pub struct TunedPhrase {
    /// How it is said, and what saying it costs.
    pub spec: PhraseSpec,
    /// The rate of false accepts an hour that it was trained for, where the file has one.
    pub false_accepts_per_hour: Option<f64>,
}

/// Reads a phrase file; `file` names it in errors.
///
/// # Errors
///
/// Where it is no YAML or JSON, a key is missing, a phone is unknown, or the rate makes no sense.
pub fn read_phrase(file: &str, text: &str) -> Result<TunedPhrase, YamlError> {
    let root = yaml::read(file, text)?;
    let need = |key: &str| match root.get(key) {
        Some(node) => Ok(node),
        None => root.fail(format!(
            "a wake phrase needs `{key}`: write the file with `goldcrest wake train`"
        )),
    };
    let mut pronunciations = Vec::new();
    for said in need("pronunciations")?.items()? {
        pronunciations.push(phones(said)?);
    }
    let curve = |key: &str| match root.get(key) {
        Some(node) => points(node),
        None => Ok(Vec::new()),
    };
    let spec = PhraseSpec {
        text: need("phrase")?.text()?.to_owned(),
        pronunciations,
        longest: need("longest_frames")?.number()?,
        blank_penalty: need("blank_penalty")?.number()?,
        check_blank_penalty: number_or_zero(&root, "check_blank_penalty")?,
        check_from: number_or_zero(&root, "check_from")?,
        sound_before: number_or_zero(&root, "sound_before")?,
        check_contrast: number_or_zero(&root, "check_contrast")?,
        alone: points(need("curve")?)?,
        checked: curve("checked_curve")?,
    };
    let rate = root.get("false_accepts_per_hour").map(read_rate);
    Ok(TunedPhrase {
        spec,
        false_accepts_per_hour: rate.transpose()?,
    })
}

/// Rates of false accepts an hour that make sense.
pub const RATES: RangeInclusive<f64> = 0.001..=1000.0;

/// False accepts per 1,000 hours, as sections and the engine count them, of a rate an hour.
#[must_use]
pub fn per_thousand_hours(rate: f64) -> u32 {
    (rate * 1000.0).round() as u32
}

/// A rate of false accepts an hour.
///
/// # Errors
///
/// Where it is no number, or none from 0.001 to 1000.
pub fn read_rate(node: &Node) -> Result<f64, YamlError> {
    match node.text()?.trim().parse::<f64>() {
        Ok(rate) if RATES.contains(&rate) => Ok(rate),
        _ => node.fail(format!(
            "{:?} is no rate of false accepts an hour: write a number from 0.001 to 1000",
            node.text()?
        )),
    }
}

fn number_or_zero<N: FromStr + Default>(root: &Node, key: &str) -> Result<N, YamlError> {
    root.get(key).map_or(Ok(N::default()), Node::number)
}

fn phones(said: &Node) -> Result<Vec<Phone>, YamlError> {
    said.text()?
        .split_whitespace()
        .map(|name| match Phone::from_name(name) {
            Some(phone) => Ok(phone),
            None => said.fail(format!(
                "there is no phone {name:?}: use the 39 of the CMU pronouncing dictionary"
            )),
        })
        .collect()
}

fn points(curve: &Node) -> Result<Vec<(u32, u16)>, YamlError> {
    let mut points = Vec::new();
    for point in curve.items()? {
        let (Some(rate), Some(cost)) = (point.get("false_accepts_per_hour"), point.get("cost"))
        else {
            return point.fail("a point needs `false_accepts_per_hour` and `cost`");
        };
        let rate: f64 = rate.number()?;
        points.push((per_thousand_hours(rate), cost.number()?));
    }
    Ok(points)
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest::wake::Phrase;

    const JUNIPER: &str = r#"{"phrase": "juniper", "pronunciations": ["JH UW N AH P ER", "JH UW N IH P ER"],
        "longest_frames": 32, "blank_penalty": 320,
        "curve": [{"false_accepts_per_hour": 0.1, "cost": 90}, {"false_accepts_per_hour": 1, "cost": 170}]}"#;

    #[test]
    fn a_phrase_becomes_a_section() {
        let read = read_phrase("phrase.json", JUNIPER).unwrap();
        assert_eq!(read.false_accepts_per_hour, None);
        let section = read.spec.write().unwrap();
        let phrase = Phrase::open(&section).unwrap();
        assert_eq!((phrase.text(), phrase.phones()), ("juniper", 12));
        assert_eq!(
            phrase.alone().points().collect::<Vec<_>>(),
            [(100, 90), (1000, 170)]
        );
    }

    #[test]
    fn a_phrase_keeps_the_rate_that_it_was_trained_for() {
        for (rate, kept) in [
            ("0.2", Some(0.2)),
            ("10", Some(10.0)),
            ("0", None),
            ("often", None),
        ] {
            let key = format!("{{\"false_accepts_per_hour\": {rate}, \"phrase\"");
            let text = JUNIPER.replacen("{\"phrase\"", &key, 1);
            let read = read_phrase("phrase.json", &text);
            match kept {
                Some(_) => assert_eq!(read.unwrap().false_accepts_per_hour, kept),
                None => {
                    let error = read.unwrap_err().to_string();
                    assert!(error.contains("0.001 to 1000"), "{error}");
                }
            }
        }
    }

    #[test]
    fn long_phrases_have_short_names() {
        assert_eq!(section_name("hey juniper"), "hey juniper");
        assert_eq!(
            section_name("o muito querido amigo joão"),
            "o muito querido amigo jo"
        );
        assert_eq!(
            section_name("o muito querido amigos ão"),
            "o muito querido amigos "
        );
    }

    #[test]
    fn faults_are_named() {
        let broken = JUNIPER.replace("UW N IH", "UX N IH");
        let error = read_phrase("phrase.json", &broken).unwrap_err().to_string();
        assert!(
            error.contains("UX") && error.contains("phrase.json"),
            "{error}"
        );
        let without = JUNIPER.replace("curve", "curbe");
        let error = read_phrase("phrase.json", &without)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("`curve`") && error.contains("wake train"),
            "{error}"
        );
    }
}
