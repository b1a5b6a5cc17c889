//! `eval nlu`: labelled text of every shape, and what is wrong with it.

use std::fs;

use serde_json::json;

use crate::program::{file, goldcrest};

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
