//! `goldcrest wake`: wake phrases from text.

mod card;
mod harvest;
mod heard;
mod survey;
mod train;
mod ways;

use clap::{Args, Subcommand};

use crate::exit::Ended;
use crate::present::Screen;

/// Arguments of `wake`.
#[derive(Debug, Args)]
pub struct Wake {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a wake phrase from text: pronunciation, threshold, curve, card
    Train(train::Train),
    /// Cut what nearly woke the assistant, or woke it for nothing, out of recordings
    Harvest(harvest::Harvest),
    /// Measure what other speech costs, so that phrases can be tuned without recordings
    Survey(survey::Survey),
}

/// Runs the verb.
pub fn run(arguments: &Wake, screen: &mut Screen<'_>) -> Ended {
    match &arguments.verb {
        Verb::Train(arguments) => train::run(arguments, screen),
        Verb::Harvest(arguments) => harvest::run(arguments, screen),
        Verb::Survey(arguments) => survey::run(arguments, screen),
    }
}
