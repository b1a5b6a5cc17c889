//! Texts whose right answer depends on context: measured, and learned from.

mod pairs;
mod score;
mod train;

pub use pairs::{Half, Pair, read};
pub use score::{ContextScore, Meaning, Understander};
pub use train::{Training, train};
