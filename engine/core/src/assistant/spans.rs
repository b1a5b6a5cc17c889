//! Runs of a text's tokens: the words that a slot covers, and those around it.

use crate::events::Request;
use crate::understand::entities::quantity;
use crate::understand::network::{Reading, Span, Token};
use goldcrest_trie::tokens;

/// Tokens before and after a span in which the rest of an amount may stand.
const AROUND: usize = 6;

/// Tokens from the first to the one past the last.
pub(super) type Run = (usize, usize);

/// The tokens of a span.
pub(super) fn whole(span: &Span) -> Run {
    (span.first.into(), span.end.into())
}

/// A text, and what the network found in it.
#[derive(Clone, Copy)]
pub(super) struct Tagged<'a> {
    pub text: &'a str,
    pub reading: &'a Reading,
}

impl<'a> Tagged<'a> {
    /// Whether there is such a token and no slot has it.
    pub fn is_free(self, token: usize) -> bool {
        let mut spans = self.reading.spans.iter();
        token < self.reading.tokens.len()
            && !spans.any(|span| (usize::from(span.first)..usize::from(span.end)).contains(&token))
    }

    /// Where a run stands in the text.
    pub fn place(self, (first, end): Run) -> Token {
        let tokens = &self.reading.tokens;
        let start = tokens.get(first).map_or(0, |token| token.start);
        let start = self.with_sign(start as usize) as u32;
        let last = tokens.get(end.saturating_sub(1));
        Token {
            start,
            end: last.map_or(start, |token| token.end),
        }
    }

    /// Where a number begins, with the sign and the point before its digits, which are of no token.
    fn with_sign(self, start: usize) -> usize {
        let digits = self.text.get(start..).unwrap_or_default();
        if !digits.starts_with(|char: char| char.is_ascii_digit()) {
            return start;
        }
        let before = self.text.get(..start).unwrap_or_default();
        let bare = before.strip_suffix('.').unwrap_or(before);
        let bare = bare.strip_suffix('-').unwrap_or(bare);
        let is_inside = bare.ends_with(|char: char| char.is_alphanumeric() || char == '.');
        if is_inside { start } else { bare.len() }
    }

    /// Whether a token is one of these words, in whatever case.
    pub fn is_one_of(self, token: usize, words: &[&str]) -> bool {
        let said = self.word(token).unwrap_or_default();
        words.iter().any(|word| word.eq_ignore_ascii_case(said))
    }

    /// Whether a slot of a request has some of a run.
    pub fn is_held(self, request: &Request<'_>, run: Run) -> bool {
        let (begin, stop) = self.words(run);
        let mut slots = request.slots.iter().map(|slot| slot.words);
        slots.any(|(first, end)| first < stop && begin < end)
    }

    /// A run as it is written.
    pub fn said(self, run: Run) -> &'a str {
        self.place(run).of(self.text)
    }

    /// A token as it is written.
    pub fn word(self, token: usize) -> Option<&'a str> {
        self.reading
            .tokens
            .get(token)
            .map(|token| token.of(self.text))
    }

    /// The longest run around a span whose text `read` takes for something, and what. Only words that may stand in an
    /// amount are taken in.
    pub fn widest<V>(
        self,
        span: &Span,
        mut read: impl FnMut(&str) -> Option<V>,
    ) -> Option<(Run, V)> {
        let (first, end) = whole(span);
        let belongs = |token: &usize| self.word(*token).is_some_and(quantity::is_of_amount);
        let before = (first.saturating_sub(AROUND)..first).rev();
        let earliest = before.take_while(belongs).last().unwrap_or(first);
        let after = (end..end + AROUND).take_while(belongs);
        let last = after.last().map_or(end, |token| token + 1);
        let mut best: Option<(Run, V)> = None;
        for begin in earliest..=first {
            for stop in (end..=last).rev() {
                let most = best.as_ref().map_or(0, |((begin, stop), _)| stop - begin);
                if stop - begin <= most {
                    break;
                }
                if let Some(value) = read(self.said((begin, stop))) {
                    best = Some(((begin, stop), value));
                    break;
                }
            }
        }
        best
    }

    /// Whether a number goes on before or after a run.
    pub fn is_number_beside(self, (first, end): Run) -> bool {
        let before = first.checked_sub(1).and_then(|token| self.word(token));
        let (after, next) = (self.word(end), self.word(end + 1));
        let goes_on = after.is_some_and(|word| word.eq_ignore_ascii_case("and"))
            && next.is_some_and(|word| quantity::is_number(word) || word.eq_ignore_ascii_case("a"));
        before.is_some_and(quantity::is_number) || after.is_some_and(quantity::is_number) || goes_on
    }

    /// Whether a span holds a number that is not all of it, or that a unit follows.
    pub fn is_part_of_amount(self, span: &Span) -> bool {
        let (first, end) = whole(span);
        let mut words = (first..end).filter_map(|token| self.word(token));
        let is_counted = self.word(end).is_some_and(quantity::is_unit);
        words.any(quantity::is_number) && (is_counted || self.is_number_beside((first, end)))
    }

    /// First of the normalised words that a run touches, and the one after the last.
    pub fn words(self, run: Run) -> (u8, u8) {
        words_at(self.text, self.place(run))
    }
}

/// A run without the words at its ends, units and articles, that `says_the_same` does without.
pub(super) fn said_within(run: Run, span: &Span, says_the_same: impl Fn(Run) -> bool) -> Run {
    let (first, end) = whole(span);
    let (mut begin, mut stop) = run;
    while stop > end && says_the_same((begin, stop - 1)) {
        stop -= 1;
    }
    while begin < first && says_the_same((begin + 1, stop)) {
        begin += 1;
    }
    (begin, stop)
}

/// First of the normalised words that a place in a text touches, and the one after the last.
fn words_at(text: &str, place: Token) -> (u8, u8) {
    let words = || tokens::places(text);
    let first = words().take_while(|&(_, end)| end <= place.start as usize);
    let end = words().take_while(|&(start, _)| start < place.end as usize);
    (first.count().min(255) as u8, end.count().min(255) as u8)
}

/// Each word of a normalised text with the one behind it.
pub(super) fn neighbours(normal: &str) -> impl Iterator<Item = (&str, &str)> {
    let words = normal.split(' ');
    words.clone().zip(words.skip(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_normalised_words() {
        for (text, part, expected) in [
            ("wake me at 5pm, please", "wake", (0, 1)),
            ("wake me at 5pm, please", "5", (3, 4)),
            ("wake me at 5pm, please", "pm", (4, 5)),
            ("wake me at 5pm, please", "at 5pm", (2, 5)),
            ("wake me at 5pm, please", "please", (5, 6)),
            ("set the lights to 37% now", "37", (4, 6)),
            ("set the lights to 37% now", "now", (7, 8)),
            ("the living-room lights", "living-room", (1, 3)),
        ] {
            let start = text.find(part).unwrap() as u32;
            let end = start + part.len() as u32;
            assert_eq!(
                words_at(text, Token { start, end }),
                expected,
                "{text:?} {part:?}"
            );
        }
    }
}
