//! Wake phrases: sections that hold, and those that were damaged.

use goldcrest::speech::CLASSES;
use goldcrest::wake::{Check, Phrase, PhraseError, PhraseSpec};
use goldcrest_trie::Phone;
use proptest::prelude::*;

fn juniper() -> PhraseSpec {
    let phones = |text: &str| text.split(' ').filter_map(Phone::from_name).collect();
    PhraseSpec {
        text: "juniper".into(),
        pronunciations: vec![phones("JH UW N AH P ER"), phones("JH UW N IH P ER")],
        longest: 32,
        blank_penalty: 320,
        check_blank_penalty: 128,
        check_from: 700,
        sound_before: 26,
        check_contrast: 0,
        alone: vec![(100, 90), (500, 140), (1000, 170)],
        checked: vec![(500, 210), (2000, 260)],
    }
}

#[test]
fn a_phrase_comes_back_as_it_was_written() {
    let spec = juniper();
    let section = spec.write().unwrap();
    let phrase = Phrase::open(&section).unwrap();
    assert_eq!((phrase.text(), phrase.longest()), ("juniper", 32));
    assert_eq!(
        (phrase.blank_penalty(), phrase.check_blank_penalty()),
        (320, 128)
    );
    assert_eq!((phrase.check_from(), phrase.phones()), (700, 12));
    assert_eq!(phrase.sound_before(), 26);
    let ways: Vec<Vec<u8>> = phrase.pronunciations().map(<[u8]>::to_vec).collect();
    let wanted: Vec<Vec<u8>> = spec
        .pronunciations
        .iter()
        .map(|way| way.iter().map(|phone| phone.class()).collect())
        .collect();
    assert_eq!(ways, wanted);
    assert!(phrase.alone().points().eq(spec.alone));
    assert!(phrase.checked().points().eq(spec.checked));
}

#[test]
fn a_rate_has_a_cost() {
    let section = juniper().write().unwrap();
    let curve = Phrase::open(&section).unwrap().alone();
    for (rate, cost) in [
        (100, 90),
        (300, 115),
        (500, 140),
        (750, 155),
        (1000, 170),
        (90_000, 170),
    ] {
        assert_eq!(curve.cost(rate), Some(cost), "{rate}");
    }
}

#[test]
fn below_the_first_point_the_cost_goes_on_falling() {
    // (the curve, and costs of rates per 1,000 hours)
    type Points = &'static [(u32, u16)];
    let curves: [(Points, Points); 6] = [
        // the shipped phrase: a tenth of a rate in two thirds of the cost
        (
            &[(50, 323), (100, 345)],
            &[
                (50, 323),
                (40, 316),
                (25, 302),
                (10, 277),
                (1, 223),
                (0, 223),
            ],
        ),
        // four times the cost for twice the rate: the square root
        (&[(100, 40), (200, 160)], &[(50, 10), (20, 2), (1, 1)]),
        // nothing is known of how it falls
        (&[(500, 140)], &[(499, 140), (1, 140), (0, 140)]),
        (&[(100, 140), (200, 140)], &[(99, 140), (1, 140)]),
        // what is never heard at a rate is not heard at a lower one either
        (&[(100, 0), (200, 9)], &[(99, 0), (1, 0)]),
        // rates that a float cannot tell apart
        (&[(u32::MAX - 1, 7), (u32::MAX, 9)], &[(5, 7)]),
    ];
    for (points, wanted) in curves {
        let spec = PhraseSpec {
            alone: points.to_vec(),
            ..juniper()
        };
        let section = spec.write().unwrap();
        let curve = Phrase::open(&section).unwrap().alone();
        for &(rate, cost) in wanted {
            assert_eq!(curve.cost(rate), Some(cost), "{points:?} at {rate}");
        }
    }
}

#[test]
fn what_is_no_phrase_is_refused() {
    let silent = PhraseSpec {
        pronunciations: Vec::new(),
        ..juniper()
    };
    assert_eq!(silent.write(), Err(PhraseError::Silent));
    let falling = PhraseSpec {
        alone: vec![(500, 140), (100, 170)],
        ..juniper()
    };
    assert_eq!(falling.write(), Err(PhraseError::Curve));
    let section = juniper().write().unwrap();
    for length in 0..section.len() {
        assert!(Phrase::open(&section[..length]).is_err(), "cut to {length}");
    }
    let mut longer = section.clone();
    longer.push(0);
    assert_eq!(
        Phrase::open(&longer).unwrap_err(),
        PhraseError::TrailingBytes
    );
    let mut newer = section;
    newer[4] = 9;
    assert_eq!(Phrase::open(&newer).unwrap_err(), PhraseError::Version(9));
}

