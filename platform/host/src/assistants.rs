//! From `--assistant NAME` or `--pack FILE` to a pack in memory.
//!
//! A pack file is mapped and used in place. An assistant's folder is built into a pack in memory, so that
//! whoever edits its sentences sees the change at the next run.

use std::collections::BTreeSet;
use std::env;
use std::fs::{self, File};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use clap::Args;
use goldcrest::understand::network::Network;
use goldcrest_forge::assistant::{BuildOptions, BuiltAssistant, ForgeError, build_assistant};
use goldcrest_forge::understanding;
use goldcrest_pack::{AlignedBytes, Pack, SectionKind};
use goldcrest_trie::{Grammar, SlotId};
use memmap2::Mmap;

use crate::exit::Failure;
use crate::present::warn;

/// Where assistants live in a source tree.
const FOLDER: &str = "tools/assistants";
/// Where networks live in a source tree.
const MODELS: &str = "models-quantized";
/// The file that makes a folder an assistant.
pub const MANIFEST: &str = "assistant.yaml";

/// Which assistant a verb works with.
#[derive(Clone, Debug, Args)]
pub struct Choice {
    /// An assistant by name (looked for in tools/assistants, here and above) or by the path of its folder
    #[arg(long, value_name = "NAME or FOLDER", default_value = "home")]
    pub assistant: String,
    /// A pack made by `goldcrest pack build`
    #[arg(long, value_name = "FILE", conflicts_with = "assistant")]
    pub pack: Option<PathBuf>,
    /// Wake by what is in this folder, which `goldcrest wake train` or `goldcrest import` wrote, instead of by the
    /// assistant's own
    #[arg(long, value_name = "DIR", conflicts_with = "pack")]
    pub wake: Option<PathBuf>,
}

/// A pack given by its file alone, or else as [`Choice`] has it.
#[derive(Clone, Debug, Args)]
pub struct FileOrChoice {
    /// A pack made by `goldcrest pack build`, the same as --pack FILE
    #[arg(value_name = "FILE", conflicts_with_all = ["assistant", "pack", "wake"])]
    file: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
}

impl FileOrChoice {
    /// What was chosen either way.
    #[must_use]
    pub fn choice(&self) -> Choice {
        let mut choice = self.choice.clone();
        choice.pack = self.file.clone().or(choice.pack);
        choice
    }
}

/// The bytes of a pack, aligned as the engine wants them.
#[derive(Debug)]
pub enum Image {
    /// Built from a folder.
    Built(AlignedBytes),
    /// Mapped from a file.
    Mapped(Mmap),
}

impl Deref for Image {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Built(bytes) => bytes,
            Self::Mapped(map) => map,
        }
    }
}

impl Choice {
    /// The chosen pack.
    ///
    /// # Errors
    ///
    /// Bad input where there is no such assistant or file, or where it does not make a sound pack.
    pub fn load(&self) -> Result<Image, Failure> {
        match &self.pack {
            Some(file) => map(file),
            None => {
                let options = BuildOptions {
                    wake: self.wake.clone(),
                    ..BuildOptions::default()
                };
                image(&find_folder(&self.assistant)?, &options)
            }
        }
    }

    /// How to call the chosen assistant in messages.
    pub fn label(&self) -> String {
        match &self.pack {
            Some(file) => file.display().to_string(),
            None => self.assistant.clone(),
        }
    }
}

/// Opens the pack in an image.
///
/// # Errors
///
/// Bad input with the pack's own error, which says what to do.
pub fn open<'i>(image: &'i Image, label: &str) -> Result<Pack<'i>, Failure> {
    Pack::open(image).map_err(|error| {
        Failure::bad_input(
            format!("{label}: {error}"),
            "make a new one with `goldcrest pack build FOLDER --out FILE`",
        )
    })
}

