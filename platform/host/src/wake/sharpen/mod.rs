//! How an owner says a phrase, learnt from a few recordings: further ways to say it.
//!
//! ```text
//!  recordings ─▶ frames of both networks ─▶ cost of every way that is a few edits from a known one
//!                                              │ the cheapest
//!  other speech ─▶ frames of both networks ─▶ threshold at the rate ─▶ kept where the recordings pass it better
//! ```
//!
//! A way that makes the recordings cheap makes other speech cheap too, so it is judged by the rate of false accepts
//! at which each recording would just be heard, with everything that is followed calibrated anew.

mod edits;
mod learn;
mod other;
mod own;
mod search;
#[cfg(test)]
mod tests;

pub use edits::Way;
pub use learn::{FEWEST_RECORDINGS, Learnt};
pub use other::Other;
pub use own::{Own, Recording};
pub use search::Search;
