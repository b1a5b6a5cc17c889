//! `goldcrest eval`: figures from folders of recordings and from labelled text.

mod again;
mod commands;
mod context;
mod nlu;
mod personal;
mod repair;
mod rewrite;
mod wake;

use clap::{Args, Subcommand};

use crate::exit::Ended;
use crate::present::Screen;

/// Arguments of `eval`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  goldcrest eval commands --assistant coffee --audio coffee --labels coffee/labels.json
  goldcrest eval wake --model hey-juniper --positives said --negatives librispeech
  goldcrest eval nlu --pack home --data tools/assistants/home/paraphrases/held.jsonl
  goldcrest eval context")]
pub struct Eval {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Of spoken commands, the share that is accepted: intent and every slot right
    Commands(commands::Commands),
    /// Of labelled texts, the share that is understood: intent, slots, calibration, out of scope
    Nlu(nlu::Nlu),
    /// Texts whose right answer depends on context, with it and without
    Context(context::Context),
    /// Of misheard requests, the share that is repaired, and how precisely
    Rewrite(rewrite::Rewrite),
    /// Requests that mean different things to different users, with their own layers and without
    Personal(personal::OfUsers),
    /// Requests said again and misheard again, with what was heard before and without
    Again(again::Again),
    /// An assistant's own commands, misheard on purpose
    Repair(repair::Repair),
    /// Misses against false accepts of a wake phrase
    Wake(wake::Wake),
}

/// Runs the verb.
pub fn run(arguments: &Eval, screen: &mut Screen<'_>) -> Ended {
    match &arguments.verb {
        Verb::Commands(arguments) => commands::run(arguments, screen),
        Verb::Nlu(arguments) => nlu::run(arguments, screen),
        Verb::Context(arguments) => context::run(arguments, screen),
        Verb::Rewrite(arguments) => rewrite::run(arguments, screen),
        Verb::Personal(arguments) => personal::run(arguments, screen),
        Verb::Again(arguments) => again::run(arguments, screen),
        Verb::Repair(arguments) => repair::run(arguments, screen),
        Verb::Wake(arguments) => wake::run(arguments, screen),
    }
}
