//! What can be said and how it sounds, read in place from flash.
//!
//! Three things are read here without copying or allocating:
//!
//! * a [`Lexicon`]: the words, their spellings and their pronunciations;
//! * a [`Grammar`]: one automaton of everything that can be said, whose arcs
//!   carry words and, between them, what the words mean;
//! * an [`UtteranceTrie`](utterances::UtteranceTrie): sentences that are
//!   known to work, with a cost each.
//!
//! Speech and text take the same way through the automaton; [`tokens`] turns
//! written text into the lexicon's words and [`numbers`] words into numbers
//! and back.
//!
//! ```
//! # #[cfg(feature = "build")] {
//! use goldcrest_trie::build::{GrammarBuilder, GroupSpec, LexiconBuilder, Label};
//! use goldcrest_trie::{Grammar, Lexicon, Phone, Symbol};
//!
//! let mut lexicon = LexiconBuilder::new();
//! for (word, sound) in [("lights", "L AY T S"), ("off", "AO F"), ("on", "AA N")] {
//!     let phones: Vec<Phone> = sound.split(' ').filter_map(Phone::from_name).collect();
//!     lexicon.add(word, &phones);
//! }
//! let lexicon = lexicon.finish().unwrap();
//! let lexicon = Lexicon::open(&lexicon).unwrap();
//!
//! let mut grammar = GrammarBuilder::new();
//! let group = grammar.group(GroupSpec { intent: "TurnOn".into(), ..Default::default() });
//! let (begin, middle, end) = (grammar.state(), grammar.state(), grammar.state());
//! grammar.root("command", begin);
//! grammar.arc(begin, Label::word("lights"), middle);
//! grammar.arc(middle, Label::word("on"), end);
//! grammar.accept(end, group);
//! let grammar = grammar.finish(&lexicon).unwrap();
//!
//! let grammar = Grammar::open(&grammar).unwrap();
//! let root = grammar.root("command").unwrap();
//! let arc = grammar.arcs(root).next().unwrap();
//! assert_eq!(arc.symbol, Symbol::Word(lexicon.find("lights").unwrap()));
//! # }
//! ```
//!
//! Sections are written by the module `build` (feature `build`, which
//! needs an allocator and is for hosts).

#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "build")]
extern crate alloc;
#[cfg(any(feature = "build", test))]
extern crate std;

mod bytes;
mod phone;
mod strings;
mod symbol;

pub mod grammar;
pub mod lexicon;
pub mod numbers;
pub mod tokens;
pub mod utterances;

#[cfg(feature = "build")]
pub mod build;

pub use grammar::{
    ANSWER, Arcs, FixedSlots, Fraction, Grammar, GrammarError, GrammarSizes, Group, NumberRange,
    Unit,
};
pub use lexicon::{Lexicon, LexiconError};
pub use phone::Phone;
pub use symbol::{Arc, GroupId, RangeId, SlotId, StateId, Symbol, ValueId, WordId};
