use std::thread::sleep;
use std::time::Duration;

use goldcrest::{Assistant, Event, State};

use super::script::{Expected, Scene};
use crate::audio;
use crate::exit::Failure;
use crate::hearing;
use crate::house::House;
use crate::observe::Observation;
use crate::present::portrait::Portrait;
use crate::present::{Screen, Tint, cut, printable, tell};
use crate::wire;

/// Lines of the spectrogram.
const ROWS: usize = 5;
/// Pictures of a drawing that grows, and the time between two.
const FRAMES: u32 = 24;
const FRAME_TIME: Duration = Duration::from_millis(25);
/// Time to read what was understood.
const READING_TIME: Duration = Duration::from_millis(350);

/// What a scene came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    /// Turns that led to what the script says.
    pub right: usize,
    /// Turns of the script.
    pub turns: usize,
    /// Seconds of sound.
    pub seconds: f64,
}

/// Plays a scene to the assistant and shows it.
pub fn play<'p>(
    scene: &Scene,
    number: (usize, usize),
    assistant: &mut Assistant<'p, '_>,
    house: &mut House,
    look_ahead_ms: u64,
    screen: &mut Screen<'_>,
) -> Result<Score, Failure> {
    let samples = audio::read(&scene.file).map_err(|error| error.about(&scene.file))?;
    let start_ms = assistant.audio_time().0;
    let mut seen = Observation::default();
    let mut events: Vec<Event<'p>> = Vec::new();
    let mut keep = |event: &Event<'p>, _: &mut Observation| {
        events.push(event.clone());
        Ok::<(), Failure>(())
    };
    hearing::play(assistant, &samples, &mut seen, &mut keep)?;
    hearing::settle(assistant, false, &mut seen, &mut keep)?;
    debug_assert_eq!(assistant.state(), State::Listening);

    let seconds = samples.len() as f64 / f64::from(audio::SAMPLE_RATE);
    let (place, all) = number;
    screen.heading(&format!(
        "{place} of {all}  {}  {seconds:.1} s  {}",
        scene.name, scene.voice
    ))?;
    let portrait = Portrait {
        samples: &samples,
        seen: &seen,
        start_ms,
        look_ahead_ms,
    };
    draw(&portrait, screen)?;
    tell(&events, house, screen)?;
    if events.is_empty() {
        let text = screen
            .ink
            .paint(Tint::Bad, "✗ the wake phrase was not heard");
        screen.line(&tell::labelled("", &text, screen.ink))?;
    }
    let score = Score {
        right: right_turns(scene, &events),
        turns: scene.turns.len(),
        seconds,
    };
    if score.right < score.turns {
        let said: Vec<&str> = scene.turns.iter().map(|turn| turn.say.as_str()).collect();
        let text = cut(&printable(&said.join(" … ")), screen.width - 16);
        let text = screen.ink.paint(Tint::Faint, &format!("“{text}”"));
        screen.line(&tell::labelled("said", &text, screen.ink))?;
    }
    screen.gap()?;
    if screen.live {
        screen.flush()?;
        sleep(READING_TIME);
    }
    Ok(score)
}

/// Draws at once where nobody watches, and else as fast as it would be heard at about double speed.
fn draw(portrait: &Portrait<'_>, screen: &mut Screen<'_>) -> Result<(), Failure> {
    let frames = if screen.live { FRAMES } else { 1 };
    for frame in 1..=frames {
        let upto = f64::from(frame) / f64::from(frames);
        let lines = portrait.lines(screen.width, ROWS, upto, screen.ink);
        if frame > 1 {
            screen.up(lines.len())?;
        }
        for line in lines {
            screen.line(&line)?;
        }
        if screen.live {
            screen.flush()?;
            sleep(FRAME_TIME);
        }
    }
    Ok(())
}

fn tell(events: &[Event<'_>], house: &mut House, screen: &mut Screen<'_>) -> Result<(), Failure> {
    let mut heard = String::new();
    for event in events {
        if let Event::Heard { text, .. } | Event::Rewritten { text, .. } = event {
            heard = text.as_str().to_owned();
        }
        screen.object(&wire::event(event, &heard))?;
        match event {
            Event::Woke { .. } | Event::Slept { .. } => {}
            Event::Act { request, .. } => {
                let before = house.clone();
                house.act(request.intent, &hearing::slots(request));
                if *house != before {
                    for (row, line) in house.changes(&before, screen.ink).into_iter().enumerate() {
                        screen.line(&tell::labelled(
                            if row == 0 { "home" } else { "" },
                            &line,
                            screen.ink,
                        ))?;
                    }
                }
            }
            _ => screen.line(&tell::event(event, screen.ink))?,
        }
    }
    Ok(())
}

/// How many turns of a scene led to what its script says, in their order.
fn right_turns(scene: &Scene, events: &[Event<'_>]) -> usize {
    let mut happened = events.iter().filter_map(|event| match event {
        Event::Ask { about, .. } => Some(Expected::Ask((*about).to_owned())),
        Event::Act { request, .. } => Some(Expected::Act {
            intent: request.intent.to_owned(),
            slots: hearing::slots(request),
        }),
        _ => None,
    });
    scene
        .turns
        .iter()
        .filter(|turn| happened.any(|found| found == turn.expect))
        .count()
}
