//! While the device itself speaks or rings: a stricter detector, and the word that stops it.

use crate::small;
use goldcrest::speech::CLASSES;
use goldcrest::trace::{Entry, Trace};
use goldcrest::wake::{Detector, NearKind, NearMiss, Phrase, PhraseSpec, Reading};
use goldcrest::{Assistant, Buffers, Event, Output, Settings, State};
use goldcrest_dsp::{BANDS, HOP};
use goldcrest_nn::Model;
use goldcrest_nn::build::{Affine, ModelBuilder, Quantisation, Taps};
use goldcrest_pack::{AlignedBytes, Pack, SectionKind};
use goldcrest_trie::Phone;

/// A network whose phones are the bands: as loud as the band, so sure of the phone.
pub fn bands_as_phones() -> Vec<u8> {
    let quantisation = Quantisation {
        scale: 0.1,
        zero_point: -128,
    };
    let (mut builder, input) = ModelBuilder::new(BANDS, quantisation);
    let mut weights = vec![0; BANDS * CLASSES];
    for class in 0..CLASSES {
        weights[class * BANDS + class] = 100;
    }
    let affine = Affine {
        weights,
        biases: vec![0; CLASSES],
        multipliers: vec![0.01; CLASSES].into(),
    };
    let logits = builder
        .convolution(input, &affine, Taps::ONE, quantisation.into())
        .unwrap();
    builder.finish(&[logits]).unwrap()
}

pub fn spec(text: &str, alone: Vec<(u32, u16)>) -> PhraseSpec {
    let phones = |text: &str| text.split(' ').filter_map(Phone::from_name).collect();
    PhraseSpec {
        text: text.into(),
        pronunciations: vec![phones("S T AA P")],
        longest: 32,
        blank_penalty: 0,
        check_blank_penalty: 0,
        check_from: 0,
        sound_before: 0,
        check_contrast: 0,
        alone,
        checked: Vec::new(),
    }
}

/// Says the phrase, none of its phones quite clearly, and gives the best reading.
fn best(detector: &mut Detector<'_, '_>) -> Reading {
    let mut best: Option<Reading> = None;
    for phone in ["S", "T", "AA", "P"] {
        let class = usize::from(Phone::from_name(phone).unwrap().class());
        let mut column = [-128_i8; BANDS];
        column[class] = -100;
        column[30] = -95;
        if let Some(reading) = detector.push(&column)
            && best.is_none_or(|best| reading.cost < best.cost)
        {
            best = Some(reading);
        }
    }
    best.unwrap()
}

#[test]
fn a_detector_gets_stricter_and_back_but_not_for_what_is_kept_steady() {
    let network = bands_as_phones();
    let model = Model::open(&network).unwrap();
    let settings = Settings::default();
    let mut arena = vec![0; model.arena_bytes()];
    let unknown = spec("stop", vec![(500, 60_000)]).write().unwrap();
    let cost = {
        let mut detector = Detector::new(model, &mut arena, &settings);
        let phrase = Phrase::open(&unknown).unwrap();
        detector.watch(phrase, 500, false).unwrap();
        best(&mut detector).cost
    };
    assert!((20..2_000).contains(&cost), "{cost}");
    let curve = vec![(50, cost - 10), (500, cost + 10)];
    let section = spec("stop", curve).write().unwrap();
    let phrase = Phrase::open(&section).unwrap();
    for (strictness, steady, detected) in [
        (1, false, true),
        (10, false, false),
        (10, true, true),
        (0, false, true),
    ] {
        let mut detector = Detector::new(model, &mut arena, &settings);
        detector.watch(phrase, 500, false).unwrap();
        assert!(!steady || detector.keep_steady(0));
        assert!(!detector.keep_steady(1), "there is one phrase");
        detector.be_strict(strictness);
        let reading = best(&mut detector);
        assert_eq!(reading.cost, cost);
        assert_eq!(reading.detected, detected, "{strictness} {steady}");
        detector.be_strict(1);
        assert!(best(&mut detector).threshold > 0);
    }
}

/// An assistant whose stop word is heard in anything, and whose wake phrase from a cost on.
fn pack(limit: u16) -> AlignedBytes {
    let network = bands_as_phones();
    let stop = spec("stop", vec![(1, 60_000), (2, 60_001)])
        .write()
        .unwrap();
    let hello = spec("hello", vec![(1, limit), (2, limit + 1)])
        .write()
        .unwrap();
    let manifest = "wake.stop=stop\n";
    small::pack_made(
        manifest,
        &[
            (SectionKind::Wake, "wake", &network),
            (SectionKind::Acoustic, "acoustic", &network),
            (SectionKind::WakePhrase, "hello", &hello),
            (SectionKind::WakePhrase, "stop", &stop),
        ],
    )
}

/// The surest that the detector ever was.
#[derive(Default)]
struct Surest(u8);

