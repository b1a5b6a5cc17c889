//! Misheard requests repaired: what the recogniser wrote becomes the known sentence that was said.
//!
//! ```text
//!  heard words ──> sounds ──> search of the trie ──> nearest sentences ──> confidence ──> a repair
//!                  [Heard]    [Search]               [Candidate]          [Confidence]    or none
//! ```
//!
//! The strategy `edit` is a noisy channel: a sentence of an [`UtteranceTrie`] was said, its words were
//! heard sound by sound, with sounds changed, lost and added, words lost and added, and words that
//! could not be written. [`EditCosts`] are the negative logarithms of how often each mistake is made,
//! learnt from pairs of said and heard. Sounds know nothing of where heard words end, so one word heard
//! as two costs nothing by itself.
//!
//! A [`Search`] walks the trie depth first with one row of costs a word, and leaves a branch as soon as
//! all of the row is beyond the limit, which rises in rounds: so the sentences it finds are the nearest
//! there are, unless its budget of steps ends. [`Confidence`] says how likely each of them is beside the
//! others and beside none, by sound and by spelling; where the likeliest is below the threshold of the
//! [`EditModel`], nothing is repaired. A request that is known as it was heard is never repaired.
//!
//! A request that is said again, since nothing came of it, is weighed by both hearings
//! ([`Rewriter::evidence`]). The other strategies are those of [`Strategy`].
//!
//! [`UtteranceTrie`]: goldcrest_trie::utterances::UtteranceTrie

mod again;
mod ahead;
mod beam;
mod beginnings;
mod blocked;
mod confidence;
mod costs;
pub mod generate;
mod guard;
mod heard;
mod hearings;
mod known;
mod letters;
mod model;
mod personal;
mod rewriter;
mod row;
mod search;
mod section;
mod spelt;
mod strategy;
mod templates;
mod verdict;

pub use again::{EARLIER_COUNTS, MOST_EVIDENCE, says_much_the_same};
pub use beginnings::BEAM;
pub use blocked::{Complaints, MOST_COMPLAINTS, PairId};
pub use confidence::{Chances, Confidence, FEATURES, Features, HIDDEN, features};
pub use costs::{EditCosts, SOUNDS, UNITS, UNKNOWN};
pub use guard::needs_confirmation;
pub use heard::{Heard, MOST_HEARD_WORDS, MOST_SOUNDS, phones_of};
pub use hearings::MORE_SOUNDS;
pub use known::{KnownSentences, Said, Step, Steps, Utterances};
pub use letters::{MOST_WORD_SOUNDS, phones_by_letters};
pub use model::{EDIT_MAGIC, EDIT_VERSION, EditModel};
pub use personal::{
    HALF_LIFE, MOST_RECORD, MOST_UTTERANCES, PERSONAL_BYTES, Personal, Pronounced, RecordError,
};
pub(crate) use rewriter::margin;
pub use rewriter::{Layer, Rewrite, Rewriter};
pub use search::{Candidate, KEPT, Known, MOST_WORDS, Reach, Search};
pub use section::{GENERATE_SECTION, KNOWN_SECTION, PackRewriter, REWRITER_SECTION, RewriterError};
pub use spelt::Spelt;
pub use strategy::Strategy;
pub use templates::Templates;
pub use verdict::Verdict;
