//! Runs of a text's tokens: the words that a slot covers, and those around it.

use crate::understand::entities::quantity;
use crate::understand::network::{Reading, Span, Token};
use goldcrest_trie::Unit;

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
        let last = tokens.get(end.saturating_sub(1));
        Token {
            start,
            end: last.map_or(start, |token| token.end),
        }
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

    /// The longest run around a span whose text `read` takes for something, and what.
    pub fn widest<V>(
        self,
        span: &Span,
        mut read: impl FnMut(&str) -> Option<V>,
    ) -> Option<(Run, V)> {
        let (first, end) = whole(span);
        let last = (end + AROUND).min(self.reading.tokens.len());
        let mut best: Option<(Run, V)> = None;
        for begin in first.saturating_sub(AROUND)..=first {
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
        let unit = self.word(end).and_then(unit_of);
        words.any(quantity::is_number) && (unit.is_some() || self.is_number_beside((first, end)))
    }

    /// First word that a run touches, and the one after the last; words stand between white space.
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

/// What a word after a number says that it counts.
pub(super) fn unit_of(word: &str) -> Option<Unit> {
    let named = [
        (Unit::Seconds, &["second", "seconds", "sec", "secs"][..]),
        (Unit::Minutes, &["minute", "minutes", "min", "mins"][..]),
        (Unit::Hours, &["hour", "hours", "hr", "hrs"][..]),
        (Unit::Percent, &["percent"][..]),
        (Unit::Temperature, &["degree", "degrees"][..]),
    ];
    let mut named = named.iter();
    let found = named.find(|(_, words)| words.iter().any(|other| word.eq_ignore_ascii_case(other)));
    found.map(|&(unit, _)| unit)
}

/// First word that a place in a text touches, and the one after the last; words stand between white space.
fn words_at(text: &str, place: Token) -> (u8, u8) {
    let words_before = |end: u32| {
        let before = text.get(..end as usize).unwrap_or("");
        before.split_whitespace().count()
    };
    let first = words_before(place.start + 1).saturating_sub(1);
    let end = words_before(place.end);
    (first.min(255) as u8, end.min(255) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_words() {
        let text = "wake me at 5pm, please";
        let place = |part: &str| {
            let start = text.find(part).unwrap() as u32;
            let end = start + part.len() as u32;
            words_at(text, Token { start, end })
        };
        assert_eq!(place("wake"), (0, 1));
        assert_eq!(place("5"), (3, 4));
        assert_eq!(place("pm"), (3, 4));
        assert_eq!(place("at 5pm"), (2, 4));
        assert_eq!(place("please"), (4, 5));
    }
}
