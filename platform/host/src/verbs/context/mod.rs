//! `goldcrest context`: what the device's state makes likelier.

mod train;

use clap::{Args, Subcommand};

use crate::exit::Ended;
use crate::present::Screen;

/// Arguments of `context`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  goldcrest context train
  goldcrest eval context                                              # how much it helps
  goldcrest understand --signal room=kitchen \"turn on the light\"")]
pub struct Context {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Learn weights from texts with signals and the right answer
    Train(train::Train),
}

/// Runs the verb.
pub fn run(arguments: &Context, screen: &mut Screen<'_>) -> Ended {
    match &arguments.verb {
        Verb::Train(arguments) => train::run(arguments, screen),
    }
}
