//! Settings that the engine would not take as they are written are refused while the pack is built.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use goldcrest_forge::assistant::{BuildOptions, build_assistant};

/// What is wrong with an assistant of these lines behind its name, in whose folder is the phrase `computer`.
fn fault(lines: &str) -> Option<String> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("goldcrest-forge-{}-settings-{number}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    let write = |file: &str, text: &str| {
        let file = folder.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    write("assistant.yaml", &format!("name: lamp\n{lines}"));
    write(
        "computer/phrase.json",
        r#"{"phrase": "computer", "pronunciations": ["K AH M P Y UW T ER"], "longest_frames": 40,
            "blank_penalty": 320, "curve": [{"false_accepts_per_hour": 1, "cost": 9}]}"#,
    );
    write(
        "sentences/lamp.yaml",
        "intents:\n  On:\n    data:\n      - sentences: [lamp on]\n",
    );
    let options = BuildOptions {
        models: Some(models()),
        ..BuildOptions::default()
    };
    let fault = build_assistant(&folder, &options).err();
    let _ = fs::remove_dir_all(&folder);
    fault.map(|error| error.to_string())
}

fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models-quantized")
}

#[test]
fn values_that_would_be_changed_are_refused_with_their_line_and_range() {
    for (part, setting, why) in [
        ("speech", "beam: wide", "a whole number from 256 to 16384"),
        ("speech", "beam: -5", "a whole number from 256 to 16384"),
        ("speech", "min_confidence: 300", "from 0 to 100"),
        ("speech", "tokens: 0", "from 16 to 8192"),
        ("speech", "tokens: [1]", "speech.tokens: text is expected"),
        ("understand", "entity_score: 900", "from 1 to 100"),
        ("rewrite", "threshold: 750", "from 0 to 100"),
        ("rewrite", "personal: maybe", "neither true nor false"),
        (
            "rewrite",
            "strategy: guess",
            "write one of edit, generate, joined",
        ),
        ("rewrite", "sentences: some", "not a whole number"),
        ("dialogue", "answer_ms: -7", "from 1000 to 60000"),
        ("dialogue", "answer_ms: 99999999999", "from 1000 to 60000"),
        ("dialogue", "whole_silence_ms: 900", "from 300 to 800"),
        ("wake", "false_accepts_per_hour: -1", "from 0.001 to 1000"),
    ] {
        let found = fault(&format!("{part}:\n  {setting}\n")).unwrap();
        let key = setting.split(':').next().unwrap();
        assert!(
            found.starts_with(&format!("assistant.yaml:3: {part}.{key}")) && found.contains(why),
            "{setting}: {found}"
        );
    }
}

#[test]
fn values_in_range_are_taken() {
    for lines in [
        "speech:\n  beam: 256\n  tokens: 8192\n  min_confidence: 0\n",
        "speech:\n  beam:\n",
        "rewrite:\n  personal: off\n  threshold: 100\n",
        "dialogue:\n  trailing_silence_ms: 1000\n  whole_silence_ms: 900\n",
        "wake:\n  false_accepts_per_hour: 0.001\n",
    ] {
        assert_eq!(fault(lines), None, "{lines}");
    }
}

#[test]
fn a_part_that_does_not_exist_is_named() {
    let found = fault("speach:\n  model: speech-en\n").unwrap();
    assert!(
        found.starts_with("assistant.yaml:3: there is no part speach: use one of wake, speech"),
        "{found}"
    );
}

#[test]
fn what_would_never_wake_or_stop_is_refused() {
    for (lines, expected) in [
        (
            "wake:\n  model: wake-trunk-en\n  tuned: computer\n  stop: halt\n",
            "assistant.yaml:5: the stop word \"halt\" is none of the phrases under `tuned` (computer)",
        ),
        (
            "wake:\n  model: wake-goldcrest\n  phrase: hey goldcrest\n  stop: stop\n",
            "assistant.yaml:5: the stop word \"stop\" is followed by nothing",
        ),
        (
            "wake:\n  phrase: hey juniper\n  model: wake-trunk-en\n",
            "assistant.yaml:4: the wake network wake-trunk-en hears phones and knows no phrase",
        ),
        (
            "wake:\n  tuned: computer\n",
            "assistant.yaml:3: `tuned` names a phrase and nothing follows it",
        ),
        (
            "speech:\n  model: wake-trunk-en\n",
            "assistant.yaml:3: the network wake-trunk-en is made for something else",
        ),
        (
            "speech:\n  model: wake-goldcrest\n",
            "assistant.yaml:3: the network wake-goldcrest is made for something else",
        ),
        (
            "wake:\n  model: speech-en\n  tuned: computer\n",
            "assistant.yaml:3: the network speech-en is made for something else",
        ),
    ] {
        let found = fault(lines).unwrap();
        assert!(found.starts_with(expected), "{lines}{found}");
    }
}
