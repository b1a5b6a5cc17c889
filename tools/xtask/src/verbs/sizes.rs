use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;
use goldcrest_pack::{AlignedBytes, Pack};
use serde_json::{Value, json};

use crate::boards::{Board, M4F};
use crate::outcome::Outcome;
use crate::{elf, emulator, firmware};

/// Flash of an assistant, code and pack together, in bytes.
const FLASH_LIMIT: u64 = 1024 * 1024;
/// RAM of an assistant, all of it, in bytes.
const RAM_LIMIT: u64 = 256 * 1024;

/// Flash and RAM of a firmware, by part
///
/// Sections come from the ELF file; the stack is measured by playing the assistant's demo
/// recordings in QEMU. Exit status 1 if a limit (1 MiB of flash, 256 KiB of RAM) is passed.
#[derive(Debug, Args)]
#[command(
    name = "sizes",
    after_help = "Example:
  cargo xtask sizes --json"
)]
pub struct SizesVerb {
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

impl SizesVerb {
    pub fn run(self) -> Result<Outcome> {
        let board = Board::named(&self.board)
            .with_context(|| format!("no board is called {}", self.board))?;
        let sizes = Sizes::of(&self.assistant, board)?;
        if self.json {
            println!("{}", sizes.to_json());
        } else {
            sizes.print();
        }
        Ok(if sizes.are_within_limits() {
            Outcome::Good
        } else {
            Outcome::CheckFailed
        })
    }
}

/// What a firmware takes of both memories.
pub struct Sizes {
    assistant: String,
    board: &'static Board,
    flash: Vec<Part>,
    ram: Vec<Part>,
}

/// A part of a memory and its size.
struct Part {
    name: String,
    bytes: u64,
}

impl Sizes {
    /// Builds the firmware and measures it.
    pub fn of(assistant: &str, board: &'static Board) -> Result<Self> {
        let elf_file = firmware::build(board, assistant)?;
        let firmware = elf::Firmware::read(&elf_file)?;
        let mut flash = Vec::new();
        for section in firmware.flash() {
            if section.name == ".pack" {
                flash.extend(pack_parts(firmware.pack())?);
            } else {
                flash.push(part(&section.name, section.bytes));
            }
        }
        let mut ram = ram_parts(&firmware);
        ram.push(part("stack", measured_stack(board, &elf_file)?));
        Ok(Self {
            assistant: assistant.to_owned(),
            board,
            flash,
            ram,
        })
    }

    pub fn are_within_limits(&self) -> bool {
        sum(&self.flash) <= FLASH_LIMIT && sum(&self.ram) <= RAM_LIMIT
    }

    pub fn print(&self) {
        println!(
            "{} on {} ({})\n",
            self.assistant, self.board.name, self.board.processor
        );
        table("flash", &self.flash, FLASH_LIMIT);
        println!();
        table("RAM", &self.ram, RAM_LIMIT);
    }

    fn to_json(&self) -> Value {
        json!({
            "board": self.board.name,
            "assistant": self.assistant,
            "flash_bytes": sum(&self.flash),
            "flash_limit": FLASH_LIMIT,
            "ram_bytes": sum(&self.ram),
            "ram_limit": RAM_LIMIT,
            "flash": listed(&self.flash),
            "ram": listed(&self.ram),
        })
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
    let mut last = String::new();
    emulator::run(board, elf, &[], Path::new("."), |line| {
        if let Some(bytes) = line.strip_prefix("stack ") {
            stack = bytes.trim().parse().ok();
        }
        line.clone_into(&mut last);
    })?;
    stack.with_context(|| format!("the firmware did not report its stack, but ended with: {last}"))
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
    println!(
        "{total:>10}  {memory}, {} % of {limit}",
        total * 100 / limit
    );
}
