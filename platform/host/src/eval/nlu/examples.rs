/// A slot over words: its name, first word and the one after the last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WordSpan {
    /// The slot's name.
    pub slot: String,
    /// First word.
    pub start: usize,
    /// One past the last word.
    pub end: usize,
}

impl WordSpan {
    /// The words, of those in `words`, that bytes `start` to `end` touch; `None` where they touch none.
    pub(super) fn over(
        slot: &str,
        words: &[(usize, usize)],
        start: usize,
        end: usize,
    ) -> Option<Self> {
        let touches = |word: &&(usize, usize)| start < end && word.1 > start && word.0 < end;
        let first = words.iter().position(|word| touches(&word))?;
        Some(Self {
            slot: slot.to_owned(),
            start: first,
            end: first + words.iter().filter(touches).count(),
        })
    }
}

/// A labelled text.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Its id, or its place in the file.
    pub id: String,
    /// The text.
    pub text: String,
    /// Its intent.
    pub intent: String,
    /// Its slots, in order, without overlap.
    pub spans: Vec<WordSpan>,
}

/// What is wrong with one labelled text.
pub(super) type Fault = String;

impl Example {
    /// An example whose spans are in bytes of the text; they must begin and end with words.
    pub(super) fn from_bytes(
        id: String,
        text: String,
        intent: String,
        spans: &[(String, usize, usize)],
    ) -> Result<Self, Fault> {
        let words = words(&text);
        let mut found = Vec::new();
        for (slot, start, end) in spans {
            let span = WordSpan::over(slot, &words, *start, *end);
            found.push(
                span.filter(|_| *end <= text.len())
                    .ok_or_else(|| format!("slot {slot} covers no word"))?,
            );
        }
        Self::checked(id, text, intent, found)
    }

    /// An example whose spans are checked: inside the text, not empty, without overlap.
    pub(super) fn checked(
        id: String,
        text: String,
        intent: String,
        mut spans: Vec<WordSpan>,
    ) -> Result<Self, Fault> {
        let count = text.split_whitespace().count();
        if count == 0 {
            return Err("the text is empty".into());
        }
        if intent.trim().is_empty() {
            return Err("the intent is empty".into());
        }
        spans.sort_by_key(|span| span.start);
        let mut before = 0;
        for span in &spans {
            let WordSpan { slot, start, end } = span;
            if start >= end || *end > count {
                return Err(format!(
                    "slot {slot} covers words {start} to {end} of {count}"
                ));
            }
            if *start < before {
                return Err(format!("slot {slot} at word {start} overlaps another"));
            }
            before = *end;
        }
        Ok(Self {
            id,
            text,
            intent,
            spans,
        })
    }
}

/// Byte ranges of the words of a text.
pub(super) fn words(text: &str) -> Vec<(usize, usize)> {
    text.split_whitespace()
        .map(|word| {
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            (start, start + word.len())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_and_an_intent_there_must_be() {
        let example = |text: &str, intent: &str| {
            Example::checked("1".into(), text.into(), intent.into(), Vec::new())
        };
        assert!(example("stop", "stop").is_ok());
        assert_eq!(example(" ", "stop").unwrap_err(), "the text is empty");
        assert_eq!(example("stop", "").unwrap_err(), "the intent is empty");
    }

    #[test]
    fn bytes_become_words() {
        let text = "set the röom lights";
        let place = |part: &str| {
            let start = text.find(part).unwrap();
            (start, start + part.len())
        };
        let (start, end) = place("röom lights");
        let spans = [("s".to_owned(), start, end)];
        let example = Example::from_bytes("1".into(), text.into(), "i".into(), &spans).unwrap();
        assert_eq!((example.spans[0].start, example.spans[0].end), (2, 4));
        let outside = [("s".to_owned(), 3, 4)];
        assert!(Example::from_bytes("1".into(), text.into(), "i".into(), &outside).is_err());
    }
}
