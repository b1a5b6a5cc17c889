//! Plays a list of recordings to an assistant, each to a fresh one, on two threads.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use goldcrest::Assistant;
use goldcrest::rewrite::{Personal, Pronounced};
use goldcrest_pack::Pack;

use super::labels::Labelled;
use super::score::{Outcome, judge};
use super::speech_end::end_of_speech;
use crate::audio;
use crate::exit::Failure;
use crate::hearing::{self, Fate};
use crate::memory::Memory;
use crate::noise::{self, Noise};

/// Threads at most.
const THREADS: usize = 2;
/// Silence before every recording, in samples: a device's front end has been listening for long when somebody
/// speaks, and takes a moment to get used to a room.
const LEAD_IN: usize = 3 * 16_000 / 10;
/// Noise that goes on after the speech has ended, in samples: long enough for the end to be noticed.
const NOISE_AFTER: usize = 2 * 16_000;

/// How recordings are played.
#[derive(Clone, Debug, Default)]
pub struct Playing {
    /// Noise under them; none for clean.
    pub noise: Option<Noise>,
    /// Whether they begin with the wake phrase; otherwise the assistant listens from the start.
    pub by_wake: bool,
    /// For each recording what its speaker has asked for before; assistants that do not remember requests
    /// make nothing of it.
    pub history: Vec<Vec<String>>,
}

/// How a recording fared, and how soon.
#[derive(Clone, Debug)]
pub struct Played {
    /// What was made of it.
    pub outcome: Outcome,
    /// From the end of the speech to the decision on it, in milliseconds; below zero where it was cut off.
    /// `None` where there was no speech or no decision.
    pub delay_ms: Option<i64>,
}

impl From<Outcome> for Played {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            delay_ms: None,
        }
    }
}

/// How each of the recordings fared, in their order. `progress` is told after each how many are done.
///
/// # Errors
///
/// Bad input where the pack does not make an assistant.
pub fn outcomes(
    pack: &Pack<'_>,
    label: &str,
    recordings: &[Labelled],
    playing: &Playing,
    progress: impl Fn(usize) + Sync,
) -> Result<Vec<Played>, Failure> {
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let found: Mutex<Vec<Option<Played>>> = Mutex::new(vec![None; recordings.len()]);
    let work = || -> Result<(), Failure> {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(recording) = recordings.get(index) else {
                return Ok(());
            };
            // New memory, since the requests of a user stay in it.
            let mut memory = Memory::of(pack);
            let history = playing.history.get(index).map_or(&[][..], |said| &said[..]);
            let at_work = (&mut memory, history);
            let outcome = outcome(pack, label, at_work, recording, playing)?;
            if let Ok(mut found) = found.lock() {
                found[index] = Some(outcome);
            }
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        }
    };
    let threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(THREADS);
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut ended = work();
        for other in others {
            match other.join() {
                Ok(other) => ended = ended.and(other),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        ended
    })?;
    let found = found.into_inner().unwrap_or_default();
    Ok(found.into_iter().flatten().collect())
}

fn outcome(
    pack: &Pack<'_>,
    label: &str,
    (memory, history): (&mut Memory, &[String]),
    recording: &Labelled,
    playing: &Playing,
) -> Result<Played, Failure> {
    let samples = match samples(recording, playing) {
        Ok(samples) => samples,
        Err(why) => return Ok(Outcome::Undecodable(why).into()),
    };
    let mut assistant = memory.assistant(pack, label)?;
    remember(&mut assistant, history);
    let mut fate = Fate::default();
    let note = |event: &goldcrest::Event<'_>, _: &mut ()| {
        fate.note(event);
        Ok::<(), Failure>(())
    };
    if !playing.by_wake {
        assistant.listen_now();
    }
    hearing::hear_out(&mut assistant, &samples, note)?;
    let ended = samples_of(&recording.file)
        .ok()
        .and_then(|clean| end_of_speech(&clean));
    let delay_ms = fate
        .decided_ms
        .zip(ended)
        .map(|(decided, ended)| decided as i64 - ended as i64);
    Ok(Played {
        outcome: judge(recording.label.as_ref(), fate),
        delay_ms,
    })
}

/// Makes requests such as the user has made before.
fn remember(assistant: &mut Assistant<'_, '_>, requests: &[String]) {
    let mut personal = Box::new(Personal::new());
    for request in requests {
        // What does not fit is not remembered, nor would it be on a device.
        let _ = personal.learn(request, |_| Pronounced::default());
    }
    while let Some(number) = personal.next_change() {
        // What was just written can be read.
        let _ = assistant.restore(number, &personal.record(number));
    }
}

/// A recording as it is played: after 0.3 s of silence, and in noise where there is some.
///
/// # Errors
///
/// Why the file cannot be read as audio.
pub fn samples(recording: &Labelled, playing: &Playing) -> Result<Vec<i16>, String> {
    let mut samples = samples_of(&recording.file)?;
    let Some(added) = &playing.noise else {
        return Ok(samples);
    };
    samples.resize(samples.len() + NOISE_AFTER, 0);
    let seed = noise::seed_of(&recording.name);
    Ok(noise::mix(&samples, &added.samples, added.snr_db, seed))
}

fn samples_of(file: &Path) -> Result<Vec<i16>, String> {
    let mut samples = vec![0; LEAD_IN];
    samples.extend(audio::read(file).map_err(|error| error.to_string())?);
    Ok(samples)
}
