//! Requests that mean nothing as they were heard are taken for those that sound like them, and no others.

use crate::small;
use goldcrest::rewrite::{Confidence, EditCosts, EditModel, REWRITER_SECTION, SOUNDS};
use goldcrest::{Assistant, Buffers};
use goldcrest_pack::{Pack, SectionKind};
use goldcrest_trie::Lexicon;

/// A model that trusts what costs less than about half a nat a sound.
fn rewriter() -> Vec<u8> {
    let mut costs = [40; EditCosts::BYTES];
    (1..SOUNDS).for_each(|sound| costs[sound * SOUNDS + sound] = 1);
    let mut confidence = Confidence {
        threshold: 0.5,
        none: -4.0,
        ..Confidence::UNFITTED
    };
    confidence.hidden[0][1] = 0.5;
    confidence.output[0] = -8.0;
    let lexicon = small::lexicon();
    let words = Lexicon::open(&lexicon).unwrap().word_count();
    let mut section = EditModel::write(&confidence, &costs).to_vec();
    section.extend((words as u16).to_le_bytes());
    section.resize(section.len() + words, 60);
    section
}

fn with_assistant<R>(test: impl FnOnce(&mut Assistant<'_, '_>) -> R) -> R {
    let section = rewriter();
    let bytes = small::pack_of(&[(SectionKind::Rewriter, REWRITER_SECTION, &section)]);
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
        let other = told(assistant, "turn on the bedrum light", 7_000);
        assert!(
            is_rewritten(&other, "turn on the bedroom light"),
            "{other:?}"
        );
    });
}
