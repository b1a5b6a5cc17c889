//! The build script that every Goldcrest firmware shares.
//!
//! [`firmware`] puts three things where the firmware's linker and `include!` find them:
//!
//! - the board's memory map,
//! - the pack of the assistant named by `GOLDCREST_ASSISTANT` (default `home`), in the section
//!   `.pack`, 16-byte aligned,
//! - the assistant's demo recordings as raw PCM, in the section `.recordings`.
#![forbid(unsafe_code)]

mod pack;
mod recordings;

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Does a firmware's whole `build.rs`; `memory_x` is the text of its linker memory map.
///
/// Writes `linked.rs` into `OUT_DIR`, which the firmware includes: it defines
/// `LINKED: goldcrest_board::Linked`.
///
/// # Panics
///
/// With a message for the developer where the assistant cannot be built, which is how a build
/// script fails.
pub fn firmware(memory_x: &str) {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("memory.x"), memory_x).expect("OUT_DIR is writable");
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
    println!("cargo:rustc-link-arg-bins=-Tdefmt.x");
    println!("cargo:rustc-link-arg-bins=--nmagic");
    println!("cargo:rerun-if-changed=memory.x");
    println!("cargo:rerun-if-env-changed=GOLDCREST_ASSISTANT");

    let name = env::var("GOLDCREST_ASSISTANT").unwrap_or_else(|_| "home".into());
    let folder = root().join("tools/assistants").join(&name);
    for input in [&folder, &root().join("models-quantized")] {
        println!("cargo:rerun-if-changed={}", input.display());
    }

    let pack = pack::write(&folder, &out);
    let recordings = recordings::convert(&folder.join("demos"), &out);
    fs::write(out.join("linked.rs"), linked(&name, &pack, &recordings))
        .expect("OUT_DIR is writable");
}

/// The repository's root: this crate lies in `platform/board/link`.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../..")
        .canonicalize()
        .expect("the repository holds this crate")
}

fn linked(assistant: &str, pack: &pack::Written, recordings: &[recordings::Converted]) -> String {
    let mut rust = String::new();
    let mut list = String::new();
    for (index, recording) in recordings.iter().enumerate() {
        let _ = writeln!(
            rust,
            "#[unsafe(link_section = \".recordings.{index}\")]\n\
             static RECORDING_{index}: [u8; {}] = *include_bytes!({:?});",
            recording.bytes, recording.path
        );
        let _ = write!(
            list,
            "goldcrest_board::Recording {{ name: {:?}, pcm: &RECORDING_{index} }}, ",
            recording.name
        );
    }
    let _ = writeln!(
        rust,
        "#[unsafe(link_section = \".pack\")]\n\
         static PACK: goldcrest_board::Aligned<{}> = goldcrest_board::Aligned(*include_bytes!({:?}));\n\
         static MEMORY: goldcrest_board::Memory<goldcrest_board::Buffers<{}, {}, {}, {}, {}, {}, {}>> =\n\
         \x20   goldcrest_board::Memory::new(goldcrest_board::Buffers::new());\n\
         static LINKED: goldcrest_board::Linked = goldcrest_board::Linked {{\n\
         \x20   assistant: {assistant:?},\n\
         \x20   pack: &PACK.0,\n\
         \x20   recordings: &[{list}],\n\
         }};",
        pack.bytes,
        pack.path,
        pack.memory.wake,
        pack.memory.speech,
        pack.memory.tokens,
        pack.memory.nodes,
        pack.memory.rewrite,
        pack.memory.personal,
        pack.memory.generate,
    );
    rust
}
