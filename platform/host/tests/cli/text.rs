use serde_json::Value;

use crate::program::{file, goldcrest};

#[test]
fn a_command_is_understood_in_the_common_shape() {
    let run = goldcrest(&[
        "understand",
        "--json",
        "set the bedroom lights to fifty percent",
    ]);
    assert_eq!(run.status, 0, "{}", run.err);
    let events = run.objects();
    let understood = events
        .iter()
        .find(|event| event["event"] == "understood")
        .unwrap();
    assert_eq!(
        understood["text"],
        "set the bedroom lights to fifty percent"
    );
    assert_eq!(understood["intent"]["name"], "LightBrightness");
    assert_eq!(understood["slots"]["area"], "bedroom");
    assert_eq!(understood["slots"]["brightness"], 50);
    let entity = &understood["entities"][0];
    assert_eq!(
        (&entity["entity"], &entity["raw_value"]),
        (&"area".into(), &"bedroom".into())
    );
    assert_eq!((&entity["start"], &entity["end"]), (&8.into(), &15.into()));
    assert!(events.iter().any(|event| event["event"] == "act"));
}

/// Digits are several words to the templates, and a hyphen parts two: entities are still what is written.
#[test]
fn entities_are_what_is_written() {
    for (text, expected) in [
        (
            "set a 45 minute pizza timer",
            &[("minutes", "45"), ("name", "pizza")][..],
        ),
        (
            "set a timer for 25 minutes called pizza",
            &[("minutes", "25"), ("name", "pizza")],
        ),
        ("set the volume to 55", &[("volume", "55")]),
        ("set the thermostat to 21", &[("temperature", "21")]),
        ("set the lights to 37%", &[("brightness", "37")]),
        (
            "set the living-room lights to 50% please",
            &[("area", "living-room"), ("brightness", "50")],
        ),
        (
            "Please, turn on the (living-room) lights!",
            &[("area", "living-room")],
        ),
        (
            "please have the lights in the kitchn on",
            &[("area", "kitchn")],
        ),
    ] {
        let run = goldcrest(&["understand", "--json", text]);
        let events = run.objects();
        let entities = events[0]["entities"].as_array().unwrap();
        let found: Vec<(&str, &str)> = entities
            .iter()
            .map(|entity| {
                let place = |key: &str| entity[key].as_u64().unwrap() as usize;
                let raw = entity["raw_value"].as_str().unwrap();
                assert_eq!(raw, &text[place("start")..place("end")], "{text}");
                (entity["entity"].as_str().unwrap(), raw)
            })
            .collect();
        assert_eq!(found, expected, "{text}: {}", run.out);
    }
}

#[test]
fn json_says_what_is_done_in_numbers() {
    for (text, slot, value) in [
        ("turn on the kitchen lights", "area", Value::from("kitchen")),
        ("set a timer for 30 minutes", "minutes", 30.into()),
        ("set a timer for half an hour", "minutes", 30.into()),
        ("set the lights to half", "brightness", 50.into()),
        ("set the lights to 50%", "brightness", 50.into()),
    ] {
        let run = goldcrest(&["understand", "--json", text]);
        let events = run.objects();
        let told = |event: &&Value| event["event"] == "understood" || event["event"] == "act";
        assert_eq!(events.iter().filter(told).count(), 2, "{text}: {}", run.out);
        for event in events.iter().filter(told) {
            assert_eq!(event["slots"][slot], value, "{text}: {event}");
        }
    }
}

#[test]
fn words_and_dialogues_are_told_apart() {
    let run = goldcrest(&["understand", "turn", "on", "the", "lights"]);
    assert!(
        run.status == 0 && run.out.contains("LightOn"),
        "{} {}",
        run.out,
        run.err
    );
    let run = goldcrest(&["understand", "unlock the front door", "yes"]);
    assert!(
        run.status == 0 && run.out.contains("LockUnlock"),
        "{} {}",
        run.out,
        run.err
    );
    assert!(
        run.out.contains("asks") && run.out.contains("(confirm)"),
        "{}",
        run.out
    );
}

#[test]
fn text_that_cannot_be_a_request_is_refused() {
    let refused = |text: &str, why: &str| goldcrest(&["understand", text]).assert_refused(why);
    refused("", "empty");
    refused("   ", "empty");
    refused("?!…", "no words");
    refused(&"turn on ".repeat(1_300), "bytes");
    refused("turn\u{7}on", "control character");
    refused("\u{1b}[2Jlights on", "control character");
    goldcrest(&["understand", "--clock", "noon", "what time is it"]).assert_refused("no time");
}

