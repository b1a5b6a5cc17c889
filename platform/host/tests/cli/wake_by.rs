//! `--wake DIR`: what an assistant is woken by instead of by its own phrase.

use std::fs;
use std::path::Path;

use crate::program::{file, goldcrest};

const DEMO: &str = "tools/assistants/home/demos/bedroom-blinds.wav";

#[test]
fn a_folder_of_wake_train_is_woken_by() {
    for (folder, wakes) in [
        ("models-quantized/wake-hey-goldcrest", true),
        ("models-quantized/wake-stop", false),
    ] {
        let run = goldcrest(&["listen", "--json", "--wake", folder, "--wav", DEMO]);
        let events = run.objects();
        let has = |name: &str| events.iter().any(|event| event["event"] == name);
        assert_eq!(has("woke"), wakes, "{folder}: {}{}", run.out, run.err);
        assert!(!run.err.contains("warning"), "{}", run.err);
        assert_eq!(has("not_woken"), !wakes, "{folder}: {}", run.out);
    }
}

#[test]
fn what_nothing_can_be_woken_by_is_refused_by_every_verb() {
    let phrase = file("computer.wake", b"a pack");
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let empty = phrase.parent().unwrap().join("empty");
    fs::create_dir_all(&empty).unwrap();
    for verb in [
        &["listen", "--wav", DEMO][..],
        &["understand", "lights on"],
        &["pack", "verify"],
        &["pack", "inspect"],
        &["pack", "plan"],
    ] {
        for (wake, why) in [
            ("nosuch".to_owned(), "it is not there"),
            (text(&empty), "neither phrase.json nor model.gcnn"),
            (text(&phrase), "it is a file"),
            (
                "models-quantized/wake-trunk-en".to_owned(),
                "knows no phrase",
            ),
            (
                "models-quantized/speech-en".to_owned(),
                "made for something else",
            ),
        ] {
            let run = goldcrest(&[verb, &["--wake", &wake]].concat());
            run.assert_refused(why);
            assert!(run.out.is_empty(), "{verb:?} {wake}: {}", run.out);
        }
    }
}

#[test]
fn a_phrase_over_a_network_that_is_not_there_is_refused() {
    let whole = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../models-quantized/wake-stop/phrase.json"
    ));
    for (network, why) in [
        ("\"trunk\": \"nosuch\"", "nosuch"),
        ("\"from\": \"wake-trunk-en\"", "needs `trunk`"),
    ] {
        let phrase = whole.as_ref().unwrap();
        let phrase = phrase.replace("\"trunk\": \"wake-trunk-en\"", network);
        let phrase = file("phrase.json", phrase.as_bytes());
        let folder = phrase.parent().unwrap().to_str().unwrap();
        goldcrest(&["listen", "--wake", folder, "--wav", DEMO]).assert_refused(why);
    }
}

#[test]
fn what_is_likely_not_meant_is_told_by_verbs_that_build() {
    let manifest = file(
        "assistant.yaml",
        b"name: lamp\nwake:\n  model: nosuch\n  colour: red\n",
    );
    let folder = manifest.parent().unwrap();
    fs::create_dir(folder.join("sentences")).unwrap();
    let sentences = "intents:\n  On:\n    data:\n      - sentences: [lamp on]\n";
    fs::write(folder.join("sentences/lamp.yaml"), sentences).unwrap();
    let assistant = ["--assistant", folder.to_str().unwrap()];
    for verb in [
        &["understand", "lamp on"][..],
        &["pack", "verify"],
        &["pack", "inspect"],
        &["explain", "lamp on"],
    ] {
        let run = goldcrest(&[verb, &assistant].concat());
        assert_eq!(run.status, 0, "{verb:?}: {}{}", run.out, run.err);
        for told in [
            "warning: assistant.yaml:4: unknown key wake.colour",
            "nosuch",
        ] {
            assert!(run.err.contains(told), "{verb:?}: {}", run.err);
        }
    }
}
