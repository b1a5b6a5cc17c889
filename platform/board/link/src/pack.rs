use std::fs;
use std::path::{Path, PathBuf};
use std::process::exit;

use goldcrest::{Buffer, MemoryPlan};
use goldcrest_forge::assistant::{BuildOptions, build_assistant};
use goldcrest_pack::Pack;

/// A pack as the firmware links it.
pub struct Written {
    pub path: PathBuf,
    pub bytes: usize,
    pub memory: Memory,
}

/// Entries that the pack needs of the buffers whose sizes are fixed when the firmware is built.
pub struct Memory {
    pub wake: usize,
    pub speech: usize,
    pub tokens: usize,
    pub nodes: usize,
    pub rewrite: usize,
    pub personal: usize,
    pub generate: usize,
}

/// Builds the assistant in `folder` into a pack in `out`.
pub fn write(folder: &Path, out: &Path) -> Written {
    let options = BuildOptions {
        require_models: true,
        ..BuildOptions::default()
    };
    let built = match build_assistant(folder, &options) {
        Ok(built) => built,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            exit(1)
        }
    };
    for warning in &built.report.warnings {
        println!("cargo:warning={warning}");
    }
    let path = out.join("assistant.pack");
    fs::write(&path, &*built.pack).expect("OUT_DIR is writable");

    let pack = Pack::open(&built.pack).expect("a pack that was just built is sound");
    let plan = MemoryPlan::of(&pack);
    Written {
        path,
        bytes: built.pack.len(),
        memory: Memory {
            wake: plan.entries(Buffer::Wake),
            speech: plan.entries(Buffer::Speech),
            tokens: plan.entries(Buffer::Tokens),
            nodes: plan.entries(Buffer::Nodes),
            rewrite: plan.entries(Buffer::Rewrite),
            personal: plan.entries(Buffer::Personal),
            generate: plan.entries(Buffer::Generate),
        },
    }
}
