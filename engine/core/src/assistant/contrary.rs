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
//!   "are all the blinds closed" asks how things are
//!   "i have a cold"             says what somebody has
//!   "they set a timer"          says what others do
//!   "can you hear me"           asks about the assistant itself
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
pub(super) const PLAIN: [&str; 5] = ["play", "skip", "next", "lock", "unlock"];
/// End what there is, or say that it is not wanted.
const ENDING: [&str; 9] = [
    "stop",
    "cancel",
    "pause",
    "quit",
    "delete",
    "remove",
    "deactivate",
    "disable",
    "no",
];
/// With "off", end it too: "take the lock off" opens a door.
const ENDING_WITH_OFF: [&str; 5] = ["turn", "switch", "shut", "power", "put"];
/// By these an intent that ends something is known.
const OF_ENDING_INTENTS: [&str; 8] = [
    "stop", "cancel", "off", "mute", "pause", "delete", "remove", "close",
];
/// Begin what there is to be, where a text begins with them.
const BEGINNING: [&str; 2] = ["start", "begin"];
/// Change what there is, let it stand still and go on, or do it once more; those that mean the same together.
const CHANGING: [&[&str]; 8] = [
    &["longer"],
    &["shorter"],
    &["forward"],
    &["extend"],
    &["shorten"],
    &["repeat"],
    &["pause", "freeze", "suspend"],
    &["resume", "continue", "unpause", "unfreeze", "restart"],
];
/// Verbs of more or less, and words of the templates of intents that bring it.
const DIRECTIONS: [([&str; 2], [&str; 6]); 2] = [
    (
        ["increase", "raise"],
        ["increase", "raise", "up", "brighten", "open", "lift"],
    ),
    (
        ["decrease", "reduce"],
        ["decrease", "reduce", "down", "dim", "close", "lower"],
    ),
];
/// Ask how things are.
const INQUIRING: [&str; 1] = ["status"];
/// By these an intent that tells something is known.
const OF_TELLING_INTENTS: [&str; 6] = ["how", "what", "what's", "when", "check", "status"];
/// Say what something is: "my kitchen lights are blue".
pub(super) const COPULAS: [&str; 4] = ["is", "are", "was", "were"];
/// Say nothing of what shall become of a value beside them.
const BESIDE_VALUES: [&str; 6] = ["the", "a", "an", "my", "our", "please"];
/// Behind a copula, what it asks about begins with one of these.
const OF_THINGS: [&str; 8] = ["the", "my", "our", "all", "any", "every", "some", "both"];
/// Who has something, and with what verb.
const OWNERS: [&str; 10] = [
    "i", "we", "you", "he", "she", "they", "i've", "we've", "you've", "they've",
];
const OWNING: [&str; 5] = ["have", "has", "had", "got", "caught"];
/// What begins with one of these is told of them.
const OTHERS: [&str; 3] = ["he", "she", "they"];
/// Begin a question to somebody.
const ASKING: [&str; 7] = ["can", "could", "do", "did", "will", "would", "are"];
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
            || self.goes_on(tagged, request.intent)
            || self.inquires(tagged, request.intent)
            || self.changes_by_an_amount(tagged, request)
            || self.is_about_the_listener(tagged)
            || is_bare_value(tagged, request)
            || is_statement(tagged, request)
            || is_possession(tagged)
            || tagged.is_one_of(0, &OTHERS)
    }

    /// Whether a normalised text ends something and no template of the intent does.
    pub(super) fn ends_otherwise(&mut self, normal: &str, intent: &str) -> bool {
        self.pending.is_none()
            && self.command_root.is_some()
            && normal.split(' ').any(|word| ENDING.contains(&word))
            && !self.is_said_for(intent, &OF_ENDING_INTENTS)
    }

    /// Whether it is asked how things are, which the intent does not tell.
    fn inquires(&mut self, tagged: Tagged<'_>, intent: &str) -> bool {
        let asks_of_things = tagged.is_one_of(0, &COPULAS) && tagged.is_one_of(1, &OF_THINGS);
        let mut tokens = 0..tagged.reading.tokens.len();
        let inquires = tokens.any(|token| tagged.is_one_of(token, &INQUIRING));
        (asks_of_things || inquires) && !self.is_said_for(intent, &OF_TELLING_INTENTS)
    }

    /// Whether it is only asked what the assistant does to the speaker, by a verb that no template has.
    fn is_about_the_listener(&self, tagged: Tagged<'_>) -> bool {
        let tokens = tagged.reading.tokens.len();
        let is_unknown = |token| {
            let word = tagged.word(token).unwrap_or_default();
            !self.resolver.is_word(word)
        };
        tokens > 3
            && tagged.is_one_of(0, &ASKING)
            && tagged.is_one_of(1, &["you"])
            && (2..tokens - 1).all(is_unknown)
            && tagged.is_one_of(tokens - 1, &["me", "us"])
    }

    /// Whether the first word is a verb that no template of the intent has.
    fn begins_otherwise(&mut self, tagged: Tagged<'_>, intent: &str) -> bool {
        let first = first_verb(tagged);
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
        let mut changes = CHANGING.into_iter().filter(|words| says(words) && !no_more);
        let mut directions = DIRECTIONS.iter().filter(|(verbs, _)| says(verbs));
        ends && !self.is_said_for(intent, &OF_ENDING_INTENTS)
            || changes.any(|words| !self.is_said_for(intent, words))
            || directions.any(|(_, of_intents)| !self.is_said_for(intent, of_intents))
    }

    /// Whether something is to begin or to go on, which the intent ends: "start the pasta timer again".
    fn goes_on(&mut self, tagged: Tagged<'_>, intent: &str) -> bool {
        let tokens = tagged.reading.tokens.len();
        let begins = first_verb(tagged).is_some_and(|verb| tagged.is_one_of(verb, &BEGINNING));
        let goes_on = tokens > 1
            && tagged.is_one_of(tokens - 2, &["go", "going"])
            && tagged.is_one_of(tokens - 1, &["on"]);
        (begins || goes_on)
            && self.is_said_for(intent, &OF_ENDING_INTENTS)
            && !self.is_said_for(intent, &BEGINNING)
    }

    /// Whether templates of an intent have one of these words.
    pub(super) fn is_said_for(&mut self, intent: &str, words: &[&str]) -> bool {
        let known = words.iter().filter_map(|word| self.lexicon.find(word));
        let known: heapless::Vec<WordId, MOST_WORDS> = known.take(MOST_WORDS).collect();
        self.intent_says(intent, &known)
    }
}

/// The first token that is more than polite.
pub(super) fn first_verb(tagged: Tagged<'_>) -> Option<usize> {
    let mut tokens = 0..tagged.reading.tokens.len();
    tokens.find(|&token| !tagged.is_one_of(token, &BEFORE_VERBS))
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

/// Whether it is said that somebody has something: "i have a cold" has the word for what heating is there for.
fn is_possession(tagged: Tagged<'_>) -> bool {
    let tokens = 1..tagged.reading.tokens.len();
    let verbs = tokens.take_while(|&token| tagged.is_one_of(token, &OWNING));
    let count = verbs.count();
    tagged.is_one_of(0, &OWNERS) && count > 0 && tagged.is_one_of(count + 1, &["a", "an"])
}

/// Whether nothing was said but the values of slots.
fn is_bare_value(tagged: Tagged<'_>, request: &Request<'_>) -> bool {
    let mut tokens = 0..tagged.reading.tokens.len();
    tokens.all(|token| {
        tagged.is_held(request, (token, token + 1)) || tagged.is_one_of(token, &BESIDE_VALUES)
    })
}
