//! `goldcrest`: a voice assistant's engine on the command line.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use goldcrest_host::exit;
use goldcrest_host::present::Screen;
use goldcrest_host::verbs::features;

/// A whole voice assistant in one megabyte
#[derive(Parser)]
#[command(name = "goldcrest", version)]
struct Line {
    /// Print one JSON object a line instead of text
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Write the front end's features of recordings as .npy
    Features(features::Features),
}

fn main() -> ExitCode {
    let line = Line::parse();
    let mut screen = Screen::stdout(line.json);
    exit::report(match &line.verb {
        Verb::Features(arguments) => features::run(arguments, &mut screen),
    })
}
