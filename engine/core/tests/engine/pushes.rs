//! Samples come in whatever portions a driver has them: the events are the same.

use crate::limits::{Sound, network, sound};
use crate::small;
use goldcrest::speech::CLASSES;
use goldcrest::{Assistant, Buffers};
use goldcrest_pack::Pack;
use proptest::prelude::*;

/// The events of a recording that comes in portions of these sizes, over and over, after a button was pressed; and how
/// much of it was heard.
fn events(pack: &Pack<'_>, recording: &[i16], portions: &[usize]) -> (Vec<String>, u64) {
    let mut memory = Box::new(Buffers::<0, 1024, 512, 2048>::new());
    let mut assistant = Assistant::open(pack, memory.workspace()).unwrap();
    assistant.listen_now();
    let mut events = Vec::new();
    let mut rest = recording;
    for &portion in portions.iter().cycle() {
        let (now, later) = rest.split_at(portion.min(rest.len()));
        assistant.push(now);
        events.extend(std::iter::from_fn(|| assistant.poll(0)).map(|event| event.to_string()));
        rest = later;
        if rest.is_empty() {
            break;
        }
    }
    (events, assistant.audio_time().0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn a_recording_may_be_cut_anywhere(
        weights in prop::collection::vec(-60_i8..60, 1..200),
        biases in prop::collection::vec(-20_000_i32..20_000, CLASSES),
        sounds in prop::collection::vec(sound(), 1..5),
        portions in prop::collection::vec(prop_oneof![0..4_usize, 158..163_usize, 0..3_000_usize], 1..20),
        odd in 1..160_usize,
    ) {
        let manifest = "dialogue.leading_silence_ms=500\ndialogue.longest_utterance_ms=1000\n\
                        speech.min_confidence=0\n";
        let bytes = small::pack_with(manifest, Some(&network(&weights, &biases)));
        let pack = Pack::open(&bytes).unwrap();
        let hops: Vec<_> = sounds.iter().flat_map(Sound::hops).collect();
        // What is no whole hop waits for more.
        let recording = [hops.as_flattened(), &vec![900; odd]].concat();
        let portions = [&portions[..], &[1]].concat();
        let expected = events(&pack, &recording, &[160]);
        prop_assert_eq!(events(&pack, &recording, &portions), expected);
    }
}
