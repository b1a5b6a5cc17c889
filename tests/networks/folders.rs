use std::path::{Path, PathBuf};

use goldcrest_forge::onnx::import_onnx;
use goldcrest_nn::build::Quantisation;
use goldcrest_nn::{Model, Quant, quantize_features};

use crate::npy::{self, Data, Npy};

const FEATURE_SCALE: f32 = 0.039_062_5;

/// A model folder: its network and what other runtimes computed with it.
pub struct Folder {
    pub name: String,
    pub onnx: Vec<u8>,
    pub section: Vec<u8>,
    pub recordings: Vec<Recording>,
}

pub struct Recording {
    pub features: Npy,
    pub logits: Npy,
}

pub fn all() -> Vec<Folder> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let parents = ["tests/golden/nn", "models-quantized"];
    let mut folders: Vec<PathBuf> = parents
        .iter()
        .filter_map(|parent| std::fs::read_dir(root.join(parent)).ok())
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("model.onnx").is_file())
        .collect();
    folders.sort();
    assert!(!folders.is_empty());
    folders.iter().map(|path| Folder::read(path)).collect()
}

impl Folder {
    fn read(path: &Path) -> Self {
        let onnx = std::fs::read(path.join("model.onnx")).unwrap();
        let section = import_onnx(&onnx).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let golden = path.join("golden");
        let recordings = (0..)
            .map(|n| golden.join(format!("{n}-features.npy")))
            .take_while(|features| features.is_file())
            .enumerate()
            .map(|(n, features)| Recording {
                features: npy::read(&features),
                logits: npy::read(&golden.join(format!("{n}-logits.npy"))),
            })
            .collect();
        Self {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            onnx,
            section,
            recordings,
        }
    }
}

impl Recording {
    /// Columns as the engine takes them.
    pub fn columns(&self, model: &Model<'_>) -> Vec<Vec<i8>> {
        let quant = model.input();
        let len = self.features.dims[1];
        match &self.features.data {
            Data::Raw(raw) => raw
                .chunks(len)
                .map(|raw| {
                    let mut column = vec![0; len];
                    quantize_features(raw, FEATURE_SCALE, quant, &mut column);
                    column
                })
                .collect(),
            Data::Float(reals) => {
                let scale = quantisation(quant);
                reals
                    .chunks(len)
                    .map(|reals| reals.iter().map(|&x| scale.quantise(x)).collect())
                    .collect()
            }
            Data::Tokens(tokens) => tokens
                .iter()
                .map(|&token| (token as u16).to_le_bytes().map(|b| b as i8).to_vec())
                .collect(),
        }
    }
}

/// How far int8 outputs are from the real ones of another runtime.
#[derive(Default)]
pub struct Difference {
    pub values: usize,
    pub equal: usize,
    pub steps: i32,
}

impl Difference {
    /// Compares the columns that the engine gave; the batch has more at its padded end.
    pub fn add(&mut self, columns: &[Vec<i8>], dims: &[usize], reals: &[f32], quant: Quant) {
        let scale = quantisation(quant);
        let time_first = dims.last() == Some(&quant.len) && dims.first() != Some(&quant.len);
        let batch_columns = reals.len() / quant.len;
        assert!(
            columns.len() <= batch_columns,
            "more columns than the batch has"
        );
        for (time, column) in columns.iter().enumerate() {
            for (channel, &value) in column.iter().enumerate() {
                let at = if time_first {
                    time * quant.len + channel
                } else {
                    channel * batch_columns + time
                };
                let expected = i32::from(scale.quantise(reals[at]));
                let steps = (i32::from(value) - expected).abs();
                self.values += 1;
                self.equal += usize::from(steps == 0);
                self.steps = self.steps.max(steps);
            }
        }
    }

    pub fn assert_within_one_step(&self, name: &str, other: &str) {
        println!(
            "{name}: {} of {} values equal to {other}, farthest {} steps",
            self.equal, self.values, self.steps
        );
        assert!(self.values > 0, "{name}");
        assert!(
            self.steps <= 1,
            "{name} differs from {other} by {}",
            self.steps
        );
    }
}

pub fn run(model: &Model<'_>, columns: &[Vec<i8>]) -> Vec<Vec<i8>> {
    let mut arena = vec![0; model.arena_bytes()];
    model.reset(&mut arena).unwrap();
    columns
        .iter()
        .filter_map(|column| model.push(&mut arena, column).unwrap().map(<[i8]>::to_vec))
        .collect()
}

fn quantisation(quant: Quant) -> Quantisation {
    Quantisation {
        scale: quant.scale,
        zero_point: quant.zero_point,
    }
}
