//! What stands on the automaton's arcs.
//!
//! A symbol is 16 bits, of which one says whether it is the last arc of its
//! state and belongs to the table, not to the symbol:
//!
//! ```text
//!   15   14   13 12   11 ........... 0
//! +----+----+-------+-----------------+
//! |  1 |last|        word, 14 bits    |   Word
//! +----+----+-------+-----------------+
//! |  0 |last| kind  | payload, 12 bits|   0 Accept     group
//! +----+----+-------+-----------------+   1 SlotBegin  slot
//!                                         2 SlotValue  value
//!                                         3 SlotNumber range
//! ```
//!
//! Control symbols are smaller than words, so they come first in a state,
//! where a search looks for them.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $max:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u16);

        impl $name {
            /// The lowest id.
            pub const FIRST: $name = $name(0);

            /// The highest id.
            pub const MAX: $name = $name($max);

            /// The id of a number, unless it is too high.
            pub const fn new(index: usize) -> Option<Self> {
                if index <= $max { Some($name(index as u16)) } else { None }
            }

            pub(crate) const fn masked(bits: u16) -> Self {
                $name(bits & $max)
            }

            /// The number, to index arrays with.
            #[inline]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The number in its stored width.
            #[inline]
            pub const fn bits(self) -> u16 {
                self.0
            }
        }
    };
}

id!(
    /// A word of the lexicon: its place in the order of spellings.
    WordId,
    0x3fff
);
id!(
    /// A slot such as `area`.
    SlotId,
    0x0fff
);
id!(
    /// A value that a list gives to a slot, such as `living_room`.
    ValueId,
    0x0fff
);
id!(
    /// A range of numbers that a slot may take.
    RangeId,
    0x0fff
);
id!(
    /// A group of sentences with the same intent, fixed slots and answer.
    GroupId,
    0x0fff
);
id!(
    /// A state of the automaton: the index of its first arc.
    StateId,
    0xffff
);

/// What an arc of the grammar says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    /// The sentence is complete and belongs to this group; leads to the final
    /// state.
    Accept(GroupId),
    /// The words from here on, until the slot is closed, are the slot's value.
    SlotBegin(SlotId),
    /// Closes the slot; the value is this text.
    SlotValue(ValueId),
    /// Closes the slot; the value is the number that the words since its
    /// begin say (see [`crate::numbers`]).
    SlotNumber(RangeId),
    /// A word is said.
    Word(WordId),
}

const WORD: u16 = 1 << 15;
pub(crate) const LAST_ARC: u16 = 1 << 14;

impl Symbol {
    /// The symbol in 16 bits, bit 14 clear; orders as symbols do.
    #[must_use]
    pub const fn to_bits(self) -> u16 {
        match self {
            Symbol::Accept(group) => group.0,
            Symbol::SlotBegin(slot) => 1 << 12 | slot.0,
            Symbol::SlotValue(value) => 2 << 12 | value.0,
            Symbol::SlotNumber(range) => 3 << 12 | range.0,
            Symbol::Word(word) => WORD | word.0,
        }
    }

    /// The symbol of 16 bits; bit 14 is not looked at.
    #[inline]
    #[must_use]
    pub const fn from_bits(bits: u16) -> Symbol {
        if bits & WORD != 0 {
            return Symbol::Word(WordId::masked(bits));
        }
        match bits >> 12 & 3 {
            0 => Symbol::Accept(GroupId::masked(bits)),
            1 => Symbol::SlotBegin(SlotId::masked(bits)),
            2 => Symbol::SlotValue(ValueId::masked(bits)),
            _ => Symbol::SlotNumber(RangeId::masked(bits)),
        }
    }

    /// Whether this is anything but a word.
    #[must_use]
    pub const fn is_control(self) -> bool {
        !matches!(self, Symbol::Word(_))
    }
}

/// A way from one state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// What is said or noted on the way.
    pub symbol: Symbol,
    /// Where it leads.
    pub target: StateId,
    /// How unlikely this way is among those of its state: `-ln p` in 1/16 nat, at most 254; or
    /// [`Arc::MODELLED`].
    pub cost: u8,
}

impl Arc {
    /// The cost of words of a slot of free words, and of the slot's end: it depends on the word before, and a
    /// model of its own tells it.
    pub const MODELLED: u8 = 255;
}
