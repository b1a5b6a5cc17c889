use super::Assistant;
use super::contrary::{COPULAS, PLAIN};
use super::slots::begins_alike;
use super::spans::{Tagged, neighbours};
use crate::events::Request;
use crate::understand::MOST_SYMBOLS;
use crate::understand::entities::date::{self, Date};
use crate::understand::entities::{Kind, alike, quantity};
use goldcrest_trie::{WordId, tokens};

/// Words that a template must begin with, so that what follows is known to be said beyond it.
const FEWEST_KNOWN: usize = 2;
/// Percent of likeness to a word of a template from which a word is that one, misspelt.
const MISSPELT: u8 = 75;
/// Percent of likeness of what was heard to what was said that mishearing leaves.
const MISHEARD: u8 = 30;
/// Longest normalised text before a word, in bytes.
const MOST_TEXT: usize = 256;
/// Say where, when or of what.
const PREPOSITIONS: [&str; 12] = [
    "in", "at", "of", "from", "near", "inside", "outside", "before", "after", "until", "till",
    "during",
];
/// Say how far a change goes, before an amount or a colour: "to forty percent".
const TOWARDS: [&str; 2] = ["to", "by"];
/// Say where without a name.
const NEARNESS: [&str; 2] = ["here", "there"];
const DETERMINERS: [&str; 12] = [
    "the", "a", "an", "my", "your", "our", "his", "her", "their", "this", "all", "every",
];
/// Of these, what may be left out before a noun: "all kitchen lights".
const QUANTIFIERS: [&str; 2] = ["all", "every"];
/// Belong to the verb before what it is done to: "turn the lights off".
const PARTICLES: [&str; 4] = ["on", "off", "up", "down"];
/// Say nothing of what is meant, only how the speaker feels.
const EXPLETIVES: [&str; 10] = [
    "damn", "damned", "goddamn", "darn", "bloody", "blasted", "freaking", "fucking", "flipping",
    "stupid",
];
/// Letters from which the name of a day is not another word: "sun", "mon".
const FEWEST_OF_A_DAY: usize = 6;
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
            || self.names_another_day(tagged, request)
            || self.names_more(tagged, request)
    }

    /// Whether a day was said that is not today, and neither a slot nor a template of the intent has it: "what's the
    /// date on friday", "turn off the lights tomorrow".
    fn names_another_day(&mut self, tagged: Tagged<'_>, request: &Request<'p>) -> bool {
        // "Is it friday" is answered by what day it is.
        let asks_whether = tagged.is_one_of(0, &["is", "was"]);
        !asks_whether
            && (0..tagged.reading.tokens.len()).any(|token| {
                let mut buffer = [0; MOST_TEXT];
                let word = tagged.word(token).unwrap_or_default();
                let word = tokens::normalise(word, &mut buffer).unwrap_or_default();
                let is_other = match date::date(word) {
                    Some(Date::Days(days)) => days != 0,
                    Some(Date::Weekday { .. } | Date::Weekend(_)) => true,
                    _ => false,
                };
                is_other
                    && word.len() >= FEWEST_OF_A_DAY
                    && !tagged.is_held(request, (token, token + 1))
                    && !self.is_said_for(request.intent, &[word])
            })
    }

    /// Whether the assistant will ask for a slot that holds an amount: one that it did not make out counts nothing else.
    pub(super) fn asks_for_an_amount(&self, request: &Request<'p>) -> bool {
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
    /// the lights in the spare room", "turn the kitchen tap off", "turn off the fan in the kitchen".
    fn names_more(&mut self, tagged: Tagged<'_>, request: &Request<'p>) -> bool {
        let elsewhere = self.named_elsewhere(tagged, request);
        let is_unknown = |token: &usize| {
            let word = tagged.word(*token).unwrap_or_default();
            Some(*token) == elsewhere
                || !quantity::is_number(word)
                    && !self.resolver.is_word(word)
                    && !tagged.is_held(request, (*token, *token + 1))
                    && !tagged.is_one_of(*token, &EXPLETIVES)
        };
        let tokens = tagged.reading.tokens.len();
        let Some(first) = (0..tokens).find(is_unknown) else {
            return false;
        };
        let is_known_elsewhere = Some(first) == elsewhere;
        let is_held = |token: usize| tagged.is_held(request, (token, token + 1));
        let end_before = |words: &[&str]| {
            (first + 1..tokens)
                .find(|&token| is_held_behind(tagged, token, words, is_held))
                .unwrap_or(tokens)
        };
        let place = end_before(&PREPOSITIONS);
        // "Turn the chicken lights blue"
        let has_result = is_known_elsewhere && is_held(first + 2);
        let result = if has_result { first + 2 } else { tokens };
        let end = place.min(end_before(&TOWARDS)).min(result);
        let particle = (first + 1..tokens).rfind(|&token| tagged.is_one_of(token, &PARTICLES));
        let may_follow = |token: usize| {
            tagged.is_one_of(token, &AFTERWARDS)
                || tagged.is_one_of(token, &DETERMINERS)
                || Some(token) == particle
                || is_unknown(&token)
        };
        let may_follow_place = |token: usize| {
            is_held(token)
                || (end < place && is_of_change(tagged, token))
                || tagged.is_one_of(token, &PREPOSITIONS)
                || tagged.is_one_of(token, &NEARNESS)
                || may_follow(token)
        };
        // "Party mode on"
        let are_all_unknown = (first + 1..tokens).any(|token| is_unknown(&token))
            && particle.is_some()
            && (0..tokens).all(may_follow);
        // The word behind may be the noun of an unknown one: "spare room".
        let is_last = (first + 2..end).all(may_follow) && (end..tokens).all(may_follow_place);
        let word = tagged.word(first).unwrap_or_default();
        let (begin, _) = tagged.words((first, first + 1));
        let mut slots = request.slots.iter().map(|slot| slot.words);
        let after_slot = slots.any(|(_, end)| end > 0 && end == begin);
        let before = Before {
            text: &tagged.text[..tagged.place((first, first)).start as usize],
            after_slot,
            particle: particle.and_then(|token| tagged.word(token)),
            has_place: place < tokens,
            is_known_elsewhere,
        };
        // "Take the music to twenty percent": a thing itself, not which of the intent's things.
        let is_thing = is_known_elsewhere && first + 1 == end && end < place;
        let goes_on = is_last && !is_thing && !(first..end).any(is_held);
        (is_known_elsewhere || !self.is_alike(word))
            && (are_all_unknown || goes_on && self.goes_beyond(&before))
    }

    /// The first token behind a determiner that no slot holds, and that only templates of other intents have: "turn on the
    /// chicken lights", where chicken is for the shopping list.
    fn named_elsewhere(&mut self, tagged: Tagged<'_>, request: &Request<'p>) -> Option<usize> {
        (1..tagged.reading.tokens.len()).find(|&token| {
            let word = tagged.word(token).unwrap_or_default();
            tagged.is_one_of(token - 1, &DETERMINERS)
                && !quantity::is_number(word)
                && self.resolver.is_word(word)
                && !tagged.is_held(request, (token, token + 1))
                && !self.is_said_for(request.intent, &[word])
        })
    }

    /// Whether some template begins with a text that ends with a preposition, with a determiner of a certain thing, or
    /// with what a question is about or the noun of a slot still to come.
    fn goes_beyond(&mut self, before: &Before<'_>) -> bool {
        let mut buffer = [0; MOST_TEXT];
        let Ok(whole) = tokens::normalise(before.text, &mut buffer) else {
            return false;
        };
        let mut normal = whole;
        let mut is_definite = false;
        while let Some((rest, last)) = normal.rsplit_once(' ')
            && DETERMINERS.contains(&last)
        {
            normal = rest;
            is_definite |= !INDEFINITE.contains(&last);
        }
        let (rest, last) = normal.rsplit_once(' ').unwrap_or(("", normal));
        let is_place = PREPOSITIONS.contains(&last);
        if is_place {
            normal = rest;
        }
        is_definite |= is_place || asks_about(last);
        if !(is_definite || before.after_slot || before.particle.is_some() || before.has_place) {
            return false;
        }
        let mut words: heapless::Vec<WordId, MOST_SYMBOLS> = heapless::Vec::new();
        for spelling in normal.split_whitespace() {
            if QUANTIFIERS.contains(&spelling) {
                continue;
            }
            let word = self.lexicon.find(spelling);
            if word.is_none_or(|word| words.push(word).is_err()) {
                return false;
            }
        }
        let particle = before.particle.and_then(|word| self.lexicon.find(word));
        let is_enough = before.after_slot || before.is_known_elsewhere || PLAIN.contains(&normal);
        let fewest = if is_enough { 1 } else { FEWEST_KNOWN };
        // What follows a whole sentence is no noun of its slot, nor a thing that it is about.
        let may_be_whole = is_definite && !before.after_slot;
        words.len() >= fewest && self.begins_a_template(&words, may_be_whole)
            || particle.is_some_and(|particle| {
                words.push(particle).is_ok()
                    && words.len() >= fewest
                    && self.begins_a_template(&words, may_be_whole)
            })
    }

    /// Whether some template begins with these words; whether one may also be just these.
    fn begins_a_template(&mut self, words: &[WordId], may_be_whole: bool) -> bool {
        let roots = self.roots();
        match self.recogniser.read(&roots, words.iter().copied()) {
            Ok(_) => may_be_whole,
            Err(fitted) => usize::from(fitted) == words.len(),
        }
    }

    /// Whether a normalised text has a noun that nobody knows behind a determiner, and a repair nothing that is like it
    /// instead: who says "the fans" did not mean "the lights".
    pub(super) fn replaces_a_name(&self, normal: &str, repaired: &str) -> bool {
        let is_like = |word: &str| {
            let mut repaired = repaired.split(' ');
            repaired.any(|other| alike::by_spelling(word, other) >= MISHEARD)
        };
        let is_known = |word: &str| {
            self.resolver.is_word(word) || quantity::is_number(word) || EXPLETIVES.contains(&word)
        };
        let mut named = neighbours(normal).filter(|(before, _)| DETERMINERS.contains(before));
        named.any(|(_, word)| !is_known(word) && !is_like(word))
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

/// What stands before the first word that nobody knows, or that is known of other things alone.
struct Before<'a> {
    text: &'a str,
    /// Whether it ends with what a slot holds.
    after_slot: bool,
    /// The last one of those behind it.
    particle: Option<&'a str>,
    /// Whether a place is said behind it.
    has_place: bool,
    /// Whether templates of other intents have that word.
    is_known_elsewhere: bool,
}

/// Whether a token may stand in how far a change goes, beside what a slot holds of it.
fn is_of_change(tagged: Tagged<'_>, token: usize) -> bool {
    tagged.is_one_of(token, &TOWARDS) || tagged.word(token).is_some_and(quantity::is_unit)
}

/// Whether a token is one of some words, such as prepositions, before what a slot holds, or before "here".
fn is_held_behind(
    tagged: Tagged<'_>,
    token: usize,
    words: &[&str],
    is_held: impl Fn(usize) -> bool,
) -> bool {
    let mut behind = (token + 1..tagged.reading.tokens.len())
        .skip_while(|&token| tagged.is_one_of(token, &DETERMINERS));
    let is_named = |token| is_held(token) || tagged.is_one_of(token, &NEARNESS);
    tagged.is_one_of(token, words) && behind.next().is_some_and(is_named)
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
