//! The engine, column by column, against what onnxruntime computed over whole recordings.

use goldcrest_nn::Model;

use crate::folders::{self, Difference};
use crate::npy::Data;

#[test]
fn every_model_is_within_one_step_of_onnxruntime() {
    for folder in folders::all() {
        let model = Model::open(&folder.section).unwrap();
        let mut difference = Difference::default();
        for recording in &folder.recordings {
            let columns = folders::run(&model, &recording.columns(&model));
            let Data::Float(reals) = &recording.logits.data else {
                panic!("{}: logits must be f32", folder.name);
            };
            difference.add(&columns, &recording.logits.dims, reals, model.output());
        }
        difference.assert_within_one_step(&folder.name, "onnxruntime");
    }
}

#[test]
fn sections_are_not_larger_than_their_onnx_files() {
    for folder in folders::all() {
        let model = Model::open(&folder.section).unwrap();
        println!(
            "{}: ONNX {} bytes, section {}, arena {}, {} products a second",
            folder.name,
            folder.onnx.len(),
            model.section_bytes(),
            model.arena_bytes(),
            model.products_per_second(100)
        );
        assert!(folder.section.len() <= folder.onnx.len());
    }
}
