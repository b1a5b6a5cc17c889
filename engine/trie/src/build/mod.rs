//! Writing lexicon and grammar sections (feature `build`, for hosts).
//!
//! ```text
//!  GrammarBuilder: states, arcs, silent arcs      (not deterministic)
//!        |  words -> WordId by the lexicon
//!        v
//!  determinise   subsets, over words and control symbols alike
//!        v
//!  minimise      states with the same future become one
//!        v
//!  write         states outside slots first, then those inside
//! ```

mod determinise;
mod error;
mod grammar;
mod lexicon;
mod minimise;
mod shares;
mod utterances;
mod write;

pub use error::BuildError;
pub use grammar::{GrammarBuilder, GroupSpec, Label, NodeId};
pub use lexicon::LexiconBuilder;
pub use utterances::{BuiltTrie, UtteranceBuilder, UtteranceError};
