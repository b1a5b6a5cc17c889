//! Figures of something else than what was asked for are refused, or say what they are.

use std::fs;

use goldcrest_host::audio::write_wav;

use crate::program::{file, goldcrest};
use crate::wake::{text, tones};

#[test]
fn labelled_recordings_that_are_not_there_count_in_no_rate() {
    let said = file("a.wav", b"");
    write_wav(&said, &[0; 16_000]).unwrap();
    let label = r#"{"intent": "orderDrink"}"#;
    let names = ["a", "b", "c", "d", "e"].map(|name| format!("\"{name}.wav\": {label}"));
    let labels = file(
        "labels.json",
        format!("{{{}}}", names.join(", ")).as_bytes(),
    );
    let audio = text(said.parent().unwrap()).to_owned();
    let arguments = [
        "eval",
        "commands",
        "--assistant",
        "coffee",
        "--audio",
        &audio,
        "--labels",
        text(&labels),
    ];
    let run = goldcrest(&[&arguments[..], &["--json"]].concat());
    assert_eq!(run.status, 0, "{}", run.err);
    let report = &run.objects()[0];
    assert_eq!(
        (&report["count"], &report["missing"], &report["undecodable"]),
        (&1.into(), &4.into(), &0.into())
    );
    assert!(
        run.err.contains("4 of 5 labelled recordings are not in")
            && run.err.contains("b.wav, c.wav, d.wav and 1 more"),
        "{}",
        run.err
    );
    let run = goldcrest(&arguments);
    assert!(run.out.contains("0 of 1"), "{}", run.out);
    assert!(
        run.out.contains("not there                4"),
        "{}",
        run.out
    );
    let only = file("only.txt", b"b\n");
    goldcrest(&[&arguments[..], &["--only", text(&only)]].concat()).assert_refused("b.wav");
}

