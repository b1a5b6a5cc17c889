//! Builds firmware images.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::boards::Board;
use crate::workspace;

/// Builds the firmware of `board` with `assistant`, in release, and keeps its ELF file as
/// `firmware/BOARD-ASSISTANT.elf` among the build results.
pub fn build(board: &'static Board, assistant: &str) -> Result<PathBuf> {
    let folder = workspace::root().join("tools/assistants").join(assistant);
    anyhow::ensure!(
        folder.is_dir(),
        "there is no assistant {assistant}: {} is not a folder",
        folder.display()
    );
    workspace::run(
        workspace::board_cargo(["build", "--quiet", "--release"])
            .args(["--package", board.name, "--target", board.target])
            .env("GOLDCREST_ASSISTANT", assistant),
    )?;
    let built = workspace::target()
        .join("board")
        .join(board.target)
        .join("release")
        .join(board.name);
    let elf = workspace::target()
        .join("firmware")
        .join(format!("{}-{assistant}.elf", board.name));
    fs::create_dir_all(elf.parent().unwrap_or(&elf))?;
    fs::copy(&built, &elf).with_context(|| format!("cannot copy {}", built.display()))?;
    Ok(elf)
}
