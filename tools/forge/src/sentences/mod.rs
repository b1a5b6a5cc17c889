//! What a grammar says: sentences drawn at random, counted, and read.

mod count;
mod readings;
mod sample;

pub use count::count;
pub use readings::{Reading, readings};
pub use sample::Sampler;
