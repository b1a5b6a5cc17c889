use super::Assistant;
use super::contrary::COPULAS;
use super::slots::begins_alike;
use super::spans::Tagged;
use crate::events::Request;
use crate::understand::MOST_SYMBOLS;
use crate::understand::entities::{Kind, alike, quantity};
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
/// Determiners of what need not be known: "turn the sound up a notch".
const INDEFINITE: [&str; 2] = ["a", "an"];
/// Behind these, as behind [`COPULAS`], stands what a question is about.
const ASKING: [&str; 4] = ["what's", "when's", "how's", "where's"];
/// Endings with which a word is still the same one.
const INFLECTIONS: [&str; 4] = ["s", "es", "ed", "ing"];
/// Numbers that are said without counting anything: "that one".
const NO_NUMBERS: [&str; 5] = ["one", "ones", "oh", "o", "second"];
/// May follow what a sentence is about.
const AFTERWARDS: [&str; 7] = ["please", "now", "right", "today", "tonight", "year", "week"];

impl<'p> Assistant<'p, '_> {
    /// Whether a text says something of which the request would leave out what makes it another one.
    pub(super) fn says_more(&mut self, tagged: Tagged<'_>, request: &Request<'p>) -> bool {
        (counts_more(tagged, request) && !self.asks_for_an_amount(request))
            || self.names_more(tagged, request)
    }

    /// Whether the assistant will ask for a slot that holds an amount: one that it did not make out counts nothing else.
    fn asks_for_an_amount(&self, request: &Request<'p>) -> bool {
        let entities = self.resolver.entities();
        let is_missing = |slots: &str| slots.split('|').all(|slot| request.slot(slot).is_none());
        let is_counted = |slots: &str| {
            let mut records = slots
                .split('|')
                .filter_map(|slot| entities.slot(request.intent, slot));
            records.any(|record| !matches!(record.kind, Kind::List | Kind::Text))
        };
        let rules = self.policy.rules(request.intent);
        let mut required = rules.iter().flat_map(|rules| rules.required());
        required.any(|(slots, _)| is_missing(slots) && is_counted(slots))
    }

    /// Whether a text begins as a template does and goes on, to its end, about a place, a time or a thing that no
    /// template has, no slot holds and nothing is alike to: "what's the time in tokyo", "what day is christmas", "turn on
    /// the lights in the spare room", "turn off the kitchen tap".
    fn names_more(&mut self, tagged: Tagged<'_>, request: &Request<'p>) -> bool {
        let is_unknown = |token: &usize| {
            let word = tagged.word(*token).unwrap_or_default();
            !quantity::is_number(word)
                && !self.resolver.is_word(word)
                && !tagged.is_held(request, (*token, *token + 1))
        };
        let tokens = tagged.reading.tokens.len();
        let Some(first) = (0..tokens).find(is_unknown) else {
            return false;
        };
        let may_follow = |token: &usize| {
            tagged.is_one_of(*token, &AFTERWARDS)
                || tagged.is_one_of(*token, &DETERMINERS)
                || is_unknown(token)
        };
        // The word behind may be the noun of an unknown one: "spare room".
        let is_last = (first + 2..tokens).all(|token| may_follow(&token));
        let word = tagged.word(first).unwrap_or_default();
        let (begin, _) = tagged.words((first, first + 1));
        let mut slots = request.slots.iter().map(|slot| slot.words);
        let after_slot = slots.any(|(_, end)| end > 0 && end == begin);
        let before = &tagged.text[..tagged.place((first, first)).start as usize];
        is_last
            && (first..tokens).all(|token| !tagged.is_held(request, (token, token + 1)))
            && !self.is_alike(word)
            && self.goes_beyond(before, after_slot)
    }

    /// Whether some template begins with a text that ends with a preposition, with a determiner of a certain thing, or
    /// with what a question is about or the noun of a slot still to come.
    fn goes_beyond(&mut self, text: &str, after_slot: bool) -> bool {
        let mut buffer = [0; MOST_TEXT];
        let Ok(whole) = tokens::normalise(text, &mut buffer) else {
            return false;
        };
        let mut normal = whole;
        let mut is_definite = false;
        while let Some((before, last)) = normal.rsplit_once(' ')
            && DETERMINERS.contains(&last)
        {
            normal = before;
            is_definite |= !INDEFINITE.contains(&last);
        }
        let Some((before, last)) = normal.rsplit_once(' ') else {
            return false;
        };
        if PREPOSITIONS.contains(&last) {
            normal = before;
        } else if !(asks_about(last) || is_definite || after_slot) {
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
        let fits = match self.recogniser.read(&roots, words.iter().copied()) {
            // What follows a whole sentence is no noun of its slot.
            Ok(_) => !after_slot,
            Err(fitted) => usize::from(fitted) == words.len(),
        };
        words.len() >= FEWEST_KNOWN && fits
    }

    /// Whether a word may be one of the assistant's, inflected or misspelt.
    fn is_alike(&self, word: &str) -> bool {
        let mut buffer = [0; MOST_TEXT];
        let word = tokens::normalise(word, &mut buffer).unwrap_or_default();
        let mut stems = INFLECTIONS.iter().filter_map(|end| word.strip_suffix(end));
        stems.any(|stem| self.lexicon.find(stem).is_some())
            || self.lexicon.words().any(|known| {
                let spelling = self.lexicon.spelling(known);
                begins_alike(word, spelling) && alike::by_spelling(word, spelling) >= MISSPELT
            })
    }
}

fn asks_about(word: &str) -> bool {
    COPULAS.contains(&word) || ASKING.contains(&word)
}

/// Whether a number was said that no slot holds: "lock the door in five minutes" where there is no slot for minutes.
fn counts_more(tagged: Tagged<'_>, request: &Request<'_>) -> bool {
    (0..tagged.reading.tokens.len()).any(|token| {
        let word = tagged.word(token).unwrap_or_default();
        quantity::is_number(word)
            && !tagged.is_one_of(token, &NO_NUMBERS)
            && !tagged.is_held(request, (token, token + 1))
    })
}
