use std::fs;

use serde_json::{Value, json};

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

#[test]
fn labelled_text_is_scored() {
    let data = file(
        "data.jsonl",
        br#"{"text": "turn on the kitchen lights", "intent": "LightOn", "slots": [{"slot": "area", "start": 3, "end": 4}]}
{"text": "play some jazz", "intent": "MediaPlay", "slots": [{"slot": "music", "start": 2, "end": 3}]}
{"text": "turn on the desk lamp", "intent": "LightOff", "slots": []}
{"text": "the weather is lovely today", "intent": "none"}
"#,
    );
    let matrix = file("matrix.svg", b"");
    let plot = file("plot.svg", b"");
    let run = goldcrest(&[
        "eval",
        "nlu",
        "--json",
        "--pack",
        "home",
        "--stage",
        "chain",
        "--data",
        data.to_str().unwrap(),
        "--confusion",
        matrix.to_str().unwrap(),
        "--reliability",
        plot.to_str().unwrap(),
    ]);
    assert_eq!(run.status, 0, "{}", run.err);
    let figures = &run.objects()[0];
    assert_eq!(figures["count"], 3);
    assert!((figures["intent_accuracy"].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-9);
    assert!((figures["slot_f1"].as_f64().unwrap() - 0.8).abs() < 1e-9);
    assert!((figures["exact_match"].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-9);
    assert_eq!(figures["oos_recall"], 1.0, "{figures}");
    for picture in [matrix, plot] {
        assert!(fs::read_to_string(picture).unwrap().ends_with("</svg>\n"));
    }
    let snips = file(
        "snips.json",
        br#"{"MediaPlay": [{"data": [{"text": "play some "}, {"text": "jazz", "entity": "music"}]}]}"#,
    );
    let run = goldcrest(&["eval", "nlu", "--json", "--data", snips.to_str().unwrap()]);
    assert_eq!(
        run.objects()[0]["exact_match"],
        1.0,
        "{}{}",
        run.out,
        run.err
    );
}

/// Labels count the words that white space parts, and templates those of the normalised text.
#[test]
fn what_is_understood_perfectly_has_perfect_slots() {
    let data = file(
        "digits.jsonl",
        br#"{"text": "set a 45 minute pizza timer", "intent": "TimerSet", "slots": [{"slot": "minutes", "start": 2, "end": 3}, {"slot": "name", "start": 4, "end": 5}]}
{"text": "set a timer for 25 minutes called pizza", "intent": "TimerSet", "slots": [{"slot": "minutes", "start": 4, "end": 5}, {"slot": "name", "start": 7, "end": 8}]}
{"text": "set the volume to 55", "intent": "VolumeSet", "slots": [{"slot": "volume", "start": 4, "end": 5}]}
{"text": "set the lights to 37%", "intent": "LightBrightness", "slots": [{"slot": "brightness", "start": 4, "end": 5}]}
{"text": "set the living-room lights to 50% please", "intent": "LightBrightness", "slots": [{"slot": "area", "start": 2, "end": 3}, {"slot": "brightness", "start": 5, "end": 6}]}
"#,
    );
    let run = goldcrest(&["eval", "nlu", "--json", "--data", data.to_str().unwrap()]);
    let figures = &run.objects()[0];
    for figure in ["slot_f1", "slot_f1_low", "slot_f1_high", "exact_match"] {
        assert_eq!(figures[figure], 1.0, "{figure}: {figures}");
    }
}

#[test]
fn labels_that_the_pack_has_not_are_named() {
    let data = file(
        "labels.jsonl",
        br#"{"text": "play some jazz", "intent": "MediaPlay", "slots": [{"slot": "genre", "start": 2, "end": 3}]}
{"text": "turn on the desk lamp", "intent": "LampOn", "slots": [{"slot": "name", "start": 3, "end": 5}]}
{"text": "the weather is lovely today", "intent": "none"}
"#,
    );
    let data = data.to_str().unwrap();
    let run = goldcrest(&["eval", "nlu", "--json", "--data", data]);
    let figures = &run.objects()[0];
    assert_eq!(figures["unknown_intents"], json!(["LampOn"]));
    assert_eq!(figures["unknown_slots"], json!(["genre"]));
    let refused = json!({"wanted": "(none)", "found": "(none)", "count": 1});
    assert!(
        figures["confusion"].as_array().unwrap().contains(&refused),
        "{figures}"
    );
    let run = goldcrest(&["eval", "nlu", "--data", data]);
    for shown in [
        "1 of the data's intents are not in the pack, which counts as errors: LampOn",
        "1 of the data's slots are not in the pack, which counts as errors: genre",
    ] {
        assert!(run.out.contains(shown), "{}", run.out);
    }
    assert!(!run.out.contains("(none)"), "{}", run.out);
}

#[test]
fn labels_of_every_shape_are_scored() {
    for (name, content) in [
        (
            "marked.jsonl",
            "\u{feff}{\"text\": \"play some jazz\", \"intent\": \"MediaPlay\", \"slots\": [{\"slot\": \"music\", \"start\": 2, \"end\": 3}]}",
        ),
        (
            "rasa.yml",
            "\u{feff}nlu:\n- intent: MediaPlay\n  examples: |\n    - play some [jazz](music)\n",
        ),
        (
            "rasa3.yml",
            "nlu:\n- intent: MediaPlay\n  examples:\n  - text: |\n      play some [jazz](music)\n",
        ),
        (
            "rasa.json",
            "\u{feff}{\"rasa_nlu_data\": {\"common_examples\": [{\"text\": \"play some jazz\", \"intent\": \"MediaPlay\", \"entities\": [{\"start\": 10, \"end\": 14, \"entity\": \"music\"}]}]}}",
        ),
        (
            "snips.yaml",
            "\u{feff}---\ntype: intent\nname: MediaPlay\nutterances:\n  - play some [music:genre](jazz)\n---\ntype: entity\nname: genre\n",
        ),
    ] {
        let data = file(name, content.as_bytes());
        let run = goldcrest(&["eval", "nlu", "--json", "--data", data.to_str().unwrap()]);
        assert_eq!(run.status, 0, "{name}: {}", run.err);
        let figures = &run.objects()[0];
        assert_eq!(
            (&figures["count"], &figures["exact_match"]),
            (&1.into(), &1.0.into()),
            "{name}"
        );
    }
}

#[test]
fn broken_labels_are_refused_with_their_line() {
    let data = file(
        "broken.jsonl",
        b"{\"text\": \"next\", \"intent\": \"MediaNext\"}\n{\"text\": \"next\", \"intent\": \"MediaNext\", \"slots\": [{\"slot\": \"s\", \"start\": 0, \"end\": 4}]}\n",
    );
    goldcrest(&["eval", "nlu", "--data", data.to_str().unwrap()])
        .assert_refused("broken.jsonl:2: slot s covers words 0 to 4 of 1");
    goldcrest(&["eval", "nlu", "--data", "no-such.jsonl"]).assert_refused("no-such.jsonl");
    for (name, content, place, help) in [
        (
            "rasa.yml",
            &b"nlu:\n- intent: a\n  examples: |\n    - next\n    - next [song\n"[..],
            "rasa.yml:5: ",
            "- play [jazz](genre)",
        ),
        (
            "snips.yaml",
            b"type: intent\nname: a\nutterances:\n- next [song\n",
            "snips.yaml:4: ",
            "- play [genre](jazz)",
        ),
        (
            "rasa.json",
            b"{\"rasa_nlu_data\": {\"common_examples\": [\n{\"text\": \"next\"}]}}",
            "rasa.json:2: ",
            "\"entities\"",
        ),
        (
            "snips.json",
            b"{\"intents\":\n{\"a\": 3}}",
            "snips.json:2: ",
            "\"slot_name\"",
        ),
        (
            "latin.jsonl",
            b"{\"text\": \"next\", \"intent\": \"a\"}\n{\"text\": \"caf\xe9\"",
            "latin.jsonl:2: not UTF-8",
            "UTF-8",
        ),
        (
            "blank.jsonl",
            b"{\"text\": \"\", \"intent\": \"a\"}",
            "blank.jsonl:1: the text is empty",
            "\"start\"",
        ),
    ] {
        let data = file(name, content);
        let run = goldcrest(&["eval", "nlu", "--data", data.to_str().unwrap()]);
        run.assert_refused(place);
        assert!(run.err.contains(help), "{}", run.err);
    }
    let empty = file("empty.jsonl", b"\n");
    goldcrest(&["eval", "nlu", "--data", empty.to_str().unwrap()])
        .assert_refused("no labelled text");
    goldcrest(&[
        "eval",
        "nlu",
        "--pack",
        "no-such",
        "--data",
        data.to_str().unwrap(),
    ])
    .assert_refused("no-such");
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
