//! The automaton of what can be said.
//!
//! Sentence templates become one deterministic, minimal automaton. Its
//! alphabet holds the words of the lexicon and four *control symbols*, which
//! nobody says and which carry the meaning:
//!
//! ```text
//!  "turn on the {area} lights"          slot area            value
//!                                       begins               kitchen
//!   root --turn--> ( ) --on--> ( ) --the--> ( ) ==[area==> (·) --kitchen--> (·) ==kitchen]==> ( ) --lights--> ( )
//!                                                           |                                                  ||
//!                                                           +--living--> (·) --room--> (·) ==living_room]==>   || accept group 3
//!                                                                                                              vv
//!   states marked · lie inside a slot                                                                        (final)
//! ```
//!
//! Reading the words alone, a sentence may have several readings; reading
//! words and control symbols, the automaton is deterministic. So a search
//! over sound or text follows words and takes control arcs for free, and the
//! path it took *is* the meaning: no parsing remains to be done.
//!
//! # What a reader may rely on
//!
//! [`Grammar::open`] checks, in one pass and without memory:
//!
//! * every arc leads to the beginning of a state, every id names something;
//! * the arcs of a state are sorted by symbol, no symbol twice: control arcs
//!   come first, then words in order of [`WordId`](crate::WordId);
//! * each state lies inside or outside a slot. [`Symbol::SlotBegin`] leads
//!   inside, [`Symbol::SlotValue`] and [`Symbol::SlotNumber`] lead outside,
//!   words stay where they are, [`Symbol::Accept`] leaves from outside to the
//!   one final state. Slots therefore never nest and never stay open;
//! * a slot holds at least one word. So at most two control arcs follow one
//!   another (close and begin, or close and accept), and following them
//!   always ends.
//!
//! # Layout
//!
//! A state is the run of its arcs; its [`StateId`] is the index of the first.
//! There is no table of states: an arc takes four bytes, a state nothing.
//!
//! ```text
//!           symbol, target          bit 14 of the symbol marks the last arc
//! arc 0   | turn    | 2     |  \ state 0 (a root)
//! arc 1   | switch* | 2     |  /
//! arc 2   | off     | 4     |  \ state 2
//! arc 3   | on*     | 4     |  /
//! arc 4   ...
//!         outside a slot
//! arc n   --------------------
//!         inside a slot
//! ```
//!
//! | bytes | field |
//! | --- | --- |
//! | 4 | `GGRM` |
//! | 2 | version, 2 |
//! | 2 | words of the lexicon that it was built with |
//! | 2 | arcs; this number is also the final state |
//! | 2 | first arc inside a slot |
//! | 2 each | counts: roots, intents, slots, values, ranges, groups, fixed slots, sources, responses |
//! | 2 | reserved, 0 |
//! | 4 | bytes of all names together |
//! | 4 an arc | symbol, target |
//! | 1 an arc | cost, in 1/16 nat; 255 where a model of free words tells it |
//! | 2 a root | state |
//! | 12 a range | from, to (i32), step (u16), unit, fraction (u8) |
//! | 12 a group | intent, source, line, response, first fixed slot, number of fixed slots (u16) |
//! | 4 a fixed slot | slot, value (u16) |
//! | 2 or 4 each | offsets of the names: roots, intents, slots, values, sources, responses |
//! | | text of the names |

mod check;
mod counts;
mod error;
mod tables;

pub use counts::GrammarSizes;
pub use error::GrammarError;
pub use tables::{FixedSlots, Fraction, Group, NumberRange, Unit};

use counts::Counts;

use crate::bytes::{Cutter, u16_at, u32_at};
use crate::lexicon::Lexicon;
use crate::strings::Strings;
use crate::symbol::{Arc, GroupId, LAST_ARC, RangeId, SlotId, StateId, Symbol, ValueId};

/// How the names of the roots and of the intents of answers to questions begin; the slot's name follows.
pub const ANSWER: &str = "answer:";

pub(crate) const MAGIC: [u8; 4] = *b"GGRM";
pub(crate) const VERSION: u16 = 2;
pub(crate) const HEADER: usize = 36;
pub(crate) const ARC: usize = 4;
pub(crate) const RANGE: usize = 12;
pub(crate) const GROUP: usize = 12;
pub(crate) const FIXED: usize = 4;

