//! Released microWakeWord models over ten minutes of real speech, step by step, against what LiteRT's
//! reference kernels computed from the features of pymicro-features (`tools/litert/make_goldens.py`).
//!
//! Models and recordings are not part of the repository: without `../shared` only their checksums are here,
//! and the test says that it did nothing.

use std::path::{Path, PathBuf};

use goldcrest::FEATURE_SCALE;
use goldcrest_dsp::{BANDS, FrontEnd, HOP};
use goldcrest_forge::tflite::import_tflite;
use goldcrest_host::audio;
use goldcrest_nn::{Model, quantize_features};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn every_step_of_released_models_equals_the_reference_kernels() {
    let shared = root().join("../shared/data");
    let models = shared.join("models/microwakeword");
    let speech = shared.join("speech/librispeech-slice");
    if !models.is_dir() || !speech.is_dir() {
        println!(
            "skipped: there are no released models or recordings in {}",
            shared.display()
        );
        return;
    }
    let released = root().join("tests/golden/tflite/released.json");
    let released: Value = serde_json::from_slice(&std::fs::read(released).unwrap()).unwrap();
    assert!(released["seconds"].as_f64().unwrap() >= 600.0);
    let columns = features(&released, &speech);
    for (name, expected) in released["models"].as_object().unwrap() {
        let tflite = std::fs::read(models.join(format!("{name}.tflite"))).unwrap();
        let section = import_tflite(&tflite).unwrap();
        let model = Model::open(&section).unwrap();
        let mut steps = 0;
        for (file, columns) in &columns {
            let sums = &expected["crc32"][file];
            let (inputs, outputs) = run(&model, columns);
            assert_eq!(sums[0], crc32(&inputs), "{name}, {file}: another front end");
            assert_eq!(sums[1], crc32(&outputs), "{name}, {file}");
            steps += outputs.len();
        }
        assert_eq!(expected["steps"], steps);
        println!("{name}: {steps} steps equal");
    }
}

fn features(released: &Value, speech: &Path) -> Vec<(String, Vec<[u16; BANDS]>)> {
    let first = released["models"].as_object().unwrap().values().next();
    let files = first.unwrap()["crc32"].as_object().unwrap().keys();
    files
        .map(|file| {
            let samples = audio::read(&speech.join(file)).unwrap();
            let (hops, _) = samples.as_chunks::<HOP>();
            let mut front_end = FrontEnd::new();
            let columns = hops.iter().filter_map(|hop| front_end.push_hop(hop));
            (file.clone(), columns.collect())
        })
        .collect()
}

/// The columns of all whole steps, and the output of each step.
fn run(model: &Model<'_>, columns: &[[u16; BANDS]]) -> (Vec<i8>, Vec<i8>) {
    let mut arena = vec![0; model.arena_bytes()];
    model.reset(&mut arena).unwrap();
    let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
    let whole = columns.len() / model.stride() * model.stride();
    for features in &columns[..whole] {
        let mut column = [0; BANDS];
        quantize_features(features, FEATURE_SCALE, model.input(), &mut column);
        inputs.extend(column);
        outputs.extend(
            model
                .push(&mut arena, &column)
                .unwrap()
                .into_iter()
                .flatten(),
        );
    }
    (inputs, outputs)
}

/// The checksum of zip files.
fn crc32(bytes: &[i8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte as u8), |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    })
}
