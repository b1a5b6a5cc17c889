//! `goldcrest wake`: wake phrases from text.

mod card;
mod harvest;
mod heard;
mod learner;
mod outputs;
mod sharpened;
mod survey;
mod train;
mod ways;

use clap::{Args, Subcommand};

use crate::exit::Ended;
use crate::present::Screen;

/// Arguments of `wake`.
#[derive(Debug, Args)]
#[command(after_help = "\
A phrase from text is followed through what a shared network of phones hears, and checked by the acoustic network; \
nothing is trained for it. So it cannot be exported as a microWakeWord model, which is one streaming network with one \
probability: phrase.json and the .wake file run in this engine only. A microWakeWord model that `goldcrest import` \
took over is still the .tflite file that it came from.

Examples:
  goldcrest wake train 'hey juniper' --negatives librispeech
  goldcrest wake harvest evening.wav -o harvest
  goldcrest eval wake --model hey-juniper --positives said --negatives libri   # how good it is")]
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
