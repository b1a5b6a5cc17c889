//! The verbs of the command line, one file or folder each.

pub mod context;
pub mod demo;
pub mod doctor;
pub mod eval;
pub mod explain;
pub mod features;
pub mod import;
pub mod listen;
pub mod pack;
pub mod rewrite;
pub mod sim;
pub mod trie;
pub mod understand;
pub mod wake;
