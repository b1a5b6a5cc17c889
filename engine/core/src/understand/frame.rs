//! Sentences that say a command without giving it: "don't", "did you", "should I", "stop" before it, "I have" done it.
//!
//! A network that learns what commands look like in other words takes such a sentence for its command, of which it
//! has all the words. Here it is taken apart; whether what is left *is* a command is for the templates to say:
//!
//! ```text
//!  "i don't want the lights on"       "please did you already lock the front door"
//!   ~~~~~~~ ---- ---                   opener ~~~ --- -------
//!      |    words that may stand          |    |
//!   frame   before the command         left out  frame
//! ```
//!
//! Anything else between frame and command may be a clause of its own ("i can't see anything turn on the lights")
//! or a polite detour ("is it possible to turn on the lights"); then there is no frame.

/// May stand before a frame.
const OPENERS: [&str; 12] = [
    "please", "hey", "no", "and", "but", "well", "okay", "ok", "oh", "so", "just", "actually",
];
const SUBJECTS: [&str; 13] = [
    "i",
    "you",
    "we",
    "they",
    "he",
    "she",
    "it",
    "somebody",
    "someone",
    "anybody",
    "anyone",
    "everybody",
    "nobody",
];
const NEGATIONS: [&str; 11] = [
    "don't",
    "dont",
    "doesn't",
    "didn't",
    "won't",
    "wouldn't",
    "shouldn't",
    "mustn't",
    "needn't",
    "never",
    "not",
];
const AUXILIARIES: [&str; 9] = [
    "do", "does", "did", "will", "would", "should", "shall", "must", "need",
];
/// Ask whether something is, was or ought to be.
const QUESTIONS: [&str; 9] = [
    "did", "does", "is", "are", "was", "were", "has", "should", "shall",
];
/// Subjects that have something done.
const HAVING: [&str; 4] = ["i've", "we've", "you've", "they've"];
/// May stand between a subject and what it did.
const BEFORE_PAST: [&str; 5] = ["have", "has", "had", "just", "already"];
/// Ask only with a subject behind them: "do turn on the light" is a command.
const QUESTIONS_OF_SUBJECTS: [&str; 3] = ["do", "have", "had"];
/// End what follows, or keep from it.
const ENDINGS: [&str; 4] = ["stop", "quit", "avoid", "without"];
const INTERROGATIVES: [&str; 5] = ["why", "how", "when", "where", "who"];
/// May stand between a frame and its command.
const BETWEEN: [&str; 30] = [
    "want", "wanna", "need", "wish", "like", "have", "get", "got", "be", "been", "supposed",
    "going", "gonna", "told", "asked", "to", "me", "us", "the", "a", "my", "our", "any", "all",
    "please", "ever", "just", "already", "even", "really",
];

/// What may be a command behind a frame that takes it back, the longest first; `text` is normalised. Nothing where
/// there is no frame.
pub fn framed(text: &str) -> impl Iterator<Item = &str> {
    let rest = behind_frame(text);
    core::iter::successors(rest, |rest| {
        let (word, after) = split(rest)?;
        let between = BETWEEN.contains(&word) || SUBJECTS.contains(&word);
        between.then_some(after)
    })
    .filter(|rest| !rest.is_empty())
}

fn behind_frame(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some((word, after)) = split(rest)
        && OPENERS.contains(&word)
    {
        rest = after;
    }
    negated(rest)
        .or_else(|| asked(rest))
        .or_else(|| reported(rest))
        .or_else(|| ended(rest))
}

fn negated(text: &str) -> Option<&str> {
    let (mut word, mut after) = split(text)?;
    if SUBJECTS.contains(&word) {
        (word, after) = split(after)?;
    }
    if AUXILIARIES.contains(&word) {
        (word, after) = split(after)?;
    }
    NEGATIONS.contains(&word).then_some(after)
}

fn asked(text: &str) -> Option<&str> {
    let (word, after) = split(text)?;
    if INTERROGATIVES.contains(&word) {
        let (auxiliary, after) = split(after)?;
        let asks = QUESTIONS.contains(&auxiliary) || QUESTIONS_OF_SUBJECTS.contains(&auxiliary);
        return asks.then_some(after);
    }
    if QUESTIONS_OF_SUBJECTS.contains(&word) {
        let (subject, _) = split(after)?;
        return SUBJECTS.contains(&subject).then_some(after);
    }
    QUESTIONS.contains(&word).then_some(after)
}

