//! `goldcrest features` from the outside.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use goldcrest_dsp::{BANDS, FrontEnd, HOP};
use goldcrest_host::audio;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn features(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_goldcrest"))
        .arg("features")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn recording(seed: i32) -> Vec<i16> {
    (0..8_050)
        .map(|n| ((n * (n / 400 + seed) * 37) % 9_000 - 4_500) as i16)
        .collect()
}

fn expected(samples: &[i16]) -> Vec<u8> {
    let mut front_end = FrontEnd::new();
    let columns = samples
        .as_chunks::<HOP>()
        .0
        .iter()
        .filter_map(|hop| front_end.push_hop(hop));
    columns.flatten().flat_map(u16::to_le_bytes).collect()
}

/// Checks NumPy's header and returns the rest.
fn array(path: &Path, rows: usize) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00");
    let data = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    assert_eq!((data % 64, bytes[data - 1]), (0, b'\n'));
    let header = std::str::from_utf8(&bytes[10..data]).unwrap();
    assert!(header.contains("'descr': '<u2'") && header.contains("'fortran_order': False"));
    assert!(
        header.contains(&format!("'shape': ({rows}, {BANDS})")),
        "{header}"
    );
    bytes[data..].to_vec()
}

#[test]
fn one_file() {
    let folder = folder("features-one");
    let samples = recording(1);
    audio::write_wav(&folder.join("order.wav"), &samples).unwrap();
    let output = features(&folder, &["order.wav", "-o", "deep/order.npy"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        array(&folder.join("deep/order.npy"), 48),
        expected(&samples)
    );

    let output = features(&folder, &["order.wav", "--json"]);
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (line["columns"].as_u64(), line["seconds"].as_f64()),
        (Some(48), Some(0.503125))
    );
    assert!(folder.join("order.npy").exists());
}

#[test]
fn a_list_with_a_broken_file() {
    let folder = folder("features-list");
    for seed in 0..5 {
        audio::write_wav(&folder.join(format!("{seed}.wav")), &recording(seed)).unwrap();
    }
    fs::write(folder.join("broken.wav"), b"RIFF").unwrap();
    fs::write(
        folder.join("list.txt"),
        "0.wav\n1.wav\nbroken.wav\n2.wav\tsub/two.npy\n\n3.wav\n4.wav\n",
    )
    .unwrap();
    let output = features(
        &folder,
        &["--list", "list.txt", "--out-dir", "made", "--json"],
    );
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(
        complaint.contains("`broken.wav`: is cut off") && complaint.contains("help:"),
        "{complaint}"
    );

    let last = String::from_utf8(output.stdout).unwrap();
    let summary: serde_json::Value = serde_json::from_str(last.lines().last().unwrap()).unwrap();
    assert_eq!(
        (summary["count"].as_u64(), summary["failed"].as_u64()),
        (Some(5), Some(1))
    );
    for (seed, name) in [
        (0, "0.npy"),
        (1, "1.npy"),
        (2, "sub/two.npy"),
        (3, "3.npy"),
        (4, "4.npy"),
    ] {
        assert_eq!(
            array(&folder.join("made").join(name), 48),
            expected(&recording(seed))
        );
    }
}

#[test]
fn a_recording_shorter_than_a_window_has_no_columns() {
    let folder = folder("features-short");
    audio::write_wav(&folder.join("short.wav"), &[5; 479]).unwrap();
    assert!(features(&folder, &["short.wav"]).status.success());
    assert!(array(&folder.join("short.npy"), 0).is_empty());
}

#[test]
fn bad_input_says_what_to_do() {
    let folder = folder("features-bad");
    audio::write_wav(&folder.join("a.wav"), &recording(1)).unwrap();
    fs::create_dir(folder.join("b")).unwrap();
    fs::copy(folder.join("a.wav"), folder.join("b/a.wav")).unwrap();
    fs::write(folder.join("empty.txt"), "\n").unwrap();
    let cases: [(&[&str], &str); 8] = [
        (&["missing.wav"], "check the path"),
        (&["b"], "is a folder"),
        (&["a.wav", "b/a.wav"], "would both become"),
        (&["a.wav", "b/a.wav", "-o", "x.npy"], "use --out-dir"),
        (&["--list", "empty.txt"], "names no file"),
        (&["--list", "missing.txt"], "cannot read the list"),
        (&["a.wav", "-o", "a.wav/x.npy"], "cannot make the folder"),
        (&[], "Usage"),
    ];
    for (arguments, words) in cases {
        let output = features(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(complaint.contains(words), "{arguments:?}: {complaint}");
    }
}
