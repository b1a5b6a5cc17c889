use goldcrest_trie::Phone;

use super::{LexiconError, Pronunciations};
use crate::yaml;

/// The phones of `K AE T`; the first name that is none where one is not.
pub(crate) fn phones(text: &str) -> Result<Vec<Phone>, &str> {
    let names = text.split_whitespace();
    names
        .map(|name| Phone::from_name(name).ok_or(name))
        .collect()
}

/// Reads `word: [K AE T, …]` lines.
pub(super) fn read(file: &str, text: &str) -> Result<Vec<(String, Pronunciations)>, LexiconError> {
    let root = yaml::read(file, text)?;
    let mut words = Vec::new();
    for (word, ways) in root.pairs()? {
        let mut pronunciations = Pronunciations::new();
        for way in ways.items()? {
            let phones = phones(way.text()?)
                .map_err(|name| LexiconError::UnknownPhone(way.place.clone(), name.to_owned()))?;
            if phones.is_empty() {
                return Err(LexiconError::Silent(way.place.clone(), word.text.clone()));
            }
            pronunciations.push(phones);
        }
        if pronunciations.is_empty() {
            return Err(LexiconError::Silent(word.place.clone(), word.text.clone()));
        }
        words.push((word.text.to_lowercase(), pronunciations));
    }
    Ok(words)
}
