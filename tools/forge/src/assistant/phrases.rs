//! The wake phrases of an assistant, over a network of phones.

use std::path::Path;

use goldcrest::settings::PHRASE_RATES;
use goldcrest::speech::CLASSES;
use goldcrest::wake::{MOST_PHONES, MOST_PHRASES, WatchError};
use goldcrest_nn::Model;
use goldcrest_pack::SectionKind;

use super::facts::Facts;
use super::networks::Section;
use super::{ForgeError, spoken_phrase};
use crate::lexicon::{Origin, Pronouncer};
use crate::wake::{PHRASE_FILE, TunedPhrase, read_phrase, section_name};

/// Reads the phrases that `wake: tuned` names: folders that `goldcrest wake train` wrote, in the assistant's folder
/// or in that of the networks. What they say is normalised as words of the lexicon are.
///
/// # Errors
///
/// Where one is not there or wrong, where they are more than the engine follows at once, and where the network
/// `trunk` does not hear phones.
pub(super) fn read(
    facts: &Facts,
    models: &Path,
    assistant: &Path,
    trunk: &[u8],
) -> Result<Vec<TunedPhrase>, ForgeError> {
    if let Some(first) = facts.tuned.first()
        && !hears_phones(trunk)
    {
        let model = facts.get("wake.model").unwrap_or("").to_owned();
        return Err(ForgeError::NoPhones(first.place.clone(), model));
    }
    let mut phrases = Vec::new();
    for tuned in &facts.tuned {
        let file = [assistant, models]
            .iter()
            .map(|folder| folder.join(&tuned.folder).join(PHRASE_FILE))
            .find(|file| file.is_file())
            .ok_or_else(|| ForgeError::NoModel(models.join(&tuned.folder).join(PHRASE_FILE)))?;
        let text = std::fs::read_to_string(&file)
            .map_err(|error| ForgeError::Unreadable(file.clone(), error))?;
        let mut phrase = read_phrase(&file.display().to_string(), &text)?;
        phrase.spec.text = spoken_phrase(&phrase.spec.text);
        phrase.false_accepts_per_hour = rate(facts, tuned.rate, &phrase);
        phrases.push(phrase);
        let phones = phrases
            .iter()
            .flat_map(|phrase| &phrase.spec.pronunciations);
        let excess = match phones.map(Vec::len).sum::<usize>() {
            _ if phrases.len() > MOST_PHRASES => Some(WatchError::TooManyPhrases),
            phones if phones > MOST_PHONES => Some(WatchError::TooManyPhones),
            _ => None,
        };
        if let Some(error) = excess {
            return Err(ForgeError::Watch(tuned.place.clone(), error));
        }
    }
    Ok(phrases)
}

/// Whether a network hears phones, of which phrases are made, and no phrase by itself.
pub(super) fn hears_phones(section: &[u8]) -> bool {
    Model::open(section).is_ok_and(|model| model.output().len == CLASSES)
}

/// Makes sure that a stop word is one of the phrases: nothing else is listened for while the device speaks.
///
/// # Errors
///
/// Where it is none of them.
pub(super) fn has_stop_word(facts: &Facts, phrases: &[TunedPhrase]) -> Result<(), ForgeError> {
    let texts = || phrases.iter().map(|phrase| phrase.spec.text.clone());
    match facts.get("wake.stop").filter(|stop| !stop.is_empty()) {
        Some(stop) if texts().all(|text| text != stop) => {
            let place = facts.place("wake.stop").cloned();
            Err(ForgeError::NoStopWord(
                place,
                stop.to_owned(),
                texts().collect(),
            ))
        }
        _ => Ok(()),
    }
}

/// The rate asked for of this phrase, or of its kind, or else that which it was trained for.
fn rate(facts: &Facts, asked: Option<f64>, phrase: &TunedPhrase) -> Option<f64> {
    let stops = facts.get("wake.stop") == Some(&phrase.spec.text);
    let kind = match stops {
        true => "wake.stop_false_accepts_per_hour",
        false => "wake.false_accepts_per_hour",
    };
    match facts.get(kind) {
        None => asked.or(phrase.false_accepts_per_hour),
        Some(_) => asked,
    }
}

/// Writes the rates of the phrases into the manifest, where any has its own.
pub(super) fn add_rates(facts: &mut Facts, phrases: &[TunedPhrase]) {
    facts.lines.retain(|(key, _)| key != PHRASE_RATES);
    let rates: Vec<String> = phrases
        .iter()
        .map(|phrase| phrase.false_accepts_per_hour)
        .map(|rate| rate.map_or(String::new(), |rate| rate.to_string()))
        .collect();
    if rates.iter().any(|rate| !rate.is_empty()) {
        facts.lines.push((PHRASE_RATES.to_owned(), rates.join(",")));
    }
}

/// The phrases after which a command may follow in one breath. Those that the assistant's lexicon does not know are
/// said as they were trained.
pub(super) fn words<'w>(
    facts: &Facts,
    phrases: &'w [TunedPhrase],
    pronouncer: &mut Pronouncer,
) -> Vec<&'w str> {
    let mut words = Vec::new();
    for phrase in phrases {
        let text = phrase.spec.text.as_str();
        if text.is_empty() || facts.get("wake.stop") == Some(text) {
            continue;
        }
        let known = pronouncer.pronounce(text);
        if !known.is_ok_and(|(_, origin)| origin != Origin::Letters) {
            pronouncer.add_ways(text, &phrase.spec.pronunciations);
        }
        words.push(text);
    }
    words
}

/// The sections of the phrases, in order.
///
/// # Errors
///
/// Where one cannot be written.
pub(super) fn sections(phrases: &[TunedPhrase]) -> Result<Vec<Section>, ForgeError> {
    let section = |phrase: &TunedPhrase| {
        let section = phrase.spec.write().map_err(ForgeError::WakePhrase)?;
        let name = section_name(&phrase.spec.text).to_owned();
        Ok((SectionKind::WakePhrase, name, section))
    };
    phrases.iter().map(section).collect()
}
