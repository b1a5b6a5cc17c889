//! Where things are, and how cargo is called on them.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the repository holds this crate")
}

/// The folder of build results: `CARGO_TARGET_DIR`, or `target` in the root.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// Development data beside the repository, where it is there.
pub fn shared_data() -> Option<PathBuf> {
    let folder = root().join("../shared/data").canonicalize().ok()?;
    folder.is_dir().then_some(folder)
}

/// Cargo on the root workspace.
pub fn cargo(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(arguments).current_dir(root());
    cargo
}

/// Cargo on the firmware workspace, which has its own targets, profile and build results.
pub fn board_cargo(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut cargo = cargo(arguments);
    cargo
        .current_dir(root().join("platform/board"))
        .env("CARGO_TARGET_DIR", target().join("board"))
        // Flags from outside would take the place of the processor named in the board's own.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET");
    cargo
}

/// Runs a command whose output is for the reader; an error where it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{} does not start", shown(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

/// The command as one would type it.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut line = program
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}
