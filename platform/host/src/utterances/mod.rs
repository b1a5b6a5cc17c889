//! Utterance tries on a host: sorted out of text files, opened by memory map.

mod file;
mod sorter;

pub use file::{TrieFile, refused, sentences};
pub use sorter::{Counted, Merged, Sorter};
