use std::fs;

use crate::program::{file, goldcrest};

#[test]
fn commands_are_counted_with_their_fields() {
    let silence = {
        let mut bytes = b"RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80>\x00\x00\x00}\x00\x00\x02\x00\x10\x00data".to_vec();
        bytes.extend_from_slice(&32_000u32.to_le_bytes());
        bytes.resize(bytes.len() + 32_000, 0);
        bytes
    };
    let first = file("a.wav", &silence);
    let folder = first.parent().unwrap();
    fs::write(folder.join("b.wav"), b"not a recording").unwrap();
    let labels = folder.join("labels.json");
    fs::write(&labels, r#"{"a.wav": {"intent": "orderDrink", "slots": {"size": "small"}}, "b.wav": {"intent": "orderDrink"}}"#).unwrap();
    let unsaid = file("c.wav", &silence);
    let arguments = [
        "eval",
        "commands",
        "--json",
        "--assistant",
        "coffee",
        "--audio",
        folder.to_str().unwrap(),
        "--labels",
        labels.to_str().unwrap(),
        "--out-of-grammar",
        unsaid.parent().unwrap().to_str().unwrap(),
    ];
    let run = goldcrest(&arguments);
    assert_eq!(run.status, 0, "{}", run.err);
    let report = &run.objects()[0];
    assert_eq!(report["count"], 2);
    assert_eq!(report["accepted"], 0);
    assert_eq!(report["rate"], 0.0);
    assert_eq!(report["false_accepts"], 0);
    assert_eq!(report["out_of_grammar"], 1);
    assert_eq!(report["undecodable"], 1);
    assert_eq!(report["failures"].as_array().unwrap().len(), 2);
    let strict: Vec<&str> = arguments
        .iter()
        .copied()
        .chain(["--at-least", "0.5"])
        .collect();
    assert_eq!(goldcrest(&strict).status, 1);
}

#[test]
fn what_cannot_be_decoded_is_not_counted_as_refused() {
    let said = file("a.wav", b"");
    goldcrest_host::audio::write_wav(&said, &[0; 16_000]).unwrap();
    let labels = file("labels.json", br#"{"a.wav": {"intent": "orderDrink"}}"#);
    let eval = |unsaid: &std::path::Path| {
        goldcrest(&[
            "eval",
            "commands",
            "--json",
            "--assistant",
            "coffee",
            "--audio",
            said.parent().unwrap().to_str().unwrap(),
            "--labels",
            labels.to_str().unwrap(),
            "--out-of-grammar",
            unsaid.to_str().unwrap(),
        ])
    };
    let broken = file("broken.wav", b"RIFF and no more");
    let unsaid = broken.parent().unwrap();
    eval(unsaid).assert_refused("--out-of-grammar can be decoded");
    goldcrest_host::audio::write_wav(&unsaid.join("b.wav"), &[0; 16_000]).unwrap();
    let run = eval(unsaid);
    assert_eq!(run.status, 0, "{}", run.err);
    let report = &run.objects()[0];
    assert_eq!(
        (&report["out_of_grammar"], &report["undecodable"]),
        (&1.into(), &1.into())
    );
    let empty = file("notes.txt", b"no recording");
    eval(empty.parent().unwrap()).assert_refused("holds no WAV or FLAC file");
}

/// A program that stands in for a Python with PocketSphinx: it says what it is given, whatever it hears.
#[cfg(unix)]
fn decoder(says: &str) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let lines = format!("#!/bin/sh\n{says}\ncat > /dev/null\n");
    let program = file("python", lines.as_bytes());
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}

#[cfg(unix)]
#[test]
fn the_rival_is_scored_by_the_same_scorer() {
    let sound = file("a.wav", b"");
    goldcrest_host::audio::write_wav(&sound, &[100; 8_000]).unwrap();
    let labels = file(
        "labels.json",
        br#"{"a.wav": {"intent": "orderDrink", "slots": {"size": "small", "coffeeDrink": "latte"}}}"#,
    );
    let eval = |python: &std::path::Path| {
        goldcrest(&[
            "eval",
            "commands",
            "--json",
            "--assistant",
            "coffee",
            "--audio",
            sound.parent().unwrap().to_str().unwrap(),
            "--labels",
            labels.to_str().unwrap(),
            "--engine",
            "pocketsphinx",
            "--python",
            python.to_str().unwrap(),
        ])
    };
    let ready = "test -s \"$3\" && test -s \"$4\" && echo '{\"ready\": true}'";
    for (words, accepted) in [
        ("can i get a small latte", 1),
        ("can i get a small mocha", 0),
        ("can i get a", 0),
    ] {
        let run = eval(&decoder(&format!("{ready}\necho '\"{words}\"'")));
        assert_eq!(run.status, 0, "{}", run.err);
        let report = &run.objects()[0];
        assert_eq!(
            (&report["engine"], &report["accepted"]),
            (&"pocketsphinx".into(), &accepted.into())
        );
    }
    eval(&decoder("echo '{\"missing\": \"no module\"}'")).assert_refused("has no PocketSphinx");
    eval(&decoder("exit 0")).assert_refused("gave up");
    eval("no/such/python".as_ref()).assert_refused("cannot run");
}

#[test]
fn flags_that_do_not_fit_are_refused() {
    let eval = |more: &[&str]| {
        let arguments: Vec<&str> = ["eval", "commands"].iter().chain(more).copied().collect();
        goldcrest(&arguments)
    };
    assert_eq!(eval(&["--audio", "engine", "--noise", "x.wav"]).status, 2);
    eval(&["--audio", "no/such/folder"]).assert_refused("no/such/folder");
    eval(&["--audio", "engine"]).assert_refused("intent");
    eval(&["--audio", "engine", "--labels", "no-labels.json"]).assert_refused("no-labels.json");
    let labels = file("labels.json", b"[1, 2]");
    eval(&["--audio", "engine", "--labels", labels.to_str().unwrap()])
        .assert_refused("labels.json");
}

#[test]
fn the_demo_is_plain_text_when_piped() {
    let run = goldcrest(&["demo", "kitchen-lights"]);
    assert_eq!(run.status, 0, "{}", run.err);
    for part in [
        "kitchen-lights",
        "sound",
        "bands",
        "what it takes",
        "search",
        "RAM",
    ] {
        assert!(run.out.contains(part), "no {part} in {}", run.out);
    }
    goldcrest(&["demo", "no-such-dialogue"]).assert_refused("kitchen-lights");
}

#[test]
fn the_doctor_names_the_command_that_mends() {
    let run = goldcrest(&["doctor", "--json"]);
    assert_eq!(run.status, 0);
    for check in run.objects() {
        assert_eq!(check["found"] == false, check["mend"].is_string());
    }
}
