use super::{Before, Words, piece};

/// Where in a text its words come from: for each word that [`normalise`](super::normalise) makes of it, in order, first byte
/// and one past the last.
///
/// The words of one number all come from its digits; signs and what parts words belong to none but the words
/// that they are turned into.
///
/// ```
/// use goldcrest_trie::tokens::places;
///
/// let text = "a 45 minute timer, please";
/// let said: Vec<&str> = places(text).map(|(start, end)| &text[start..end]).collect();
/// assert_eq!(said, ["a", "45", "45", "minute", "timer", "please"]); // a forty five minute timer please
/// ```
#[must_use]
pub fn places(text: &str) -> Places<'_> {
    Places {
        text,
        rest: text,
        before: Before::default(),
        of: (0, 0),
        left: 0,
    }
}

/// Iterator of [`places`].
#[derive(Clone, Debug)]
pub struct Places<'t> {
    text: &'t str,
    rest: &'t str,
    before: Before,
    of: (usize, usize),
    /// Words still to be given for `of`.
    left: usize,
}

impl Iterator for Places<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        while self.left == 0 {
            let char = self.rest.chars().next()?;
            let mut counted = Words {
                buffer: None,
                length: 0,
                count: 0,
            };
            let after = piece(self.rest, char, &mut self.before, &mut counted).ok()?;
            self.of = (
                self.text.len() - self.rest.len(),
                self.text.len() - after.len(),
            );
            self.left = counted.count;
            self.rest = after;
        }
        self.left -= 1;
        Some(self.of)
    }
}
