use goldcrest_forge::rewriting::Pair;

use super::{Proposal, Strategy};

/// The nearest sentence by the edit distance of its letters (Myers' bit vectors, 1999).
pub struct Plain {
    sentences: Vec<String>,
}

/// Letters compared; what lies behind counts as not there.
const LETTERS: usize = 128;
/// Where nine in ten repairs of the pairs for development are right.
const THRESHOLD: f64 = 0.908;

impl Plain {
    /// Repairs to these sentences.
    pub fn new(sentences: Vec<String>) -> Self {
        Plain { sentences }
    }
}

impl Strategy for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn threshold(&self) -> f64 {
        THRESHOLD
    }

    /// The confidence is one less the distance for each letter, plus half the margin for each letter.
    fn propose(&mut self, pair: &Pair) -> Option<Proposal> {
        let pattern = Pattern::new(pair.heard_text.as_bytes());
        let mut best: Option<(usize, &String)> = None;
        let mut second = usize::MAX;
        for sentence in &self.sentences {
            let distance = pattern.distance(sentence.as_bytes());
            match best {
                Some((least, _)) if distance >= least => second = second.min(distance),
                _ => {
                    second = best.map_or(second, |(least, _)| least);
                    best = Some((distance, sentence));
                }
            }
        }
        let (distance, text) = best?;
        let letters = pair.heard_text.len().max(text.len()).max(1) as f64;
        let margin = second.saturating_sub(distance).min(LETTERS) as f64;
        Some(Proposal {
            text: text.clone(),
            confidence: 1.0 - distance as f64 / letters + 0.5 * margin / letters,
        })
    }
}

/// Where each byte is in a text of at most [`LETTERS`].
struct Pattern {
    places: [u128; 256],
    length: usize,
}

impl Pattern {
    fn new(text: &[u8]) -> Self {
        let mut places = [0; 256];
        let text = &text[..text.len().min(LETTERS)];
        for (place, &byte) in text.iter().enumerate() {
            places[usize::from(byte)] |= 1 << place;
        }
        Pattern {
            places,
            length: text.len(),
        }
    }

    fn distance(&self, other: &[u8]) -> usize {
        let Some(last) = self.length.checked_sub(1) else {
            return other.len();
        };
        let (mut more, mut less) = (u128::MAX, 0u128);
        let mut distance = self.length;
        for &byte in other.iter().take(LETTERS) {
            let equal = self.places[usize::from(byte)];
            let across = equal | less;
            let down = (((equal & more).wrapping_add(more)) ^ more) | equal;
            let up = less | !(down | more);
            let minus = more & down;
            distance += usize::from(up >> last & 1 != 0);
            distance -= usize::from(minus >> last & 1 != 0);
            let up = up << 1 | 1;
            more = minus << 1 | !(across | up);
            less = up & across;
        }
        distance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slow(one: &[u8], other: &[u8]) -> usize {
        let mut row: Vec<usize> = (0..=other.len()).collect();
        for (at, letter) in one.iter().enumerate() {
            let mut diagonal = std::mem::replace(&mut row[0], at + 1);
            for (column, with) in other.iter().enumerate() {
                let least = row[column].min(row[column + 1]) + 1;
                let least = least.min(diagonal + usize::from(letter != with));
                diagonal = std::mem::replace(&mut row[column + 1], least);
            }
        }
        row[other.len()]
    }

    #[test]
    fn bit_vectors_agree_with_the_table() {
        let texts = [
            "",
            "a",
            "lamp",
            "lamps on",
            "turn off the lamp",
            "the end of the world as we know it",
        ];
        for one in texts {
            for other in texts {
                let fast = Pattern::new(one.as_bytes()).distance(other.as_bytes());
                assert_eq!(
                    fast,
                    slow(one.as_bytes(), other.as_bytes()),
                    "{one} {other}"
                );
            }
        }
    }
}
