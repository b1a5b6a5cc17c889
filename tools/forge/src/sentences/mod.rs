//! What a grammar says: sentences drawn at random or by likelihood, counted, read,
//! and searched for those that mean several things.

mod ambiguous;
mod count;
mod likeliest;
mod readings;
mod sample;

pub use ambiguous::{Ambiguity, ambiguities};
pub use count::count;
pub use likeliest::Likeliest;
pub use readings::{Reading, readings};
pub use sample::Sampler;
