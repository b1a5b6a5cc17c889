//! Text in, events out: questions, confirmations, limits.

use crate::limits::network;
use crate::small;
use goldcrest::skills::LocalTime;
use goldcrest::{Assistant, Buffer, Buffers, HeapBuffers, OpenError, State, Workspace};
use goldcrest_pack::Pack;
use proptest::prelude::*;

type Memory = Buffers<0, 0, 512, 2048>;

fn with_assistant<R>(test: impl FnOnce(&mut Assistant<'_, '_>) -> R) -> R {
    let bytes = small::pack();
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = Box::new(Memory::new());
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    test(&mut assistant)
}

fn events(assistant: &mut Assistant<'_, '_>, now_ms: u64) -> Vec<String> {
    std::iter::from_fn(|| assistant.poll(now_ms))
        .map(|event| event.to_string())
        .collect()
}

fn told(assistant: &mut Assistant<'_, '_>, text: &str) -> Vec<String> {
    assistant.understand(text);
    events(assistant, 0)
}

#[test]
fn a_command_is_acted_on_and_answered() {
    with_assistant(|assistant| {
        assert_eq!(
            told(assistant, "Turn on the KITCHEN light!"),
            [
                "0.000 understood confidence=100 Switch area=kitchen state=on",
                "0.000 act Switch area=kitchen state=on",
                "0.000 say \"kitchen light on\"",
            ]
        );
    });
}

#[test]
fn a_missing_slot_is_asked_for_once() {
    with_assistant(|assistant| {
        let asked = told(assistant, "dim the bedroom");
        assert_eq!(
            asked.last().unwrap(),
            "0.000 ask level \"How bright in the bedroom?\""
        );
        assert_eq!(assistant.state(), State::Asking);
        let done = told(assistant, "20");
        assert!(
            done.contains(&"0.000 act Dim area=bedroom level=20".into()),
            "{done:?}"
        );
        assert_eq!(assistant.state(), State::Listening);

        told(assistant, "dim the bedroom");
        let failed = told(assistant, "yes");
        assert_eq!(failed[0], "0.000 not-understood no-match");
        assert_eq!(assistant.state(), State::Listening);
    });
}

#[test]
fn a_new_command_replaces_a_question() {
    with_assistant(|assistant| {
        told(assistant, "dim the bedroom");
        let done = told(assistant, "turn off the bedroom light");
        assert!(done.contains(&"0.000 act Switch area=bedroom state=off".into()));
        let stopped = told(assistant, "stop");
        assert!(stopped.contains(&"0.000 act Stop".into()));
    });
}

#[test]
fn a_confirmed_request_waits_for_yes() {
    with_assistant(|assistant| {
        let asked = told(assistant, "unlock");
        assert!(!asked.iter().any(|event| event.contains(" act ")));
        assert_eq!(asked.last().unwrap(), "0.000 ask confirm \"Really?\"");
        assert!(told(assistant, "yes").contains(&"0.000 act Unlock".into()));
        told(assistant, "unlock");
        let declined = told(assistant, "no");
        assert!(!declined.iter().any(|event| event.contains(" act ")));
        assert!(declined.contains(&"0.000 say \"As you like\"".into()));
        assert_eq!(told(assistant, "yes")[0], "0.000 not-understood no-match");
    });
}

#[test]
fn a_question_is_not_kept_open_for_ever() {
    with_assistant(|assistant| {
        told(assistant, "unlock");
        assert!(events(assistant, 20_000).is_empty());
        assert_eq!(
            events(assistant, 60_000),
            ["0.000 not-understood no-answer", "0.000 slept"]
        );
    });
}

#[test]
fn what_nobody_can_say_is_not_understood() {
    with_assistant(|assistant| {
        let long = "turn ".repeat(2000);
        for text in [
            "",
            " ",
            "\u{1}\u{7f}",
            "включи свет",
            "turn",
            "turn on xyzzy",
            &long,
        ] {
            assert_eq!(
                told(assistant, text),
                ["0.000 not-understood no-match"],
                "{text:?}"
            );
        }
    });
}

#[test]
fn too_small_a_workspace_is_refused_by_name() {
    let bytes = small::pack();
    let pack = Pack::open(&bytes).unwrap();
    let mut memory = Box::new(Buffers::<0, 0, 256, 2048>::new());
    let workspace: Workspace<'_> = memory.workspace();
    let error = Assistant::open(&pack, workspace).unwrap_err();
    assert!(
        matches!(
            error,
            OpenError::TooSmall {
                needed: 512,
                given: 256,
                ..
            }
        ),
        "{error}"
    );
}

type Cut = fn(&mut Workspace<'_>);

/// All but the last entry of a buffer.
fn but_one<T>(buffer: &mut &mut [T]) {
    let whole = std::mem::take(buffer);
    let kept = whole.len() - 1;
    *buffer = &mut whole[..kept];
}

#[test]
fn every_buffer_that_lacks_an_entry_is_named() {
    let network = network(&[3], &[0]);
    let bytes = small::pack_with("", Some(&network));
    let pack = Pack::open(&bytes).unwrap();
    let cuts: [(Buffer, Cut); 6] = [
        (Buffer::Speech, |lent| but_one(&mut lent.speech)),
        (Buffer::Tokens, |lent| but_one(&mut lent.search.tokens[0])),
        (Buffer::Tokens, |lent| but_one(&mut lent.search.tokens[1])),
        (Buffer::Table, |lent| but_one(&mut lent.search.table)),
        (Buffer::Nodes, |lent| but_one(&mut lent.search.nodes)),
        (Buffer::Columns, |lent| but_one(&mut lent.columns)),
    ];
    for (lacking, cut) in cuts {
        let mut memory = HeapBuffers::of(&pack);
        assert!(Assistant::open(&pack, memory.workspace()).is_ok());
        let mut workspace = memory.workspace();
        cut(&mut workspace);
        let error = Assistant::open(&pack, workspace).unwrap_err();
        let OpenError::TooSmall {
            buffer,
            needed,
            given,
        } = error
        else {
            panic!("{lacking}: {error}")
        };
        assert_eq!((buffer, given), (lacking, needed - 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_happens_it_listens_again(
        steps in prop::collection::vec((0..7_u8, 0..4000_usize, any::<i16>()), 1..12)
    ) {
        with_assistant(|assistant| {
            let mut now = 0;
            for (kind, length, level) in steps {
                match kind {
                    0 => assistant.listen_now(),
                    1 => assistant.understand("dim the kitchen"),
                    2 => assistant.understand("unlock"),
                    3 => assistant.understand("yes"),
                    4 => now += length as u64,
                    5 => assistant.set_clock(LocalTime(i64::MAX - i64::from(level.unsigned_abs()))),
                    _ => {
                        let samples: Vec<i16> = (0..length)
                            .map(|n| if n % 3 == 0 { level } else { 0 })
                            .collect();
                        assistant.push(&samples);
                    }
                }
                let _ = events(assistant, now);
            }
            let silence = [0_i16; 1600];
            for _ in 0..400 {
                assistant.push(&silence);
                now += 100;
                let _ = events(assistant, now);
            }
            assert_eq!(assistant.state(), State::Listening);
        });
    }
}
