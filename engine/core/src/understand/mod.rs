//! From the path through the automaton to a request; and the network for what no path says.

pub mod entities;
mod frame;
mod interpret;
mod limits;
pub mod network;

pub(crate) use frame::{framed, present};
pub use interpret::{Interpretation, MOST_SYMBOLS, interpret, path_symbols};
pub(crate) use limits::{is_content, limits};
