//! From the path through the automaton to a request; and the network for what no path says.

pub mod entities;
mod interpret;
pub mod network;

pub use interpret::{Interpretation, MOST_SYMBOLS, interpret, path_symbols};
