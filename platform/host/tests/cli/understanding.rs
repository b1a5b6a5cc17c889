use std::fs;

use serde_json::Value;

use crate::program::{file, goldcrest};

fn understood(arguments: &[&str]) -> Value {
    let run = goldcrest(&[&["understand", "--json"], arguments].concat());
    let events = run.objects();
    events
        .into_iter()
        .find(|event| event["event"] == "understood")
        .unwrap_or_else(|| panic!("{}{}", run.out, run.err))
}

#[test]
fn context_decides_what_is_meant() {
    let intent = |signal: &str, text: &str| {
        understood(&["--signal", signal, text])["intent"]["name"].clone()
    };
    assert_eq!(intent("oven=on", "what's the temperature"), "OvenQuery");
    assert_eq!(
        intent("oven=off", "what's the temperature"),
        "ThermostatQuery"
    );
    assert_eq!(intent("screen=yes", "play the hunger games"), "VideoPlay");
    assert_eq!(
        intent("screen=no", "play the hunger games"),
        "AudiobookPlay"
    );
    let slots = |signal: &str, text: &str| understood(&["--signal", signal, text])["slots"].clone();
    assert_eq!(slots("listens=jazz", "play music")["music"], "jazz");
    assert_eq!(slots("activity=alarm", "start brewing")["drink"], "coffee");
    assert_eq!(
        slots("room=kitchen", "turn on the light")["area"],
        "kitchen"
    );
    assert_eq!(
        slots("room=kitchen", "turn on the bedroom light")["area"],
        "bedroom"
    );
}

