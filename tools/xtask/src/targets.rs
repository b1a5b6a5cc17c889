//! Where the engine runs: this machine, aarch64 in user-mode emulation, and the emulated boards.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::boards::{BOARDS, Board};
use crate::{elf, emulator, firmware, workspace};

/// Rust target of the aarch64 runner: static, so that QEMU needs no system beside it.
pub const AARCH64: &str = "aarch64-unknown-linux-musl";

/// One place to run, with an assistant in it.
pub enum Target {
    /// The runner, natively.
    Host { runner: PathBuf, pack: PathBuf },
    /// The runner for aarch64.
    Aarch64 { runner: PathBuf, pack: PathBuf },
    /// A firmware.
    Board { board: &'static Board, elf: PathBuf },
}

impl Target {
    /// The name in tables and JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Target::Host { .. } => "host",
            Target::Aarch64 { .. } => "aarch64",
            Target::Board { board, .. } => board.processor,
        }
    }

    /// Runs with `arguments`; `each` is given every line. An error where the program fails.
    pub fn run(&self, arguments: &[OsString], mut each: impl FnMut(&str)) -> Result<()> {
        let (mut command, pack) = match self {
            Target::Board { board, elf } => {
                let mut last = String::new();
                let ended = emulator::run(board, elf, arguments, Path::new("."), |line| {
                    line.clone_into(&mut last);
                    each(line);
                })?;
                if ended.status != 0 {
                    bail!(
                        "the firmware on {} ended with {}: {last}",
                        board.name,
                        ended.status
                    );
                }
                return Ok(());
            }
            Target::Host { runner, pack } => (Command::new(runner), pack),
            Target::Aarch64 { runner, pack } => {
                let mut emulated = Command::new("qemu-aarch64-static");
                emulated.arg(runner);
                (emulated, pack)
            }
        };
        command.arg(pack).args(arguments);
        let output = command
            .stderr(std::process::Stdio::inherit())
            .output()
            .with_context(|| format!("{} does not start", workspace::shown(&command)))?;
        if !output.status.success() {
            bail!("{} failed ({})", workspace::shown(&command), output.status);
        }
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .for_each(&mut each);
        Ok(())
    }
}

/// Builds `assistant` for every target. The runners get the very pack that the first firmware
/// carries, so that all compare the same bytes.
pub fn all(assistant: &str) -> Result<Vec<Target>> {
    let mut boards = Vec::new();
    for board in BOARDS {
        let elf = firmware::build(board, assistant)?;
        boards.push(Target::Board { board, elf });
    }
    let Some(Target::Board { elf, .. }) = boards.first() else {
        bail!("there are no boards");
    };
    let pack = keep_pack(elf, assistant)?;
    let mut targets = vec![
        Target::Host {
            runner: runner(None)?,
            pack: pack.clone(),
        },
        Target::Aarch64 {
            runner: runner(Some(AARCH64))?,
            pack,
        },
    ];
    targets.extend(boards);
    Ok(targets)
}

/// Writes the pack of a firmware to `firmware/ASSISTANT.pack` among the build results.
pub fn keep_pack(elf: &Path, assistant: &str) -> Result<PathBuf> {
    let path = workspace::target().join(format!("firmware/{assistant}.pack"));
    fs::write(&path, elf::Firmware::read(elf)?.pack())
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// Builds the runner for this machine or for `target`.
pub fn runner(target: Option<&str>) -> Result<PathBuf> {
    let mut build = workspace::cargo(["build", "--quiet", "--release"]);
    build.args(["--package", "goldcrest-runner"]);
    let mut folder = workspace::target();
    if let Some(target) = target {
        build.args(["--target", target]);
        folder.push(target);
    }
    workspace::run(&mut build)?;
    Ok(folder.join("release/goldcrest-runner"))
}
