//! Assistants written for a test.

use std::fs;
use std::path::Path;

use goldcrest_forge::assistant::{BuildOptions, build_assistant};
use goldcrest_pack::AlignedBytes;

/// The pack of an assistant of these files, which may name the committed models.
pub fn pack(name: &str, files: &[(&str, &str)]) -> AlignedBytes {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    for (file, text) in files {
        let file = folder.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models-quantized");
    let options = BuildOptions {
        models: Some(models),
        ..BuildOptions::default()
    };
    build_assistant(&folder, &options).unwrap().pack
}
