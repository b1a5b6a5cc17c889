use std::fs;
use std::path::PathBuf;

use crate::program::{Run, file, goldcrest};

fn built() -> (PathBuf, Vec<u8>) {
    let out = file("coffee.pack", b"");
    let run = goldcrest(&["pack", "build", "coffee", "--out", out.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{}", run.err);
    let bytes = fs::read(&out).unwrap();
    (out, bytes)
}

#[test]
fn a_pack_may_be_named_without_an_option() {
    let (out, _) = built();
    let out = out.to_str().unwrap();
    for verb in ["inspect", "plan", "verify"] {
        let named = goldcrest(&["pack", verb, out, "--json"]);
        let by_option = goldcrest(&["pack", verb, "--pack", out, "--json"]);
        assert_eq!(named.status, 0, "{verb}: {}", named.err);
        assert_eq!(named.out, by_option.out, "{verb}");
        goldcrest(&["pack", verb, "no/such.pack"]).assert_refused("no/such.pack");
        for other in [["--pack", out], ["--assistant", "coffee"]] {
            let both = goldcrest(&[&["pack", verb, out][..], &other].concat());
            assert_eq!(both.status, 2, "{verb} {other:?}: {}", both.out);
            assert!(both.err.contains("cannot be used with"), "{}", both.err);
        }
        let help = goldcrest(&["pack", verb, "--help"]).out;
        assert!(help.contains(&format!("goldcrest pack {verb} ")), "{help}");
    }
}

fn with(verb: &[&str], bytes: &[u8]) -> Run {
    let pack = file("some.pack", bytes);
    let arguments: Vec<&str> = verb
        .iter()
        .copied()
        .chain(["--pack", pack.to_str().unwrap()])
        .collect();
    goldcrest(&arguments)
}

#[test]
fn a_built_pack_is_sound_and_understands() {
    let (out, bytes) = built();
    let out = out.to_str().unwrap();
    let again = built().1;
    assert!(bytes == again, "two builds of one folder differ");
    let run = goldcrest(&["pack", "verify", "--pack", out]);
    assert_eq!(run.status, 0, "{}", run.err);
    let run = goldcrest(&["understand", "--pack", out, "a small latte please"]);
    assert!(
        run.status == 0 && run.out.contains("coffeeDrink=latte"),
        "{} {}",
        run.out,
        run.err
    );
    let run = goldcrest(&["pack", "inspect", "--json", "--pack", out]);
    let sections = run.objects();
    let all = sections.last().unwrap();
    assert_eq!(all["bytes"].as_u64().unwrap() as usize, bytes.len());
    assert!(sections.iter().any(|section| section["kind"] == "grammar"));
}

#[test]
fn damaged_packs_are_refused_by_every_verb() {
    let (_, bytes) = built();
    for verb in [
        &["pack", "verify"][..],
        &["pack", "inspect"],
        &["pack", "plan"],
        &["understand", "a latte"],
    ] {
        with(verb, b"").assert_refused("is empty");
        with(verb, b"GCPK").assert_refused("too few");
        with(verb, b"this is a text and not a pack at all").assert_refused("not a Goldcrest pack");
        with(verb, &bytes[..bytes.len() - 1]).assert_refused("cut off");
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 0x10;
        with(verb, &flipped).assert_refused("damaged");
        let mut newer = bytes.clone();
        newer[4] = 99;
        with(verb, &newer).assert_refused("version");
    }
    goldcrest(&["pack", "verify", "--pack", "no/such.pack"]).assert_refused("no/such.pack");
    goldcrest(&["pack", "verify", "--pack", "engine"]).assert_refused("");
}

#[test]
fn the_tests_of_the_assistants_hold() {
    for assistant in ["home", "coffee", "ten-words"] {
        let run = goldcrest(&["pack", "verify", "--assistant", assistant]);
        assert_eq!(run.status, 0, "{}{}", run.out, run.err);
        assert!(run.out.contains("test sentences as written"), "{}", run.out);
    }
}

#[test]
fn samples_are_understood_and_repeatable() {
    let sample = || goldcrest(&["pack", "sample", "--count", "30", "--seed", "5", "--json"]);
    let run = sample();
    let sentences = run.objects();
    assert_eq!(sentences.len(), 30, "{}", run.err);
    assert!(
        sentences
            .iter()
            .all(|sentence| sentence["intent"]["name"].is_string()),
        "{}",
        run.out
    );
    assert_eq!(run.out, sample().out);
}

#[test]
fn mistakes_in_templates_are_named_with_file_and_line() {
    let manifest = file("assistant.yaml", b"name: broken\nlanguage: en\n");
    let folder = manifest.parent().unwrap();
    fs::create_dir(folder.join("sentences")).unwrap();
    let sentences = folder.join("sentences/a.yaml");
    for (template, rule, why) in [
        ("turn on <nothing>", "a", "nothing"),
        ("turn on {no_list}", "a", "no_list"),
        ("turn [on", "a", ""),
        ("<loop>", "a <loop>", "recursion"),
    ] {
        let text = format!(
            "language: en\nexpansion_rules:\n  loop: \"{rule}\"\nintents:\n  Test:\n    data:\n      - sentences:\n          - \"{template}\"\n"
        );
        fs::write(&sentences, text).unwrap();
        let run = goldcrest(&[
            "pack",
            "build",
            folder.to_str().unwrap(),
            "--out",
            "unused.pack",
        ]);
        run.assert_refused(why);
        assert!(run.err.contains("a.yaml:"), "{}", run.err);
    }
}
