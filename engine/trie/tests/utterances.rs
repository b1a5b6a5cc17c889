//! Tries hold exactly the sentences they were built from, are as small as can
//! be, and refuse what was damaged.

use std::collections::{BTreeMap, BTreeSet};

use goldcrest_trie::build::{UtteranceBuilder, UtteranceError};
use goldcrest_trie::utterances::{
    MAX_WORD_BYTES, MAX_WORDS, Sentences, Spelling, State, TrieError, UtteranceTrie,
};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

fn build(sentences: &BTreeMap<String, u8>) -> Vec<u8> {
    let mut builder = UtteranceBuilder::new();
    for (sentence, &cost) in sentences {
        builder.insert(sentence, cost).unwrap();
    }
    builder.finish().unwrap().0
}

fn same_cost(sentences: &[&str]) -> Vec<u8> {
    build(&sentences.iter().map(|&text| (text.into(), 7)).collect())
}

fn written(trie: &UtteranceTrie<'_>, mut sentences: Sentences<'_, '_>) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    let mut spelling = Spelling::new();
    while let Some(sentence) = sentences.next() {
        let words: Vec<String> = sentence
            .words
            .iter()
            .map(|&word| trie.spelling(word, &mut spelling).into())
            .collect();
        assert_eq!(found.insert(words.join(" "), sentence.cost), None);
    }
    found
}

/// What may follow each prefix, as a set of strings.
fn futures(sentences: &BTreeMap<String, u8>) -> BTreeSet<Vec<(String, u8)>> {
    let mut prefixes: BTreeMap<Vec<&str>, Vec<(String, u8)>> = BTreeMap::new();
    for (sentence, &cost) in sentences {
        let words: Vec<&str> = sentence.split(' ').collect();
        for cut in 0..=words.len() {
            let rest = prefixes.entry(words[..cut].to_vec()).or_default();
            rest.push((words[cut..].join(" "), cost));
        }
    }
    prefixes
        .into_values()
        .map(|mut rest| {
            let least = rest.iter().map(|&(_, cost)| cost).min().unwrap();
            rest.iter_mut().for_each(|(_, cost)| *cost -= least);
            rest
        })
        .filter(|rest| rest.iter().any(|(text, _)| !text.is_empty()))
        .collect()
}

fn sentences() -> impl Strategy<Value = BTreeMap<String, u8>> {
    let word = prop_oneof![
        4 => prop::sample::select(vec!["a", "b", "the", "lights", "light", "on", "off", "to"])
            .prop_map(str::to_owned),
        1 => "[a-zé']{1,20}",
    ];
    let sentence = vec(word, 1..7).prop_map(|words| words.join(" "));
    btree_map(
        sentence,
        prop_oneof![Just(0u8), Just(9), any::<u8>()],
        1..60,
    )
}

