//! Several wake phrases: which one fired, switched and tuned while the assistant runs, whatever the device sounds
//! like in the meantime.

use crate::small;
use crate::sounding::{bands_as_phones, events_in_noise, spec};
use goldcrest::wake::Detector;
use goldcrest::{Assistant, Buffers, Event, Manifest, Output, Settings, WakePhrase};
use goldcrest_dsp::BANDS;
use goldcrest_nn::Model;
use goldcrest_nn::build::{Affine, ModelBuilder, Quantisation, Taps};
use goldcrest_pack::{AlignedBytes, Pack, SectionKind};

/// Long enough for a phrase that is heard in anything, and short enough for a turn not to end.
const HOPS: usize = 100;
const COMPUTER: usize = 0;
const HELLO: usize = 1;
const STOP: usize = 2;

/// "computer" is never heard, the others in anything; but "hello" never where fewer than one false accept in 10 hours
/// is asked for.
fn pack() -> AlignedBytes {
    let network = bands_as_phones();
    let never = spec("computer", vec![(1, 0), (2, 0)]).write().unwrap();
    let curve = vec![(1, 0), (99, 0), (100, 60_000), (200, 60_001)];
    let hello = spec("hello", curve).write().unwrap();
    let stop = spec("stop", vec![(1, 0), (999, 0), (1000, 60_000)])
        .write()
        .unwrap();
    let manifest = "wake.phrase=computer\nwake.stop=stop\nwake.strictness=2\n\
        wake.rates=0.5,0.3,\n";
    small::pack_made(
        manifest,
        &[
            (SectionKind::Wake, "wake", &network),
            (SectionKind::WakePhrase, "computer", &never),
            (SectionKind::WakePhrase, "hello", &hello),
            (SectionKind::WakePhrase, "stop", &stop),
        ],
    )
}

/// What a fresh assistant makes of noise after `before`: the phrases of `woke`, and `hush`.
fn heard_after(before: impl Fn(&mut Assistant<'_, '_>)) -> Vec<String> {
    let bytes = pack();
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = Box::new(Buffers::<1024, 1024, 512, 2048>::new());
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    before(&mut assistant);
    let events = events_in_noise(&mut assistant, HOPS);
    let told = events.iter().filter_map(|event| match event {
        Event::Woke { phrase, .. } => Some((*phrase).to_owned()),
        Event::Hush { .. } => Some("hush".to_owned()),
        _ => None,
    });
    told.take(1).collect()
}

#[test]
fn the_phrase_that_fired_is_told() {
    assert_eq!(heard_after(|_| ()), ["hello"]);
    assert_eq!(heard_after(|assistant| assistant.listen_now()), [""]);
    let at = goldcrest::AudioTime(1250);
    for (score, phrase, line) in [
        (200, "hello", "1.250 woke score=200 \"hello\""),
        (0, "", "1.250 woke score=0"),
    ] {
        assert_eq!(Event::Woke { at, score, phrase }.to_string(), line);
    }
}

