//! Rewriters: what recognisers mishear, learnt from pairs of heard and said.
//!
//! ```text
//!  pairs for training      ──> [Costs]: hard expectation maximisation over sounds and words
//!  in five folds           ──> a prior of confusions, and a confidence: which of the sentences found was said
//!  pairs for development   ──> threshold
//!                          ──> [LearntEdits], a file
//!  pairs for test          ──> figures (`goldcrest eval rewrite`)
//! ```

mod align;
mod confusions;
mod dense;
mod fit;
mod folds;
mod generator;
mod known;
mod learn;
mod learnt;
mod pairs;
mod retriever;
mod voice;

pub use align::{Costs, SoundPair, in_units};
pub use confusions::Confusions;
pub use generator::{GENERATE_WIDTH, LearntGenerator};
pub use known::{KnownSentences, RewritingSections};
pub use learn::{SEARCH_STEPS, Tried, text_of};
pub use learnt::{LearntEdits, NotLearntEdits};
pub use pairs::{HeardWord, Pair, Part, heard_words, normalised, sentence_hash};
pub use retriever::Retriever;
pub use voice::Voice;
