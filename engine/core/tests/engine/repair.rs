//! Requests that mean nothing as they were heard are taken for those that sound like them, and no others.

use crate::small;
use goldcrest::rewrite::{Confidence, EditCosts, EditModel, REWRITER_SECTION, SOUNDS};
use goldcrest::{Assistant, Buffers};
use goldcrest_pack::{Pack, SectionKind};
use goldcrest_trie::Lexicon;

/// A model that trusts what costs less than about half a nat a sound; the larger `steepness`, the surer of it.
fn rewriter(threshold: f32, steepness: f32) -> Vec<u8> {
    let mut costs = [40; EditCosts::BYTES];
    (1..SOUNDS).for_each(|sound| costs[sound * SOUNDS + sound] = 1);
    let mut confidence = Confidence {
        threshold,
        none: -4.0 * steepness,
        ..Confidence::UNFITTED
    };
    confidence.hidden[0][1] = 0.5;
    confidence.output[0] = -8.0 * steepness;
    let lexicon = small::lexicon();
    let words = Lexicon::open(&lexicon).unwrap().word_count();
    let mut section = EditModel::write(&confidence, &costs).to_vec();
    section.extend((words as u16).to_le_bytes());
    section.resize(section.len() + words, 60);
    section
}

fn with_assistant<R>(test: impl FnOnce(&mut Assistant<'_, '_>) -> R) -> R {
    with_rewriter(&rewriter(0.5, 1.0), test)
}

fn with_rewriter<R>(section: &[u8], test: impl FnOnce(&mut Assistant<'_, '_>) -> R) -> R {
    let bytes = small::pack_of(&[(SectionKind::Rewriter, REWRITER_SECTION, section)]);
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = Box::new(Buffers::<0, 0, 512, 2048, 1>::new());
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    test(&mut assistant)
}

fn told(assistant: &mut Assistant<'_, '_>, text: &str, now_ms: u64) -> Vec<String> {
    while assistant.poll(now_ms).is_some() {}
    assistant.understand(text);
    std::iter::from_fn(|| assistant.poll(now_ms))
        .map(|event| event.to_string())
        .collect()
}

fn is_rewritten(events: &[String], text: &str) -> bool {
    let end = format!("\"{text}\"");
    events
        .iter()
        .any(|event| event.contains(" rewritten layer=templates ") && event.ends_with(&end))
}

#[test]
fn what_sounds_like_a_command_is_taken_for_it() {
    with_assistant(|assistant| {
        let events = told(assistant, "turn on the kitchan lite", 0);
        assert!(
            is_rewritten(&events, "turn on the kitchen light"),
            "{events:?}"
        );
        assert!(events.contains(&"0.000 act Switch area=kitchen state=on".into()));
        let events = told(assistant, "turn on the kitchen light", 60_000);
        assert!(
            !events.iter().any(|event| event.contains("rewritten")),
            "{events:?}"
        );
        let events = told(assistant, "where does my grandmother live", 120_000);
        assert_eq!(events, ["0.000 not-understood no-match"]);
    });
}

#[test]
fn what_must_not_change_silently_is_asked_about_or_left() {
    with_assistant(|assistant| {
        let events = told(assistant, "unlok", 0);
        assert!(is_rewritten(&events, "unlock"), "{events:?}");
        assert_eq!(events.last().unwrap(), "0.000 ask confirm \"Really?\"");
        told(assistant, "no", 20_000);
        let events = told(assistant, "dim the kitchen to tenn", 60_000);
        assert_eq!(
            events,
            ["0.000 not-understood no-match"],
            "a number, and no question"
        );
    });
}

#[test]
fn three_complaints_end_a_repair() {
    with_assistant(|assistant| {
        let heard = "turn off the bedrum light";
        for complaints in 0..3 {
            let events = told(assistant, heard, 2_000 * complaints);
            assert!(
                is_rewritten(&events, "turn off the bedroom light"),
                "{events:?}"
            );
        }
        assert_eq!(
            told(assistant, heard, 6_000),
            ["0.000 not-understood no-match"]
        );
        let other = told(assistant, "turn on the bedrum light", 60_000);
        assert!(
            is_rewritten(&other, "turn on the bedroom light"),
            "{other:?}"
        );
    });
}

#[test]
fn complaints_count_to_the_end_of_the_clock() {
    with_assistant(|assistant| {
        let heard = "turn off the bedrum light";
        let begin = u64::MAX - 6_000;
        for complaints in 0..3 {
            let events = told(assistant, heard, begin + 2_000 * complaints);
            assert!(
                is_rewritten(&events, "turn off the bedroom light"),
                "{events:?}"
            );
        }
        assert_eq!(
            told(assistant, heard, u64::MAX),
            ["0.000 not-understood no-match"]
        );
    });
}

#[test]
fn what_was_unwanted_is_not_made_of_other_words_at_once() {
    with_assistant(|assistant| {
        let wanted = "turn on the kitchen light";
        assert!(is_rewritten(
            &told(assistant, "turn on the kitchan lite", 0),
            wanted
        ));
        let again = told(assistant, "turn on the kitchan light", 2_000);
        assert_eq!(again, ["0.000 not-understood no-match"]);
        let later = told(assistant, "turn on the kitchan light", 30_000);
        assert!(is_rewritten(&later, wanted), "{later:?}");
    });
}

/// Percent of the repair among events.
fn score(events: &[String]) -> Option<u32> {
    let repaired = events.iter().find(|event| event.contains(" rewritten "))?;
    let (_, behind) = repaired.split_once("score=")?;
    behind.split(' ').next()?.parse().ok()
}

#[test]
fn two_hearings_are_surer_than_one() {
    let hearings = ["turn on the kitchan light", "turn on the kitchin light"];
    let alone = hearings.map(|heard| {
        with_rewriter(&rewriter(0.01, 4.0), |assistant| {
            score(&told(assistant, heard, 0))
        })
        .unwrap()
    });
    assert!(
        alone.iter().all(|score| (51..99).contains(score)),
        "{alone:?}"
    );
    let threshold = alone[0].max(alone[1]) + 1;
    with_rewriter(&rewriter(threshold as f32 / 100.0, 4.0), |assistant| {
        for (now_ms, heard) in [(0, hearings[1]), (60_000, hearings[0])] {
            let left = told(assistant, heard, now_ms);
            assert_eq!(left, ["0.000 not-understood no-match"], "{heard} by itself");
        }
        let events = told(assistant, hearings[1], 63_000);
        assert!(score(&events) > Some(threshold), "{events:?}");
        let again = |event: &String| event.contains(" by=edit again score=");
        assert!(events.iter().any(again), "{events:?}");
        assert!(
            is_rewritten(&events, "turn on the kitchen light"),
            "{events:?}"
        );
    });
}

#[test]
fn numbers_are_not_guessed_where_one_is_asked_for() {
    with_assistant(|assistant| {
        let events = told(assistant, "dim the kitchen", 0);
        assert!(
            events.iter().any(|event| event.contains(" ask level ")),
            "{events:?}"
        );
        let events = told(assistant, "tenn", 1_000);
        assert!(
            !events.iter().any(|event| event.contains(" act ")),
            "{events:?}"
        );
    });
}