/// Maps a pack file.
///
/// # Errors
///
/// Bad input where the file cannot be opened, is empty or is not a regular file.
pub fn map(file: &Path) -> Result<Image, Failure> {
    let shown = file.display();
    let refused = |why: String| {
        Failure::bad_input(
            why,
            "give the file that `goldcrest pack build FOLDER --out FILE` wrote",
        )
    };
    let opened =
        File::open(file).map_err(|error| refused(format!("cannot open {shown}: {error}")))?;
    let facts = opened
        .metadata()
        .map_err(|error| refused(format!("cannot read {shown}: {error}")))?;
    if !facts.is_file() {
        return Err(refused(format!("{shown} is not a file")));
    }
    if facts.len() == 0 {
        return Err(refused(format!("{shown} is empty")));
    }
    // SAFETY: the map is read-only and private to this process. Were another program to change or cut the
    // file while it is mapped, reads could differ from what `Pack::open` checked; packs are replaced by
    // renaming (`pack build` does so), never written in place.
    let map = unsafe { Mmap::map(&opened) }
        .map_err(|error| refused(format!("cannot map {shown}: {error}")))?;
    Ok(Image::Mapped(map))
}

/// The folder of an assistant given by name or by path.
///
/// A name is looked for in `tools/assistants` of the current folder and of those above it, then of the
/// folders above the executable, then in the source tree from which the executable was built.
///
/// # Errors
///
/// Bad input that lists the assistants there are.
pub fn find_folder(name: &str) -> Result<PathBuf, Failure> {
    let as_path = Path::new(name);
    let is_name = as_path.components().count() == 1 && name != "." && name != "..";
    if as_path.join(MANIFEST).is_file() {
        return Ok(as_path.to_owned());
    }
    if as_path.is_file() {
        return Err(Failure::bad_input(
            format!("{name} is a file, and an assistant is a folder"),
            format!("a pack is given with --pack: --pack {name}"),
        ));
    }
    if !is_name {
        return Err(Failure::bad_input(
            format!("{name} is not an assistant: there is no {name}/{MANIFEST}"),
            "give a folder with an assistant.yaml, or the name of an assistant in tools/assistants",
        ));
    }
    let places = places();
    places
        .iter()
        .map(|place| place.join(name))
        .find(|folder| folder.join(MANIFEST).is_file())
        .ok_or_else(|| {
            if as_path.is_dir() {
                return Failure::bad_input(
                    format!("the folder {name} is not an assistant: {MANIFEST} is missing in it"),
                    "write one with `name:` and `language: en`; tools/assistants/README.md explains the files",
                );
            }
            let known = known(&places);
            Failure::bad_input(
                format!(
                    "there is no assistant called `{}`",
                    crate::present::printable(name)
                ),
                if known.is_empty() {
                    "run inside the Goldcrest repository, or give --assistant FOLDER or --pack FILE"
                        .into()
                } else {
                    format!(
                        "known are {}; or give the path of its folder",
                        known.join(", ")
                    )
                },
            )
        })
}

/// Every folder that may hold assistants, best first.
fn places() -> Vec<PathBuf> {
    ancestors_with(FOLDER)
}

fn ancestors_with(part: &str) -> Vec<PathBuf> {
    let here = env::current_dir().unwrap_or_default();
    let program = env::current_exe().unwrap_or_default();
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    [here.as_path(), program.as_path(), source]
        .into_iter()
        .flat_map(Path::ancestors)
        .map(|folder| folder.join(part))
        .filter(|folder| folder.is_dir())
        .collect()
}

