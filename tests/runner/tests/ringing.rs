//! A board rings when a timer is over.

use std::fs;
use std::path::Path;

use goldcrest::{Assistant, HeapBuffers, Output};
use goldcrest_board::{Platform, StageDigest};
use goldcrest_forge::assistant::{BuildOptions, build_assistant};
use goldcrest_hal::{AudioClock, AudioSource, Indicator, NoSignals, NoStore, Show};
use goldcrest_pack::{AlignedBytes, Pack};

fn pack() -> AlignedBytes {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ringing");
    let write = |file: &str, text: &str| {
        let file = folder.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    write(
        "assistant.yaml",
        "name: clock\nlanguage: en\nwake: {phrase: hello clock}\nskills: {Set: timer_set}\n",
    );
    write(
        "sentences/clock.yaml",
        "lists:\n  seconds: {range: {from: 1, to: 9}}\n  \
         timer_name: {values: [egg]}\n\
         intents:\n  Set:\n    data:\n      \
         - sentences: [\"{seconds} second {timer_name:name} timer\"]\n",
    );
    write(
        "responses/clock.yaml",
        "responses:\n  intents:\n    Set:\n      default: Done.\n",
    );
    build_assistant(&folder, &BuildOptions::default())
        .unwrap()
        .pack
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
