//! Builds firmware images.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::boards::Board;
use crate::workspace;

/// Builds the firmware of `board` with `assistant`, in release, and keeps its ELF file as
/// `firmware/BOARD-ASSISTANT.elf` among the build results.
pub fn build(board: &Board, assistant: &str) -> Result<PathBuf> {
    one(board, assistant, board.name, &[])
}

/// Builds the firmware that counts the instructions of the measured operations.
pub fn build_operations(board: &Board, assistant: &str) -> Result<PathBuf> {
    let program = format!("{}-operations", board.name);
    one(board, assistant, &program, &["--features", "operations"])
}

fn one(board: &Board, assistant: &str, program: &str, flags: &[&str]) -> Result<PathBuf> {
    let folder = workspace::root().join("tools/assistants").join(assistant);
    ensure!(
        folder.is_dir(),
        "there is no assistant {assistant}: {} is not a folder",
        folder.display()
    );
    workspace::run(
        workspace::board_cargo(["build", "--quiet", "--release"])
            .args(["--package", board.name, "--bin", program])
            .args(["--target", board.target])
            .args(flags)
            .env("GOLDCREST_ASSISTANT", assistant),
    )?;
    let built = workspace::target()
        .join("board")
        .join(board.target)
        .join("release")
        .join(program);
    let elf = workspace::target().join(format!("firmware/{program}-{assistant}.elf"));
    fs::create_dir_all(elf.parent().unwrap_or(&elf))?;
    fs::copy(&built, &elf).with_context(|| format!("cannot copy {}", built.display()))?;
    Ok(elf)
}