fn known(places: &[PathBuf]) -> Vec<String> {
    let mut names: Vec<String> = places
        .iter()
        .filter_map(|place| fs::read_dir(place).ok())
        .flatten()
        .flatten()
        .filter(|entry| entry.path().join(MANIFEST).is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The pack of that name: a pack file, or the folder or the name of an understanding network
/// (`models-quantized/NAME`) or of an assistant.
///
/// # Errors
///
/// Bad input where there is none, or where it does not make a sound pack.
pub fn by_name(name: &str) -> Result<Image, Failure> {
    let path = Path::new(name);
    if path.is_file() {
        return map(path);
    }
    if let Some(folder) = network_folder(name) {
        return network(&folder).map(Image::Built);
    }
    image(&find_folder(name)?, &BuildOptions::default())
}

/// The pack of an assistant's folder; what is likely not meant there is told on standard error.
///
/// # Errors
///
/// As [`build`].
pub fn image(folder: &Path, options: &BuildOptions) -> Result<Image, Failure> {
    let built = build(folder, options)?;
    for warning in &built.report.warnings {
        warn(warning);
    }
    Ok(Image::Built(built.pack))
}

/// The folder of an understanding network, by its path or by its name in `models-quantized`.
#[must_use]
pub fn network_folder(name: &str) -> Option<PathBuf> {
    let path = Path::new(name);
    if understanding::is_model(path) {
        return Some(path.to_owned());
    }
    let is_name = path.components().count() == 1 && name != "." && name != "..";
    let found = ancestors_with(MODELS).into_iter().filter(|_| is_name);
    found
        .map(|models| models.join(name))
        .find(|folder| understanding::is_model(folder))
}

/// A pack with nothing but an understanding network.
///
/// # Errors
///
/// Bad input that names the file that is wrong.
pub fn network(folder: &Path) -> Result<AlignedBytes, Failure> {
    understanding::pack(folder).map_err(|error| {
        Failure::bad_input(
            error.to_string(),
            format!(
                "train {} again, or correct its manifest.json",
                folder.display()
            ),
        )
    })
}

/// Every intent that a pack can understand, by template or by network.
#[must_use]
pub fn intents(pack: &Pack<'_>) -> BTreeSet<String> {
    let section = |kind| pack.first(kind).map(|section| section.bytes);
    let mut names = BTreeSet::new();
    if let Some(Ok(grammar)) = section(SectionKind::Grammar).map(Grammar::open) {
        names.extend(grammar.intents().map(str::to_owned));
    }
    if let Some(Ok(network)) = section(SectionKind::Understanding).map(Network::open) {
        names.extend((0..network.intent_count()).map(|i| network.intent_name(i).to_owned()));
    }
    names
}

/// The names of all slots of a pack, of its templates and its network.
pub fn slots(pack: &Pack<'_>) -> BTreeSet<String> {
    let section = |kind| pack.first(kind).map(|section| section.bytes);
    let mut names = BTreeSet::new();
    if let Some(Ok(grammar)) = section(SectionKind::Grammar).map(Grammar::open) {
        let slots = (0..grammar.sizes().slots).filter_map(SlotId::new);
        names.extend(slots.map(|slot| grammar.slot_name(slot).to_owned()));
    }
    if let Some(Ok(network)) = section(SectionKind::Understanding).map(Network::open) {
        names.extend((0..network.slot_count()).map(|slot| network.slot_name(slot).to_owned()));
    }
    names
}

/// Texts with signals: those given, or those of the assistant's own folder.
///
/// # Errors
///
/// Bad input where no assistant has that name.
pub fn context_data(given: Option<&Path>, choice: &Choice) -> Result<PathBuf, Failure> {
    match given {
        Some(file) => Ok(file.to_owned()),
        None => Ok(find_folder(&choice.assistant)?.join("tests/context.jsonl")),
    }
}

/// Makes sure that an assistant can hear: by one of these kinds of networks.
///
/// # Errors
///
/// Bad input where its pack has none of them.
pub fn can_hear(pack: &Pack<'_>, label: &str, by: &[SectionKind]) -> Result<(), Failure> {
    match by.iter().find_map(|&kind| pack.first(kind)) {
        Some(_) => Ok(()),
        None => Err(Failure::bad_input(
            format!("{label} cannot hear: it has no acoustic network"),
            "name one under `speech: model` in assistant.yaml, for example speech-en; \
             `goldcrest pack build FOLDER` says where it is looked for",
        )),
    }
}

/// Builds the pack of an assistant's folder in memory. Where no folder of networks is given and none is above the
/// assistant's, those of the source tree are used.
///
/// # Errors
///
/// Bad input that names the file and line of what is wrong.
pub fn build(folder: &Path, options: &BuildOptions) -> Result<BuiltAssistant, Failure> {
    let options = BuildOptions {
        models_otherwise: ancestors_with(MODELS).into_iter().next(),
        ..options.clone()
    };
    build_assistant(folder, &options).map_err(|error| {
        let remedy = match error {
            ForgeError::NotAWakeFolder(_) => {
                "give --wake the folder that `goldcrest wake train` or `goldcrest import microwakeword` wrote"
                    .into()
            }
            _ => format!(
                "correct it in {}; tools/assistants/README.md explains the files",
                folder.display()
            ),
        };
        Failure::bad_input(error.to_string(), remedy)
    })
}