fn reported(text: &str) -> Option<&str> {
    let (word, mut rest) = split(text)?;
    if !SUBJECTS.contains(&word) && !HAVING.contains(&word) {
        return None;
    }
    while let Some((word, after)) = split(rest)
        && BEFORE_PAST.contains(&word)
    {
        rest = after;
    }
    split(rest)
        .filter(|(word, _)| word.ends_with("ed") && !BETWEEN.contains(word))
        .map(|_| rest)
}

fn ended(text: &str) -> Option<&str> {
    let (word, after) = split(text)?;
    let (doing, _) = split(after)?;
    (ENDINGS.contains(&word) && doing.ends_with("ing")).then_some(after)
}

/// What a past tense or a participle may be a form of, in two parts, and what stands behind it: "closed the door" is
/// of "close" or "clos", "dimming the light" of "dimme", "dimm" or "dim". Nothing where the first word ends in neither
/// "-ed" nor "-ing".
pub fn present(text: &str) -> impl Iterator<Item = (&str, &'static str, &str)> {
    let inflected = split(text).and_then(|(word, after)| {
        let stem = word.strip_suffix("ed").or(word.strip_suffix("ing"))?;
        Some((stem, after))
    });
    inflected.into_iter().flat_map(|(stem, after)| {
        let mut letters = stem.chars().rev();
        let last = letters.next();
        let is_double = last.is_some() && last == letters.next();
        let single = stem
            .get(..stem.len().saturating_sub(1))
            .filter(|_| is_double);
        let forms = [
            Some((stem, "e")),
            Some((stem, "")),
            single.map(|verb| (verb, "")),
        ];
        forms
            .into_iter()
            .flatten()
            .map(move |(stem, ending)| (stem, ending, after))
    })
}

/// The first word and what is behind it.
fn split(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    (!text.is_empty()).then(|| text.split_once(' ').unwrap_or((text, "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_negated_or_asked_about_is_behind_a_frame() {
        for (text, command) in [
            ("i don't want the lights on", "lights on"),
            ("don't turn on the light", "turn on the light"),
            ("please do not unlock the door", "unlock the door"),
            ("no you should not open the blinds", "open the blinds"),
            ("i never want you to play music", "play music"),
            ("did you already lock the front door", "lock the front door"),
            ("why did you turn on the lights", "turn on the lights"),
            ("how do i set a timer", "set a timer"),
            ("should i lock the front door", "lock the front door"),
            ("have you got the lights on", "lights on"),
            ("was the light on", "light on"),
            ("have you locked the front door", "locked the front door"),
            (
                "i've already locked the front door",
                "locked the front door",
            ),
            ("we just closed the blinds", "closed the blinds"),
            ("stop turning off the lights", "turning off the lights"),
        ] {
            assert!(framed(text).any(|rest| rest == command), "{text}");
        }
    }

    #[test]
    fn orders_and_detours_have_no_frame() {
        for text in [
            "turn on the lights",
            "why don't you turn on the lights",
            "i can't see anything turn on the lights",
            "do turn on the lights",
            "have the lights on",
            "i need the lights on",
            "can you turn on the lights",
            "never",
            "",
        ] {
            assert_eq!(framed(text).count(), 0, "{text}");
        }
        let forms = |text| {
            present(text)
                .map(|(stem, ending, _)| std::format!("{stem}{ending}"))
                .collect::<std::vec::Vec<_>>()
        };
        assert_eq!(forms("closed the door"), ["close", "clos"]);
        assert_eq!(forms("dimming the light"), ["dimme", "dimm", "dim"]);
        assert!(forms("close the door").is_empty());
        for text in [
            "is it possible to turn on the lights",
            "i don't know how about turn on the lights",
        ] {
            let command = framed(text).find(|rest| *rest == "turn on the lights");
            assert_eq!(command, None, "{text}");
        }
    }
}
