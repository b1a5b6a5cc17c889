//! `wake train`: what it says of its recordings, and the phrases that it refuses.

use std::fs;
use std::path::{Path, PathBuf};

use goldcrest_host::audio;

use crate::program::{file, goldcrest};
use crate::wake::{text, tones};

/// Copies of the demo's recordings, in which nobody says "hey juniper", and one that cannot be decoded.
fn speech(name: &str) -> PathBuf {
    let folder = file(name, b"").parent().unwrap().join("speech");
    fs::create_dir_all(&folder).unwrap();
    let demos = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tools/assistants/home/demos"
    );
    for demo in fs::read_dir(demos).unwrap() {
        let demo = demo.unwrap().path();
        if demo.extension().is_some_and(|extension| extension == "wav") {
            fs::copy(&demo, folder.join(demo.file_name().unwrap())).unwrap();
        }
    }
    fs::write(folder.join("broken.wav"), b"RIFF and no more").unwrap();
    folder
}

#[test]
fn training_says_what_it_could_not_hear_and_what_it_does_not_know() {
    let out = file("few", b"").parent().unwrap().join("juniper");
    let (other, said) = (speech("few-other"), tones("few-said", 3));
    fs::write(said.join("broken.flac"), b"fLaC and no more").unwrap();
    let phrase = ["hey juniper", "--check", "none", "-o", text(&out)];
    let recordings = ["--recordings", text(&said)];
    let negatives = ["--json", "wake", "train", "--negatives", text(&other)];
    let run = goldcrest(&[&negatives[..], &phrase, &recordings].concat());
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    let facts = &run.objects()[0];
    assert_eq!(facts["undecodable"], 2, "{facts}");
    let files = facts["undecodable_files"].to_string();
    assert!(
        files.contains("broken.wav") && files.contains("broken.flac"),
        "{files}"
    );
    assert_eq!(facts["positives"], "3 recordings of yours");
    // tones are not the phrase: nothing is learnt from them, and each is named
    let sharpened = &facts["sharpened"];
    assert_eq!(
        sharpened["not_found"].as_array().map(Vec::len),
        Some(3),
        "{sharpened}"
    );
    assert_eq!(sharpened["learnt"], serde_json::json!([]));
    assert!(
        run.err.contains("the phrase is not found in"),
        "{}",
        run.err
    );
    assert!(
        run.err
            .contains("nothing is learnt from --recordings: the phrase is found in fewer"),
        "{}",
        run.err
    );
    assert_eq!(facts["too_few_hours"], true);
    assert!(
        run.err.contains("warning: lower rates are extrapolated"),
        "{}",
        run.err
    );
    let picture = fs::read_to_string(out.join("det.svg")).unwrap();
    assert!(picture.contains("shaded: less than one event"), "{picture}");

    // several folders behind the phrase are all of --negatives
    let behind = [
        &["wake", "train"][..],
        &phrase,
        &recordings,
        &["--negatives"],
    ]
    .concat();
    let both = [&behind[..], &[text(&other), text(&other)]].concat();
    let run = goldcrest(&both);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    assert!(run.out.contains("left out, undecodable: "), "{}", run.out);

    // without --negatives there is no curve, and the old one does not stay
    let run = goldcrest(&[&["wake", "train"][..], &phrase, &recordings].concat());
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    assert!(run.out.contains("no curve, and no det.svg"), "{}", run.out);
    assert!(!out.join("det.svg").exists());
    assert!(
        run.err
            .contains("nothing is learnt from --recordings: without"),
        "{}",
        run.err
    );
    let card = fs::read_to_string(out.join("CARD.md")).unwrap();
    assert!(
        card.contains("Nothing was learnt from the owner's recordings: without --negatives"),
        "{card}"
    );

    let rare = ["--false-accepts", "0.04", "--json"];
    let run = goldcrest(&[&["wake", "train"][..], &phrase, &recordings, &rare].concat());
    let facts = &run.objects()[0];
    let (cost, first) = (&facts["cost"], &facts["curve"][0]["cost"]);
    assert!(
        cost.as_u64() > Some(0) && cost.as_u64() < first.as_u64(),
        "{cost} {first}"
    );

    let broken = file("broken.wav", b"RIFF and no more");
    let broken = text(broken.parent().unwrap());
    for option in ["--negatives", "--recordings"] {
        let only_broken = [&["wake", "train"][..], &phrase, &[option, broken]].concat();
        let run = goldcrest(&only_broken);
        run.assert_refused(&format!("no recording of {option} can be decoded"));
        assert!(run.err.contains("broken.wav"), "{}", run.err);
    }
}

#[test]
fn what_cannot_be_a_wake_phrase_is_refused() {
    goldcrest(&["wake", "train", "hi"]).assert_refused("too few");
    goldcrest(&["wake", "train", "stop"]).assert_refused("too few");
    goldcrest(&["wake", "train", "hi", "--stop"]).assert_refused("too few");
    goldcrest(&["wake", "train", "..."]).assert_refused("no words");
    goldcrest(&["wake", "train", "juniper", "--say", "JH UX"]).assert_refused("phone");
    goldcrest(&["wake", "train", "juniper", "--trunk", "nowhere"]).assert_refused("nowhere");
    goldcrest(&["wake", "train", "juniper", "--false-accepts", "0"]).assert_refused("rate");
    goldcrest(&["wake", "train", "hey", "juniper"]).assert_refused("put quotes around a phrase");
    goldcrest(&["wake", "train", "hey", "engine"]).assert_refused("--negatives DIR");
    let negatives = ["wake", "train", "--negatives", "engine", "hey", "juniper"];
    goldcrest(&negatives).assert_refused("put quotes around a phrase");
    goldcrest(&["wake", "train", "привет лампа"]).assert_refused("--say");
}

