//! The engine against tract, which runs the same ONNX file over whole recordings.

use std::path::Path;

use goldcrest_nn::Model;
use tract_onnx::prelude::*;

use crate::folders::{self, Difference, Folder, Recording};
use crate::npy::Data;

const FEATURE_SCALE: f32 = 0.039_062_5;

#[test]
fn every_shipped_model_is_within_one_step_of_tract() {
    for folder in folders::all() {
        let model = Model::open(&folder.section).unwrap();
        let mut difference = Difference::default();
        let mut refusal = None;
        for recording in &folder.recordings {
            let columns = folders::run(&model, &recording.columns(&model));
            match run(&folder, recording) {
                Ok(batch) => {
                    let dims = &batch.shape()[1..];
                    let reals = batch.view().as_slice::<f32>().unwrap();
                    difference.add(&columns, dims, reals, model.output());
                }
                Err(error) => refusal = Some(error),
            }
        }
        if is_shipped(&folder) {
            assert!(refusal.is_none(), "{}: {refusal:?}", folder.name);
            difference.assert_within_one_step(&folder.name, "tract");
        } else {
            // The networks of the tests have operators that tract rounds or refuses in its own way.
            println!(
                "{}: {} of {} values equal to tract, farthest {} steps{}",
                folder.name,
                difference.equal,
                difference.values,
                difference.steps,
                refusal
                    .map(|e| format!("; refused: {e}"))
                    .unwrap_or_default()
            );
        }
    }
}

fn is_shipped(folder: &Folder) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../models-quantized")
        .join(&folder.name)
        .is_dir()
}

fn run(folder: &Folder, recording: &Recording) -> TractResult<Tensor> {
    let input = batch_input(recording)?;
    let fact = InferenceFact::dt_shape_from_tensor(&input);
    let model = tract_onnx::onnx()
        .with_ignore_value_info(true)
        .model_for_read(&mut folder.onnx.as_slice())?
        .with_input_fact(0, fact)?
        .into_optimized()?
        .into_runnable()?;
    let outputs = model.run(tvec!(input.into()))?;
    Ok(outputs[0].clone().into_tensor())
}

/// `[1, channels, time]`, or `[1, time]` for token numbers.
fn batch_input(recording: &Recording) -> TractResult<Tensor> {
    let (columns, len) = (recording.features.dims[0], recording.features.dims[1]);
    let turned = |real: &dyn Fn(usize) -> f32| {
        let values: Vec<f32> = (0..len * columns)
            .map(|at| real(at % columns * len + at / columns))
            .collect();
        Tensor::from_shape(&[1, len, columns], &values)
    };
    match &recording.features.data {
        Data::Raw(raw) => turned(&|at| f32::from(raw[at]) * FEATURE_SCALE),
        Data::Float(reals) => turned(&|at| reals[at]),
        Data::Tokens(tokens) => Tensor::from_shape(&[1, columns], tokens),
    }
}
