use super::Assistant;
use super::slots::begins_alike;
use super::spans::Tagged;
use crate::events::Request;
use crate::understand::MOST_SYMBOLS;
use crate::understand::entities::{alike, quantity};
use goldcrest_trie::{WordId, tokens};

/// Words that a template must begin with, so that what follows is known to be said beyond it.
const FEWEST_KNOWN: usize = 2;
/// Percent of likeness to a word of a template from which a word is that one, misspelt.
const MISSPELT: u8 = 75;
/// Longest normalised text before a word, in bytes.
const MOST_TEXT: usize = 256;
/// Say where, when or of what.
const PREPOSITIONS: [&str; 12] = [
    "in", "at", "of", "from", "near", "inside", "outside", "before", "after", "until", "till",
    "during",
];
const DETERMINERS: [&str; 10] = [
    "the", "a", "an", "my", "your", "our", "his", "her", "their", "this",
];
/// Behind these stands what a question is about.
const COPULAS: [&str; 8] = [
    "is", "are", "was", "were", "what's", "when's", "how's", "where's",
];
/// May follow what a sentence is about.
const AFTERWARDS: [&str; 7] = ["please", "now", "right", "today", "tonight", "year", "week"];

impl<'p> Assistant<'p, '_> {
    /// Whether a text begins as a template does and goes on, to its end, about a place, a time or a thing that no
    /// template has, no slot holds and nothing is alike to: "what's the time in tokyo", "what day is christmas". The
    /// request would leave it out, and be another.
    pub(super) fn says_more(&mut self, tagged: Tagged<'_>, request: &Request<'p>) -> bool {
        let is_unknown = |token: &usize| {
            let word = tagged.word(*token).unwrap_or_default();
            !quantity::is_number(word) && !self.resolver.is_word(word)
        };
        let tokens = tagged.reading.tokens.len();
        let Some(first) = (0..tokens).find(is_unknown) else {
            return false;
        };
        let is_left = |token: usize| {
            let (begin, stop) = tagged.words((token, token + 1));
            let slots = request.slots.iter().map(|slot| slot.words);
            let mut held = slots.filter(|&(first, end)| first < stop && begin < end);
            tagged.is_free(token) && held.next().is_none()
        };
        let may_follow = |token: &usize| {
            let word = tagged.word(*token).unwrap_or_default();
            let stands_there = |words: &[&str]| words.iter().any(|w| w.eq_ignore_ascii_case(word));
            stands_there(&AFTERWARDS) || stands_there(&DETERMINERS) || is_unknown(token)
        };
        let word = tagged.word(first).unwrap_or_default();
        (first..tokens).all(is_left)
            && (first + 1..tokens).all(|token| may_follow(&token))
            && !self.is_alike(word)
            && self.goes_beyond(&tagged.text[..tagged.place((first, first)).start as usize])
    }

    /// Whether some template begins with a text that ends with a preposition, or with what a question is about still to
    /// come.
    fn goes_beyond(&mut self, text: &str) -> bool {
        let mut buffer = [0; MOST_TEXT];
        let Ok(mut normal) = tokens::normalise(text, &mut buffer) else {
            return false;
        };
        while let Some((before, last)) = normal.rsplit_once(' ')
            && DETERMINERS.contains(&last)
        {
            normal = before;
        }
        let Some((before, last)) = normal.rsplit_once(' ') else {
            return false;
        };
        if PREPOSITIONS.contains(&last) {
            normal = before;
        } else if !COPULAS.contains(&last) {
            return false;
        }
        let mut words: heapless::Vec<WordId, MOST_SYMBOLS> = heapless::Vec::new();
        for spelling in normal.split(' ') {
            let word = self.lexicon.find(spelling);
            if word.is_none_or(|word| words.push(word).is_err()) {
                return false;
            }
        }
        let roots = self.roots();
        let fitted = match self.recogniser.read(&roots, words.iter().copied()) {
            Ok(_) => words.len(),
            Err(fitted) => fitted.into(),
        };
        words.len() >= FEWEST_KNOWN && fitted == words.len()
    }

    /// Whether a word may be one of the assistant's, misspelt.
    fn is_alike(&self, word: &str) -> bool {
        let mut buffer = [0; MOST_TEXT];
        let word = tokens::normalise(word, &mut buffer).unwrap_or_default();
        self.lexicon.words().any(|known| {
            let spelling = self.lexicon.spelling(known);
            begins_alike(word, spelling) && alike::by_spelling(word, spelling) >= MISSPELT
        })
    }
}