#[test]
fn phrases_that_no_detector_has_room_for_are_refused() {
    let long = "goldcrest ".repeat(30);
    goldcrest(&["wake", "train", &long]).assert_refused("room for 160");
    let said = vec!["AH"; 81].join(" ");
    let two_ways = [
        "wake",
        "train",
        "a",
        "--say",
        &said,
        "--say",
        &format!("{said} N"),
    ];
    goldcrest(&two_ways).assert_refused("163 phones");
    goldcrest(&two_ways).assert_refused("fewer ways");
}

/// What is told of a phrase that was trained and measured on two tones.
fn trained(name: &str, phrase: &[&str]) -> serde_json::Value {
    let out = file(name, b"").parent().unwrap().join("trained");
    let said = tones(name, 2);
    let place = ["--recordings", text(&said), "-o", text(&out)];
    let run = goldcrest(&[&["--json", "wake", "train"], phrase, &place].concat());
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    run.objects()[0].clone()
}

#[test]
fn accented_phrases_are_pronounced() {
    let facts = trained("cafes", &["Café Zürich"]);
    assert_eq!(facts["phrase"], "café zürich");
    assert!(!facts["pronunciations"].as_array().unwrap().is_empty());
}

#[test]
fn a_stop_word_may_be_short_and_wrong_more_often() {
    let facts = trained("stops", &["stop", "--stop", "--say", "S T AA P"]);
    assert_eq!(facts["false_accepts_per_hour"], 10.0);
    assert_eq!(facts["pronunciations"].as_array().unwrap().len(), 1);
}

/// The demo's recordings backwards, and so again by higher voices: speech, of which nothing is the phrase.
fn backwards(name: &str) -> PathBuf {
    let folder = speech(name);
    for recording in fs::read_dir(&folder).unwrap() {
        let recording = recording.unwrap().path();
        if let Ok(mut samples) = audio::read(&recording) {
            samples.reverse();
            let length = samples.len();
            for of_eight in [7, 6] {
                let higher = (0..length * of_eight / 8).map(|at| samples[at * 8 / of_eight]);
                let higher: Vec<i16> = higher.collect();
                samples.extend(higher);
            }
            audio::write_wav(&recording, &samples).unwrap();
        }
    }
    folder
}

#[test]
fn an_owner_teaches_how_a_phrase_is_said() {
    let out = file("owner", b"").parent().unwrap().join("trained");
    let (other, own) = (backwards("owner-other"), speech("owner-own"));
    let run = goldcrest(&[
        "--json",
        "wake",
        "train",
        "hey goldcrest",
        "--say",
        "HH EY G AA L B R IY P S",
        "--check",
        "none",
        "--false-accepts",
        "5",
        "--negatives",
        text(&other),
        "--recordings",
        text(&own),
        "-o",
        text(&out),
    ]);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    let facts = &run.objects()[0];
    let sharpened = &facts["sharpened"];
    let learnt = sharpened["learnt"].as_array().unwrap();
    assert!(!learnt.is_empty(), "{sharpened}");
    let ways = facts["pronunciations"].as_array().unwrap();
    assert_eq!(ways[0], "HH EY G AA L B R IY P S");
    assert_eq!(ways[1..], learnt[..]);
    // what is told as missed was not learnt from
    assert_eq!(facts["missed"], sharpened["missed_after"]);
    let missed = |key: &str| sharpened[key].as_u64().unwrap();
    assert!(
        missed("missed_after") < missed("missed_before"),
        "{sharpened}"
    );
    let card = fs::read_to_string(out.join("CARD.md")).unwrap();
    assert!(card.contains("## Learnt from recordings"), "{card}");
}

#[test]
fn an_interrupted_run_goes_on_where_it_stopped() {
    let folder = file("interrupted", b"").parent().unwrap().to_owned();
    let (other, said) = (speech("interrupted-other"), tones("interrupted-said", 2));
    let train = |out: &Path| {
        goldcrest(&[
            "wake",
            "train",
            "hey juniper",
            "--negatives",
            text(&other),
            "--recordings",
            text(&said),
            "-o",
            text(out),
        ])
    };
    let (whole, broken) = (folder.join("whole"), folder.join("broken"));
    let run = train(&whole);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    assert!(!run.out.contains("found again"), "{}", run.out);
    assert!(!whole.join("heard").exists());

    // what stands where the phrase is to be written stops a run after everything was heard
    fs::create_dir_all(broken.join("phrase.json")).unwrap();
    let stopped = train(&broken);
    assert_eq!(stopped.status, 2, "{} {}", stopped.out, stopped.err);
    let kept = || {
        let listing = fs::read_dir(broken.join("heard")).unwrap();
        let mut files: Vec<PathBuf> = listing.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    };
    assert_eq!(kept().len(), 2, "{:?}", kept());
    fs::remove_dir(broken.join("phrase.json")).unwrap();
    fs::write(&kept()[0], b"damaged").unwrap();
    let run = train(&broken);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    assert!(run.out.contains("found again"), "{}", run.out);
    let facts = |out: &Path| fs::read(out.join("phrase.json")).unwrap();
    assert!(facts(&whole) == facts(&broken));
    assert!(!broken.join("heard").exists());
}