#[test]
fn an_unknown_signal_is_ignored_and_said_so() {
    let run = goldcrest(&["explain", "--json", "--signal", "moon=full", "next song"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let ignored = run.objects();
    assert!(
        ignored
            .iter()
            .any(|object| object["event"] == "signal-ignored")
    );
    let context = ignored.iter().find(|object| object["stage"] == "context");
    assert_eq!(context.unwrap()["signals"][0]["signal"], "moon");
    for signal in ["moon", "=", "=on", "oven=", "oven=on=off"] {
        let asked = ["understand", "--signal", signal, "next song"];
        goldcrest(&asked).assert_refused("no signal");
    }
}

#[test]
fn explain_names_the_nearest_sentence_and_what_is_wrong_with_it() {
    let run = goldcrest(&["explain", "--json", "turn on the kichen lights"]);
    let near = run
        .objects()
        .into_iter()
        .find(|object| object["stage"] == "nearest")
        .unwrap();
    let first = &near["sentences"][0];
    assert_eq!(first["intent"], "LightOn");
    assert_eq!(first["edits"][0]["said"], "kichen");
    assert_eq!(first["edits"][0]["written"], "kitchen");
    assert_eq!(first["edits"][0]["slot"], "area");
}

#[test]
fn what_no_template_says_is_for_the_network() {
    let heard = understood(&["please have the lights in the kitchn on"]);
    assert_eq!(heard["intent"]["name"], "LightOn");
    assert_eq!(heard["slots"]["area"], "kitchen");
    for text in ["the weather is lovely today", "uh", "blah blah blah blah"] {
        let run = goldcrest(&["understand", text]);
        assert_eq!(run.status, 1, "{text}: {}", run.out);
    }
    let long = "turn on the kitchen lights and ".repeat(8);
    assert_eq!(goldcrest(&["understand", &long]).status, 1);
}

fn read_by_the_network(text: &str) -> Value {
    let run = goldcrest(&["explain", "--json", text]);
    let stages = run.objects();
    let network = stages
        .into_iter()
        .find(|object| object["stage"] == "network");
    network.unwrap_or_else(|| panic!("{text}: {}{}", run.out, run.err))
}

#[test]
fn explain_says_why_the_network_took_nothing() {
    let long = "turn on the kitchen lights ".repeat(7);
    let network = read_by_the_network(&long);
    assert_eq!(
        (&network["tokens"], &network["most_tokens"]),
        (&35.into(), &32.into())
    );
    assert_eq!(network["no_intent"], "too-long");
    let run = goldcrest(&["explain", &long]);
    let said = "35 words and numbers, but at most 32 are read: too long";
    assert!(run.out.contains(said), "{}", run.out);
    assert!(!run.out.contains("in scope\n"), "{}", run.out);

    let other = "the weather is lovely today";
    assert_eq!(read_by_the_network(other)["no_intent"], "out-of-scope");
    let understood = "please have the lights in the kitchn on";
    assert_eq!(read_by_the_network(understood)["no_intent"], Value::Null);
}

#[test]
fn slots_of_a_refused_text_are_not_looked_up() {
    let long = "turn on the kitchen lights ".repeat(7);
    let network = read_by_the_network(&long);
    let slots = network["slots"].as_array().unwrap();
    assert!(!slots.is_empty() && slots.iter().all(|slot| slot["looked_up"] == false));
    assert_eq!(network["resolved"], serde_json::json!([]));
    let run = goldcrest(&["explain", &long]);
    assert!(run.out.contains("not looked up"), "{}", run.out);
    assert!(!run.out.contains("nothing"), "{}", run.out);
    let network = read_by_the_network("please have the lights in the kitchn on");
    assert_eq!(network["slots"][0]["looked_up"], true);
    assert_eq!(network["resolved"][0]["value"], "kitchen");
}

#[test]
fn a_number_beyond_a_slots_range_is_told_with_the_range() {
    for (text, lowest, highest, said) in [
        (
            "set the lights to 110 percent",
            0,
            100,
            "takes 0 to 100 percent",
        ),
        (
            "set the volume to 150 percent",
            0,
            100,
            "takes 0 to 100 percent",
        ),
    ] {
        let network = read_by_the_network(text);
        let range = &network["resolved"][0]["out_of_range"];
        assert_eq!(range["lowest"], lowest, "{text}: {network}");
        assert_eq!(range["highest"], highest, "{text}: {network}");
        assert_eq!(network["entries"], serde_json::json!([]), "{text}");
        let run = goldcrest(&["explain", text]);
        assert!(run.out.contains(said), "{}", run.out);
    }
}

#[test]
fn home_is_right_in_context() {
    let run = goldcrest(&["eval", "context", "--json", "--at-least", "0.95"]);
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    let figures = &run.objects()[0];
    assert!(figures["count"].as_u64() >= Some(100));
    assert!(figures["without_context"].as_f64() <= Some(0.6));
    assert_eq!(
        figures["independent_with_context"],
        figures["independent_without_context"]
    );
}

#[test]
fn learned_weights_are_rules_like_any_other() {
    let out = file("learned.yaml", b"");
    let run = goldcrest(&["context", "train", "--out", out.to_str().unwrap(), "--json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let told = &run.objects()[0];
    assert!(told["likelihood_after"].as_f64() > told["likelihood_before"].as_f64());
    let first = fs::read_to_string(&out).unwrap();
    assert!(
        first.contains("likelier:") && first.contains("OvenQuery"),
        "{first}"
    );
    goldcrest(&["context", "train", "--out", out.to_str().unwrap()]);
    assert_eq!(fs::read_to_string(&out).unwrap(), first);
    goldcrest(&["context", "train", "--regularisation", "0"]).assert_refused("holds no weight");
}

/// What no template says: amounts are read whole or not at all, what is no value of a slot is not left out, and what
/// only sounds like a command is none.
#[test]
fn other_words_are_understood_whole_or_not_at_all() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/unwritten.jsonl");
    let run = goldcrest(&["eval", "context", "--json", "--data", file]);
    let wrong = run.objects()[0]["wrong"].clone();
    let wrong: Vec<&Value> = wrong
        .as_array()
        .unwrap()
        .iter()
        .filter(|pair| !(pair["wanted"]["intent"] == "none" && pair["found"].is_null()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
