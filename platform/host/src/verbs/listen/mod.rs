//! `goldcrest listen`: audio in, events out.

mod heard;
mod listener;
mod live;

use std::path::PathBuf;

use clap::Args;
use goldcrest::{Assistant, State};
use goldcrest_pack::SectionKind;

use crate::assistants::{self, Choice};
use crate::audio;
use crate::clock;
use crate::exit::{Ended, Failure, Verdict};
use crate::hearing;
use crate::memory::Memory;
use crate::personal::{Kept, Own};
use crate::present::{Screen, printable};
use heard::Heard;
use listener::Listener;

/// Arguments of `listen`.
#[derive(Debug, Args)]
#[command(after_help = "\
Recordings are played one after the other to one assistant, so that the second can answer a question \
that the first has led to. One that does not wake it is told as not woken. Exit status 1 where nothing was understood \
in any of them.

With --json, `heard` and `not_understood` after speech have `nbest`: the sentences that it may have been, with their \
costs in nats and the seconds at which their words begin and end.

Examples:
  goldcrest listen --wav lights.wav
  goldcrest listen --assistant coffee --now --wav order.flac    # no wake phrase in it: push to talk
  goldcrest listen --json --hash --wav a.wav b.wav
  goldcrest listen --mic                                       # built with --features mic")]
pub struct Listen {
    /// WAV or FLAC recordings of any rate and channel count
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "mic")]
    wav: Vec<PathBuf>,
    /// Listen to a microphone until interrupted
    #[arg(long)]
    mic: bool,
    /// The microphone's name; `?` lists them [default: the system's]
    #[arg(long, value_name = "NAME", requires = "mic", conflicts_with = "wav")]
    device: Option<String>,
    /// Stop after so many seconds of the microphone
    #[arg(long, value_name = "S", requires = "mic", conflicts_with = "wav")]
    seconds: Option<u64>,
    /// Write what the microphone delivered to this WAV file at the end
    #[arg(long, value_name = "FILE", requires = "mic", conflicts_with = "wav")]
    record: Option<PathBuf>,
    /// Listen for a command at once, without the wake phrase (push to talk); an assistant without a wake
    /// network always does
    #[arg(long)]
    now: bool,
    /// The time to answer with, as "19:05" or "2026-11-21 19:05" [default: now for --mic, none for --wav]
    #[arg(long, value_name = "TIME")]
    clock: Option<String>,
    /// End with the hash of all events, which is the same on every target
    #[arg(long)]
    hash: bool,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    own: Own,
}

/// Runs the verb.
pub fn run(arguments: &Listen, screen: &mut Screen<'_>) -> Ended {
    if arguments.wav.is_empty() && !arguments.mic {
        return Err(Failure::bad_input(
            "there is nothing to listen to",
            "give recordings with --wav FILE, or --mic for a microphone",
        ));
    }
    let label = arguments.choice.label();
    let image = arguments.choice.load()?;
    let pack = assistants::open(&image, &label)?;
    assistants::can_hear(&pack, &label, &[SectionKind::Acoustic, SectionKind::Wake])?;
    let mut memory = Memory::of(&pack);
    let mut assistant = memory.assistant(&pack, &label)?;
    if let Some(text) = &arguments.clock {
        assistant.set_clock(clock::moment(text)?);
    } else if arguments.mic {
        assistant.set_clock(clock::now());
    }
    let kept = arguments.own.restore(&mut assistant)?;
    let heard = Heard::new(&pack, *assistant.lexicon(), screen.json);
    let mut session = Session {
        arguments,
        assistant: &mut assistant,
        heard,
        kept,
        listener: Listener::new(screen),
    };
    if arguments.mic {
        session.live()?;
    } else {
        session.recordings()?;
    }
    session.listener.finish(arguments.hash)?;
    Ok(if session.listener.understood || arguments.mic {
        Verdict::Good
    } else {
        Verdict::CheckFailed
    })
}

/// An assistant that listens, who is told what happens, and where what it learns is kept.
struct Session<'a, 'p, 'm, 's, 'w> {
    arguments: &'a Listen,
    assistant: &'a mut Assistant<'p, 'm>,
    heard: Heard<'a, 'p>,
    kept: Kept,
    listener: Listener<'s, 'w>,
}

impl Session<'_, '_, '_, '_, '_> {
    fn recordings(&mut self) -> Result<(), Failure> {
        let at_once = self.arguments.now || !self.assistant.wakes_by_phrase();
        let last = self.arguments.wav.len().saturating_sub(1);
        for (index, file) in self.arguments.wav.iter().enumerate() {
            let samples = audio::read(file).map_err(|error| error.about(file))?;
            self.listener.begin(printable(&file.to_string_lossy()))?;
            let mut waiting = self.assistant.state() == State::Listening;
            if at_once && waiting {
                self.assistant.listen_now();
                waiting = false;
            }
            self.play(&samples)?;
            self.settle(index < last)?;
            if waiting && !self.listener.woken {
                self.listener.not_woken()?;
            }
            self.kept.keep(self.assistant)?;
        }
        Ok(())
    }

    fn play(&mut self, samples: &[i16]) -> Result<(), Failure> {
        let listener = &mut self.listener;
        hearing::play(self.assistant, samples, &mut self.heard, |event, heard| {
            listener.tell(event, heard)
        })
    }

    fn settle(&mut self, answers_follow: bool) -> Result<(), Failure> {
        let listener = &mut self.listener;
        hearing::settle(
            self.assistant,
            answers_follow,
            &mut self.heard,
            |event, heard| listener.tell(event, heard),
        )
    }
}
