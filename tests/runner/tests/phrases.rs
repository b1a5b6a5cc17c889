//! A command in one breath with any of several wake phrases.

mod written;

use std::fs;
use std::path::{Path, PathBuf};

use goldcrest::{Assistant, Event, HeapBuffers, WakePhrase};
use goldcrest_dsp::HOP;
use goldcrest_pack::{AlignedBytes, Pack};

/// A phrase that no sound comes near enough to.
const COMPUTER: &str = r#"{"phrase": "Computer", "pronunciations": ["K AH M P Y UW T ER"],
    "longest_frames": 40, "blank_penalty": 320, "false_accepts_per_hour": 0.25,
    "curve": [{"false_accepts_per_hour": 0.1, "cost": 0}, {"false_accepts_per_hour": 1, "cost": 1}]}"#;

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/assistants/home")
}

fn pack(name: &str, wake: &str) -> AlignedBytes {
    let assistant = format!(
        "name: lights\nlanguage: en\nwake: {{model: wake-trunk-en, lag_ms: 0, {wake}}}\n\
         speech: {{model: speech-en}}\n"
    );
    let lexicon = fs::read_to_string(home().join("lexicon.yaml")).unwrap();
    let files = [
        ("assistant.yaml", assistant.as_str()),
        ("lexicon.yaml", lexicon.as_str()),
        ("computer/phrase.json", COMPUTER),
        (
            "sentences/lights.yaml",
            "intents:\n  On:\n    data:\n      - sentences: [turn (on|off) the (kitchen|bedroom) lights]\n",
        ),
        (
            "responses/lights.yaml",
            "responses:\n  intents:\n    On:\n      default: Done.\n",
        ),
    ];
    written::pack(name, &files)
}

/// Samples of a WAV file of 16 bits.
fn samples(name: &str) -> Vec<i16> {
    let bytes = fs::read(home().join("demos").join(name)).unwrap();
    let pairs = bytes[44..].chunks_exact(2);
    pairs
        .map(|pair| i16::from_le_bytes([pair[0], pair[1]]))
        .collect()
}

/// The events of "hey goldcrest, turn on the kitchen lights", as they are printed.
fn events(bytes: &AlignedBytes) -> Vec<String> {
    let pack = Pack::open(bytes).unwrap();
    let mut memory = HeapBuffers::of(&pack);
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    let mut events: Vec<Event<'_>> = Vec::new();
    let samples = samples("kitchen-lights.wav");
    let silence = [0; HOP];
    let hops = samples.chunks(HOP).chain([&silence[..]].repeat(150));
    for hop in hops {
        assistant.push(hop);
        while let Some(event) = assistant.poll(0) {
            events.push(event);
        }
    }
    events.iter().map(ToString::to_string).collect()
}

#[test]
fn a_command_follows_any_of_several_phrases_in_one_breath() {
    let one = pack("one", "phrase: hey goldcrest, tuned: wake-hey-goldcrest");
    let expected = events(&one);
    assert!(expected[0].ends_with("\"hey goldcrest\""), "{expected:?}");
    assert!(
        expected[1].ends_with("\"turn on the kitchen lights\""),
        "{expected:?}"
    );
    for (name, wake) in [
        (
            "last",
            "phrase: computer, tuned: [computer, wake-hey-goldcrest]",
        ),
        (
            "first",
            "phrase: computer, tuned: [wake-hey-goldcrest, computer]",
        ),
        (
            "unnamed",
            "tuned: [computer, wake-stop, wake-hey-goldcrest], stop: stop",
        ),
    ] {
        assert_eq!(events(&pack(name, wake)), expected, "{wake}");
    }
}

#[test]
fn every_phrase_has_the_rate_that_is_asked_for_or_its_own() {
    for (wake, expected) in [
        (
            "tuned: 'computer, wake-hey-goldcrest, wake-stop'",
            [250, 500, 10_000],
        ),
        (
            "false_accepts_per_hour: 2, tuned: 'computer, wake-hey-goldcrest, wake-stop'",
            [2000, 2000, 10_000],
        ),
        (
            "false_accepts_per_hour: 2, stop_false_accepts_per_hour: 4, \
             tuned: [computer: 0.1, wake-hey-goldcrest, wake-stop]",
            [100, 2000, 4000],
        ),
        (
            "tuned: {computer: , wake-hey-goldcrest: 1.5, wake-stop: 20}",
            [250, 1500, 20_000],
        ),
    ] {
        let bytes = pack("rates", &format!("stop: Stop!, {wake}"));
        let pack = Pack::open(&bytes).unwrap();
        let mut memory = HeapBuffers::of(&pack);
        let assistant = Assistant::open(&pack, memory.workspace()).unwrap();
        let texts = ["computer", "hey goldcrest", "stop"];
        let phrases = texts
            .into_iter()
            .zip(expected)
            .map(|(text, rate)| WakePhrase {
                text,
                on: true,
                rate: Some(rate),
                stops: text == "stop",
            });
        let found: Vec<WakePhrase<'_>> = assistant.wake_phrases().collect();
        assert_eq!(found, phrases.collect::<Vec<_>>(), "{wake}");
    }
}
