//! Wake phrases that `goldcrest wake train` tuned.
//!
//! A phrase is a JSON (or YAML) file, so that people can read and mend it:
//!
//! ```text
//! {"phrase": "juniper", "pronunciations": ["JH UW N AH P ER"], "longest_frames": 32,
//!  "blank_penalty": 320, "curve": [{"false_accepts_per_hour": 0.5, "cost": 141}, …]}
//! ```

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

/// Reads a phrase file; `file` names it in errors.
///
/// # Errors
///
/// Where it is no YAML or JSON, a key is missing, or a phone is unknown.
pub fn read_phrase(file: &str, text: &str) -> Result<PhraseSpec, YamlError> {
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
    Ok(PhraseSpec {
        text: need("phrase")?.text()?.to_owned(),
        pronunciations,
        longest: need("longest_frames")?.number()?,
        blank_penalty: need("blank_penalty")?.number()?,
        check_blank_penalty: number_or_zero(&root, "check_blank_penalty")?,
        check_from: number_or_zero(&root, "check_from")?,
        sound_before: number_or_zero(&root, "sound_before")?,
        alone: points(need("curve")?)?,
        checked: curve("checked_curve")?,
    })
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
        points.push(((rate * 1000.0).round() as u32, cost.number()?));
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
        let spec = read_phrase("phrase.json", JUNIPER).unwrap();
        let section = spec.write().unwrap();
        let phrase = Phrase::open(&section).unwrap();
        assert_eq!((phrase.text(), phrase.phones()), ("juniper", 12));
        assert_eq!(
            phrase.alone().points().collect::<Vec<_>>(),
            [(100, 90), (1000, 170)]
        );
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
