//! `goldcrest sim`: the simulator in the terminal.

mod command;
mod world;

use std::io::{self, BufRead, IsTerminal};

use clap::Args;
use goldcrest::State;
use serde_json::json;

use crate::assistants::{self, Choice};
use crate::clock;
use crate::exit::{Ended, Failure, Verdict};
use crate::memory::Memory;
use crate::personal::Own;
use crate::present::{Screen, Tint, printable, tell};
use crate::signals::Told;
use command::Command;
use world::World;

/// Arguments of `sim`.
#[derive(Debug, Args)]
#[command(after_help = "\
Lines are read from standard input: what is written is said, and these words do more:
  wav FILE            plays a recording that begins with the wake phrase
  talk FILE           plays a command without one (push to talk)
  wait SECONDS        lets time pass; timers ring
  signal NAME=VALUE   tells what the device is doing
  wake PHRASE=WANTED  switches a wake phrase `on` or `off`, or tunes it to so many false accepts an hour
  state               shows the home, the timers, the wake phrases and what the assistant is doing
  help, quit

Exit status 1 where something was not understood.

Examples:
  goldcrest sim
  printf 'set a ten minute pizza timer\\nwait 600\\nstate\\n' | goldcrest sim
  goldcrest sim --json --clock 07:30 < morning.txt")]
pub struct Sim {
    #[command(flatten)]
    told: Told,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    own: Own,
    /// The time at which it begins, as "19:05" or "2026-11-21 19:05" [default: now]
    #[arg(long, value_name = "TIME")]
    clock: Option<String>,
}

/// Runs the verb.
pub fn run(arguments: &Sim, screen: &mut Screen<'_>) -> Ended {
    let label = arguments.choice.label();
    let image = arguments.choice.load()?;
    let pack = assistants::open(&image, &label)?;
    let mut memory = Memory::of(&pack);
    let mut assistant = memory.assistant(&pack, &label)?;
    assistant.set_clock(match &arguments.clock {
        Some(text) => clock::moment(text)?,
        None => clock::now(),
    });
    arguments.told.tell(&mut assistant, &mut (), screen)?;
    let mut kept = arguments.own.restore(&mut assistant)?;
    let mut world = World::new(assistant);
    let asked = io::stdin().is_terminal() && screen.live;
    if asked {
        let name = screen.ink.paint(Tint::Gold, &label);
        screen.line(&format!("{name}: write what you would say, or `help`."))?;
    }
    let mut good = true;
    let mut lines = io::stdin().lock().lines();
    loop {
        if asked {
            let asking = world.state() == State::Asking;
            screen.prompt(if asking { "… " } else { "> " })?;
        }
        let Some(line) = lines.next() else { break };
        let line = line.map_err(|error| {
            Failure::bad_input(format!("cannot read the text: {error}"), "give it in UTF-8")
        })?;
        let command = Command::read(&line);
        if command == Command::Quit {
            break;
        }
        match obey(&mut world, &command, screen) {
            Ok(understood) => good &= understood,
            Err(Failure::BadInput { what, remedy }) => {
                good = false;
                let text = format!("{what}; {remedy}");
                screen.line(&tell::labelled("", &text, screen.ink))?;
                screen.object(&json!({ "event": "bad-input", "what": what, "remedy": remedy }))?;
            }
            Err(failure) => return Err(failure),
        }
        world.keep(&mut kept)?;
        screen.flush()?;
    }
    Ok(if good || asked {
        Verdict::Good
    } else {
        Verdict::CheckFailed
    })
}

/// Does what a line says; whether nothing in it was misunderstood.
fn obey(
    world: &mut World<'_, '_>,
    command: &Command<'_>,
    screen: &mut Screen<'_>,
) -> Result<bool, Failure> {
    match *command {
        Command::Nothing | Command::Quit => Ok(true),
        Command::Mistake { line, usage } => Err(Failure::bad_input(
            format!("`{}` is no command", printable(line)),
            usage,
        )),
        Command::Say(text) => world.say(text, screen),
        Command::Play { file, at_once } => world.play(file.as_ref(), at_once, screen),
        Command::Wait { seconds } => world.wait(seconds, screen),
        Command::Signal { name, value } => world.signal(name, value, screen).map(|()| true),
        Command::Wake { phrase, to } => world.wake(phrase, to, screen).map(|()| true),
        Command::State => world.show(screen).map(|()| true),
        Command::Help => {
            for line in [
                "wav FILE, talk FILE: a recording with, without the wake phrase",
                "wake PHRASE=on, =off or =RATE: a wake phrase switched, or tuned to false accepts an hour",
                "wait SECONDS; signal NAME=VALUE; state; quit; anything else is said",
            ] {
                screen.line(&tell::labelled("", line, screen.ink))?;
            }
            Ok(true)
        }
    }
}
