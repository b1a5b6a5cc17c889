//! Repairing misheard requests on a host: pairs read, strategies run side by side, figures told.
//!
//! | strategy | how |
//! | --- | --- |
//! | `edit` | the engine's own: [`goldcrest::rewrite`], costs learnt from pairs |
//! | `beam` | the same, searched by a beam as boards search templates |
//! | `generate` | the engine's generator: a network's beam within the trie, [`goldcrest::rewrite::generate`] |
//! | `joined` | what `edit` finds, judged by the generator too |
//! | `plain` | the sentence of the smallest letter edit distance |
//! | `retrieval` | the sentence of the largest cosine over weighted letter trigrams and words |
//! | `dense` | the sentence of the nearest embedding by an encoder trained on the spot, ranked |
//!
//! The last three are there to be compared with.

mod again;
mod chance;
mod corpus;
mod dense;
mod edit;
mod figures;
mod generate;
mod intents;
mod mishearing;
mod pairs;
mod part;
mod picture;
mod plain;
mod retrieval;
mod searcher;
mod users;

pub use again::{Again, Mended, SaidAgain, Twice, heard_twice};
pub use chance::Chance;
pub use corpus::{Corpus, Exam, Lesson, generator};
pub use dense::Dense;
pub use edit::{Edit, english_edits, english_voice};
pub use figures::{Decided, Figures, Point};
pub use generate::{Generate, english_generator};
pub use intents::Intents;
pub use mishearing::{Fared, Misheard, Worth, mishear};
pub use pairs::read_pairs;
pub use part::Of;
pub use picture::curves;
pub use plain::Plain;
pub use retrieval::Retrieval;
pub use users::{Crowd, Served, User};

use goldcrest_forge::rewriting::Pair;

/// A sentence that a strategy takes to be what was said.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The sentence.
    pub text: String,
    /// How sure the strategy is: larger is surer; of `plain` and `retrieval` it is no probability.
    pub confidence: f64,
}

/// Finds the sentence that was said.
pub trait Strategy {
    /// The name that `--strategy` knows.
    fn name(&self) -> &'static str;

    /// The least confidence of a repair that is made.
    fn threshold(&self) -> f64;

    /// The likeliest sentence for what was heard and is not known; it sees nothing else of the pair.
    fn propose(&mut self, pair: &Pair) -> Option<Proposal>;
}
