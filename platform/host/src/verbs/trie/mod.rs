//! `goldcrest trie`: known sentences, built into one automaton and asked.

mod build;
mod complete;
mod dot;
mod inspect;
mod lookup;
mod verify;

use clap::{Args, Subcommand};

use crate::exit::Ended;
use crate::present::Screen;

/// Arguments of `trie`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  goldcrest trie build sentences.txt --out known.trie
  goldcrest trie complete known.trie \"play le\"
  goldcrest trie lookup known.trie \"turn on the lights\"")]
pub struct Trie {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Build a trie from text files with a sentence a line
    Build(build::Build),
    /// What is in a trie, column by column
    Inspect(inspect::Inspect),
    /// Whether sentences are known, and what they cost
    Lookup(lookup::Lookup),
    /// The likeliest sentences that begin like this
    Complete(complete::Complete),
    /// Draw a small trie for Graphviz
    Dot(dot::Dot),
    /// Whether every byte of a trie is sound
    Verify(verify::Verify),
}

/// Runs the verb.
pub fn run(arguments: &Trie, screen: &mut Screen<'_>) -> Ended {
    match &arguments.verb {
        Verb::Build(arguments) => build::run(arguments, screen),
        Verb::Inspect(arguments) => inspect::run(arguments, screen),
        Verb::Lookup(arguments) => lookup::run(arguments, screen),
        Verb::Complete(arguments) => complete::run(arguments, screen),
        Verb::Dot(arguments) => dot::run(arguments, screen),
        Verb::Verify(arguments) => verify::run(arguments, screen),
    }
}
