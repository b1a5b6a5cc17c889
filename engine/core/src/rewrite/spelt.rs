use super::known::KnownSentences;
use super::search::{Candidate, KEPT};

/// Letters of a text that are compared; what lies behind counts as not there.
const MOST_LETTERS: usize = 160;

/// How two texts differ as they are spelt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spelt {
    /// Letters changed, lost and added (Levenshtein's distance, of bytes).
    pub apart: u16,
    /// Letters of the longer text.
    pub longer: u16,
}

impl Spelt {
    /// Compares two texts, of which the first 160 bytes count. Takes as many steps as the product of their
    /// lengths.
    ///
    /// ```
    /// use goldcrest::rewrite::Spelt;
    ///
    /// let spelt = Spelt::of("play alien bridges", "play leon bridges");
    /// assert_eq!((spelt.apart, spelt.longer), (3, 18));
    /// ```
    #[must_use]
    pub fn of(one: &str, other: &str) -> Self {
        let [one, other] = [one, other].map(|text| {
            let bytes = text.as_bytes();
            &bytes[..bytes.len().min(MOST_LETTERS)]
        });
        let mut row: [u8; MOST_LETTERS + 1] = core::array::from_fn(|at| at as u8);
        for (above, letter) in one.iter().enumerate() {
            let mut diagonal = row[0];
            let mut left = above as u8 + 1;
            row[0] = left;
            for (cell, with) in row[1..].iter_mut().zip(other) {
                let changed = diagonal + u8::from(letter != with);
                diagonal = *cell;
                left = changed.min(diagonal + 1).min(left + 1);
                *cell = left;
            }
        }
        Spelt {
            apart: row[other.len()].into(),
            longer: one.len().max(other.len()) as u16,
        }
    }

    /// Compares a text with each of the sentences found.
    pub(super) fn of_each<S: KnownSentences>(
        text: &str,
        sentences: &S,
        found: &[Candidate],
    ) -> heapless::Vec<Spelt, KEPT> {
        let found = found.iter().take(KEPT);
        found
            .map(|one| Spelt::of(text, &sentences.text(one.words())))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::string::String;
    use std::vec::Vec;

    fn by_table(one: &[u8], other: &[u8]) -> usize {
        let mut table: Vec<Vec<usize>> = (0..=one.len()).map(|at| std::vec![at]).collect();
        table[0] = (0..=other.len()).collect();
        for at in 1..=one.len() {
            for with in 1..=other.len() {
                let changed = table[at - 1][with - 1] + usize::from(one[at - 1] != other[with - 1]);
                let moved = table[at - 1][with].min(table[at][with - 1]) + 1;
                table[at].push(changed.min(moved));
            }
        }
        table[one.len()][other.len()]
    }

    proptest! {
        #[test]
        fn a_row_agrees_with_the_table(one in "[a-c ]{0,30}", other in "[a-c ]{0,30}") {
            let spelt = Spelt::of(&one, &other);
            prop_assert_eq!(usize::from(spelt.apart), by_table(one.as_bytes(), other.as_bytes()));
            prop_assert_eq!(usize::from(spelt.longer), one.len().max(other.len()));
        }
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let long: String = "a".repeat(500);
        assert_eq!(
            Spelt::of(&long, ""),
            Spelt {
                apart: 160,
                longer: 160
            }
        );
        assert_eq!(Spelt::of(&long, &long).apart, 0);
    }
}
