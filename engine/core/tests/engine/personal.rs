//! A personal layer against a list of requests: it knows what it was taught, forgets what is least used,
//! and comes back from its records.

use std::collections::BTreeMap;

use goldcrest::rewrite::{
    EditCosts, HALF_LIFE, Heard, Known, KnownSentences, MOST_RECORD, MOST_UTTERANCES,
    PERSONAL_BYTES, Personal, Pronounced, Reach, Search, phones_by_letters,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn pronounced(word: &str) -> Pronounced {
    Pronounced {
        phones: phones_by_letters(word),
        dropped: 40,
    }
}

/// All requests, as a search walks them.
fn walked(personal: &Personal) -> Vec<String> {
    fn from(
        personal: &Personal,
        place: <Personal as KnownSentences>::Place,
        words: &mut Vec<goldcrest_trie::utterances::Word>,
        found: &mut Vec<String>,
    ) {
        if personal.ends(place).is_some() {
            found.push(personal.text(words).as_str().to_owned());
        }
        assert_eq!(
            personal.goes_on(place),
            personal.steps(place).next().is_some()
        );
        for step in personal.steps(place) {
            words.push(step.word);
            from(personal, step.place, words, found);
            words.pop();
        }
    }
    let mut found = Vec::new();
    if !personal.is_empty() {
        from(personal, personal.begin(), &mut Vec::new(), &mut found);
    }
    found.sort();
    found
}

#[derive(Clone, Debug)]
enum Deed {
    Learn(String),
    Forget(String),
}

fn request() -> impl Strategy<Value = String> {
    vec("[a-d]{1,3}", 1..5).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn it_knows_what_it_was_taught(
        deeds in vec(
            prop_oneof![
                4 => request().prop_map(Deed::Learn),
                1 => request().prop_map(Deed::Forget),
            ],
            0..150,
        ),
    ) {
        let mut personal = Box::new(Personal::new());
        let mut expected: BTreeMap<String, u16> = BTreeMap::new();
        for deed in &deeds {
            match deed {
                Deed::Learn(text) => {
                    prop_assert!(personal.learn(text, pronounced));
                    *expected.entry(text.clone()).or_default() += 1;
                }
                Deed::Forget(text) => {
                    prop_assert_eq!(personal.forget(text), expected.remove(text).is_some());
                }
            }
        }
        let known: Vec<&String> = expected.keys().collect();
        let walked = walked(&personal);
        prop_assert_eq!(walked.iter().collect::<Vec<_>>(), known);
        prop_assert!(expected.keys().all(|text| personal.contains(text)));
        if deeds.len() < HALF_LIFE as usize {
            for (text, &uses) in &expected {
                prop_assert_eq!(personal.uses(text), uses);
            }
        }
    }

    #[test]
    fn records_bring_it_back(
        texts in vec(request(), 0..120),
        order in any::<u64>(),
    ) {
        let mut personal = Box::new(Personal::new());
        for text in &texts {
            personal.learn(text, pronounced);
        }
        let mut store = BTreeMap::new();
        while let Some(number) = personal.next_change() {
            store.insert(number, personal.record(number));
        }
        let mut records: Vec<_> = store.iter().collect();
        records.sort_by_key(|(number, _)| u64::from(**number).wrapping_mul(order | 1));
        let mut back = Box::new(Personal::new());
        for (number, record) in records {
            prop_assert!(record.len() <= MOST_RECORD);
            back.restore(*number, record, pronounced).unwrap();
        }
        prop_assert_eq!(walked(&back), walked(&personal));
        prop_assert_eq!(back.next_change(), None);
        for text in &texts {
            prop_assert_eq!(back.uses(text), personal.uses(text));
        }
    }

    #[test]
    fn any_record_is_refused_or_taken(
        records in vec((0..MOST_UTTERANCES as u8, vec(any::<u8>(), 0..200)), 0..20),
    ) {
        let mut personal = Box::new(Personal::new());
        for (number, record) in &records {
            let _ = personal.restore(*number, record, pronounced);
        }
        prop_assert_eq!(walked(&personal).len(), personal.len());
    }
}

fn record(uses: u16, last: u32, text: &str) -> Vec<u8> {
    [
        &uses.to_le_bytes()[..],
        &last.to_le_bytes(),
        text.as_bytes(),
    ]
    .concat()
}

#[test]
fn a_record_that_is_refused_changes_nothing() {
    let mut personal = Box::new(Personal::new());
    for _ in 0..5 {
        personal.learn("play some jazz", pronounced);
    }
    while personal.next_change().is_some() {}
    let unsaid = "x".repeat(41);
    let unknown = MOST_UTTERANCES as u8;
    for (number, text) in [(0, "a  b"), (1, &*unsaid), (unknown, "lights off")] {
        let damaged = record(1, u32::MAX, text);
        assert!(personal.restore(number, &damaged, pronounced).is_err());
        assert_eq!(personal.uses("play some jazz"), 5, "{text}");
        assert_eq!((personal.len(), personal.next_change()), (1, None));
    }
}

#[test]
fn a_request_of_two_records_keeps_one() {
    let mut personal = Box::new(Personal::new());
    for (number, uses) in [(3, 2), (5, 1)] {
        let record = record(uses, 7, "play some jazz");
        personal.restore(number, &record, pronounced).unwrap();
    }
    assert_eq!(personal.uses("play some jazz"), 3);
    let changed: Vec<u8> = std::iter::from_fn(|| personal.next_change()).collect();
    assert_eq!(changed, [3, 5]);
    assert!(personal.record(3).ends_with(b"play some jazz"));
    assert!(
        personal.record(5).is_empty(),
        "it would count at every start"
    );
}

/// A request like what people say to a home: six words of some two hundred.
fn usual(number: usize) -> String {
    const VERBS: [&str; 8] = [
        "turn on",
        "switch off",
        "brighten",
        "dim",
        "set",
        "check",
        "open",
        "close",
    ];
    const THINGS: [&str; 10] = [
        "ceiling light",
        "desk lamp",
        "blinds",
        "heating",
        "radio",
        "speaker",
        "curtains",
        "oven",
        "porch light",
        "fan",
    ];
    let (verb, thing) = (VERBS[number % 8], THINGS[number / 8 % 10]);
    let room = format!("room{}", "abcdefghijklmnop".split_at(number / 80 % 16).1);
    format!("{verb} the {thing} in the {room}")
}

#[test]
fn two_hundred_requests_fit_and_the_least_used_goes_first() {
    assert!(size_of::<Personal>() <= PERSONAL_BYTES);
    let mut personal = Box::new(Personal::new());
    for number in 0..200 {
        assert!(personal.learn(&usual(number), pronounced));
    }
    assert_eq!(personal.len(), 200);
    assert!((0..200).all(|number| personal.contains(&usual(number))));
    for _ in 0..20 {
        personal.learn(&usual(3), pronounced);
    }
    for number in 200..900 {
        assert!(personal.learn(&usual(number), pronounced));
        if number % 50 == 0 {
            personal.learn(&usual(3), pronounced);
        }
    }
    assert!(personal.len() >= 200);
    assert!(personal.contains(&usual(3)), "what is used goes on");
    assert!(personal.contains(&usual(899)));
    assert!(!personal.contains(&usual(10)), "what is not goes");
}

#[test]
fn a_new_request_takes_over_the_record_of_the_one_that_gives_way() {
    let mut personal = Box::new(Personal::new());
    for number in 0..MOST_UTTERANCES {
        personal.learn(&usual(number), pronounced);
    }
    while personal.next_change().is_some() {}
    let known = personal.len();
    assert_eq!(known, MOST_UTTERANCES);
    personal.learn("something new", pronounced);
    let changed: Vec<u8> = std::iter::from_fn(|| personal.next_change()).collect();
    let [record] = changed[..] else {
        panic!("one write for one request: {changed:?}")
    };
    assert!(personal.record(record).ends_with(b"something new"));
    assert_eq!(personal.len(), known);
}

#[test]
fn what_fits_nowhere_is_not_learnt() {
    let mut personal = Box::new(Personal::new());
    for text in [
        "",
        " ",
        "a  b",
        &"ab ".repeat(60),
        &"x".repeat(41),
        &"word ".repeat(33),
    ] {
        assert!(!personal.learn(text, pronounced), "{text:?}");
    }
    assert!(personal.is_empty());
}

#[test]
fn a_search_finds_what_was_learnt() {
    let mut personal = Box::new(Personal::new());
    for text in ["play leon bridges", "play some jazz", "call my mother"] {
        personal.learn(text, pronounced);
    }
    let mut table = [60; EditCosts::BYTES];
    (0..40).for_each(|phone| table[phone * goldcrest::rewrite::SOUNDS + phone] = 1);
    let costs = EditCosts::read(&table).unwrap();
    let mut heard = Heard::new();
    for word in ["play", "alien", "bridges"] {
        heard.push(&phones_by_letters(word), 200).unwrap();
    }
    let mut search = Box::new(Search::new());
    let known = Known {
        sentences: &*personal,
        costs: &costs,
    };
    let reach = Reach {
        first: 64,
        most: 900,
        margin: 64,
        budget: 10_000,
    };
    search.run(known, &heard, reach);
    let nearest = search.found().first().unwrap();
    assert_eq!(personal.text(nearest.words()), "play leon bridges");
}
