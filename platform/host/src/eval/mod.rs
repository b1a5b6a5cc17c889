//! Measuring the assistant on folders of recordings.

pub mod labels;
pub mod run;
pub mod score;
pub mod split;

pub use labels::{Label, Labelled};
pub use score::{Outcome, Understanding};
