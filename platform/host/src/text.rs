//! Text that a person gives instead of speech.

use goldcrest::Assistant;

use crate::exit::Failure;
use crate::present::{cut, printable};

/// Longest text that is taken, in bytes.
pub const LONGEST: usize = 1_000;

/// Checks that a text can be a request at all. Letters that no word of the assistant has are no fault: such a
/// text is understood or not, as on a device.
///
/// # Errors
///
/// Bad input for an empty or too long text, for control characters, and for a text without words.
pub fn check(text: &str) -> Result<(), Failure> {
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
    Ok(())
}

/// The letters of a normalised word that no word of the lexicon has, each once, in order.
pub fn unknown_letters(word: &str, assistant: &Assistant<'_, '_>) -> Vec<char> {
    let lexicon = assistant.lexicon();
    let mut unknown = Vec::new();
    for letter in word.chars().filter(|letter| letter.is_alphabetic()) {
        let is_known = lexicon
            .words()
            .any(|known| lexicon.spelling(known).contains(letter));
        if !is_known && !unknown.contains(&letter) {
            unknown.push(letter);
        }
    }
    unknown
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
