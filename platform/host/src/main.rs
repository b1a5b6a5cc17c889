//! `goldcrest`: the command line, a verb a file under `goldcrest_host::verbs`.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use goldcrest_host::exit::{self, Ended};
use goldcrest_host::present::Screen;
use goldcrest_host::verbs::{
    context, demo, doctor, eval, explain, features, import, listen, pack, rewrite, sim, trie,
    understand, wake,
};

/// A whole voice assistant in one megabyte of flash, on the desktop.
///
/// Exit status 0 is good, 1 says that a check failed, 2 that the input was bad.
#[derive(Debug, Parser)]
#[command(name = "goldcrest", version)]
#[command(after_help = "\
Examples:
  goldcrest                                                    # the demo
  goldcrest understand \"set the bedroom lights to forty percent\"
  goldcrest listen --wav command.wav
  goldcrest wake train 'hey juniper' --negatives librispeech
  goldcrest pack build tools/assistants/home --out home.pack")]
struct Line {
    /// Print one JSON object a line instead of text
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Speak bundled recordings to the assistant `home` and show every stage (also without a verb)
    Demo(demo::Demo),
    /// The simulator: say and hear things, let time pass, watch a home
    Sim(sim::Sim),
    /// Audio in, events out
    Listen(listen::Listen),
    /// Text in, events out
    Understand(understand::Understand),
    /// What every stage made of a text or a recording
    Explain(explain::Explain),
    /// Folder to image; what is in it, byte by byte; is it sound
    Pack(pack::Pack),
    /// Known sentences: build, inspect, look up, complete, draw, verify
    Trie(trie::Trie),
    /// What recognisers mishear, learnt from pairs
    Rewrite(rewrite::Rewrite),
    /// Wake phrases from text
    Wake(wake::Wake),
    /// Released models of others, taken over as they are
    Import(import::Import),
    /// Write the front end's features of recordings as .npy
    Features(features::Features),
    /// What the device's state makes likelier
    Context(context::Context),
    /// Figures from folders of recordings and from labelled text
    Eval(eval::Eval),
    /// What is missing on this machine, and the command that mends it
    Doctor(doctor::Doctor),
}

fn main() -> ExitCode {
    let line = Line::parse();
    let mut screen = Screen::stdout(line.json);
    let ended = match &line.verb {
        None => demo::run(&demo::Demo::default(), &mut screen),
        Some(verb) => run(verb, &mut screen),
    };
    let flushed = screen.flush();
    exit::report(ended.and_then(|verdict| Ok(flushed.map(|()| verdict)?)))
}

fn run(verb: &Verb, screen: &mut Screen<'_>) -> Ended {
    match verb {
        Verb::Demo(arguments) => demo::run(arguments, screen),
        Verb::Sim(arguments) => sim::run(arguments, screen),
        Verb::Listen(arguments) => listen::run(arguments, screen),
        Verb::Understand(arguments) => understand::run(arguments, screen),
        Verb::Explain(arguments) => explain::run(arguments, screen),
        Verb::Pack(arguments) => pack::run(arguments, screen),
        Verb::Trie(arguments) => trie::run(arguments, screen),
        Verb::Rewrite(arguments) => rewrite::run(arguments, screen),
        Verb::Wake(arguments) => wake::run(arguments, screen),
        Verb::Import(arguments) => import::run(arguments, screen),
        Verb::Features(arguments) => features::run(arguments, screen),
        Verb::Context(arguments) => context::run(arguments, screen),
        Verb::Eval(arguments) => eval::run(arguments, screen),
        Verb::Doctor(arguments) => doctor::run(arguments, screen),
    }
}
