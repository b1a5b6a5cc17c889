//! Text that a person gives instead of speech.

use goldcrest::Assistant;

use crate::exit::Failure;
use crate::present::{cut, printable};

/// Longest text that is taken, in bytes.
pub const LONGEST: usize = 1_000;

/// Checks that a text can be a request at all.
///
/// # Errors
///
/// Bad input for an empty or too long text, for control characters, and for letters that no word of the
/// assistant has: another script cannot be understood by any sentence. An assistant without sentences takes
/// any script.
pub fn check(text: &str, assistant: &Assistant<'_, '_>) -> Result<(), Failure> {
    let remedy = "write what you would say, for example `turn on the kitchen lights`";
    if text.trim().is_empty() {
        return Err(Failure::bad_input("the text is empty", remedy));
    }
    if text.len() > LONGEST {
        return Err(Failure::bad_input(
            format!(
                "the text has {} bytes, the longest that is taken {LONGEST}",
                text.len()
            ),
            "give one command; recordings and long texts of many go one by one",
        ));
    }
    if let Some(control) = text.chars().find(|c| c.is_control() && !c.is_whitespace()) {
        return Err(Failure::bad_input(
            format!(
                "the text has the control character {}",
                control.escape_default()
            ),
            "remove it; give plain text",
        ));
    }
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Failure::bad_input(
            format!("`{}` has no words", cut(&printable(text), 40)),
            remedy,
        ));
    }
    let lexicon = assistant.lexicon();
    let is_known = |letter: char| {
        letter.is_ascii()
            || lexicon.word_count() == 0
            || lexicon.words().any(|word| {
                lexicon
                    .spelling(word)
                    .chars()
                    .any(|known| letter.to_lowercase().any(|l| l == known))
            })
    };
    match text.chars().find(|&c| c.is_alphabetic() && !is_known(c)) {
        None => Ok(()),
        Some(letter) => Err(Failure::bad_input(
            format!("no word of this assistant has the letter `{letter}`"),
            "write in the assistant's language, or choose another with --assistant",
        )),
    }
}

/// The words of the lexicon that are spelt most like an unknown one, best first, at most three.
pub fn similar_words(word: &str, assistant: &Assistant<'_, '_>) -> Vec<String> {
    let lexicon = assistant.lexicon();
    let most = (word.chars().count() / 3).clamp(1, 3);
    let mut near: Vec<(usize, &str)> = lexicon
        .words()
        .map(|known| lexicon.spelling(known))
        .map(|known| (edits(word, known), known))
        .filter(|&(distance, _)| distance <= most)
        .collect();
    near.sort();
    near.into_iter()
        .take(3)
        .map(|(_, known)| known.to_owned())
        .collect()
}

/// Letters to insert, delete or replace to get from one word to the other (Levenshtein).
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (above, letter) in from.chars().enumerate() {
        let mut diagonal = above;
        row[0] = above + 1;
        for (column, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("kitchen", "kitten"), 2);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("lights", "lights"), 0);
        assert_eq!(edits("flight", "lights"), 2);
    }
}
