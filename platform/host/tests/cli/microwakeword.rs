//! `import microwakeword`, and what was imported in the other verbs. The network was made of random weights
//! by `tools/litert/make_goldens.py`.

use std::fs;
use std::path::{Path, PathBuf};

use goldcrest_host::audio::write_wav;

use crate::program::{file, goldcrest};

fn golden(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/tflite");
    folder.join(name)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn scratch(name: &str) -> PathBuf {
    let folder = file(name, b"").parent().unwrap().join("made");
    let _ = fs::remove_dir_all(&folder);
    folder
}

fn imported(name: &str) -> PathBuf {
    let out = scratch(name);
    let manifest = golden("hey_juniper.json");
    let run = goldcrest(&["import", "microwakeword", text(&manifest), "-o", text(&out)]);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    out
}

fn recordings(name: &str) -> PathBuf {
    let folder = scratch(name);
    fs::create_dir_all(&folder).unwrap();
    for index in 0..2_u32 {
        let samples: Vec<i16> = (0..24_000_u32)
            .map(|at| {
                let pitch = 0.03 + 0.002 * f64::from((at / 1600 * (index + 3)) % 41);
                ((f64::from(at) * pitch).sin() * 9_000.0) as i16
            })
            .collect();
        write_wav(&folder.join(format!("{index}.wav")), &samples).unwrap();
    }
    folder
}

#[test]
fn a_model_becomes_a_folder_that_says_what_it_is() {
    let out = scratch("import-facts");
    let manifest = golden("hey_juniper.json");
    let run = goldcrest(&[
        "--json",
        "import",
        "microwakeword",
        text(&manifest),
        "-o",
        text(&out),
    ]);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    let facts = &run.objects()[0];
    assert_eq!(facts["phrase"], "Hey Juniper");
    assert_eq!(facts["threshold"]["probability_u8"], 248);
    assert_eq!(facts["smoothing"], 5);
    let length = |name: &str| fs::metadata(out.join(name)).unwrap().len();
    assert_eq!(facts["section_bytes"], length("model.gcnn"));
    assert!(facts["arena_bytes"].as_u64().unwrap() < 1024);
    assert!(length("hey_juniper.wake") > length("model.gcnn"));
    let card = fs::read_to_string(out.join("CARD.md")).unwrap();
    assert!(
        card.contains("Hey Juniper") && card.contains("exceeds 0.97"),
        "{card}"
    );
}

#[test]
fn what_was_imported_is_measured_by_its_folder() {
    let out = imported("import-eval");
    let said = recordings("import-eval-recordings");
    let arguments = [
        "--json",
        "eval",
        "wake",
        "--model",
        text(&out),
        "--positives",
        text(&said),
        "--negatives",
        text(&said),
    ];
    let run = goldcrest(&arguments);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    let figures = &run.objects()[0];
    assert_eq!(figures["count"], 2);
    assert_eq!(figures["threshold_shipped"], 248);
    assert_eq!(figures["phrase"], "Hey Juniper");
}

#[test]
fn an_assistant_wakes_by_what_was_imported() {
    let out = imported("import-listen");
    let pack = out.join("home.pack");
    let folder = out.join("assistant");
    fs::create_dir_all(folder.join("sentences")).unwrap();
    fs::write(
        folder.join("assistant.yaml"),
        "name: tiny\nlanguage: en\nwake:\n  phrase: hey juniper\n  model: ..\n",
    )
    .unwrap();
    fs::write(
        folder.join("sentences/all.yaml"),
        "language: en\nintents:\n  Go:\n    data:\n      - sentences: [\"go on\"]\n",
    )
    .unwrap();
    let models = text(&folder);
    let run = goldcrest(&[
        "pack",
        "build",
        text(&folder),
        "--models",
        models,
        "--require-models",
        "--out",
        text(&pack),
    ]);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    let said = recordings("import-listen-recordings");
    let run = goldcrest(&[
        "--json",
        "eval",
        "wake",
        "--pack",
        text(&pack),
        "--positives",
        text(&said),
        "--negatives",
        text(&said),
    ]);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    assert_eq!(run.objects()[0]["threshold_shipped"], 248);
    let recording = said.join("0.wav");
    let arguments = [
        "listen",
        "--assistant",
        text(&folder),
        "--wake",
        text(&out),
        "--wav",
        text(&recording),
    ];
    let run = goldcrest(&arguments);
    assert!(run.status < 2, "{} {}", run.out, run.err);
}

#[test]
fn what_cannot_be_imported_is_refused_by_name() {
    let folder = scratch("import-refused");
    fs::create_dir_all(&folder).unwrap();
    let manifest = folder.join("word.json");
    let text_of = fs::read_to_string(golden("hey_juniper.json")).unwrap();
    fs::write(
        &manifest,
        text_of.replace("hey_juniper.tflite", "word.tflite"),
    )
    .unwrap();
    for (model, words) in [
        (None, "word.tflite"),
        (Some("refused-softmax.tflite"), "SOFTMAX"),
        (Some("word.tflite"), "8 features"),
    ] {
        if let Some(model) = model {
            fs::copy(golden(model), folder.join("word.tflite")).unwrap();
        }
        let run = goldcrest(&[
            "import",
            "microwakeword",
            text(&manifest),
            "-o",
            text(&folder),
        ]);
        assert_eq!(run.status, 2);
        assert!(
            run.err.contains(words) && run.err.contains("help:"),
            "{}",
            run.err
        );
    }
}
