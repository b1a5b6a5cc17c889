//! Time-synchronous beam search for the cheapest sentence that the grammar allows.
//!
//! Tokens move through the phones of words by the rules of CTC (Graves et al., 2006; token passing:
//! Young et al., 1989). A token stands on one phone of one pronunciation and keeps two costs: that of
//! ending in this phone (`sounding`) and that of ending in a blank after it. From the last phone of a
//! word it enters every word that the automaton allows next:
//!
//! ```text
//!            .-- sounding --.      .-- blank --.
//!            v              |      v           |
//!   ... -> phone q ---------+--> (blank) ------'
//!            |                     |
//!            '---> phone q+1 <-----'        last phone: control arcs, then first phones of next words
//!               (only from the blank if
//!                both phones are the same)
//! ```
//!
//! Tokens with the same place and the same words merge; at most two tokens with other words stay at one
//! place, so that the n-best list at the end holds different sentences and the beam is not filled with
//! variants of what was said long ago. Costs are integers in 1/256 nat
//! above the unconstrained best path of the network; that makes the cost of a sentence a measure of how
//! well the speech fits it, without a filler model. Where the grammar's ways part, the unlikelier ones
//! cost more; that part of a sentence's cost is kept apart.
//!
//! Cost: about 60 instructions a token and frame. Memory: [`Token`]s twice, a table of twice as many
//! `u16`, and the [`History`].

mod calls;
mod reading;
mod sentences;
mod step;

use super::dictation::{Before, Dictation};
use super::history::{History, Node, ROOT};
use goldcrest_trie::{Arc, Grammar, GroupId, Lexicon, StateId, Symbol, WordId};

const UNREACHED: u32 = u32::MAX / 2;
const EMPTY: u16 = u16::MAX;
const NO_PHONE: u16 = u16::MAX;
const NO_WORD: u16 = u16::MAX;
const HASH_SEED: u32 = 0x811c_9dc5;

/// Deepest run of control symbols between two words.
const DEEPEST_CONTROLS: usize = 12;

/// Most tokens at one place, with different words behind them.
const MOST_ALTERNATIVES: usize = 2;

/// Most wake phrases that an utterance may open with.
pub const MOST_CALLS: usize = crate::wake::MOST_PHRASES;

/// Most sentences in an n-best list.
pub const MOST_HYPOTHESES: usize = 5;

/// A partial sentence.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    target: StateId,
    phone: u16,
    word: u16,
    history: u16,
    phones: u16,
    prior: u16,
    words_hash: u32,
    blank: u32,
    sounding: u32,
}

impl Token {
    /// A token that takes part in nothing: what caller's memory is filled with. All zeros, so that a
    /// `static` of them takes no flash.
    pub const UNUSED: Self = Self {
        target: StateId::FIRST,
        phone: 0,
        word: 0,
        history: 0,
        phones: 0,
        prior: 0,
        words_hash: 0,
        blank: 0,
        sounding: 0,
    };

    /// A token before the first word, where sentences begin.
    fn before(target: StateId) -> Self {
        Self {
            target,
            phone: NO_PHONE,
            word: NO_WORD,
            history: ROOT,
            phones: 0,
            prior: 0,
            words_hash: HASH_SEED,
            blank: 0,
            sounding: UNREACHED,
        }
    }

    fn best(&self) -> u32 {
        self.blank.min(self.sounding)
    }

    /// The token after a way through the grammar that costs `cost`.
    fn after(self, cost: u16) -> Self {
        Self {
            prior: self.prior.saturating_add(cost),
            blank: self.blank + u32::from(cost),
            sounding: self.sounding + u32::from(cost),
            ..self
        }
    }

    /// Whether it stands on a wake phrase, before the first word.
    fn is_called(&self) -> bool {
        self.word == NO_WORD && self.phone != NO_PHONE
    }

    /// The last word, before what comes next.
    fn last_word(&self) -> Option<Before> {
        match Symbol::from_bits(self.word) {
            Symbol::Word(word) if self.word != NO_WORD => Some(Before::Word(word)),
            _ => None,
        }
    }

    fn same_place(&self, other: &Self) -> bool {
        self.phone == other.phone && self.target == other.target
    }

    fn slot(&self, table: usize) -> usize {
        let mixed = u32::from(self.phone)
            .wrapping_mul(0x9e37_79b1)
            .wrapping_add(self.target.index() as u32)
            .wrapping_mul(0x85eb_ca6b);
        (mixed >> 7) as usize % table
    }
}

/// What the search looks up and is tuned by; costs in 1/256 nat.
#[derive(Clone, Copy, Debug)]
pub struct Knowledge<'p> {
    /// What can be said.
    pub grammar: Grammar<'p>,
    /// How words sound.
    pub lexicon: Lexicon<'p>,
    /// What is likely in slots of free words.
    pub dictation: Option<Dictation<'p>>,
    /// Cost of entering a word.
    pub word_penalty: u32,
    /// How much it counts that a way through the grammar is unlikely (see [`Arc::cost`]), in percent.
    pub grammar_weight: u32,
    /// The same for free words, by [`Knowledge::dictation`].
    pub dictation_weight: u32,
    /// Most that a frame of sound before the first word or after the last may cost.
    pub filler: u32,
    /// Width of the beam.
    pub beam: u32,
}

