//! `goldcrest import microwakeword`: a released wake word, ready to run.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use goldcrest::settings::MANIFEST_SECTION;
use goldcrest_forge::microwakeword::{Imported, MicroWakeWordError, SECTION_FILE, import};
use goldcrest_forge::wake::section_name;
use goldcrest_nn::Model;
use goldcrest_pack::{PackBuilder, SectionKind};
use serde_json::{Value, json};

use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, Table, Tint, grouped, printable};
use crate::written_by::{self, write};

/// Columns of the front end in a second.
const COLUMNS_A_SECOND: usize = 100;

/// Arguments of `import microwakeword`.
#[derive(Debug, Args)]
#[command(after_help = "\
Reads a manifest of version 2 and the streaming int8 network beside it, and writes into DIR: NAME.wake (for \
`goldcrest eval wake --model`), model.gcnn with manifest.json (for an assistant: `model: DIR` under `wake:`, or \
--wake DIR), and CARD.md. The network's outputs are those of TensorFlow Lite's reference kernels, bit for bit; \
nothing is trained, and no Python is needed. An operator that the engine does not run is refused by its name.

Examples:
  goldcrest import microwakeword hey_jarvis.json
  goldcrest listen --wake hey_jarvis --wav command.wav
  goldcrest eval wake --model hey_jarvis --positives said --negatives librispeech")]
pub struct MicroWakeWord {
    /// The manifest; the .tflite file that it names lies beside it
    #[arg(value_name = "MANIFEST.json")]
    manifest: PathBuf,
    /// Where to write [default: a folder named after the manifest, here]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the verb.
pub fn run(arguments: &MicroWakeWord, screen: &mut Screen<'_>) -> Ended {
    let imported = import(&arguments.manifest).map_err(refused)?;
    let stem = arguments.manifest.file_stem().unwrap_or_default();
    let name = stem.to_string_lossy().into_owned();
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from(&name));
    written_by::refuse_others(&out, SECTION_FILE, &["CARD.md", "manifest.json"])?;
    // The import has opened it already.
    let model = Model::open(&imported.section)
        .map_err(|error| Failure::bad_input(error.to_string(), "report this as a fault"))?;
    let pack = pack(&imported, &name)?;
    let facts = facts(&imported, &model);
    fs::create_dir_all(&out).map_err(|error| Failure::unwritable(&out, &error))?;
    write(&out.join(format!("{name}.wake")), &pack)?;
    write(&out.join(SECTION_FILE), &imported.section)?;
    let pretty = serde_json::to_string_pretty(&facts).unwrap_or_default() + "\n";
    write(&out.join("manifest.json"), pretty.as_bytes())?;
    write(&out.join("CARD.md"), card(&imported, &model).as_bytes())?;
    tell(&imported, &model, &out, screen)?;
    let mut object = facts;
    object["out"] = out.display().to_string().into();
    screen.object(&object)?;
    Ok(Verdict::Good)
}

fn refused(error: MicroWakeWordError) -> Failure {
    let remedy = match error {
        MicroWakeWordError::Unreadable(..) => {
            "give the manifest of a model, with the .tflite file that it names beside it"
        }
        MicroWakeWordError::Manifest(_) => "give a manifest of microWakeWord, version 2",
        _ => "give a streaming int8 model of microWakeWord, version 2",
    };
    Failure::bad_input(error.to_string(), remedy)
}

/// A pack with nothing but the detector.
fn pack(imported: &Imported, name: &str) -> Result<Vec<u8>, Failure> {
    let lines = [
        ("name", name.to_owned()),
        ("wake.phrase", imported.manifest.wake_word.clone()),
        ("wake.threshold", imported.manifest.threshold().to_string()),
        (
            "wake.smoothing",
            imported.manifest.sliding_window.to_string(),
        ),
    ];
    let line = |(key, value): &(&str, String)| format!("{key}={}\n", value.replace('\n', " "));
    let manifest: String = lines.iter().map(line).collect();
    PackBuilder::new()
        .add(SectionKind::Manifest, MANIFEST_SECTION, manifest.as_bytes())
        .and_then(|pack| pack.add(SectionKind::Wake, section_name(name), &imported.section))
        .and_then(PackBuilder::finish)
        .map(|bytes| bytes.to_vec())
        .map_err(|error| Failure::bad_input(error.to_string(), "give the manifest a shorter name"))
}

