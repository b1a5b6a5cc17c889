//! Time limits in audio time: whatever is heard, a turn ends, also on a platform whose clock stands still.

use crate::small;
use goldcrest::speech::CLASSES;
use goldcrest::{Assistant, Buffers, Event, State};
use goldcrest_dsp::{BANDS, HOP};
use goldcrest_nn::build::{Affine, ModelBuilder, Quantisation, Taps};
use goldcrest_pack::Pack;
use proptest::prelude::*;

const LEADING_MS: usize = 500;
const LONGEST_MS: usize = 1000;
const ANSWER_MS: usize = 1200;
const HOP_MS: usize = 10;
/// Questions that may follow each other.
const MOST_QUESTIONS: usize = 5;

/// One layer from bands to phones with any weights: it hears something in anything.
pub fn network(weights: &[i8], biases: &[i32]) -> Vec<u8> {
    let quantisation = Quantisation {
        scale: 0.1,
        zero_point: -128,
    };
    let (mut builder, input) = ModelBuilder::new(BANDS, quantisation);
    let affine = Affine {
        weights: weights
            .iter()
            .copied()
            .cycle()
            .take(BANDS * CLASSES)
            .collect(),
        biases: biases.iter().copied().cycle().take(CLASSES).collect(),
        multipliers: vec![0.002; CLASSES].into(),
    };
    let third_of_columns = Taps {
        stride: 3,
        ..Taps::ONE
    };
    let logits = builder
        .convolution(input, &affine, third_of_columns, quantisation.into())
        .unwrap();
    builder.finish(&[logits]).unwrap()
}

/// Sound of one kind for some hops.
#[derive(Clone, Debug)]
pub enum Sound {
    Silence(usize),
    Noise(usize, i16),
    Tone(usize, i16, usize),
}

impl Sound {
    pub fn hops(&self) -> Vec<[i16; HOP]> {
        let (Self::Silence(hops) | Self::Noise(hops, _) | Self::Tone(hops, ..)) = *self;
        let mut seed = 1_u32;
        let samples = (0..hops * HOP).map(|n| match *self {
            Self::Silence(_) => 0,
            Self::Noise(_, level) => {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (i32::from(level) * ((seed >> 16) as i32 - 32_768) / 32_768) as i16
            }
            Self::Tone(_, level, period) => {
                if n % period < period / 2 {
                    level
                } else {
                    -level
                }
            }
        });
        samples.collect::<Vec<_>>().as_chunks().0.to_vec()
    }
}

pub fn sound() -> impl Strategy<Value = Sound> {
    let level = || 1_i16..20_000;
    prop_oneof![
        (1..120_usize).prop_map(Sound::Silence),
        (1..200_usize, level()).prop_map(|(hops, level)| Sound::Noise(hops, level)),
        (1..60_usize, level(), 20..160_usize).prop_map(|(h, l, p)| Sound::Tone(h, l, p)),
    ]
}

/// A turn that was over.
struct Turn {
    hops: usize,
    questions: usize,
}

/// Lets the assistant listen after `before` and plays `sounds` over and over until it waits again.
fn turn(network: &[u8], before: &Sound, sounds: &[Sound]) -> Option<Turn> {
    let manifest = format!(
        "dialogue.leading_silence_ms={LEADING_MS}\ndialogue.longest_utterance_ms={LONGEST_MS}\n\
         dialogue.answer_ms={ANSWER_MS}\nspeech.min_confidence=0\n"
    );
    let bytes = small::pack_with(&manifest, Some(network));
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = Box::new(Buffers::<0, 1024, 512, 2048>::new());
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    before.hops().iter().for_each(|hop| assistant.push(hop));
    assistant.listen_now();
    let hops: Vec<_> = sounds.iter().flat_map(Sound::hops).collect();
    let mut questions = 0;
    for (count, hop) in hops.iter().cycle().take(5_000).enumerate() {
        assistant.push(hop);
        while let Some(event) = assistant.poll(0) {
            questions += usize::from(matches!(event, Event::Ask { .. }));
        }
        if assistant.state() == State::Listening {
            return Some(Turn {
                hops: count + 1,
                questions,
            });
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_turn_ends_in_audio_time(
        weights in prop::collection::vec(-60_i8..60, 1..200),
        biases in prop::collection::vec(-20_000_i32..20_000, CLASSES),
        before in sound(),
        sounds in prop::collection::vec(sound(), 1..5),
    ) {
        let first = (LEADING_MS + LONGEST_MS) / HOP_MS;
        let answer = (ANSWER_MS + LONGEST_MS) / HOP_MS;
        let turn = turn(&network(&weights, &biases), &before, &sounds);
        prop_assert!(turn.is_some(), "it never listened again");
        let Turn { hops, questions } = turn.unwrap();
        prop_assert!(questions <= MOST_QUESTIONS, "{questions} questions");
        prop_assert!(hops <= first + questions * answer, "{hops} hops, {questions} questions");
    }
}

#[test]
fn unending_noise_that_sounds_like_phones_is_given_up() {
    let mut biases = [0; CLASSES];
    biases[7] = 30_000;
    let always_the_same_phone = network(&[0], &biases);
    let steady = Sound::Noise(300, 900);
    let turn = turn(
        &always_the_same_phone,
        &steady,
        core::slice::from_ref(&steady),
    )
    .unwrap();
    assert_eq!(turn.hops, (LEADING_MS + LONGEST_MS) / HOP_MS);
}

#[test]
fn a_question_waits_for_its_own_time() {
    let manifest = format!(
        "dialogue.leading_silence_ms={LEADING_MS}\ndialogue.longest_utterance_ms={LONGEST_MS}\n\
         dialogue.answer_ms={ANSWER_MS}\n"
    );
    let mut biases = [0; CLASSES];
    biases[0] = 30_000;
    let hears_nothing = network(&[0], &biases);
    let bytes = small::pack_with(&manifest, Some(&hears_nothing));
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = Box::new(Buffers::<0, 1024, 512, 2048>::new());
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    assistant.understand("dim the bedroom");
    assert_eq!(assistant.state(), State::Asking);
    let waited = (0..1000).take_while(|_| {
        assistant.push(&[0; HOP]);
        assistant.state() == State::Asking
    });
    assert_eq!(waited.count(), ANSWER_MS / HOP_MS);
}