proptest! {
    #[test]
    fn holds_what_it_was_built_from(sentences in sentences(), others in sentences()) {
        let bytes = build(&sentences);
        let trie = UtteranceTrie::open(&bytes).unwrap();
        let expected: BTreeMap<String, u32> =
            sentences.iter().map(|(text, &cost)| (text.clone(), cost.into())).collect();
        prop_assert_eq!(&written(&trie, trie.sentences(trie.begin())), &expected);
        prop_assert_eq!(trie.sentence_count(), sentences.len() as u64);
        for text in sentences.keys().chain(others.keys()) {
            let words: Vec<&str> = text.split(' ').collect();
            for end in 0..=words.len() {
                let prefix = words[..end].join(" ");
                prop_assert_eq!(trie.lookup(&prefix), expected.get(&prefix).copied());
                let behind = prefix.clone() + " ";
                let rests: BTreeMap<&str, u32> = expected
                    .iter()
                    .filter_map(|(text, &cost)| {
                        let rest = if end == 0 { text } else { text.strip_prefix(&behind)? };
                        Some((rest, cost))
                    })
                    .collect();
                let walked = trie.walk(trie.begin(), &prefix);
                prop_assert_eq!(
                    walked.is_some(),
                    !rests.is_empty() || expected.contains_key(&prefix)
                );
                let Some((state, cost)) = walked else { continue };
                let children = trie.children(state);
                let nexts: BTreeSet<&str> =
                    rests.keys().filter_map(|rest| rest.split(' ').next()).collect();
                prop_assert_eq!(children.clone().count(), nexts.len());
                for child in children.clone() {
                    prop_assert!(child.state > state);
                    prop_assert_eq!(trie.child(state, child.word), Some(child));
                }
                let ends = trie.ends(state).into_iter();
                let cheapest = children.map(|child| child.cost).chain(ends).min();
                prop_assert_eq!(cheapest.unwrap_or(0), 0, "costs are pushed to the front");
                prop_assert!(trie.base_cost() + cost <= 255);
            }
        }
    }

    #[test]
    fn has_one_state_for_each_future(sentences in sentences()) {
        let bytes = build(&sentences);
        let trie = UtteranceTrie::open(&bytes).unwrap();
        prop_assert_eq!(trie.state_count(), futures(&sentences).len());
    }

    #[test]
    fn a_small_register_forgets_and_stays_right(words in btree_map("[a-z]{1,4}", Just(()), 40)) {
        let words: Vec<&String> = words.keys().collect();
        let mut sentences = BTreeMap::new();
        for one in &words {
            for other in &words {
                sentences.insert(format!("{one} {other} {one}{other}"), 0u8);
            }
        }
        let mut builder = UtteranceBuilder::with_register_bytes(0);
        for sentence in sentences.keys() {
            builder.insert(sentence, 0).unwrap();
        }
        let (bytes, built) = builder.finish().unwrap();
        prop_assert!(built.forgotten > 0);
        let trie = UtteranceTrie::open(&bytes).unwrap();
        let found = written(&trie, trie.sentences(trie.begin()));
        prop_assert!(found.keys().eq(sentences.keys()));
    }

    #[test]
    fn words_are_found_by_their_spelling(words in btree_map("[a-dé]{1,30}", Just(()), 1..200)) {
        let texts: Vec<&str> = words.keys().map(String::as_str).collect();
        let bytes = same_cost(&texts);
        let trie = UtteranceTrie::open(&bytes).unwrap();
        let mut spelling = Spelling::new();
        let found: BTreeSet<String> =
            trie.words().map(|word| trie.spelling(word, &mut spelling).to_owned()).collect();
        prop_assert!(found.iter().eq(words.keys()));
        for word in trie.words() {
            let text = trie.spelling(word, &mut spelling).to_owned();
            prop_assert_eq!(trie.word(&text), Some(word));
            prop_assert_eq!(trie.word(&(text.clone() + "z")), None);
        }
    }

    #[test]
    fn damage_is_refused_or_harmless(
        sentences in sentences(),
        places in vec((any::<prop::sample::Index>(), any::<u8>()), 1..5),
    ) {
        let mut bytes = build(&sentences);
        let good = bytes.clone();
        for (place, value) in places {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if bytes != good {
            prop_assert!(UtteranceTrie::open(&bytes).is_err());
        }
        if let Ok(trie) = UtteranceTrie::view(&bytes) {
            let mut left = 10_000;
            let mut sentences = trie.sentences(trie.begin());
            while sentences.next().is_some() && left > 0 {
                left -= 1;
            }
            for word in trie.words().take(1_000) {
                let mut spelling = Spelling::new();
                let _ = trie.word(trie.spelling(word, &mut spelling));
            }
        }
    }
}

#[test]
fn many_states_are_found_through_the_hints() {
    let mut sentences = BTreeMap::new();
    for one in 0..60 {
        for other in 0..60 {
            sentences.insert(format!("w{one} v{other} {}", one * 60 + other), 0);
        }
    }
    let bytes = build(&sentences);
    let trie = UtteranceTrie::open(&bytes).unwrap();
    assert!(trie.state_count() > 3_600, "{}", trie.state_count());
    let found = written(&trie, trie.sentences(trie.begin()));
    assert!(found.keys().eq(sentences.keys()));
}

#[test]
fn sentences_that_end_alike_share_their_end() {
    let bytes = same_cost(&["dim the lamp", "dim the light", "turn off the lamp"]);
    let trie = UtteranceTrie::open(&bytes).unwrap();
    let states = |text| trie.walk(trie.begin(), text).unwrap().0;
    assert_eq!(states("dim the lamp"), states("turn off the lamp"));
    assert_ne!(states("dim the"), states("turn off the"));
    assert!(!trie.is_weighted());
    assert_eq!(trie.base_cost(), 7);
    let total: usize = trie.columns().map(|(_, bytes)| bytes).sum();
    assert_eq!(total, bytes.len());
}

#[test]
fn only_sorted_words_are_taken() {
    let mut builder = UtteranceBuilder::new();
    assert_eq!(
        UtteranceBuilder::new().finish().unwrap_err(),
        UtteranceError::Empty
    );
    builder.insert("lamp on", 0).unwrap();
    let long = "word ".repeat(MAX_WORDS) + "word";
    let wide = "w".repeat(MAX_WORD_BYTES + 1);
    for (text, error) in [
        ("lamp off", UtteranceError::Unsorted("lamp off".into())),
        ("lamp on", UtteranceError::Twice("lamp on".into())),
        ("off  on", UtteranceError::NotWords("off  on".into())),
        ("off ", UtteranceError::NotWords("off ".into())),
        ("off\ton", UtteranceError::NotWords("off\ton".into())),
        (&long, UtteranceError::TooLong(long.clone())),
        (&wide, UtteranceError::WordTooLong(wide.clone())),
    ] {
        assert_eq!(builder.insert(text, 0).unwrap_err(), error);
    }
    builder.insert(long.rsplit_once(' ').unwrap().0, 0).unwrap();
    builder.insert(&wide[1..], 0).unwrap();
    let (bytes, built) = builder.finish().unwrap();
    assert_eq!(built.sentences, 3);
    let trie = UtteranceTrie::open(&bytes).unwrap();
    assert_eq!(trie.longest(), MAX_WORDS);
    assert!(trie.contains(&wide[1..]));
}

#[test]
fn refusals_name_what_is_wrong() {
    let good = same_cost(&["lights off", "lights on"]);
    let changed = |at: usize, value: u8| {
        let mut bytes = good.clone();
        bytes[at] = value;
        UtteranceTrie::open(&bytes).unwrap_err()
    };
    assert_eq!(changed(0, b'X'), TrieError::NotATrie);
    assert_eq!(changed(4, 9), TrieError::Version(9));
    assert_eq!(changed(6, 0), TrieError::BadHeader);
    assert_eq!(changed(29, 1), TrieError::BadHeader, "no builder's cost");
    assert_eq!(
        changed(good.len() - 1, !good[good.len() - 1]),
        TrieError::Checksum
    );
    for length in 0..good.len() {
        let error = UtteranceTrie::open(&good[..length]).unwrap_err();
        let expected = matches!(error, TrieError::WrongLength { .. } | TrieError::NotATrie);
        assert!(expected, "{length}: {error}");
    }
    assert!(!changed(20, 200).to_string().is_empty());
    let state: State = UtteranceTrie::open(&good).unwrap().begin();
    assert_eq!(state.index(), 0);
}
