//! Understanding, measured on labelled text.
//!
//! Words are what white space parts. An intent is right when its name is; a slot is right when its name,
//! first and last word are, as seqeval counts (Nakayama, 2018: micro average over spans). A text is right
//! exactly when both its intent and all its slots are.

mod bootstrap;
mod calibration;
mod confusion;
mod examples;
mod json;
mod lines;
mod marked;
mod picture;
mod predict;
mod rasa;
mod score;
mod shapes;
mod snips;

pub use bootstrap::f1_interval;
pub use calibration::{
    Bin, ByChance, calibration_by_chance, calibration_error, recall_outside, reliability,
};
pub use confusion::{Confusion, NONE};
pub use examples::{Example, WordSpan};
pub use picture::{confusion_svg, reliability_svg};
pub use predict::{Prediction, Predictor};
pub use score::{NluScore, SpanCounts};
pub use shapes::read;
