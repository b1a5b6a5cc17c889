use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;
use goldcrest_pack::{AlignedBytes, Pack};
use serde_json::{Value, json};

use crate::boards::{Board, M4F};
use crate::outcome::Outcome;
use crate::{elf, emulator, firmware};

/// Flash of an assistant, code and pack together, in bytes.
pub const FLASH_LIMIT: u64 = 1024 * 1024;
/// RAM of an assistant, all of it, in bytes.
pub const RAM_LIMIT: u64 = 256 * 1024;

/// Flash and RAM of a firmware, by part
///
/// Sections come from the ELF file; the stack is measured by playing the assistant's demo
/// recordings in QEMU. Exit status 1 if a limit (1 MiB of flash, 256 KiB of RAM) is passed.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  cargo xtask sizes --json")]
pub struct Sizes {
    /// The folder in tools/assistants that is linked as the pack
    #[arg(long, default_value = "home")]
    assistant: String,
    /// mps2-an386 or mps3-an547
    #[arg(long, default_value = M4F.name)]
    board: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// A part of a memory and its size.
struct Part {
    name: String,
    bytes: u64,
}

impl Sizes {
    pub fn run(self) -> Result<Outcome> {
        let board = Board::named(&self.board)
            .with_context(|| format!("no board is called {}", self.board))?;
        let image = firmware::build(board, &self.assistant)?;
        let firmware = elf::Firmware::read(&image.elf)?;
        let mut flash = Vec::new();
        for section in firmware.flash() {
            if section.name == ".pack" {
                flash.extend(pack_parts(firmware.pack())?);
            } else {
                flash.push(part(&section.name, section.bytes));
            }
        }
        let stack = measured_stack(board, &image.elf)?;
        let mut ram = ram_parts(&firmware);
        ram.push(part("stack", stack));

        let flash_bytes = sum(&flash);
        let ram_bytes = sum(&ram);
        if self.json {
            println!(
                "{}",
                json!({
                    "board": board.name,
                    "assistant": self.assistant,
                    "flash_bytes": flash_bytes,
                    "flash_limit": FLASH_LIMIT,
                    "ram_bytes": ram_bytes,
                    "ram_limit": RAM_LIMIT,
                    "flash": listed(&flash),
                    "ram": listed(&ram),
                })
            );
        } else {
            println!(
                "{} on {} ({})\n",
                self.assistant, board.name, board.processor
            );
            table("flash", &flash, FLASH_LIMIT);
            println!();
            table("RAM", &ram, RAM_LIMIT);
        }
        if flash_bytes > FLASH_LIMIT || ram_bytes > RAM_LIMIT {
            return Ok(Outcome::CheckFailed);
        }
        Ok(Outcome::Good)
    }
}

/// The sections of a pack, and its header and padding as one more part.
fn pack_parts(bytes: &[u8]) -> Result<Vec<Part>> {
    let aligned = AlignedBytes::from_slice(bytes);
    let pack = Pack::open(&aligned).context("the linked pack does not open")?;
    let mut parts: Vec<_> = pack
        .sections()
        .map(|section| {
            let name = format!("pack: {:?} {}", section.kind, section.name);
            part(name.trim_end(), section.bytes.len() as u64)
        })
        .collect();
    let rest = bytes.len() as u64 - sum(&parts);
    parts.push(part("pack: header, table, padding", rest));
    Ok(parts)
}

/// Every large variable, then what is left of the sections in RAM.
fn ram_parts(firmware: &elf::Firmware) -> Vec<Part> {
    const LARGE: u64 = 512;
    let mut parts: Vec<_> = firmware
        .variables()
        .iter()
        .filter(|variable| variable.bytes >= LARGE)
        .map(|variable| part(&variable.name, variable.bytes))
        .collect();
    let all: u64 = firmware.ram().iter().map(|section| section.bytes).sum();
    parts.push(part("smaller variables", all.saturating_sub(sum(&parts))));
    parts
}

/// Plays the linked recordings and reads the firmware's own report.
fn measured_stack(board: &Board, elf: &Path) -> Result<u64> {
    let mut stack = None;
    emulator::run(board, elf, &[], Path::new("."), |line| {
        if let Some(bytes) = line.strip_prefix("stack ") {
            stack = bytes.trim().parse().ok();
        }
    })?;
    stack.context("the firmware did not report its stack")
}

fn part(name: &str, bytes: u64) -> Part {
    Part {
        name: name.to_owned(),
        bytes,
    }
}

fn sum(parts: &[Part]) -> u64 {
    parts.iter().map(|part| part.bytes).sum()
}

fn listed(parts: &[Part]) -> Vec<Value> {
    parts
        .iter()
        .map(|part| json!({ "part": part.name, "bytes": part.bytes }))
        .collect()
}

fn table(memory: &str, parts: &[Part], limit: u64) {
    for part in parts {
        println!("{:>10}  {}", part.bytes, part.name);
    }
    let total = sum(parts);
    let percent = total * 100 / limit;
    println!("{total:>10}  {memory}, {percent} % of {limit}");
}
