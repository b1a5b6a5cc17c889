use goldcrest::speech::CLASSES;

use super::learn::FEWEST_RECORDINGS;
use super::{Other, Recording, Search};
use crate::wake::frames::{Frames, LogProbabilities};

const KNOWN: [u8; 7] = [16, 13, 19, 34, 23, 27, 12];
/// The same by somebody who says two phones otherwise.
const OTHERWISE: [u8; 7] = [16, 13, 37, 34, 23, 30, 12];
/// False accepts an hour that are asked for.
const RATE: f64 = 0.05;

/// A generator of numbers that look random (Knuth's, 64 bits).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn frame(&mut self, class: u8) -> LogProbabilities {
        let mut frame = [0; CLASSES];
        for (other, value) in frame.iter_mut().enumerate() {
            if other != usize::from(class) {
                *value = -1_000 - self.below(3_000) as i16;
            }
        }
        frame
    }

    /// What a network hears of some phones: each for two frames, and a blank behind it.
    fn said(&mut self, phones: &[u8]) -> Vec<LogProbabilities> {
        let mut frames = vec![self.frame(0); 4];
        for &phone in phones {
            frames.extend([self.frame(phone), self.frame(phone), self.frame(0)]);
        }
        frames
    }

    fn recordings(&mut self, phones: &[u8], count: usize, is_checked: bool) -> Vec<Recording> {
        let mut one = || Recording::of_frames(self.said(phones), is_checked);
        (0..count).map(|_| one()).collect()
    }
}

/// A third of an hour of phones at random.
fn speech(random: &mut Random, is_checked: bool) -> Other {
    let phones: Vec<u8> = (0..13_000).map(|_| 1 + random.below(39) as u8).collect();
    Other::of_frames(Frames::of_frames(random.said(&phones)), is_checked)
}

#[test]
fn what_an_owner_says_otherwise_is_learnt() {
    for is_checked in [false, true] {
        let mut random = Random(7);
        let mut other = speech(&mut random, is_checked);
        let own = random.recordings(&OTHERWISE, 4, is_checked);
        let own: Vec<&Recording> = own.iter().collect();
        let mut search = Search::new(&mut other, RATE);
        let learnt = search.learn_apart(&[KNOWN.to_vec()], &own);
        assert_eq!(learnt.ways, [KNOWN.to_vec(), OTHERWISE.to_vec()]);
        assert_eq!(learnt.without, vec![learnt.ways.clone(); 4]);
    }
}

#[test]
fn what_is_said_as_it_is_known_teaches_nothing() {
    let mut random = Random(8);
    let mut other = speech(&mut random, true);
    let own = random.recordings(&KNOWN, 5, true);
    let own: Vec<&Recording> = own.iter().collect();
    let learnt = Search::new(&mut other, RATE).learn_apart(&[KNOWN.to_vec()], &own);
    assert_eq!(learnt.ways, [KNOWN.to_vec()]);
    assert_eq!(learnt.without, vec![vec![KNOWN.to_vec()]; 5]);
}

#[test]
fn a_recording_is_judged_by_what_others_taught() {
    let mut random = Random(9);
    let mut other = speech(&mut random, true);
    let mut own = random.recordings(&KNOWN, FEWEST_RECORDINGS, true);
    own.extend(random.recordings(&OTHERWISE, 1, true));
    let own: Vec<&Recording> = own.iter().collect();
    let learnt = Search::new(&mut other, RATE).learn_apart(&[KNOWN.to_vec()], &own);
    assert!(learnt.ways.contains(&OTHERWISE.to_vec()), "{learnt:?}");
    let judged_by = &learnt.without[FEWEST_RECORDINGS];
    assert!(!judged_by.contains(&OTHERWISE.to_vec()), "{learnt:?}");
}

#[test]
fn a_recording_of_something_else_is_not_found() {
    let mut random = Random(10);
    let mut other = speech(&mut random, true);
    let mut own = random.recordings(&OTHERWISE, 1, true);
    own.extend(random.recordings(&[3, 31, 7, 25, 3, 31, 7], 1, true));
    own.push(Recording::of_frames(Vec::new(), true));
    let mut search = Search::new(&mut other, RATE);
    let found = search.found(&[KNOWN.to_vec()], &own);
    assert_eq!(found, Some(vec![true, false, false]));
    let mut silence = Other::of_frames(Frames::default(), true);
    assert_eq!(
        Search::new(&mut silence, RATE).found(&[KNOWN.to_vec()], &own),
        None
    );
}
