//! Imported TensorFlow Lite networks against LiteRT's reference kernels, value by value.
//!
//! `tools/litert/make_goldens.py` made the networks, the columns and what the reference kernels computed.

use std::path::{Path, PathBuf};

use goldcrest_forge::tflite::{TfliteError, import_tflite};
use goldcrest_nn::{Model, OpKind, Requantisation};

use crate::folders;

fn golden(file: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/tflite");
    folder.join(file)
}

fn read(file: &str) -> Vec<u8> {
    let path = golden(file);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn as_int8(bytes: &[u8]) -> Vec<i8> {
    bytes.iter().map(|&byte| byte as i8).collect()
}

#[test]
fn every_value_equals_that_of_the_reference_kernels() {
    for name in ["word", "columns-of-two", "steep", "hey_juniper"] {
        let section = import_tflite(&read(&format!("{name}.tflite"))).unwrap();
        let model = Model::open(&section).unwrap();
        let columns: Vec<Vec<i8>> = read(&format!("{name}.in"))
            .chunks(model.input().len)
            .map(as_int8)
            .collect();
        let made = folders::run(&model, &columns).concat();
        let expected = as_int8(&read(&format!("{name}.out")));
        let differing = made
            .iter()
            .zip(&expected)
            .filter(|(one, other)| one != other);
        assert_eq!(differing.count(), 0, "{name}");
        assert_eq!(made.len(), expected.len(), "{name}");
    }
}

#[test]
fn the_past_lies_in_rings_and_is_never_copied() {
    let section = import_tflite(&read("word.tflite")).unwrap();
    let model = Model::open(&section).unwrap();
    let kinds: Vec<OpKind> = model.ops().map(|op| op.kind).collect();
    use OpKind::{Concat, Convolution, Depthwise, Lookup, Pointwise, Slice};
    assert_eq!(
        kinds,
        [
            Convolution,
            Depthwise,
            Pointwise,
            Slice,
            Slice,
            Depthwise,
            Depthwise,
            Concat,
            Pointwise,
            Convolution,
            Lookup
        ]
    );
    for op in model.ops() {
        let has_weights = matches!(op.kind, Convolution | Depthwise | Pointwise);
        let fixed = op.requantisation != Requantisation::Float;
        assert_eq!(fixed, has_weights, "{op:?}");
    }
    let kept: Vec<usize> = model.streams().map(|stream| stream.columns).collect();
    assert_eq!(kept, [5, 5, 1, 1, 3, 7, 1, 1, 1, 5, 1, 1]);
    assert_eq!((model.stride(), model.delay()), (3, 2));
    assert_eq!(
        (model.output().scale, model.output().zero_point),
        (1.0 / 256.0, -128)
    );
}

#[test]
fn what_cannot_run_is_refused_by_name() {
    let text = String::from_utf8(read("refused.json")).unwrap();
    let quoted: Vec<&str> = text.split('"').skip(1).step_by(2).collect();
    let (cases, rest) = quoted.as_chunks::<2>();
    assert!(cases.len() >= 6 && rest.is_empty(), "{text}");
    for [name, words] in cases {
        let refusal = import_tflite(&read(&format!("refused-{name}.tflite"))).unwrap_err();
        let refusal = refusal.to_string();
        assert!(refusal.contains(words), "{name}: {refusal}");
    }
}

#[test]
fn damaged_files_are_refused_or_give_sound_sections() {
    let sound = read("steep.tflite");
    for len in 0..sound.len() {
        let refusal = import_tflite(&sound[..len]);
        assert!(
            !matches!(refusal, Err(TfliteError::NotTflite)) || len < 8,
            "{len}"
        );
        open_if_made(refusal);
    }
    let mut bytes = sound.clone();
    for at in 0..bytes.len() {
        for value in [
            0,
            1,
            0x7F,
            0x80,
            0xFF,
            bytes[at] ^ 1,
            bytes[at].wrapping_add(4),
        ] {
            bytes[at] = value;
            open_if_made(import_tflite(&bytes));
        }
        bytes[at] = sound[at];
    }
}

fn open_if_made(section: Result<Vec<u8>, TfliteError>) {
    if let Ok(section) = section {
        Model::open(&section).unwrap();
    }
}