#[test]
fn letters_that_no_word_has_are_no_fault_of_the_input() {
    let understood = "turn on the lights in the café";
    let others = [
        "küche",
        "включи свет",
        "打开灯",
        "مرحبا",
        "turn on the 厨房 lights",
    ];
    for text in others.iter().copied().chain([understood]) {
        let row = serde_json::json!({ "text": text, "intent": "none" });
        let data = file("accent.jsonl", row.to_string().as_bytes());
        let scored = goldcrest(&["eval", "nlu", "--json", "--data", data.to_str().unwrap()]);
        let is_accepted = scored.objects()[0]["oos_refused"] == 0.0;
        let run = goldcrest(&["understand", text]);
        assert_eq!(
            run.status,
            i32::from(!is_accepted),
            "{text}: {}{}",
            run.out,
            run.err
        );
        let run = goldcrest(&["explain", "--json", text]);
        assert!(run.status < 2, "{text}: {}", run.err);
        let remarks = run.objects();
        let remark = remarks.iter().find(|object| object["stage"] == "words");
        let letters = remark.unwrap()["unknown_letters"].as_array().unwrap();
        assert!(
            letters
                .iter()
                .all(|letter| text.contains(letter.as_str().unwrap()))
        );
        assert!(!letters.is_empty(), "{text}");
    }
    let run = goldcrest(&["explain", understood]);
    assert!(run.out.contains("no word at all has é"), "{}", run.out);
}

#[test]
fn what_is_not_understood_is_a_failed_check_and_is_explained() {
    let run = goldcrest(&["understand", "the flights leave at noon"]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("no-match"), "{}", run.out);
    let run = goldcrest(&["explain", "turn on the kitchen flights"]);
    assert!(
        run.out.contains("flights") && run.out.contains("lights"),
        "{}",
        run.out
    );
    let run = goldcrest(&["explain", "turn on the"]);
    assert!(run.out.contains("may come"), "{}", run.out);
    let run = goldcrest(&["explain", "turn on the kitchen lights"]);
    assert_eq!(run.status, 0);
    assert!(run.out.contains("lights.yaml:"), "{}", run.out);
}

#[test]
fn the_time_is_the_one_given() {
    let run = goldcrest(&[
        "understand",
        "--clock",
        "2026-11-21 19:05",
        "what time is it",
    ]);
    assert!(run.out.contains("7:05 PM"), "{}", run.out);
    let run = goldcrest(&[
        "understand",
        "--clock",
        "2026-11-21 19:05",
        "what's the date",
    ]);
    assert!(run.out.contains("November 21"), "{}", run.out);
}

#[test]
fn an_unknown_assistant_is_refused_with_those_that_are_known() {
    let run = goldcrest(&["understand", "--assistant", "kitchen", "lights on"]);
    run.assert_refused("kitchen");
    assert!(
        run.err.contains("coffee") && run.err.contains("home"),
        "{}",
        run.err
    );
    goldcrest(&["understand", "--assistant", "no/such/folder", "lights on"])
        .assert_refused("no/such/folder");
}

#[test]
fn every_verb_shows_an_example() {
    for verb in [
        &[][..],
        &["listen"],
        &["understand"],
        &["sim"],
        &["explain"],
        &["features"],
        &["demo"],
        &["doctor"],
        &["pack", "build"],
        &["pack", "inspect"],
        &["pack", "verify"],
        &["pack", "plan"],
        &["pack", "sample"],
        &["eval", "commands"],
        &["eval", "nlu"],
        &["eval", "context"],
        &["context", "train"],
        &["context"],
        &["eval"],
        &["eval", "wake"],
        &["import"],
        &["import", "microwakeword"],
        &["pack"],
        &["rewrite"],
        &["trie"],
        &["wake"],
        &["wake", "train"],
        &["wake", "harvest"],
    ] {
        let arguments: Vec<&str> = verb.iter().copied().chain(["--help"]).collect();
        let run = goldcrest(&arguments);
        assert_eq!(run.status, 0);
        let example = format!("goldcrest {}", verb.join(" "));
        assert!(
            run.out.contains("Example") && run.out.contains(&example),
            "{verb:?}: {}",
            run.out
        );
    }
}
