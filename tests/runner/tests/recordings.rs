//! The runner on the committed demo recordings.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use goldcrest_forge::assistant::{BuildOptions, build_assistant};

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/assistants/home")
}

/// Builds the assistant `home` into a pack file of this name.
fn pack(name: &str) -> PathBuf {
    let built = build_assistant(&home(), &BuildOptions::default()).unwrap();
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, &*built.pack).unwrap();
    path
}

fn demo(name: &str) -> String {
    home().join("demos").join(name).to_str().unwrap().to_owned()
}

fn run(pack: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_goldcrest-runner"))
        .arg(pack)
        .args(arguments)
        .output()
        .unwrap()
}

/// The two hashes of every recording that was played.
fn hashes(output: &Output) -> Vec<String> {
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines()
        .filter_map(|line| line.strip_prefix("trace "))
        .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn a_recording_does_not_depend_on_those_before_it() {
    let pack = pack("before.pack");
    let (first, second) = (demo("next-song.wav"), demo("kitchen-lights.wav"));
    let both = hashes(&run(&pack, &["--push-to-talk", &first, &second]));
    let alone = hashes(&run(&pack, &["--push-to-talk", &second]));
    assert_eq!(both.len(), 2);
    assert_eq!(both[1], alone[0]);
    assert_ne!(both[0], both[1]);
}

#[test]
fn a_list_of_arguments_is_as_good_as_the_arguments() {
    let pack = pack("list.pack");
    let recording = demo("kitchen-lights.wav");
    let list = Path::new(env!("CARGO_TARGET_TMPDIR")).join("arguments");
    std::fs::write(&list, format!("--push-to-talk\n{recording}\n")).unwrap();
    let listed = hashes(&run(&pack, &[&format!("@{}", list.display())]));
    let given = hashes(&run(&pack, &["--push-to-talk", &recording]));
    assert_eq!(listed, given);
}

#[test]
fn bad_input_is_named_and_ends_with_status_2() {
    let pack = pack("bad.pack");
    let absent = run(&pack, &["nowhere.wav"]);
    assert_eq!(absent.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&absent.stderr).contains("nowhere.wav"));

    let not_a_wav = home().join("assistant.yaml");
    let refused = run(&pack, &[not_a_wav.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("not a WAV"));

    let not_a_pack = run(&not_a_wav, &[]);
    assert_eq!(not_a_pack.status.code(), Some(2));
}