/// A grammar section, read in place.
///
/// [`Grammar::open`] checks everything once; no read fails afterwards, and
/// following control arcs always ends. See the [module](self) for the format
/// and the promises.
#[derive(Clone, Copy, Debug)]
pub struct Grammar<'a> {
    words: u16,
    arc_count: u16,
    inside_from: u16,
    counts: Counts,
    arcs: &'a [u8],
    costs: &'a [u8],
    roots: &'a [u8],
    ranges: &'a [u8],
    groups: &'a [u8],
    fixed: &'a [u8],
    names: Strings<'a>,
}

impl<'a> Grammar<'a> {
    /// A grammar that says nothing.
    pub const EMPTY: Grammar<'static> = Grammar {
        words: 0,
        arc_count: 0,
        inside_from: 0,
        counts: Counts {
            roots: 0,
            intents: 0,
            slots: 0,
            values: 0,
            ranges: 0,
            groups: 0,
            fixed: 0,
            sources: 0,
            responses: 0,
        },
        arcs: &[],
        costs: &[],
        roots: &[],
        ranges: &[],
        groups: &[],
        fixed: &[],
        names: Strings::EMPTY,
    };

    /// Opens a section, at any alignment. Time is linear in its length.
    ///
    /// # Errors
    ///
    /// See [`GrammarError`]: anything that a later read could stumble over.
    pub fn open(section: &'a [u8]) -> Result<Self, GrammarError> {
        let mut cutter = Cutter::new(section);
        let header = cutter.cut(HEADER).ok_or(if section.starts_with(&MAGIC) {
            GrammarError::Truncated
        } else {
            GrammarError::NotAGrammar
        })?;
        if header[..4] != MAGIC {
            return Err(GrammarError::NotAGrammar);
        }
        let version = u16_at(header, 2);
        if version != VERSION {
            return Err(GrammarError::Version(version));
        }
        let counts = Counts::read(header);
        let arc_count = u16_at(header, 4);
        let name_bytes = u32_at(header, 8) as usize;
        if name_bytes > section.len() {
            return Err(GrammarError::Truncated);
        }
        let mut table = |count: u16, size: usize| {
            cutter
                .cut(usize::from(count) * size)
                .ok_or(GrammarError::Truncated)
        };
        let arcs = table(arc_count, ARC)?;
        let costs = table(arc_count, 1)?;
        let roots = table(counts.roots, 2)?;
        let ranges = table(counts.ranges, RANGE)?;
        let groups = table(counts.groups, GROUP)?;
        let fixed = table(counts.fixed, FIXED)?;
        let names = Strings::cut(&mut cutter, counts.names(), name_bytes)?;
        if cutter.left() != 0 {
            return Err(GrammarError::TrailingBytes);
        }
        let grammar = Grammar {
            words: u16_at(header, 3),
            arc_count,
            inside_from: u16_at(header, 5),
            counts,
            arcs,
            costs,
            roots,
            ranges,
            groups,
            fixed,
            names,
        };
        grammar.check()?;
        Ok(grammar)
    }

    /// Checks that the grammar was built with this lexicon, as far as the
    /// number of words tells: no arc then names a word that it lacks.
    ///
    /// # Errors
    ///
    /// [`GrammarError::OtherLexicon`].
    pub fn check_lexicon(&self, lexicon: &Lexicon<'_>) -> Result<(), GrammarError> {
        if lexicon.word_count() == usize::from(self.words) {
            Ok(())
        } else {
            Err(GrammarError::OtherLexicon {
                expected: self.words,
                found: lexicon.word_count() as u16,
            })
        }
    }

    /// The state where sentences of a kind begin, by name: `command` for
    /// everything that can be said, `confirm` for answers to a confirmation,
    /// `answer:SLOT` for answers to the question for a missing slot.
    #[must_use]
    pub fn root(&self, name: &str) -> Option<StateId> {
        self.roots()
            .find(|(other, _)| *other == name)
            .map(|(_, state)| state)
    }

    /// Where answers to the question for a missing slot begin, and the name of that root.
    #[must_use]
    pub fn answers(&self, slot: &str) -> Option<(&'a str, StateId)> {
        self.roots()
            .find(|(name, _)| name.strip_prefix(ANSWER) == Some(slot))
    }

    /// All roots, by name.
    pub fn roots(&self) -> impl Iterator<Item = (&'a str, StateId)> + use<'a> {
        let (names, roots) = (self.names, self.roots);
        (0..usize::from(self.counts.roots)).map(move |index| {
            let state = StateId::masked(u16_at(roots, index));
            (names.get(index), state)
        })
    }

    /// The arcs of a state: control symbols first, then words in order of
    /// [`WordId`](crate::WordId). None for the final state.
    #[inline]
    #[must_use]
    pub fn arcs(&self, state: StateId) -> Arcs<'a> {
        Arcs {
            rest: self.arcs.get(state.index() * ARC..).unwrap_or(&[]),
            costs: self.costs.get(state.index()..).unwrap_or(&[]),
        }
    }

    /// Where one symbol leads, if anywhere. Time is linear in the arcs of the
    /// state.
    #[must_use]
    pub fn step(&self, state: StateId, symbol: Symbol) -> Option<StateId> {
        self.arcs(state)
            .take_while(|arc| arc.symbol <= symbol)
            .find(|arc| arc.symbol == symbol)
            .map(|arc| arc.target)
    }

    /// Whether this is the final state, where [`Symbol::Accept`] leads.
    #[inline]
    #[must_use]
    pub fn is_final(&self, state: StateId) -> bool {
        state.bits() == self.arc_count
    }

    /// Whether a state lies inside a slot.
    #[inline]
    #[must_use]
    pub fn is_inside_slot(&self, state: StateId) -> bool {
        state.bits() >= self.inside_from && !self.is_final(state)
    }

    /// How many arcs there are; state ids are below or, for the final state,
    /// equal to this.
    #[must_use]
    pub fn arc_count(&self) -> usize {
        usize::from(self.arc_count)
    }

    /// How many states there are, the final one included. Time is linear in
    /// the number of arcs.
    #[must_use]
    pub fn state_count(&self) -> usize {
        self.arcs
            .chunks_exact(ARC)
            .filter(|arc| u16_at(arc, 0) & LAST_ARC != 0)
            .count()
            + 1
    }

    /// How many words the lexicon had.
    #[must_use]
    pub fn word_count(&self) -> usize {
        usize::from(self.words)
    }

    /// How many intents, slots, values, ranges and groups there are.
    #[must_use]
    pub fn sizes(&self) -> GrammarSizes {
        self.counts.sizes()
    }

    /// The name of an intent by its number in [`Group::intent`].
    #[must_use]
    pub fn intent_name(&self, intent: u16) -> &'a str {
        if intent >= self.counts.intents {
            return "";
        }
        self.names
            .get(self.counts.first_intent() + usize::from(intent))
    }

    /// The names of all intents; those of answers to questions begin with [`ANSWER`].
    pub fn intents(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let grammar = *self;
        (0..self.counts.intents).map(move |intent| grammar.intent_name(intent))
    }

    /// The name of a slot.
    #[must_use]
    pub fn slot_name(&self, slot: SlotId) -> &'a str {
        if slot.bits() >= self.counts.slots {
            return "";
        }
        self.names.get(self.counts.first_slot() + slot.index())
    }

    /// The slot of a name.
    pub fn slot(&self, name: &str) -> Option<SlotId> {
        (0..self.counts.slots)
            .map(SlotId::masked)
            .find(|&slot| self.slot_name(slot) == name)
    }

    /// The text that a list puts out for a value.
    #[must_use]
    pub fn value(&self, value: ValueId) -> &'a str {
        if value.bits() >= self.counts.values {
            return "";
        }
        self.names.get(self.counts.first_value() + value.index())
    }

    /// A range of numbers.
    #[must_use]
    pub fn range(&self, range: RangeId) -> NumberRange {
        NumberRange::read(self.ranges.get(range.index() * RANGE..).unwrap_or(&[]))
    }

    /// A group of sentences.
    #[must_use]
    pub fn group(&self, group: GroupId) -> Group<'a> {
        tables::group(self, group)
    }
}

/// Iterator of [`Grammar::arcs`].
#[derive(Clone, Debug)]
pub struct Arcs<'a> {
    rest: &'a [u8],
    costs: &'a [u8],
}

impl Iterator for Arcs<'_> {
    type Item = Arc;

    #[inline]
    fn next(&mut self) -> Option<Arc> {
        let (arc, rest) = self.rest.split_at_checked(ARC)?;
        let symbol = u16_at(arc, 0);
        self.rest = if symbol & LAST_ARC == 0 { rest } else { &[] };
        let (&cost, costs) = self.costs.split_first()?;
        self.costs = costs;
        Some(Arc {
            cost,
            symbol: Symbol::from_bits(symbol),
            target: StateId::masked(u16_at(arc, 1)),
        })
    }
}
