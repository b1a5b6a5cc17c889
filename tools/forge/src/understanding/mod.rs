//! Understanding networks: the trainer's folder as a section and as a pack.
//!
//! ```text
//! models-quantized/NAME/
//!   manifest.json   names of intents and slots, factors of the table, temperature, thresholds
//!   table.bin       rows of values of 8 or 4 bits, one after the other
//!   body.onnx       over the tokens: hidden values and, where there are slots, tags
//!   head.onnx       from the pooled hidden values to intents
//! ```

mod error;

use std::fs;
use std::path::Path;

use goldcrest::settings::MANIFEST_SECTION;
use goldcrest::understand::network::{Bits, Network, NetworkBuilder};
use goldcrest_nn::Model;
use goldcrest_pack::{AlignedBytes, PackBuilder, SectionKind};

pub use error::UnderstandingError;

use crate::onnx::import_onnx;
use crate::yaml::{self, Node, YamlError};

/// Makes an understanding section of a trained model's folder, and checks that the engine opens it.
///
/// # Errors
///
/// See [`UnderstandingError`]; each names the file.
pub fn section(folder: &Path) -> Result<Vec<u8>, UnderstandingError> {
    let manifest = folder.join("manifest.json");
    let text = String::from_utf8(read(&manifest)?).unwrap_or_default();
    // JSON is YAML.
    let facts = yaml::read(&manifest.display().to_string(), &text)?;
    let body = network(folder, "body.onnx")?;
    let head = network(folder, "head.onnx")?;
    let scale = Model::open(&body)
        .map_err(|error| UnderstandingError::Unsound(folder.join("body.onnx"), error))?
        .input()
        .scale;
    let builder = NetworkBuilder {
        intents: names(&facts, "intents")?,
        has_none: field(&facts, "has_none")?.truth()?,
        slots: names(&facts, "slots")?,
        dimensions: field(&facts, "dimensions")?.number()?,
        bits: bits(&facts)?,
        table: read(&folder.join("table.bin"))?,
        word_gain: field(&facts, "word_factor")?.number::<f32>()? / scale,
        gram_gain: field(&facts, "gram_factor")?.number::<f32>()? / scale,
        body,
        head,
        temperature: field(&facts, "temperature")?.number()?,
        intent_threshold: field(&facts, "intent_threshold")?.number()?,
        scope_threshold: field(&facts, "scope_threshold")?.number()?,
    };
    let section = builder.finish();
    Network::open(&section)
        .map_err(|error| UnderstandingError::Refused(folder.to_owned(), error))?;
    Ok(section)
}

/// A pack with nothing but an understanding network, for benchmarks of text.
///
/// # Errors
///
/// See [`UnderstandingError`].
pub fn pack(folder: &Path) -> Result<AlignedBytes, UnderstandingError> {
    let section = section(folder)?;
    let name = folder
        .file_name()
        .map_or_else(|| "understanding".into(), |name| name.to_string_lossy());
    let manifest = format!("name={name}\nlanguage=en\n");
    PackBuilder::new()
        .add(SectionKind::Manifest, MANIFEST_SECTION, manifest.as_bytes())
        .and_then(|pack| pack.add(SectionKind::Understanding, &name, &section))
        .and_then(PackBuilder::finish)
        .map_err(UnderstandingError::Pack)
}

/// Whether a folder holds an understanding network.
#[must_use]
pub fn is_model(folder: &Path) -> bool {
    folder.join("body.onnx").is_file() && folder.join("table.bin").is_file()
}

fn read(path: &Path) -> Result<Vec<u8>, UnderstandingError> {
    fs::read(path).map_err(|error| UnderstandingError::Unreadable(path.to_owned(), error))
}

fn network(folder: &Path, file: &str) -> Result<Vec<u8>, UnderstandingError> {
    let path = folder.join(file);
    let onnx = read(&path)?;
    import_onnx(&onnx).map_err(|error| UnderstandingError::Model(path, error))
}

fn field<'n>(facts: &'n Node, key: &str) -> Result<&'n Node, YamlError> {
    match facts.get(key) {
        Some(node) => Ok(node),
        None => facts.fail(format!("there is no {key:?}: train the model again")),
    }
}

fn bits(facts: &Node) -> Result<Bits, YamlError> {
    // Networks of before there were narrower values say nothing of them.
    let Some(bits) = facts.get("table_bits") else {
        return Ok(Bits::default());
    };
    let Ok(known) = Bits::try_from(bits.number::<u8>()?) else {
        return bits.fail("a value of the table has 8 or 4 bits");
    };
    Ok(known)
}

fn names(facts: &Node, key: &str) -> Result<Vec<String>, YamlError> {
    let items = field(facts, key)?.items()?;
    items
        .iter()
        .map(|item| item.text().map(str::to_owned))
        .collect()
}
