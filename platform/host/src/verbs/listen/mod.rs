//! `goldcrest listen`: audio in, events out.

mod heard;

use std::path::PathBuf;

use clap::Args;
use goldcrest::trace::Digest;
use goldcrest::{Assistant, Event, State};
use goldcrest_pack::SectionKind;

use crate::assistants::{self, Choice};
use crate::audio;
use crate::clock;
use crate::exit::{Ended, Failure, Verdict};
use crate::hearing;
use crate::memory::Memory;
use crate::personal::{Kept, Own};
use crate::present::{Screen, Tint, printable, tell};
use crate::wire;
use heard::Heard;

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
    let mut kept = arguments.own.restore(&mut assistant)?;
    let heard = Heard::new(&pack, *assistant.lexicon(), screen.json);
    let mut listener = Listener::new(screen);
    if arguments.mic {
        live(arguments, &mut assistant, heard, &mut kept, &mut listener)?;
    } else {
        recordings(arguments, &mut assistant, heard, &mut kept, &mut listener)?;
    }
    listener.finish(arguments.hash)?;
    Ok(if listener.understood || arguments.mic {
        Verdict::Good
    } else {
        Verdict::CheckFailed
    })
}

fn recordings<'p>(
    arguments: &Listen,
    assistant: &mut Assistant<'p, '_>,
    mut heard: Heard<'_, 'p>,
    kept: &mut Kept,
    listener: &mut Listener<'_, '_>,
) -> Result<(), Failure> {
    let at_once = arguments.now || !assistant.wakes_by_phrase();
    let last = arguments.wav.len().saturating_sub(1);
    for (index, file) in arguments.wav.iter().enumerate() {
        let samples = audio::read(file).map_err(|error| error.about(file))?;
        let name = printable(&file.to_string_lossy());
        let title = listener.screen.ink.paint(Tint::Strong, &name);
        listener.screen.line(&title)?;
        listener.file = Some(name);
        let mut waiting = assistant.state() == State::Listening;
        if at_once && waiting {
            assistant.listen_now();
            waiting = false;
        }
        listener.woken = false;
        hearing::play(assistant, &samples, &mut heard, |event, heard| {
            listener.tell(event, heard)
        })?;
        hearing::settle(assistant, index < last, &mut heard, |event, heard| {
            listener.tell(event, heard)
        })?;
        if waiting && !listener.woken {
            listener.not_woken()?;
        }
        kept.keep(assistant)?;
    }
    Ok(())
}

/// Shows events and keeps what the end of the verb needs.
struct Listener<'s, 'w> {
    screen: &'s mut Screen<'w>,
    file: Option<String>,
    heard: String,
    woken: bool,
    understood: bool,
    digest: Digest,
}

impl<'s, 'w> Listener<'s, 'w> {
    fn new(screen: &'s mut Screen<'w>) -> Self {
        Self {
            screen,
            file: None,
            heard: String::new(),
            woken: false,
            understood: false,
            digest: Digest::default(),
        }
    }

    fn tell<'p>(&mut self, event: &Event<'p>, heard: &mut Heard<'_, 'p>) -> Result<(), Failure> {
        self.digest.add(event);
        match event {
            Event::Heard { text, .. } | Event::Rewritten { text, .. } => {
                self.heard = text.as_str().to_owned()
            }
            Event::Woke { .. } => self.woken = true,
            Event::Understood { .. } => self.understood = true,
            _ => {}
        }
        self.screen.line(&tell::timed(event, self.screen.ink))?;
        let mut object = wire::event(event, &self.heard);
        if let Some(nbest) = heard.nbest(event) {
            object["nbest"] = nbest;
        }
        if let Some(file) = &self.file {
            object["file"] = file.as_str().into();
        }
        self.screen.object(&object)?;
        self.screen.flush()?;
        Ok(())
    }

    /// Says so where nothing in a recording was taken for the wake phrase: no event of the assistant tells that.
    fn not_woken(&mut self) -> Result<(), Failure> {
        let note = "not woken: no wake phrase was heard (--now listens without one)";
        self.screen
            .line(&self.screen.ink.paint(Tint::Faint, note))?;
        let file = self.file.as_deref();
        self.screen
            .object(&serde_json::json!({ "event": "not_woken", "file": file }))?;
        Ok(())
    }

    fn finish(&mut self, hash: bool) -> Result<(), Failure> {
        if hash {
            let hash = format!("{:016x}", self.digest.value());
            self.screen.line(&format!("trace {hash}"))?;
            self.screen
                .object(&serde_json::json!({ "event": "end", "hash": hash }))?;
        }
        Ok(())
    }
}

#[cfg(not(feature = "mic"))]
fn live(
    _: &Listen,
    _: &mut Assistant<'_, '_>,
    _: Heard<'_, '_>,
    _: &mut Kept,
    _: &mut Listener<'_, '_>,
) -> Result<(), Failure> {
    Err(Failure::bad_input(
        "this build has no microphone",
        "build with it: `cargo run --release --features mic -- listen --mic` (Linux: needs libasound2-dev)",
    ))
}

#[cfg(feature = "mic")]
fn live<'p>(
    arguments: &Listen,
    assistant: &mut Assistant<'p, '_>,
    mut heard: Heard<'_, 'p>,
    kept: &mut Kept,
    listener: &mut Listener<'_, '_>,
) -> Result<(), Failure> {
    use crate::mic::{self, Microphone};
    use goldcrest_hal::AudioSource;

    let refused = |error: mic::MicError| {
        let names = mic::names();
        Failure::bad_input(
            error.to_string(),
            match names.is_empty() {
                true => {
                    "plug in a microphone, or start the sound server; `goldcrest doctor --for mic`"
                        .into()
                }
                false => format!("choose one with --device NAME: {}", names.join(", ")),
            },
        )
    };
    if arguments.device.as_deref() == Some("?") {
        for name in mic::names() {
            listener.screen.line(&name)?;
            listener
                .screen
                .object(&serde_json::json!({ "device": name }))?;
        }
        return Ok(());
    }
    let mut microphone = Microphone::open(arguments.device.as_deref()).map_err(refused)?;
    let title = format!("listening to {}", printable(microphone.name()));
    listener
        .screen
        .line(&listener.screen.ink.paint(Tint::Strong, &title))?;
    if arguments.now || !assistant.wakes_by_phrase() {
        assistant.listen_now();
    }
    let limit_ms = arguments
        .seconds
        .map_or(u64::MAX, |seconds| seconds.saturating_mul(1_000));
    let mut block = [0; 160];
    let mut recorded = Vec::new();
    let mut ended = Ok(());
    while ended.is_ok() && assistant.audio_time().0 < limit_ms {
        ended = microphone
            .read(&mut block)
            .map_err(refused)
            .and_then(|count| {
                if arguments.record.is_some() {
                    recorded.extend_from_slice(&block[..count]);
                }
                hearing::play(assistant, &block[..count], &mut heard, |event, heard| {
                    listener.tell(event, heard)
                })
            })
            .and_then(|()| kept.keep(assistant));
    }
    if let Some(file) = &arguments.record {
        audio::write_wav(file, &recorded).map_err(|error| {
            Failure::bad_input(
                format!("cannot write {}: {error}", file.display()),
                "give another place with --record FILE",
            )
        })?;
    }
    if microphone.lost() > 0 {
        let lost = format!(
            "{} samples were lost: this machine is too busy",
            microphone.lost()
        );
        listener.screen.line(&lost)?;
    }
    ended
}
