//! A board rings when a timer is over, and tells the assistant that it does, as while it speaks.

mod written;

use std::cell::Cell;
use std::rc::Rc;

use goldcrest::{Assistant, Event, HeapBuffers, Output};
use goldcrest_board::{Platform, StageDigest};
use goldcrest_hal::{AudioClock, AudioSource, Indicator, NoSignals, NoStore, Show};
use goldcrest_pack::{AlignedBytes, Pack};

/// `name`: tests run at once, and each writes files of its own.
fn pack(name: &str) -> AlignedBytes {
    let files = [
        (
            "assistant.yaml",
            "name: clock\nlanguage: en\nwake: {phrase: hello clock}\nskills: {Set: timer_set, Cancel: timer_cancel, \
             Longer: timer_extend, Hold: timer_pause, On: timer_resume}\n",
        ),
        (
            "sentences/clock.yaml",
            "lists:\n  seconds: {range: {from: 1, to: 9}}\n  \
             timer_name: {values: [egg]}\n\
             intents:\n  Set:\n    data:\n      \
             - sentences: [\"{seconds} second {timer_name:name} timer\"]\n  \
             Cancel:\n    data:\n      - sentences: [cancel it]\n  \
             Longer:\n    data:\n      - sentences: [\"add {seconds} seconds\"]\n  \
             Hold:\n    data:\n      - sentences: [hold it]\n  \
             On:\n    data:\n      - sentences: [go on]\n",
        ),
        (
            "responses/clock.yaml",
            "responses:\n  intents:\n    Set:\n      default: Done.\n    \
             Cancel:\n      default: Cancelled.\n      not_found: None.\n",
        ),
    ];
    written::pack(name, &files)
}

/// Blocks of audio that a sentence lasts.
const SENTENCE: usize = 150;

/// What was shown, without what was said; and for how many blocks that is still heard.
struct Shown(Vec<String>, Rc<Cell<usize>>);

impl Indicator for Shown {
    fn show(&mut self, what: Show<'_>) {
        match what {
            Show::Say(_) => self.1.set(SENTENCE),
            _ => self.0.push(format!("{what:?}")),
        }
    }

    fn is_speaking(&self) -> Option<bool> {
        Some(self.1.get() > 0)
    }
}

/// Silence of so many blocks.
struct Silence(usize, Rc<Cell<usize>>);

impl AudioSource for Silence {
    type Error = std::convert::Infallible;

    fn read(&mut self, block: &mut [i16]) -> Result<usize, Self::Error> {
        if self.0 == 0 {
            return Ok(0);
        }
        self.0 -= 1;
        self.1.set(self.1.get().saturating_sub(1));
        block.fill(0);
        Ok(block.len())
    }
}

fn board(blocks: usize) -> Platform<Silence, AudioClock, Shown, NoSignals, NoStore> {
    let spoken = Rc::new(Cell::new(0));
    Platform {
        audio: Silence(blocks, spoken.clone()),
        clock: AudioClock::default(),
        indicator: Shown(Vec::new(), spoken),
        signals: NoSignals,
        store: NoStore,
    }
}

#[test]
fn a_board_tells_while_it_speaks_and_rings() {
    let bytes = pack("ringing-board");
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = HeapBuffers::of(&pack);
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    let mut platform = board(100);
    let mut stages = StageDigest::default();
    assistant.understand("four second egg timer");
    platform.run(&mut assistant, &mut stages, |_| {}).unwrap();
    assert_eq!(assistant.output(), Output::Speaking);
    platform.audio.0 = 100;
    platform.run(&mut assistant, &mut stages, |_| {}).unwrap();
    assert_eq!(assistant.output(), Output::Silent);
    platform.audio.0 = 300;
    platform.run(&mut assistant, &mut stages, |_| {}).unwrap();
    assert_eq!(assistant.output(), Output::Ringing);
    let last = platform.indicator.0.last().map(String::as_str);
    assert_eq!(last, Some("Ring(\"egg\")"));
}

#[test]
fn a_board_rings_when_a_changed_timer_is_over_and_not_while_it_is_paused() {
    let bytes = pack("ringing-changed");
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = HeapBuffers::of(&pack);
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    let mut platform = board(0);
    let mut stages = StageDigest::default();
    for (said, blocks, rings) in [
        ("four second egg timer", 100, false),
        ("hold it", 900, false),
        ("add one seconds", 900, false),
        ("go on", 250, false),
        ("", 20, true),
    ] {
        assistant.understand(said);
        platform.audio.0 = blocks;
        platform.run(&mut assistant, &mut stages, |_| {}).unwrap();
        let shown = &platform.indicator.0;
        assert_eq!(
            shown.iter().any(|what| what == "Ring(\"egg\")"),
            rings,
            "{said}: {shown:?}"
        );
    }
}

/// What comes of "cancel it", by the names of its events.
fn cancelled(assistant: &mut Assistant<'_, '_>) -> Vec<&'static str> {
    assistant.understand("cancel it");
    let events: Vec<Event<'_>> = std::iter::from_fn(|| assistant.poll(60_000)).collect();
    let mut names: Vec<&str> = events.iter().map(Event::name).collect();
    names.retain(|name| ["hush", "act"].contains(name));
    names
}

#[test]
fn what_rings_is_meant_until_it_is_silenced_and_that_turn_is_over() {
    let bytes = pack("ringing-meant");
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = HeapBuffers::of(&pack);
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    let nothing: [&str; 0] = [];
    assert_eq!(cancelled(&mut assistant), nothing);
    assistant.set_output(Output::Ringing);
    assert_eq!(cancelled(&mut assistant), ["hush", "act"]);
    assistant.set_output(Output::Silent);
    assert_eq!(cancelled(&mut assistant), nothing);

    assistant.set_output(Output::Ringing);
    assistant.listen_now();
    assert!(matches!(assistant.poll(60_000), Some(Event::Woke { .. })));
    assistant.set_output(Output::Silent);
    assert_eq!(cancelled(&mut assistant), ["act"]);
    assert_eq!(cancelled(&mut assistant), nothing);
}
