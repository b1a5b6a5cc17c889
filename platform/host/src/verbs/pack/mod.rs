//! `goldcrest pack`: folders to images, and what is in them.

mod build;
mod inspect;
mod plan;
mod sample;
mod verify;

use clap::{Args, Subcommand};

use crate::exit::Ended;
use crate::present::Screen;

/// Arguments of `pack`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  goldcrest pack build home --out home.pack
  goldcrest pack inspect home.pack
  goldcrest pack plan home.pack
  goldcrest pack verify --assistant home")]
pub struct Pack {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Build a pack from an assistant's folder
    Build(build::Build),
    /// What is in a pack, section by section
    Inspect(inspect::Inspect),
    /// Whether a pack is sound, and whether an assistant's own tests hold
    Verify(verify::Verify),
    /// The memory that a device lends to run it
    Plan(plan::Plan),
    /// Random sentences that it understands, with their meaning
    Sample(sample::Sample),
}

/// Runs the verb.
pub fn run(arguments: &Pack, screen: &mut Screen<'_>) -> Ended {
    match &arguments.verb {
        Verb::Build(arguments) => build::run(arguments, screen),
        Verb::Inspect(arguments) => inspect::run(arguments, screen),
        Verb::Verify(arguments) => verify::run(arguments, screen),
        Verb::Plan(arguments) => plan::run(arguments, screen),
        Verb::Sample(arguments) => sample::run(arguments, screen),
    }
}