#[test]
fn a_check_hears_either_way_to_say_it() {
    let spec = juniper();
    let section = spec.write().unwrap();
    for way in &spec.pronunciations {
        let mut check = Check::new(Phrase::open(&section).unwrap());
        let mut cost = u16::MAX;
        for phone in way {
            for class in [usize::from(phone.class()), 0] {
                let mut frame = [-2560_i16; CLASSES];
                frame[class] = -3;
                cost = check.push(&frame);
            }
        }
        assert!(cost < 64, "{cost}");
    }
    let mut check = Check::new(Phrase::open(&section).unwrap());
    let mut noise = [-2560_i16; CLASSES];
    noise[30] = -3;
    let cost = (0..40).map(|_| check.push(&noise)).min();
    assert!(cost.is_some_and(|cost| cost > spec.checked[1].1));
}

/// The cost of a phrase said quite clearly behind other sounds, each followed by a blank.
fn cost_behind(sounds: &[usize], spec: &PhraseSpec) -> u16 {
    let section = spec.write().unwrap();
    let mut check = Check::new(Phrase::open(&section).unwrap());
    let phrase = spec.pronunciations[0].iter();
    let classes = sounds
        .iter()
        .copied()
        .chain(phrase.map(|phone| phone.class().into()));
    let mut cost = u16::MAX;
    for class in classes.flat_map(|class| [class, 0]) {
        let mut frame = [-2560_i16; CLASSES];
        frame[class] = -3;
        cost = check.push(&frame);
    }
    cost
}

#[test]
fn a_phrase_behind_other_sounds_costs_more_where_it_should() {
    let calm = juniper();
    assert_eq!(cost_behind(&[], &calm), 0);
    assert_eq!(cost_behind(&[30], &calm), 26);
    assert_eq!(cost_behind(&[30, 31, 32, 33, 34], &calm), 3 * 26);
    let anywhere = PhraseSpec {
        sound_before: 0,
        check_contrast: 0,
        ..juniper()
    };
    assert_eq!(cost_behind(&[30, 31, 32, 33, 34], &anywhere), 0);
}

proptest! {
    #[test]
    fn a_cost_is_never_none_and_rises_with_the_rate(
        steps in prop::collection::vec((1_u32..5_000, 0_u16..900), 1..9),
        lowest in 1_u16..600,
        mut rates in prop::collection::vec(0_u32..60_000, 2..40),
    ) {
        let mut alone: Vec<(u32, u16)> = Vec::new();
        for (rate, cost) in steps {
            let (before, cheaper) = alone.last().copied().unwrap_or((0, lowest));
            alone.push((before + rate, cheaper + cost));
        }
        let section = PhraseSpec { alone: alone.clone(), ..juniper() }.write().unwrap();
        let curve = Phrase::open(&section).unwrap().alone();
        rates.sort_unstable();
        let costs: Vec<u16> = rates.iter().filter_map(|&rate| curve.cost(rate)).collect();
        prop_assert_eq!(costs.len(), rates.len());
        prop_assert!(costs.iter().all(|&cost| cost >= 1), "{:?} {:?}", alone, costs);
        prop_assert!(costs.is_sorted(), "{:?} {:?}", alone, costs);
    }

    #[test]
    fn damaged_sections_are_read_without_a_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut section = juniper().write().unwrap();
        for (place, byte) in changes {
            let place = place.index(section.len());
            section[place] = byte;
        }
        if let Ok(phrase) = Phrase::open(&section) {
            let mut check = Check::new(phrase);
            for frame in [[-40_i16; CLASSES], [i16::MIN; CLASSES], [0; CLASSES]] {
                check.push(&frame);
            }
            prop_assert!(phrase.pronunciations().all(|way| !way.is_empty()));
            for rate in [0, 1, 500, u32::MAX] {
                prop_assert!(phrase.alone().cost(rate).is_some() || phrase.alone().points().len() == 0);
            }
        }
    }
}
