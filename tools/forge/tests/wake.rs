//! Wake phrases that cannot be listened for are refused while the pack is built.

use std::fs;
use std::path::{Path, PathBuf};

use goldcrest_forge::assistant::{BuildOptions, build_assistant};

/// A phrase of as many phones as are asked for.
fn phrase(text: &str, phones: usize) -> String {
    let phones = ["S"].repeat(phones).join(" ");
    format!(
        "{{\"phrase\": \"{text}\", \"pronunciations\": [\"{phones}\"], \"longest_frames\": 40, \
         \"blank_penalty\": 320, \"curve\": [{{\"false_accepts_per_hour\": 1, \"cost\": 9}}]}}"
    )
}

/// What is wrong with an assistant of these lines under `wake:`, in whose folder are the phrases p0 to p8 and long.
fn fault(wake: &str) -> Option<String> {
    let name = format!("goldcrest-forge-{}-wake", std::process::id());
    let folder = std::env::temp_dir().join(name);
    let write = |file: &Path, text: &str| {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    for number in 0..9 {
        let file = folder.join(format!("p{number}/phrase.json"));
        write(&file, &phrase(&format!("phrase {number}"), 5));
    }
    write(&folder.join("long/phrase.json"), &phrase("long", 156));
    write(
        &folder.join("assistant.yaml"),
        &format!("name: lamp\nwake:\n{wake}"),
    );
    write(
        &folder.join("sentences/lamp.yaml"),
        "intents:\n  On:\n    data:\n      - sentences: [lamp on]\n",
    );
    write(
        &folder.join("responses/lamp.yaml"),
        "responses:\n  intents:\n    On:\n      default: It is on.\n",
    );
    let models = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../models-quantized");
    let options = BuildOptions {
        models: Some(models),
        require_models: true,
        ..BuildOptions::default()
    };
    let fault = build_assistant(&folder, &options).err();
    let _ = fs::remove_dir_all(&folder);
    fault.map(|error| error.to_string())
}

#[test]
fn what_the_engine_could_not_open_is_refused() {
    for (wake, expected) in [
        ("  model: wake-trunk-en\n  tuned: p0, p1\n", None),
        ("  model: wake-goldcrest\n", None),
        (
            "  model: wake-goldcrest\n  tuned: p0\n",
            Some("assistant.yaml:4: the wake network wake-goldcrest knows its phrase by heart"),
        ),
        (
            "  tuned:\n    p0: 0.2\n  model: wake-goldcrest\n",
            Some("assistant.yaml:4: the wake network wake-goldcrest knows its phrase by heart"),
        ),
        (
            "  model: wake-trunk-en\n  tuned:\n    - p0\n    - p1\n    - p2\n    - p3\n    - p4\n    - p5\n    - p6\n    \
             - p7\n    - p8\n",
            Some("assistant.yaml:13: more than 8 wake phrases"),
        ),
        (
            "  model: wake-trunk-en\n  tuned: [p0, long]\n",
            Some("assistant.yaml:4: the wake phrases have more than 160 phones"),
        ),
        (
            "  model: wake-trunk-en\n  tuned: [p0: 2000]\n",
            Some("assistant.yaml:4: \"2000\" is no rate of false accepts an hour"),
        ),
        (
            "  model: wake-trunk-en\n  tuned: nowhere\n",
            Some("nowhere/phrase.json is not there"),
        ),
    ] {
        let found = fault(wake);
        match (&found, expected) {
            (None, None) => {}
            (Some(found), Some(expected)) => assert!(found.contains(expected), "{found}"),
            _ => panic!("{wake}{found:?}"),
        }
    }
}
