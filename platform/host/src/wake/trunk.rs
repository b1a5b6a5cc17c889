//! The shipped network of phones that wake phrases are followed on.

use std::env;
use std::path::{Path, PathBuf};

use goldcrest::speech::CLASSES;
use goldcrest_forge::onnx::import_onnx;
use goldcrest_nn::Model;

use crate::exit::Failure;

/// The trunk that is used where none is named.
pub const DEFAULT: &str = "wake-trunk-en";
/// The network that checks what the trunk proposes, where none is named.
pub const DEFAULT_CHECK: &str = "speech-en";
const FOLDER: &str = "models-quantized";

/// The folder of a network: `models-quantized/NAME` here or above, above the executable, or in the source
/// tree from which it was built; or NAME itself where that is a folder with a network.
///
/// # Errors
///
/// Bad input where there is none.
pub fn find(name: &str) -> Result<PathBuf, Failure> {
    let has_network = |folder: &PathBuf| folder.join("model.onnx").is_file();
    let here = env::current_dir().unwrap_or_default();
    let program = env::current_exe().unwrap_or_default();
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    [here.as_path(), program.as_path(), source]
        .into_iter()
        .flat_map(Path::ancestors)
        .map(|folder| folder.join(FOLDER).join(name))
        .chain([PathBuf::from(name)])
        .find(has_network)
        .ok_or_else(|| {
            Failure::bad_input(
                format!("there is no network {FOLDER}/{name}/model.onnx"),
                "run inside the Goldcrest repository, or name a folder with --trunk",
            )
        })
}

/// The model section of the network in a folder.
///
/// # Errors
///
/// Bad input where it is no network of phones.
pub fn load(folder: &Path) -> Result<Vec<u8>, Failure> {
    let file = folder.join("model.onnx");
    let refused = |why: String| {
        Failure::bad_input(
            format!("{}: {why}", file.display()),
            "give a network of the blank and 39 phones with --trunk, such as wake-trunk-en",
        )
    };
    let onnx = std::fs::read(&file).map_err(|error| refused(error.to_string()))?;
    let section = import_onnx(&onnx).map_err(|error| refused(error.to_string()))?;
    let model = Model::open(&section).map_err(|error| refused(error.to_string()))?;
    if model.output().len != CLASSES {
        return Err(refused(format!(
            "it has {} outputs, not {CLASSES}",
            model.output().len
        )));
    }
    Ok(section)
}
