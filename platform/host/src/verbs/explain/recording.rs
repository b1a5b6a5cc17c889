use std::fs;
use std::ops::Range;
use std::path::Path;

use goldcrest::{Assistant, AudioTime, Event};
use goldcrest_nn::Model;
use goldcrest_pack::{Pack, SectionKind};
use goldcrest_trie::Phone;
use serde_json::json;

use super::drawing::{Drawing, stretch};
use super::{context, path, stages};
use crate::audio;
use crate::exit::{Ended, Failure};
use crate::hearing;
use crate::observe::Observation;
use crate::paths::{Path as Sentence, paths};
use crate::present::portrait::Portrait;
use crate::present::{Screen, Tint, printable, tell};

/// Lines of the spectrogram.
const ROWS: usize = 8;

/// What is to be explained.
pub struct How<'a> {
    /// The recording.
    pub file: &'a Path,
    /// Whether the assistant listens without being woken.
    pub now: bool,
    /// The file of the picture, if one is wanted.
    pub svg: Option<&'a Path>,
}

pub fn explain<'p>(
    &How { file, now, svg }: &How<'_>,
    pack: &Pack<'p>,
    assistant: &mut Assistant<'p, '_>,
    mut seen: Observation,
    screen: &mut Screen<'_>,
) -> Ended {
    let samples = audio::read(file).map_err(|error| error.about(file))?;
    let mut events = Vec::new();
    let mut keep = |event: &Event<'p>, _: &mut Observation| {
        events.push(event.clone());
        Ok::<(), Failure>(())
    };
    if now {
        assistant.listen_now();
    }
    hearing::play(assistant, &samples, &mut seen, &mut keep)?;
    hearing::settle(assistant, false, &mut seen, &mut keep)?;

    let seconds = samples.len() as f64 / f64::from(audio::SAMPLE_RATE);
    let name = printable(&file.to_string_lossy());
    screen.heading(&format!("{name} {seconds:.1} s"))?;
    let look_ahead_ms = look_ahead_ms(pack);
    let portrait = Portrait {
        samples: &samples,
        seen: &seen,
        start_ms: 0,
        look_ahead_ms,
    };
    for line in portrait.lines(screen.width, ROWS, 1.0, screen.ink) {
        screen.line(&line)?;
    }
    wake(&seen, now, screen)?;
    search(&seen, screen)?;
    let woken = woken(&events);
    let paths = paths(&seen, pack, assistant.lexicon(), look_ahead_ms, &woken);
    path::tell(&paths, screen)?;
    if let Some(file) = svg {
        let length_ms = (seconds * 1_000.0) as u64;
        let stretch = stretch(
            length_ms,
            first_turn_ms(&paths, &woken),
            last_end_ms(&paths),
        );
        let drawing = Drawing {
            title: &name,
            seen: &seen,
            paths: &paths,
            look_ahead_ms,
            stretch,
        };
        draw(&drawing, file)?;
        tell_stretch(&drawing.stretch, length_ms, screen)?;
    }
    stages::candidates(&seen, screen)?;
    context::influence(&seen, screen)?;
    for (at, state) in &seen.states {
        screen.object(
            &json!({ "stage": "state", "at": at.0 as f64 / 1_000.0, "state": state.to_string() }),
        )?;
    }
    stages::events(&events, "", screen)
}

fn draw(drawing: &Drawing<'_>, file: &Path) -> Result<(), Failure> {
    fs::write(file, drawing.svg()).map_err(|error| {
        Failure::bad_input(
            format!("cannot write {}: {error}", file.display()),
            "give --svg a file in a folder that can be written to",
        )
    })
}

/// Says what of a recording is drawn, where that is not all of it.
fn tell_stretch(
    stretch: &Range<u64>,
    length_ms: u64,
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    if stretch.start == 0 && stretch.end >= length_ms {
        return Ok(());
    }
    let [from, to] = [stretch.start, stretch.end].map(|ms| ms as f64 / 1_000.0);
    let text = format!("{from} s to {to} s; cut the recording to see another part of it");
    screen.line(&tell::labelled("drawn", &text, screen.ink))?;
    screen.object(&json!({ "stage": "drawn", "from": from, "to": to }))?;
    Ok(())
}

/// When the first turn begins that a recording has, or the first sentence of one without a wake phrase.
fn first_turn_ms(paths: &[Sentence<'_>], woken: &[(AudioTime, &str)]) -> u64 {
    let words = paths.iter().filter(|path| path.chosen);
    let first_words = words.filter_map(|path| path.words.first()?.span());
    let begins = first_words.map(|(from, _)| from);
    let woken = woken.first().map(|(at, _)| at.0);
    begins.min().or(woken).unwrap_or(0)
}

/// When the last utterance was over that a sentence was found for.
fn last_end_ms(paths: &[Sentence<'_>]) -> u64 {
    let chosen = paths.iter().filter(|path| path.chosen);
    chosen.map(|path| path.decided_ms).max().unwrap_or(0)
}

/// The phrases that woke the assistant, and when.
fn woken<'p>(events: &[Event<'p>]) -> Vec<(AudioTime, &'p str)> {
    let woken = events.iter().filter_map(|event| match event {
        Event::Woke { at, phrase, .. } => Some((*at, *phrase)),
        _ => None,
    });
    woken.collect()
}

/// How far the acoustic network of a pack looks ahead, in milliseconds.
pub fn look_ahead_ms(pack: &Pack<'_>) -> u64 {
    pack.first(SectionKind::Acoustic)
        .and_then(|section| Model::open(section.bytes).ok())
        .map_or(0, |model| model.delay() as u64 * 10)
}

fn wake(seen: &Observation, now: bool, screen: &mut Screen<'_>) -> Result<(), Failure> {
    let Some(best) = seen.best_wake() else {
        return Ok(());
    };
    let share = |value: u8| f64::from(value) / 255.0;
    let (peak, threshold) = (share(best.smoothed), share(best.threshold));
    let verdict = if best.smoothed >= best.threshold {
        screen.ink.paint(Tint::Good, "woken")
    } else if now {
        screen.ink.paint(Tint::Faint, "not needed (--now)")
    } else {
        screen.ink.paint(
            Tint::Bad,
            "not woken; --now listens without the wake phrase",
        )
    };
    let text = format!(
        "peak {peak:.2} at {} s, threshold {threshold:.2}: {verdict}",
        best.at
    );
    screen.line(&tell::labelled("wake", &text, screen.ink))?;
    screen.object(&json!({
        "stage": "wake", "peak": peak, "at": best.at.0 as f64 / 1_000.0, "threshold": threshold
    }))?;
    Ok(())
}

fn search(seen: &Observation, screen: &mut Screen<'_>) -> Result<(), Failure> {
    let phones: Vec<&str> = seen
        .phones_heard()
        .iter()
        .filter_map(|point| Phone::from_class(point.phone))
        .map(Phone::name)
        .collect();
    let most = seen.active.iter().max().copied().unwrap_or(0);
    let text = format!(
        "{} frames, at most {most} hypotheses alive",
        seen.active.len()
    );
    screen.line(&tell::labelled("search", &text, screen.ink))?;
    screen.object(&json!({ "stage": "phones", "phones": phones }))?;
    screen
        .object(&json!({ "stage": "search", "frames": seen.active.len(), "most_active": most }))?;
    Ok(())
}
