use goldcrest_trie::Phone;

use super::{LexiconError, Pronunciations};
use crate::yaml;

/// Reads `word: [K AE T, …]` lines.
pub(super) fn read(file: &str, text: &str) -> Result<Vec<(String, Pronunciations)>, LexiconError> {
    let root = yaml::read(file, text)?;
    let mut words = Vec::new();
    for (word, ways) in root.pairs()? {
        let mut pronunciations = Pronunciations::new();
        for way in ways.items()? {
            let mut phones = Vec::new();
            for name in way.text()?.split_whitespace() {
                let phone = Phone::from_name(name).ok_or_else(|| {
                    LexiconError::UnknownPhone(way.place.clone(), name.to_owned())
                })?;
                phones.push(phone);
            }
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
