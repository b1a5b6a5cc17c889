//! From the path through the automaton to a request.

mod interpret;

pub use interpret::{Interpretation, MOST_SYMBOLS, interpret, path_symbols};
