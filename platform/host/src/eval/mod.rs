//! Measuring the assistant on folders of recordings and on labelled text.

pub mod labels;
pub mod nlu;
pub mod pocketsphinx;
pub mod run;
pub mod score;
pub mod speech_end;
pub mod split;

pub use labels::{Label, Labelled};
pub use score::{Outcome, Understanding};
