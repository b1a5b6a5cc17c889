//! What the home assistant must not do: a question or a refusal is better than a wrong action.

use crate::program::goldcrest;

/// What was done, said and asked, in one dialogue.
fn told(texts: &[&str]) -> Vec<String> {
    let run = goldcrest(&[&["understand", "--json"], texts].concat());
    let told = run.objects().into_iter().filter_map(|event| {
        let of = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        match event["event"].as_str()? {
            "act" => Some(format!("act {}", of("intent"))),
            "say" => Some(format!("say {}", of("text"))),
            "ask" => Some("ask".into()),
            _ => None,
        }
    });
    told.collect()
}

fn acts(texts: &[&str]) -> Vec<String> {
    let mut told = told(texts);
    told.retain(|event| event.starts_with("act "));
    told
}

#[test]
fn a_running_timer_is_not_lost() {
    let set = "set a five minute timer";
    for bare in ["stop", "cancel", "stop that"] {
        assert!(
            !acts(&[set, bare]).contains(&"act TimerCancel".into()),
            "{bare}"
        );
    }
    assert_eq!(acts(&[set, "stop the timer"]).len(), 2);
    let ringing = [
        "--signal",
        "timer=ringing",
        set,
        "stop",
        "what timers are set",
    ];
    let told = told(&ringing);
    assert!(told.contains(&"act TimerCancel".into()), "{told:?}");
    assert!(told.contains(&"say 5 minutes left.".into()), "{told:?}");
}

#[test]
fn what_a_skill_refuses_is_not_told_as_done() {
    assert_eq!(told(&["cancel the timer"]), ["say There is no such timer."]);
    let set: Vec<String> = (1..=9).map(|n| format!("set a {n} minute timer")).collect();
    let set: Vec<&str> = set.iter().map(String::as_str).collect();
    assert_eq!(acts(&set).len(), 8);
    let two = [
        "set a five minute timer",
        "set a six minute timer",
        "cancel my timer",
    ];
    let told = told(&two);
    assert_eq!(acts(&two).len(), 2);
    assert_eq!(
        told.last().unwrap(),
        "say Say which one: 5 minutes, 6 minutes."
    );
}

#[test]
fn half_of_what_was_said_or_its_contrary_is_not_done() {
    for text in [
        "set a timer for ten minutes and another for twenty",
        "set a timer for ten minutes no fifteen",
        "remove five minutes from the timer",
        "make the timer ten minutes longer",
        "pause for ten seconds",
        "set volume to -5",
        "turn the volume up by -10",
        "increase the volume by twenty percent",
        "lights in the kitchen and the living room",
        "close the bedroom and kitchen blinds",
        "turn the lights on and off",
        "turn on the lights at seven",
        "play coldplay",
        "repeat that",
        "my kitchen lights are blue",
        "blinds",
        "cancel all pizza timers",
        "stop the coffee machine",
        "turn off the coffee machine",
        "no coffee please",
    ] {
        assert_eq!(acts(&[text]), [""; 0], "{text}");
    }
    let unlock = "unlock the front door";
    assert_eq!(acts(&[unlock, "yes but only for five minutes"]), [""; 0]);
}

#[test]
fn amounts_answer_questions_in_any_words_and_are_asked_for_again() {
    for (question, answers, act) in [
        (
            "set a timer",
            &["ten", "a couple of minutes"][..],
            "act TimerSet",
        ),
        ("set a timer", &["for 5m"], "act TimerSet"),
        (
            "set the temperature",
            &["twenty one and a half"],
            "act ThermostatSet",
        ),
        (
            "set the volume",
            &["four hundred", "fifty"],
            "act VolumeSet",
        ),
        ("unlock the front door", &["of course"], "act LockUnlock"),
        ("unlock the front door", &["yes yes"], "act LockUnlock"),
    ] {
        assert_eq!(acts(&[&[question], answers].concat()), [act], "{answers:?}");
    }
}

/// What takes a command back is found in the words, so a text that has too many to be looked at means nothing.
#[test]
fn what_is_too_long_to_be_looked_at_is_not_done() {
    let digits = "1".repeat(160);
    let word = "supercalifragilisticexpialidocious ".repeat(20);
    for command in [
        "turn off all the lights except the kitchen",
        "turn the lights off when i leave the house",
    ] {
        for text in [format!("{command} {digits}"), format!("{word}{command}")] {
            assert!(acts(&[&text]).is_empty(), "{text}");
        }
    }
}
