//! Pairs of heard and said, and which of them may be learnt from.

use goldcrest_trie::tokens::normalise;

/// What a recogniser wrote, and what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What the recogniser wrote, as words.
    pub heard: Vec<HeardWord>,
    /// What it wrote, normalised.
    pub heard_text: String,
    /// What was said, normalised.
    pub said: String,
}

/// A word out of a recogniser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeardWord {
    /// A word.
    Word(String),
    /// A mark such as `<unk>`: there was a word that the recogniser does not know.
    Unknown,
}

/// What a pair may be used for. A sentence, and so all its pairs, is of one part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Costs are learnt from these: six tenths of the sentences.
    Training,
    /// Confidences and thresholds are fitted on these: two tenths.
    Development,
    /// Figures are told of these: two tenths.
    Test,
}

impl Part {
    /// The part of a sentence, by its normalised text alone: the upper half of its FNV-1a hash,
    /// modulo ten.
    pub fn of(said: &str) -> Part {
        match (sentence_hash(said) >> 32) % 10 {
            0..=5 => Part::Training,
            6 | 7 => Part::Development,
            _ => Part::Test,
        }
    }
}

/// FNV-1a of a sentence's bytes, 64 bits.
pub fn sentence_hash(said: &str) -> u64 {
    said.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// Marks that recognisers write for words they do not know.
const UNKNOWN_MARKS: [&str; 4] = ["@@UNKNOWN@@", "< unk >", "<unk>", "[unk]"];
/// Ends that some recognisers write as words of their own.
const CLITICS: [&str; 7] = [" 's", " 'm", " 're", " 've", " 'll", " 'd", " n't"];

impl Pair {
    /// A pair out of texts as they were written.
    pub fn new(heard: &str, said: &str) -> Pair {
        Pair {
            heard: heard_words(heard),
            heard_text: normalised(heard),
            said: normalised(said),
        }
    }

    /// Whether something else was heard than was said.
    pub fn is_misheard(&self) -> bool {
        self.heard_text != self.said
    }
}

/// The words of what a recogniser wrote.
pub fn heard_words(heard: &str) -> Vec<HeardWord> {
    let mut text = heard.to_owned();
    for mark in UNKNOWN_MARKS {
        text = text.replace(mark, "\u{fffd}");
    }
    for clitic in CLITICS {
        text = text.replace(clitic, &clitic[1..]);
    }
    let mut words = Vec::new();
    for (index, part) in text.split('\u{fffd}').enumerate() {
        if index > 0 {
            words.push(HeardWord::Unknown);
        }
        let part = normalised(part);
        let part = part.split(' ').filter(|word| !word.is_empty());
        words.extend(part.map(|word| HeardWord::Word(word.to_owned())));
    }
    words
}

/// A text as the words that the engine knows; see [`normalise`].
pub fn normalised(text: &str) -> String {
    let mut buffer = vec![0; text.len() * 13 + 64];
    normalise(text, &mut buffer).unwrap_or("").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_clitics_are_understood() {
        let word = |text: &str| HeardWord::Word(text.into());
        assert_eq!(
            heard_words("what 's a < unk > and @@UNKNOWN@@ 5"),
            [
                word("what's"),
                word("a"),
                HeardWord::Unknown,
                word("and"),
                HeardWord::Unknown,
                word("five")
            ]
        );
        assert!(Pair::new("what 's on", "what's on").is_misheard());
        assert!(!Pair::new("Lights on.", "lights on").is_misheard());
    }

    #[test]
    fn parts_have_their_shares() {
        let mut counts = [0; 3];
        for number in 0..10_000 {
            counts[Part::of(&format!("sentence {number}")) as usize] += 1;
        }
        assert!((5_700..6_300).contains(&counts[0]), "{counts:?}");
        assert!((1_800..2_200).contains(&counts[1]), "{counts:?}");
    }
}