fn facts(imported: &Imported, model: &Model<'_>) -> Value {
    let manifest = &imported.manifest;
    json!({
        "phrase": manifest.wake_word,
        "from": "microWakeWord",
        "author": manifest.author,
        "website": manifest.website,
        "threshold": {
            "probability_u8": manifest.threshold(),
            "probability_cutoff": manifest.probability_cutoff,
        },
        "smoothing": manifest.sliding_window,
        "model_bytes": imported.model_bytes,
        "section_bytes": model.section_bytes(),
        "arena_bytes": model.arena_bytes(),
        "operations": model.ops().count(),
        "products_per_second": model.products_per_second(COLUMNS_A_SECOND),
    })
}

fn card(imported: &Imported, model: &Model<'_>) -> String {
    let manifest = &imported.manifest;
    let said = |text: &str| match text {
        "" => "not said".to_owned(),
        text => text.replace('\n', " "),
    };
    format!(
        "# {word}\n\n\
         A wake word of microWakeWord, taken over as it is by `goldcrest import microwakeword`: same weights, same \
         outputs as TensorFlow Lite's reference kernels. Its data and licence are those of the original.\n\n\
         | | |\n| --- | --- |\n\
         | author | {author} |\n| from | {website} |\n| original | {model_file}, {original} bytes |\n\
         | section / arena | {section} / {arena} bytes |\n| products a second | {products} |\n\
         | heard where | the mean of {window} outputs exceeds {cutoff} ({threshold} of 255) |\n",
        word = said(&manifest.wake_word),
        author = said(&manifest.author),
        website = said(&manifest.website),
        model_file = manifest.model,
        original = imported.model_bytes,
        section = model.section_bytes(),
        arena = model.arena_bytes(),
        products = model.products_per_second(COLUMNS_A_SECOND),
        window = manifest.sliding_window,
        cutoff = manifest.probability_cutoff,
        threshold = manifest.threshold(),
    )
}

fn tell(
    imported: &Imported,
    model: &Model<'_>,
    out: &Path,
    screen: &mut Screen<'_>,
) -> Result<(), Failure> {
    let manifest = &imported.manifest;
    screen.heading(&printable(&manifest.wake_word))?;
    let mut table = Table::new(&[
        "operation",
        "reads",
        "kernel",
        "stride",
        "makes",
        "products",
    ])
    .right(&[1, 2, 3, 4, 5]);
    for op in model.ops() {
        table.row(&[
            op.kind.name().into(),
            op.input_channels.to_string(),
            op.kernel.to_string(),
            op.stride.to_string(),
            op.output_channels.to_string(),
            grouped(op.products as u64),
        ]);
    }
    for line in table.lines(screen.ink) {
        screen.line(&line)?;
    }
    screen.line(&format!(
        "{} bytes of TensorFlow Lite became {}, and {} of memory; {} products a second",
        grouped(imported.model_bytes as u64),
        grouped(model.section_bytes() as u64),
        grouped(model.arena_bytes() as u64),
        grouped(model.products_per_second(COLUMNS_A_SECOND) as u64),
    ))?;
    screen.line(&format!(
        "heard where the mean of {} outputs exceeds {}",
        manifest.sliding_window, manifest.probability_cutoff
    ))?;
    screen.line(&format!(
        "written to {}",
        screen
            .ink
            .paint(Tint::Good, &printable(&out.display().to_string()))
    ))?;
    Ok(())
}
