use goldcrest::speech::dictation::{DictationSpec, Phrase};
use goldcrest_trie::{Grammar, Lexicon};

use super::ForgeError;
use crate::templates::Dictation;

/// The section of an assistant's slots of free words; `None` where it has no such slot.
pub(super) fn section(
    dictated: &[(String, Dictation)],
    lexicon: &Lexicon<'_>,
    grammar: &Grammar<'_>,
) -> Result<Option<Vec<u8>>, ForgeError> {
    let mut spec = DictationSpec::default();
    for (slot, dictation) in dictated {
        // A slot that only sentences without use had is in no grammar.
        let Some(slot) = grammar.slot(slot) else {
            continue;
        };
        for (words, weight) in &dictation.phrases {
            let words: Option<Vec<_>> = words.iter().map(|word| lexicon.find(word)).collect();
            spec.phrases.extend(words.map(|words| Phrase {
                slot,
                words,
                weight: *weight,
            }));
        }
    }
    if spec.phrases.is_empty() {
        return Ok(None);
    }
    let section = spec.write(lexicon, grammar.sizes().slots);
    section.map(Some).map_err(ForgeError::Dictation)
}