impl Knowledge<'_> {
    /// What it costs to go along an arc after what stands before it.
    fn way(&self, arc: &Arc, before: Option<Before>) -> u16 {
        if arc.cost == Arc::MODELLED
            && let (Some(model), Some(before)) = (&self.dictation, before)
        {
            let word = match arc.symbol {
                Symbol::Word(word) => Some(word),
                _ => None,
            };
            let cost = u32::from(model.cost(before, word));
            return (cost * 16 * self.dictation_weight / 100) as u16;
        }
        (u32::from(arc.cost) * 16 * self.grammar_weight / 100) as u16
    }
}

/// A whole sentence and its cost.
#[derive(Clone, Copy, Debug)]
pub struct Hypothesis {
    /// Last node of its path; the path ends with the accepting symbol.
    pub history: u16,
    /// Sentence group that accepts it.
    pub group: GroupId,
    /// Cost above the unconstrained best, in 1/256 nat.
    pub cost: u32,
    /// The part of [`Hypothesis::cost`] that is due to the grammar, not to the sound.
    pub prior: u32,
    /// Phones on its path.
    pub phones: u16,
    words_hash: u32,
}

/// What may follow what was most likely said so far, the rest of its last word taken as said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// More has to: no sentence ends there.
    Open,
    /// The sentence may end, and words that change its meaning may follow.
    Whole,
    /// Nothing that changes its meaning.
    Closed,
}

/// Memory of a search, lent by the caller.
#[derive(Debug)]
pub struct Memory<'m> {
    /// Tokens of this frame and the next; equal lengths.
    pub tokens: [&'m mut [Token]; 2],
    /// At least twice as many as tokens.
    pub table: &'m mut [u16],
    /// Nodes of the history.
    pub nodes: &'m mut [Node],
}

/// The search.
#[derive(Debug)]
pub struct Search<'m> {
    current: &'m mut [Token],
    current_len: usize,
    next: &'m mut [Token],
    next_len: usize,
    table: &'m mut [u16],
    history: History<'m>,
    calls: heapless::Vec<WordId, MOST_CALLS>,
    call_opens: bool,
    only_called: bool,
    limit: u32,
    total: u32,
    frame: u16,
    dropped: u32,
}

impl<'m> Search<'m> {
    /// A search in `memory`; nothing is alive in it before [`Search::start`].
    #[must_use]
    pub fn new(memory: Memory<'m>) -> Self {
        let [current, next] = memory.tokens;
        let capacity = current
            .len()
            .min(next.len())
            .min(memory.table.len() / 2)
            .min(usize::from(EMPTY));
        Self {
            current: &mut current[..capacity],
            current_len: 0,
            next: &mut next[..capacity],
            next_len: 0,
            table: memory.table,
            history: History::new(memory.nodes),
            calls: heapless::Vec::new(),
            call_opens: false,
            only_called: false,
            limit: UNREACHED,
            total: 0,
            frame: 0,
            dropped: 0,
        }
    }

    /// Begins an utterance at the given states of the grammar. With `inside`, speech may also begin
    /// anywhere inside that word, which is then not part of the sentence: the wake phrase, whose end is
    /// in the audio but not exactly known. It may be said again, whole, before the sentence.
    pub fn start(&mut self, knowledge: &Knowledge<'_>, roots: &[StateId], inside: Option<WordId>) {
        self.current_len = 0;
        self.history.clear();
        self.calls = inside.into_iter().collect();
        self.call_opens = false;
        self.only_called = false;
        self.total = 0;
        self.frame = 0;
        self.dropped = 0;
        for &target in roots {
            let fresh = Token::before(target);
            self.begin_with(fresh);
            for start in inside
                .into_iter()
                .flat_map(|word| knowledge.lexicon.pronunciation_starts(word))
            {
                let mut phone = start;
                loop {
                    self.begin_with(Token {
                        phone,
                        sounding: 0,
                        ..fresh
                    });
                    if knowledge.lexicon.phone_at(phone).1 {
                        break;
                    }
                    phone += 1;
                }
            }
        }
    }

    fn begin_with(&mut self, token: Token) {
        if self.current_len < self.current.len() {
            self.current[self.current_len] = token;
            self.current_len += 1;
        }
    }

    /// Tokens alive.
    #[must_use]
    pub fn active(&self) -> usize {
        self.current_len
    }

    /// Cost of the cheapest token since the start.
    #[must_use]
    pub fn best_cost(&self) -> u32 {
        self.total
    }

    /// Tokens and nodes that found no room since the start; not zero means that the memory is small for
    /// this grammar and beam.
    #[must_use]
    pub fn dropped(&self) -> u32 {
        self.dropped
    }

    /// The paths of the hypotheses.
    #[must_use]
    pub fn history(&self) -> &History<'m> {
        &self.history
    }
}

fn at_word_end(knowledge: &Knowledge<'_>, token: &Token) -> bool {
    match token.phone {
        NO_PHONE => token.word != NO_WORD,
        phone => knowledge.lexicon.phone_at(phone).1,
    }
}