#[test]
fn phrases_are_switched_and_tuned_and_stay_so_whatever_the_device_sounds_like() {
    type Before = fn(&mut Assistant<'_, '_>);
    let cases: [(&str, Before, &[&str]); 13] = [
        ("as packed", |_| (), &["hello"]),
        ("off", |a| assert!(a.switch_wake(HELLO, false)), &[]),
        (
            "off and on",
            |a| assert!(a.switch_wake(HELLO, false) && a.switch_wake(HELLO, true)),
            &["hello"],
        ),
        (
            "another off",
            |a| assert!(a.switch_wake(COMPUTER, false)),
            &["hello"],
        ),
        ("rarely", |a| assert!(a.tune_wake(HELLO, 50)), &[]),
        (
            "rarely, often",
            |a| assert!(a.tune_wake(HELLO, 50) && a.tune_wake(HELLO, 400)),
            &["hello"],
        ),
        (
            "off after ringing",
            |a| {
                a.switch_wake(HELLO, false);
                a.set_output(Output::Ringing);
                a.set_output(Output::Silent);
            },
            &[],
        ),
        (
            "switched and tuned while it rings",
            |a| {
                a.set_output(Output::Ringing);
                a.switch_wake(HELLO, false);
                a.tune_wake(HELLO, 100);
                a.switch_wake(HELLO, true);
                a.set_output(Output::Silent);
            },
            &["hello"],
        ),
        (
            "rate halved while it speaks",
            |a| {
                a.tune_wake(HELLO, 150);
                a.switch_wake(STOP, false);
                a.set_output(Output::Speaking);
            },
            &[],
        ),
        (
            "the stop word while it rings",
            |a| {
                a.switch_wake(HELLO, false);
                a.set_output(Output::Ringing);
            },
            &["hush"],
        ),
        (
            "no stop word though it rings",
            |a| {
                a.switch_wake(HELLO, false);
                a.switch_wake(STOP, false);
                a.set_output(Output::Ringing);
            },
            &[],
        ),
        (
            "the stop word, wanted while it is silent",
            |a| {
                a.switch_wake(HELLO, false);
                a.switch_wake(STOP, false);
                a.switch_wake(STOP, true);
            },
            &[],
        ),
        (
            "the stop word, wanted while it rings",
            |a| {
                a.switch_wake(HELLO, false);
                a.switch_wake(STOP, false);
                a.set_output(Output::Ringing);
                a.switch_wake(STOP, true);
            },
            &["hush"],
        ),
    ];
    for (case, before, expected) in cases {
        assert_eq!(heard_after(before), expected, "{case}");
    }
}

#[test]
fn phrases_can_be_asked_for() {
    let bytes = pack();
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = Box::new(Buffers::<1024, 1024, 512, 2048>::new());
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    let phrase = |text, on, rate, stops| WakePhrase {
        text,
        on,
        rate: Some(rate),
        stops,
    };
    let found: Vec<WakePhrase<'_>> = assistant.wake_phrases().collect();
    let packed = [
        phrase("computer", true, 500, false),
        phrase("hello", true, 300, false),
        phrase("stop", true, 10_000, true),
    ];
    assert_eq!(found, packed);
    assistant.set_output(Output::Ringing);
    assert!(
        assistant.wake_phrases().eq(packed),
        "ringing is no choice of the user's"
    );
    assert!(assistant.switch_wake(STOP, false) && assistant.switch_wake(COMPUTER, false));
    assert!(assistant.tune_wake(HELLO, 0) && assistant.tune_wake(COMPUTER, u32::MAX));
    let changed = [
        phrase("computer", false, 1_000_000, false),
        phrase("hello", true, 1, false),
        phrase("stop", false, 10_000, true),
    ];
    assert!(assistant.wake_phrases().eq(changed));
    for number in [3, 7, 8, usize::MAX] {
        assert!(!assistant.switch_wake(number, true) && !assistant.tune_wake(number, 500));
        assert_eq!(assistant.wake_phrase(number), None, "{number}");
    }
}

#[test]
fn what_a_network_knows_by_heart_is_phrase_0() {
    let quantisation = Quantisation {
        scale: 0.1,
        zero_point: -128,
    };
    let (mut builder, input) = ModelBuilder::new(BANDS, quantisation);
    let affine = Affine {
        weights: vec![0; BANDS],
        biases: vec![0],
        multipliers: vec![0.01].into(),
    };
    let logit = builder
        .convolution(input, &affine, Taps::ONE, quantisation.into())
        .unwrap();
    let network = builder.finish(&[logit]).unwrap();
    let model = Model::open(&network).unwrap();
    let mut arena = vec![0; model.arena_bytes()];
    let always = Settings::read(&Manifest::from_text("wake.threshold=100"));
    let mut detector = Detector::new(model, &mut arena, &always);
    let detects = |detector: &mut Detector<'_, '_>| {
        (0..300).any(|_| {
            detector
                .push(&[0; BANDS])
                .is_some_and(|reading| reading.detected)
        })
    };
    assert!(detects(&mut detector));
    assert!(detector.switch(0, false) && !detector.switch(1, true));
    assert_eq!(
        (detector.is_on(0), detector.is_on(1), detector.rate(0)),
        (Some(false), None, None)
    );
    assert!(!detects(&mut detector));
    assert!(detector.switch(0, true));
    assert!(detects(&mut detector));
}
