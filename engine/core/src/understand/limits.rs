//! What takes a part of a command back, or puts it off: an exception, a condition, a time that is still to come.
//!
//! ```text
//!  "turn off all the lights except the kitchen"     "lock the door when i leave"
//!                           ~~~~~~                                ~~~~
//! ```
//!
//! A network that reads commands in other words finds the command and its values in such a sentence. Acting on
//! these would be the opposite of what was said, or too early.

/// Leave out what follows.
const EXCEPTIONS: [&str; 5] = ["except", "excepting", "excluding", "besides", "barring"];
/// Leave out what follows, in two words.
const LONGER_EXCEPTIONS: [(&str, &str); 5] = [
    ("apart", "from"),
    ("aside", "from"),
    ("other", "than"),
    ("but", "not"),
    ("just", "not"),
];
/// What "but" behind them takes something out of.
const WHOLES: [&str; 7] = [
    "all",
    "every",
    "everything",
    "everywhere",
    "any",
    "anything",
    "anywhere",
];
/// Make what stands before depend on what follows.
const CONDITIONS: [&str; 10] = [
    "when", "whenever", "if", "unless", "until", "till", "once", "after", "before", "provided",
];
/// Behind these the same words begin what is asked or told.
const ASKING: [&str; 13] = [
    "see",
    "check",
    "know",
    "tell",
    "ask",
    "find",
    "out",
    "wonder",
    "wondering",
    "mind",
    "me",
    "long",
    "sure",
];
/// After a condition, these make it a way of being polite ("if you could"), or the words mean something else ("once
/// more", "the song before this").
const NO_CONDITION: [&str; 11] = [
    "you",
    "possible",
    "necessary",
    "more",
    "again",
    "this",
    "that",
    "it's",
    "please",
    "now",
    "may",
];
/// A sentence with one of these asks.
const QUESTIONS: [&str; 5] = ["how", "how's", "what", "what's", "whatever"];
/// Say that something is not so.
const DENIALS: [&str; 8] = [
    "not", "isn't", "aren't", "wasn't", "weren't", "ain't", "never", "hardly",
];

/// The places of the words of a normalised text from which on something is left out, or what has to come first.
pub fn limits(normal: &str) -> impl Iterator<Item = usize> {
    let asks = normal.split(' ').any(|word| QUESTIONS.contains(&word));
    let mut of_whole = false;
    let mut before = "";
    let mut words = normal.split(' ').enumerate().peekable();
    core::iter::from_fn(move || {
        while let Some((place, word)) = words.next() {
            let next = words.peek().map_or("", |&(_, next)| next);
            let excepts = EXCEPTIONS.contains(&word)
                || LONGER_EXCEPTIONS.contains(&(word, next))
                || (word == "but" && of_whole && !next.is_empty());
            let depends = CONDITIONS.contains(&word)
                && !asks
                && place > 0
                && !next.is_empty()
                && !ASKING.contains(&before)
                && !NO_CONDITION.contains(&next);
            of_whole |= WHOLES.contains(&word);
            before = word;
            if excepts || depends {
                return Some(place);
            }
        }
        None
    })
}

/// Whether a normalised text says that something is not too much: nothing is to be done about it. "Not too much
/// trouble" is a way of being polite.
pub fn is_content(normal: &str) -> bool {
    let mut words = normal.split(' ').peekable();
    let mut before = "";
    while let Some(word) = words.next() {
        let is_polite = words.peek() == Some(&"much");
        if word == "too" && DENIALS.contains(&before) && !is_polite {
            return true;
        }
        before = word;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_and_conditions_are_limits() {
        for (text, word) in [
            ("turn off all the lights except the kitchen", "except"),
            ("turn off everything but the bedroom light", "but"),
            ("turn off the lights but not in the kitchen", "but"),
            ("lock all doors apart from the back door", "apart"),
            ("turn off the lights everywhere other than here", "other"),
            ("turn the lights off when i leave", "when"),
            ("open the blinds if it is sunny", "if"),
            ("keep the lights on until ten", "until"),
            ("turn off the lights after the movie", "after"),
        ] {
            let found: std::vec::Vec<_> = limits(text)
                .filter_map(|place| text.split(' ').nth(place))
                .collect();
            assert_eq!(found, [word], "{text}");
        }
    }

    #[test]
    fn questions_and_politeness_are_none() {
        for text in [
            "turn on the lights",
            "it's late but turn on the lights",
            "turn on the lights if you could",
            "if it's not too much trouble turn on the lights",
            "how long until the pasta is ready",
            "let me know when two hours are up",
            "the song before this one please",
            "play it once more",
            "the one we had before",
            "",
        ] {
            assert_eq!(limits(text).count(), 0, "{text}");
        }
    }

    #[test]
    fn what_is_not_too_much_is_well() {
        for text in [
            "it's not too hot in here",
            "it isn't too loud",
            "it is not too dark",
        ] {
            assert!(is_content(text), "{text}");
        }
        for text in [
            "it's too hot in here",
            "it's not loud enough",
            "not here too",
        ] {
            assert!(!is_content(text), "{text}");
        }
    }
}
