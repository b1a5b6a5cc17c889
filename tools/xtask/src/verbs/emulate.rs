use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::boards::Board;
use crate::emulator;
use crate::outcome::Outcome;

/// Run a firmware in QEMU and print what it says
///
/// `cargo run --release` in platform/board calls it.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cargo xtask emulate mps2-an386 target/firmware/mps2-an386-home.elf demos/lights.wav")]
pub struct Emulate {
    /// The folder that paths among the arguments are relative to
    #[arg(long, default_value = ".")]
    from: PathBuf,
    /// The board: mps2-an386 or mps3-an547
    board: String,
    /// The firmware, an ELF file
    elf: PathBuf,
    /// What the firmware is given: recordings, --push-to-talk, --wake, @FILE
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

impl Emulate {
    pub fn run(self) -> Result<Outcome> {
        let board = Board::named(&self.board)
            .with_context(|| format!("no board is called {}", self.board))?;
        let elf = self.from.join(&self.elf);
        let ended = emulator::run(board, &elf, &self.arguments, &self.from, |line| {
            println!("{line}");
        })?;
        Ok(Outcome::Status(ended.status))
    }
}
