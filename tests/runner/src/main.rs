//! Plays recordings to an assistant through the main loop that the boards run, and prints what
//! they print.
//!
//! It has no dependency but the engine, so that it cross-compiles in seconds and runs under any
//! user-mode emulator. `cargo xtask trace` and `cargo xtask cost` call it.
//!
//! ```text
//! goldcrest-runner PACK [--wake | --push-to-talk | FILE.pcm | FILE.wav | @FILE]…
//! ```
//!
//! The arguments after the pack, and the lines that it prints, are those of the firmware: see
//! `goldcrest_board::qemu`.
#![forbid(unsafe_code)]

mod arguments;

use std::fs;
use std::process::ExitCode;

use goldcrest::{Assistant, HeapBuffers};
use goldcrest_board::{PcmError, PcmSource, Platform, StageDigest};
use goldcrest_hal::{AudioClock, NoIndicator, NoSignals, NoStore};
use goldcrest_pack::{AlignedBytes, Pack};

use arguments::Argument;

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let path = arguments
        .next()
        .ok_or("the first argument is a pack file")?;
    let bytes = fs::read(&path).map_err(|error| format!("{path}: {error}"))?;
    let aligned = AlignedBytes::from_slice(&bytes);
    let pack = Pack::open(&aligned).map_err(|error| format!("{path}: {error}"))?;
    let mut memory = HeapBuffers::of(&pack);
    let mut push_to_talk = false;
    for argument in arguments::read(arguments)? {
        match argument {
            Argument::PushToTalk => push_to_talk = true,
            Argument::Wake => push_to_talk = false,
            Argument::Play(recording) => {
                play(&pack, &mut memory, push_to_talk, &recording)
                    .map_err(|error| format!("{recording}: {error}"))?;
            }
        }
    }
    Ok(())
}

fn play(
    pack: &Pack<'_>,
    memory: &mut HeapBuffers,
    push_to_talk: bool,
    recording: &str,
) -> Result<(), String> {
    let bytes = fs::read(recording).map_err(|_| PcmError::CannotOpen.to_string())?;
    let audio = if recording.ends_with(".pcm") {
        PcmSource::raw(&*bytes)
    } else {
        PcmSource::wav(&*bytes).map_err(|error| error.to_string())?
    };
    println!("recording {recording}");
    let mut assistant =
        Assistant::open(pack, memory.workspace()).map_err(|error| error.to_string())?;
    if push_to_talk {
        assistant.listen_now();
    }
    let mut platform = Platform {
        audio,
        clock: AudioClock::default(),
        indicator: NoIndicator,
        signals: NoSignals,
        store: NoStore,
    };
    let mut stages = StageDigest::default();
    let events = platform
        .run(&mut assistant, &mut stages, |event| println!("{event}"))
        .map_err(|error| error.to_string())?;
    println!(
        "trace {:016x} {:016x} {recording}",
        events.value(),
        stages.value()
    );
    Ok(())
}
