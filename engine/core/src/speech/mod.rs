//! From feature columns to sentences: acoustic network, then search.
//!
//! ```text
//! column, 10 ms -> int8 network -> log-probabilities of 39 phones and a blank, 30 ms
//!               -> costs (blank penalty) -> beam search through the automaton -> n-best sentences
//! ```

mod costs;
pub mod dictation;
mod history;
mod recogniser;
mod search;

pub use costs::{CLASSES, Frame, frame_costs};
pub use history::{History, Node, ROOT};
pub use recogniser::{Recogniser, confidence};
pub use search::{
    Hypothesis, Knowledge, MOST_CALLS, MOST_HYPOTHESES, Memory, Outlook, Search, Token,
};
