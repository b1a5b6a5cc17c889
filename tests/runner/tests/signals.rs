//! A board tells what its device does, at the time that it is.

mod written;

use goldcrest::{Assistant, HeapBuffers};
use goldcrest_board::{Platform, StageDigest};
use goldcrest_hal::{Clock, NoAudio, NoIndicator, NoStore, Signal, Signals};
use goldcrest_pack::{AlignedBytes, Pack};

const TWO_HOURS_MS: u64 = 7_200_000;

fn pack(name: &str) -> AlignedBytes {
    let files = [
        (
            "assistant.yaml",
            "name: lamp\nlanguage: en\nwake: {phrase: hello lamp}\n",
        ),
        (
            "context.yaml",
            "language: en\nsignals:\n  activity: {states: [alarm, meal], lasts: 1 min}\n",
        ),
        (
            "sentences/lamp.yaml",
            "intents:\n  Do:\n    data:\n      - sentences: [lamp on]\n",
        ),
        (
            "responses/lamp.yaml",
            "responses:\n  intents:\n    Do:\n      default: Done.\n",
        ),
    ];
    written::pack(name, &files)
}

/// A clock that has run for long when the assistant is opened, as after a restart of its task alone.
struct Late(u64);

impl Clock for Late {
    fn now(&self) -> u64 {
        self.0
    }

    fn heard(&mut self, samples: usize) {
        self.0 += samples as u64 / 16;
    }
}

/// There was an alarm, and nothing after it.
struct Alarm(bool);

impl Signals for Alarm {
    fn next(&mut self) -> Option<Signal<'_>> {
        std::mem::take(&mut self.0).then_some(Signal {
            name: "activity",
            value: "alarm",
        })
    }
}

#[test]
fn what_lasts_for_a_while_lasts_from_when_it_was_told() {
    let bytes = pack("signals-late");
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = HeapBuffers::of(&pack);
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    let mut platform = Platform {
        audio: NoAudio,
        clock: Late(TWO_HOURS_MS),
        indicator: NoIndicator,
        signals: Alarm(true),
        store: NoStore,
    };
    let mut stages = StageDigest::default();
    platform.run(&mut assistant, &mut stages, |_| {}).unwrap();
    assert!(assistant.signals().eq([("activity", "alarm")]));
    platform.clock.0 += 60_000;
    platform.run(&mut assistant, &mut stages, |_| {}).unwrap();
    assert_eq!(assistant.signals().count(), 0);
}