impl Trace for Surest {
    fn record(&mut self, entry: &Entry<'_>) {
        if let Entry::WakeScore { smoothed, .. } = entry {
            self.0 = self.0.max(*smoothed);
        }
    }
}

/// Plays noise, the same each time, and gives the events.
pub fn events_in_noise<'p>(assistant: &mut Assistant<'p, '_>, hops: usize) -> Vec<Event<'p>> {
    noise_traced(assistant, hops, &mut Surest::default())
}

/// The names of the events in noise.
fn noise(assistant: &mut Assistant<'_, '_>, hops: usize, surest: &mut Surest) -> Vec<&'static str> {
    let events = noise_traced(assistant, hops, surest);
    events.iter().map(Event::name).collect()
}

fn noise_traced<'p>(
    assistant: &mut Assistant<'p, '_>,
    hops: usize,
    surest: &mut Surest,
) -> Vec<Event<'p>> {
    let mut seed = 1_u32;
    let mut events = Vec::new();
    for _ in 0..hops {
        let hop: [i16; HOP] = core::array::from_fn(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((seed >> 16) as i32 - 32_768) as i16 / 4
        });
        assistant.push_traced(&hop, surest);
        while let Some(event) = assistant.poll(0) {
            events.push(event);
        }
    }
    events
}

/// How sure the detector is of the wake phrase in that noise, at most.
fn surest(hops: usize) -> u8 {
    let bytes = pack(0);
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = Box::new(Buffers::<1024, 1024, 512, 2048>::new());
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    let mut surest = Surest::default();
    noise(&mut assistant, hops, &mut surest);
    surest.0
}

/// The cost of which the detector is so sure.
fn cost_of(sureness: f64) -> u16 {
    (-256.0 * (sureness / 255.0).ln()) as u16
}

const HOPS: usize = 300;

#[test]
fn the_stop_word_means_something_only_while_the_device_sounds() {
    // The wake phrase is out of reach.
    let bytes = pack(cost_of(f64::from(surest(HOPS)) + 40.0).min(100));
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = Box::new(Buffers::<1024, 1024, 512, 2048>::new());
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    let mut ignored = Surest::default();
    assert!(noise(&mut assistant, HOPS, &mut ignored).is_empty());
    for output in [Output::Ringing, Output::Speaking] {
        assistant.set_output(output);
        let heard = noise(&mut assistant, HOPS, &mut ignored);
        assert!(!heard.is_empty(), "{output:?}");
        assert!(heard.iter().all(|&name| name == "hush"), "{heard:?}");
        assert_eq!(
            (assistant.state(), assistant.output()),
            (State::Listening, output)
        );
        assistant.set_output(Output::Silent);
        assert!(noise(&mut assistant, HOPS, &mut ignored).is_empty());
    }
}

#[test]
fn near_misses_are_kept_where_memory_is_lent() {
    // A little surer than the noise ever makes it.
    let most = f64::from(surest(HOPS));
    let bytes = pack(cost_of(most + (0.1 * most).max(2.0)));
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = Box::new(Buffers::<1024, 1024, 512, 2048>::new());
    let mut ring = vec![NearMiss::UNUSED; 3];
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    assistant.keep_near_misses(&mut ring);
    let heard = noise(&mut assistant, HOPS, &mut Surest::default());
    assert!(heard.is_empty(), "{heard:?}");
    let kept: Vec<(u64, NearKind, usize)> = assistant
        .near_misses()
        .map(|near| (near.at.0, near.kind, near.columns().len()))
        .collect();
    assert!((1..=3).contains(&kept.len()), "{kept:?}");
    assert!(kept.is_sorted_by_key(|near| near.0), "{kept:?}");
    assert!(
        kept.iter()
            .all(|near| near.1 == NearKind::Close && near.2 > 0)
    );
    assistant.forget_near_misses();
    assert_eq!(assistant.near_misses().count(), 0);
}

#[test]
fn a_wake_for_nothing_is_kept_whatever_is_understood_after_its_turn() {
    let bytes = pack(60_000);
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = Box::new(Buffers::<1024, 1024, 512, 2048>::new());
    let mut ring = vec![NearMiss::UNUSED; 8];
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    assistant.keep_near_misses(&mut ring);
    let heard = noise(&mut assistant, 100, &mut Surest::default());
    assert_eq!(heard.first(), Some(&"woke"));
    // Nobody speaks before the time is over.
    let mut hours = (1..).map(|hour| hour * 3_600_000);
    while assistant.state() != State::Listening {
        let _ = assistant.poll(hours.next().unwrap());
    }
    let kept = |assistant: &Assistant<'_, '_>| {
        let kinds = assistant.near_misses().map(|near| near.kind);
        kinds.filter(|&kind| kind == NearKind::Unanswered).count()
    };
    let before = kept(&assistant);
    assert!(before > 0);
    assistant.understand("turn on the kitchen light");
    let understood = std::iter::from_fn(|| assistant.poll(0)).any(|event| event.name() == "act");
    assert!(understood);
    assert_eq!(kept(&assistant), before);
}
