//! A board rings when a timer is over.

mod written;

use goldcrest::{Assistant, HeapBuffers, Output};
use goldcrest_board::{Platform, StageDigest};
use goldcrest_hal::{AudioClock, AudioSource, Indicator, NoSignals, NoStore, Show};
use goldcrest_pack::{AlignedBytes, Pack};

fn pack() -> AlignedBytes {
    let files = [
        (
            "assistant.yaml",
            "name: clock\nlanguage: en\nwake: {phrase: hello clock}\nskills: {Set: timer_set}\n",
        ),
        (
            "sentences/clock.yaml",
            "lists:\n  seconds: {range: {from: 1, to: 9}}\n  \
             timer_name: {values: [egg]}\n\
             intents:\n  Set:\n    data:\n      \
             - sentences: [\"{seconds} second {timer_name:name} timer\"]\n",
        ),
        (
            "responses/clock.yaml",
            "responses:\n  intents:\n    Set:\n      default: Done.\n",
        ),
    ];
    written::pack("ringing", &files)
}

/// What was shown, without what was said.
#[derive(Default)]
struct Shown(Vec<String>);

impl Indicator for Shown {
    fn show(&mut self, what: Show<'_>) {
        if !matches!(what, Show::Say(_)) {
            self.0.push(format!("{what:?}"));
        }
    }
}

/// Silence of so many blocks.
struct Silence(usize);

impl AudioSource for Silence {
    type Error = std::convert::Infallible;

    fn read(&mut self, block: &mut [i16]) -> Result<usize, Self::Error> {
        if self.0 == 0 {
            return Ok(0);
        }
        self.0 -= 1;
        block.fill(0);
        Ok(block.len())
    }
}

#[test]
fn a_timer_that_is_over_rings() {
    let bytes = pack();
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = HeapBuffers::of(&pack);
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    let mut platform = Platform {
        audio: Silence(100),
        clock: AudioClock::default(),
        indicator: Shown::default(),
        signals: NoSignals,
        store: NoStore,
    };
    let mut stages = StageDigest::default();
    assistant.understand("four second egg timer");
    platform.run(&mut assistant, &mut stages, |_| {}).unwrap();
    assert_eq!(assistant.output(), Output::Silent);
    platform.audio = Silence(400);
    platform.run(&mut assistant, &mut stages, |_| {}).unwrap();
    assert_eq!(assistant.output(), Output::Ringing);
    let last = platform.indicator.0.last().map(String::as_str);
    assert_eq!(last, Some("Ring(\"egg\")"));
}
