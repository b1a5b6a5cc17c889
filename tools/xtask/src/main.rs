//! `cargo xtask`: what CI runs, and what a developer runs before CI does.

mod boards;
mod checks;
mod costs;
mod elf;
mod emulator;
mod firmware;
mod needs;
mod outcome;
mod recordings;
mod targets;
mod traces;
mod verbs;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
#[command(
    about = "Development tasks of Goldcrest",
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Test(verbs::test::Test),
    Firmware(verbs::firmware::Firmware),
    Sizes(verbs::sizes::SizesVerb),
    Cost(verbs::cost::Cost),
    Trace(verbs::trace::Trace),
    Fuzz(verbs::fuzz::Fuzz),
    Emulate(verbs::emulate::Emulate),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().verb {
        Verb::Test(verb) => verb.run(),
        Verb::Firmware(verb) => verb.run(),
        Verb::Sizes(verb) => verb.run(),
        Verb::Cost(verb) => verb.run(),
        Verb::Trace(verb) => verb.run(),
        Verb::Fuzz(verb) => verb.run(),
        Verb::Emulate(verb) => verb.run(),
    };
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(outcome::BAD_INPUT)
        }
    }
}
