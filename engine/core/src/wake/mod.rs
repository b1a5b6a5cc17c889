//! The always-on detector of wake phrases.
//!
//! ```text
//! column, 10 ms -> int8 network -> one probability -----------------------> mean of the last -> threshold
//!                             or -> phones and a blank, 30 ms -> costs -> every phrase followed by itself
//!                                   (the trunk)                           -> its cost a phone -> its threshold
//! ```
//!
//! A phrase over the trunk needs no training: [`Phrase`] says how it is pronounced, [`follow()`] finds in
//! every frame what it would cost, over the unconstrained best path, to have been said until now. How many
//! false accepts an hour a cost makes is measured once on speech without the phrase, and stored beside it as
//! a [`Curve`]; so a threshold is asked for as a rate.
//!
//! Where there is a larger network, it hears the last two seconds again before anybody reacts: the wake
//! network then only proposes, with a lax threshold, and a [`Check`] decides.

#[cfg(feature = "build")]
mod build;
mod check;
mod contrast;
mod detector;
pub(crate) mod dump;
mod follow;
mod near;
mod network;
mod onset;
mod phrase;
mod phrases;
mod recent;
mod sliding;

#[cfg(feature = "build")]
pub use build::PhraseSpec;
pub use check::{CHECK_AFTER, CHECK_BEFORE, Check, MOST_CHECKED_PHONES};
pub use detector::{Detector, Reading};
pub use dump::{DumpedNear, NEAR_MAGIC, NearDump, NearDumpError};
pub use follow::{Cell, follow, follow_phrase};
pub(crate) use near::NearMisses;
pub use near::{NEAR_COLUMNS, NearKind, NearMiss};
pub use phrase::{Curve, Phrase, PhraseError};
pub(crate) use phrases::sureness;
pub use phrases::{MOST_PHONES, MOST_PHRASES, WatchError};
pub use sliding::LONGEST_WINDOW;