#[test]
fn labels_that_the_assistant_does_not_have_are_told() {
    let said = file("a.wav", b"");
    write_wav(&said, &[0; 16_000]).unwrap();
    let audio = text(said.parent().unwrap()).to_owned();
    let err = |label: &str| {
        let labels = file("labels.json", format!("{{\"a.wav\": {label}}}").as_bytes());
        let folder = ["--assistant", "coffee", "--audio", &audio];
        let labels = ["--labels", text(&labels), "--json"];
        let run = goldcrest(&[&["eval", "commands"][..], &folder, &labels].concat());
        assert_eq!(run.status, 0, "{}", run.err);
        assert_eq!(run.objects().len(), 1, "{}", run.out);
        run.err
    };
    assert_eq!(
        err(r#"{"intent": "orderDrink", "slots": {"size": "small"}}"#),
        ""
    );
    let told = err(r#"{"intent": "orderDrnk", "slots": {"size": "small", "sizee": "large"}}"#);
    assert!(
        told.contains(
            "coffee has no intent `orderDrnk`, no slot `sizee`: recordings labelled so, 1, cannot"
        ),
        "{told}"
    );
}

#[test]
fn recordings_of_other_formats_are_left_out_aloud() {
    let room = tones("room-of-formats", 2);
    for name in ["a.mp3", "b.M4A", "c.ogg", "d.opus", "notes.txt"] {
        fs::write(room.join(name), b"sound").unwrap();
    }
    let folders = ["--positives", text(&room), "--negatives", text(&room)];
    let run = goldcrest(&[&["eval", "wake", "--json"][..], &folders].concat());
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.objects()[0]["count"], 2, "{}", run.out);
    assert!(
        run.err
            .contains("neither WAV nor FLAC: a.mp3, b.M4A, c.ogg and 1 more; to have one heard"),
        "{}",
        run.err
    );
    assert!(!run.err.contains("notes.txt"), "{}", run.err);
}

#[test]
fn a_model_that_is_not_there_is_asked_for_by_what_writes_one() {
    let room = tones("room-without-model", 1);
    let folders = ["--positives", text(&room), "--negatives", text(&room)];
    let run = goldcrest(&[&["eval", "wake", "--model", "no/such.wake"][..], &folders].concat());
    run.assert_refused("no/such.wake");
    assert!(run.err.contains("goldcrest wake train"), "{}", run.err);
}

#[test]
fn silence_is_no_noise() {
    let silence = file("silence.wav", b"");
    write_wav(&silence, &[0; 16_000]).unwrap();
    let room = tones("silent-room", 1);
    let noise = ["--noise", text(&silence), "--snr", "10"];
    let folders = ["--positives", text(&room), "--negatives", text(&room)];
    goldcrest(&[&["eval", "wake"][..], &folders, &noise].concat()).assert_refused("is silent");
    let labels = file("labels.json", br#"{"0.wav": {"intent": "orderDrink"}}"#);
    let commands = [
        "--assistant",
        "coffee",
        "--audio",
        text(&room),
        "--labels",
        text(&labels),
    ];
    goldcrest(&[&["eval", "commands"][..], &commands, &noise].concat()).assert_refused("is silent");
}

#[test]
fn percents_are_not_taken_for_shares() {
    for arguments in [
        &["eval", "commands", "--audio", "engine", "--at-least", "50"][..],
        &["eval", "nlu", "--data", "nothing", "--at-least", "50"],
        &[
            "eval",
            "wake",
            "--positives",
            "a",
            "--negatives",
            "b",
            "--at-most",
            "50",
        ],
        &[
            "rewrite",
            "learn",
            "--pairs",
            "a",
            "--trie",
            "b",
            "--out",
            "c",
            "--precision",
            "50",
        ],
    ] {
        let run = goldcrest(arguments);
        assert_eq!(run.status, 2, "{arguments:?}");
        assert!(
            run.err
                .contains("a share from 0 to 1 is wanted: write 0.5 for 50 %"),
            "{}",
            run.err
        );
    }
    for share in ["-1", "NaN", "many"] {
        let share = format!("--at-least={share}");
        let run = goldcrest(&["eval", "commands", "--audio", "engine", &share]);
        assert!(run.err.contains("such as 0.5 for 50 %"), "{}", run.err);
    }
}

#[test]
fn a_phrase_is_not_written_among_the_files_of_others() {
    let manifest = file("assistant.yaml", b"name: mine\n");
    let folder = text(manifest.parent().unwrap()).to_owned();
    let golden = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/golden/tflite/hey_juniper.json"
    );
    for verb in [
        &["wake", "train", "hey juniper"][..],
        &["import", "microwakeword", golden],
    ] {
        let run = goldcrest(&[verb, &["-o", &folder]].concat());
        run.assert_refused("holds assistant.yaml of something else");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "{verb:?}");
    }
    let card = file("CARD.md", b"about a network");
    let folder = text(card.parent().unwrap()).to_owned();
    goldcrest(&["wake", "train", "hey juniper", "-o", &folder]).assert_refused("CARD.md");
    assert_eq!(fs::read(&card).unwrap(), b"about a network");
}

#[test]
fn misses_of_no_recordings_are_not_measured() {
    let run = goldcrest(&["wake", "train", "hey juniper", "--count", "0"]);
    assert_eq!(run.status, 2, "{}", run.out);
    assert!(run.err.contains("--count"), "{}", run.err);
}

#[test]
fn a_harvest_replaces_the_one_before() {
    let room = tones("harvested", 6);
    let out = file("replaced", b"").parent().unwrap().join("clips");
    fs::create_dir_all(out.join("said")).unwrap();
    let earlier = r#"{"clip": "009-close.wav", "features": "009-close.npy"}
{"clip": "../kept.wav"}
"#;
    let kept = [
        out.join("../kept.wav"),
        out.join("said/001.wav"),
        out.join("mine.wav"),
    ];
    let stale = [out.join("009-close.wav"), out.join("009-close.npy")];
    for file in kept.iter().chain(&stale) {
        fs::write(file, b"").unwrap();
    }
    fs::write(out.join("harvest.jsonl"), earlier).unwrap();
    let run = goldcrest(&["--json", "wake", "harvest", text(&room), "-o", text(&out)]);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    assert!(stale.iter().all(|file| !file.exists()));
    assert!(kept.iter().all(|file| file.exists()));
    let counts = run.objects().pop().unwrap();
    assert_eq!(counts["recordings"], 6);
    assert_eq!(
        counts["near_misses"].as_u64().unwrap() as usize,
        run.objects().len() - 1
    );
}
