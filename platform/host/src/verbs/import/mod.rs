//! `goldcrest import`: released models of others.

mod microwakeword;

use clap::{Args, Subcommand};

use crate::exit::Ended;
use crate::present::Screen;

/// Arguments of `import`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  goldcrest import microwakeword hey_jarvis.json
  goldcrest listen --wake hey_jarvis --wav command.wav")]
pub struct Import {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// A wake word of microWakeWord: its manifest and the streaming network that it names
    #[command(name = "microwakeword")]
    MicroWakeWord(microwakeword::MicroWakeWord),
}

/// Runs the verb.
pub fn run(arguments: &Import, screen: &mut Screen<'_>) -> Ended {
    match &arguments.verb {
        Verb::MicroWakeWord(arguments) => microwakeword::run(arguments, screen),
    }
}
