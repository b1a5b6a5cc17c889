//! What a grammar says: sentences drawn at random, counted, read,
//! and searched for those that mean several things.

mod ambiguous;
mod count;
mod readings;
mod sample;

pub use ambiguous::{Ambiguity, ambiguities};
pub use count::count;
pub use readings::{Reading, readings};
pub use sample::Sampler;
