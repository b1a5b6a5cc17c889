//! What is given wrongly is told, and what to give instead.

use std::fs;

use goldcrest_host::audio::write_wav;

use crate::program::{file, goldcrest};
use crate::wake::{text, tones};

#[test]
fn a_folder_or_a_pack_is_not_taken_for_a_missing_assistant() {
    let pack = file("own.pack", b"a pack");
    let folder = pack.parent().unwrap();
    goldcrest(&["understand", "--assistant", text(&pack), "hello"]).assert_refused("--pack");
    // a relative name, as it is written where the folder lies
    goldcrest(&["understand", "--assistant", "engine", "hello"])
        .assert_refused("assistant.yaml is missing in it");
    goldcrest(&["understand", "--assistant", text(folder), "hello"])
        .assert_refused("assistant.yaml");
}

#[test]
fn recordings_are_not_taken_for_text() {
    goldcrest(&["explain", "a.wav", "b.flac"]).assert_refused("2 recordings are more than one");
    goldcrest(&["explain", "tools/assistants"]).assert_refused("is a folder, not a recording");
    let run = goldcrest(&["explain", "turn", "on", "the", "lights"]);
    assert_eq!(run.status, 0, "{}", run.err);
}

#[test]
fn options_of_a_microphone_are_refused_beside_recordings() {
    for option in [
        ["--device", "foo"],
        ["--seconds", "3"],
        ["--record", "x.wav"],
    ] {
        let run = goldcrest(&[&["listen", "--wav", "x.wav"][..], &option].concat());
        assert_eq!(run.status, 2, "{}", run.out);
        assert!(run.err.contains("cannot be used with"), "{}", run.err);
    }
}

#[test]
fn pictures_that_cannot_be_written_are_refused_first() {
    let room = tones("unwritable", 1);
    let svg = ["--svg", "no/such/folder/x.svg"];
    let folders = ["--positives", "nowhere", "--negatives", text(&room)];
    goldcrest(&[&["eval", "wake"][..], &folders, &svg].concat())
        .assert_refused("there is no folder no/such/folder");
    let demo = "tools/assistants/home/demos/bedroom-blinds.wav";
    let run = goldcrest(&[&["explain", demo][..], &svg].concat());
    run.assert_refused("there is no folder no/such/folder");
    assert!(run.out.is_empty(), "{}", run.out);
}

#[test]
fn a_phrase_that_is_proposed_is_long_enough() {
    let run = goldcrest(&["wake", "train", "hi"]);
    run.assert_refused("too few");
    assert!(run.err.contains("such as `hello hi`"), "{}", run.err);
    let run = goldcrest(&["wake", "train", "bob"]);
    assert!(run.err.contains("such as `hey bob`"), "{}", run.err);
}

#[test]
fn what_is_cut_off_is_counted_in_its_unit() {
    let whole = file("whole.wav", b"");
    write_wav(&whole, &[1; 8_000]).unwrap();
    let bytes = fs::read(&whole).unwrap();
    fs::write(&whole, &bytes[..bytes.len() - 1]).unwrap();
    goldcrest(&["listen", "--wav", text(&whole)])
        .assert_refused("announces 16000 bytes, 15999 are there");
}

#[test]
fn manifests_say_what_is_wrong_with_them() {
    let golden = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/golden/tflite/hey_juniper.json"
    );
    let golden = fs::read_to_string(golden).unwrap();
    for (from, to, why) in [
        (
            "\"version\": 2",
            "\"version\": 3",
            "this is one of version 3",
        ),
        ("\"version\": 2", "\"version\": 1", "are not streaming"),
        ("Hey Juniper", "", "`wake_word` says nothing"),
    ] {
        assert!(golden.contains(from), "{golden}");
        let manifest = file("word.json", golden.replace(from, to).as_bytes());
        goldcrest(&["import", "microwakeword", text(&manifest)]).assert_refused(why);
    }
}

#[test]
fn slots_that_only_a_template_has_are_shown_with_their_words() {
    let said = ["play", "jaz", "in", "the", "kichen"];
    let run = goldcrest(&[&["explain"][..], &said].concat());
    let row = |slot: &str, words: &str| {
        let row = run.out.lines().find(|line| {
            let cells: Vec<&str> = line.split_whitespace().collect();
            cells.first() == Some(&slot) && cells.get(1) == Some(&words)
        });
        row.unwrap_or_else(|| panic!("no row of {slot}: {}", run.out))
    };
    for (slot, words, value) in [("music", "jaz", "jazz"), ("area", "kichen", "kitchen")] {
        let row = row(slot, words);
        assert!(row.contains(value) && row.contains("sound-alike"), "{row}");
    }
}

#[test]
fn a_pack_is_told_of_in_the_same_numbers_when_built_and_inspected() {
    let out = file("shopping.pack", b"");
    let built = goldcrest(&["pack", "build", "shopping", "--json", "--out", text(&out)]);
    let built = &built.objects()[0];
    let inspected = goldcrest(&["pack", "inspect", text(&out)]);
    let intents = format!("{} intents,", built["intents"]);
    assert!(
        inspected.out.contains(&intents),
        "{intents} {}",
        inspected.out
    );
    let by_rule = built["by_letters"].as_array().unwrap().len();
    assert!(by_rule > 12, "{built}");
    let told = goldcrest(&["pack", "build", "shopping", "--out", text(&out)]);
    let more = format!("and {} more", by_rule - 12);
    assert!(told.out.contains(&more), "{}", told.out);
}
