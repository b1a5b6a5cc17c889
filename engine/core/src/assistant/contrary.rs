//! Texts that say something else than the intent for which the network took them.
//!
//! A network that learns what commands look like takes "stop the coffee machine" for the only intent that has to do with
//! coffee: to brew some. The templates tell which verbs an intent goes by:
//!
//! ```text
//!   "play coldplay"             begins with a verb of other intents than was found
//!   "no coffee please"          ends something; the intent's templates have no word that does
//!   "the timer … longer"        changes something; the intent's templates do not have this word
//!   "blinds"                    a value, of which nothing says what shall become of it
//!   "the lights are blue"       says how things are
//! ```

use super::Assistant;
use super::spans::Tagged;
use crate::events::{Request, Slot};
use goldcrest_trie::WordId;

/// May stand before the verb of a command.
const BEFORE_VERBS: [&str; 13] = [
    "please", "can", "could", "would", "will", "you", "hey", "okay", "ok", "now", "just", "and",
    "so",
];
/// Verbs that mean one thing only, where a text begins with them.
const PLAIN: [&str; 4] = ["play", "skip", "lock", "unlock"];
/// End what there is, or say that it is not wanted.
const ENDING: [&str; 7] = ["stop", "cancel", "pause", "quit", "delete", "remove", "no"];
/// With "off", end it too: "take the lock off" opens a door.
const ENDING_WITH_OFF: [&str; 5] = ["turn", "switch", "shut", "power", "put"];
/// By these an intent that ends something is known.
const OF_ENDING_INTENTS: [&str; 8] = [
    "stop", "cancel", "off", "mute", "pause", "delete", "remove", "close",
];
/// Change what there is, or do it once more.
const CHANGING: [&str; 5] = ["longer", "shorter", "forward", "extend", "repeat"];
/// Say what something is: "my kitchen lights are blue".
pub(super) const COPULAS: [&str; 4] = ["is", "are", "was", "were"];
const DETERMINERS: [&str; 6] = ["the", "a", "an", "my", "our", "please"];
/// Most words that an intent is looked up by.
const MOST_WORDS: usize = 8;

impl<'p> Assistant<'p, '_> {
    /// Whether a text says something else than the request that the network made of it.
    pub(super) fn says_otherwise(&mut self, tagged: Tagged<'_>, request: &Request<'p>) -> bool {
        if self.command_root.is_none() {
            return false;
        }
        self.begins_otherwise(tagged, request.intent)
            || self.ends_or_changes(tagged, request.intent)
            || is_bare_value(tagged, request)
            || is_statement(tagged, request)
    }

    /// Whether the first word is a verb that no template of the intent has.
    fn begins_otherwise(&mut self, tagged: Tagged<'_>, intent: &str) -> bool {
        let is_before = |token: &usize| tagged.is_one_of(*token, &BEFORE_VERBS);
        let mut tokens = (0..tagged.reading.tokens.len()).skip_while(is_before);
        let first = tokens.next();
        let is_plain = |verb: &&str| first.is_some_and(|token| tagged.is_one_of(token, &[verb]));
        let verb = PLAIN.into_iter().find(is_plain);
        verb.is_some_and(|verb| !self.is_said_for(intent, &[verb]))
    }

    fn ends_or_changes(&mut self, tagged: Tagged<'_>, intent: &str) -> bool {
        let says = |words: &[&str]| {
            let mut tokens = 0..tagged.reading.tokens.len();
            tokens.any(|token| tagged.is_one_of(token, words))
        };
        let ends = says(&ENDING) || says(&["off"]) && says(&ENDING_WITH_OFF);
        let no_more = (1..tagged.reading.tokens.len()).any(|token| {
            tagged.is_one_of(token - 1, &["any"]) && tagged.is_one_of(token, &["longer"])
        });
        let mut changes = CHANGING
            .into_iter()
            .filter(|word| says(&[word]) && !no_more);
        ends && !self.is_said_for(intent, &OF_ENDING_INTENTS)
            || changes.any(|word| !self.is_said_for(intent, &[word]))
    }

    /// Whether templates of an intent have one of these words.
    fn is_said_for(&mut self, intent: &str, words: &[&str]) -> bool {
        let known = words.iter().filter_map(|word| self.lexicon.find(word));
        let known: heapless::Vec<WordId, MOST_WORDS> = known.take(MOST_WORDS).collect();
        self.intent_says(intent, &known)
    }
}

/// Whether the value of a slot, the last words, is only said to be what something is.
fn is_statement(tagged: Tagged<'_>, request: &Request<'_>) -> bool {
    let mut tokens = 1..tagged.reading.tokens.len();
    tokens.any(|token| {
        let (first, _) = tagged.words((token, token + 1));
        let (_, last) = tagged.words((token, tagged.reading.tokens.len()));
        let begins = |slot: &Slot<'_>| slot.words == (first, last);
        tagged.is_one_of(token - 1, &COPULAS) && request.slots.iter().any(begins)
    })
}

/// Whether nothing was said but the values of slots.
fn is_bare_value(tagged: Tagged<'_>, request: &Request<'_>) -> bool {
    let mut tokens = 0..tagged.reading.tokens.len();
    tokens.all(|token| {
        tagged.is_held(request, (token, token + 1)) || tagged.is_one_of(token, &DETERMINERS)
    })
}
