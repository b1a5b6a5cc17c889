//! Instructions, counted: of the measured operations on every target, and of the whole assistant
//! at work on the boards.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use goldcrest_benches::REWRITES;

use crate::boards::Board;
use crate::recordings::{self, Mode};
use crate::{emulator, firmware, needs, targets, traces, workspace};

/// Instructions by operation or stage.
pub type Counts = BTreeMap<String, u64>;

/// Instructions per second of audio on a Cortex-M4F while the assistant waits.
pub const WAITING_LIMIT: u64 = 12_000_000;
/// Instructions per second of audio on a Cortex-M4F from the wake to the end of the turn.
pub const AWAKE_LIMIT: u64 = 60_000_000;
/// Instructions on a Cortex-M4F to repair a request.
pub const REWRITE_LIMIT: u64 = 15_000_000;
/// Bytes of the wake network's arena.
pub const WAKE_ARENA_LIMIT: u64 = 8 * 1024;

/// What the assistant costs at work, in instructions per second of audio.
#[derive(Debug, Default)]
pub struct AtWork {
    /// Waiting for the wake phrase, by stage.
    pub waiting: Counts,
    /// From the wake to the end of the turn, by stage.
    pub awake: Counts,
    /// The dearest 10 ms in either state.
    pub dearest_block: u64,
    /// Bytes of the wake network's arena.
    pub wake_arena: u64,
}

impl AtWork {
    /// The limits that a Cortex-M4F passes, each with the figure and the limit.
    pub fn passed_limits(&self) -> Vec<String> {
        let limits = [
            (
                "instructions a second, waiting",
                sum(&self.waiting),
                WAITING_LIMIT,
            ),
            (
                "instructions a second, awake",
                sum(&self.awake),
                AWAKE_LIMIT,
            ),
            ("bytes of the wake arena", self.wake_arena, WAKE_ARENA_LIMIT),
        ];
        limits
            .into_iter()
            .filter(|(_, count, limit)| count > limit)
            .map(|(what, count, limit)| format!("{what}: {count} of {limit}"))
            .collect()
    }
}

/// What it costs to repair a request, over those that are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rewrites {
    pub median: u64,
    pub worst: u64,
}

impl Rewrites {
    /// Out of the measured operations.
    pub fn of(operations: &Counts) -> Option<Self> {
        let rewrites = operations
            .iter()
            .filter(|(name, _)| name.starts_with(REWRITES));
        let mut counts: Vec<u64> = rewrites.map(|(_, &count)| count).collect();
        counts.sort_unstable();
        let (lower, upper) = (counts.len().checked_sub(1)? / 2, counts.len() / 2);
        Some(Self {
            median: counts[lower].midpoint(counts[upper]),
            worst: *counts.last()?,
        })
    }

    /// The limit that a Cortex-M4F passes, with the figure.
    pub fn passed_limit(self) -> Option<String> {
        let Self { worst, .. } = self;
        let what = format!("instructions of the dearest rewrite: {worst} of {REWRITE_LIMIT}");
        (worst > REWRITE_LIMIT).then_some(what)
    }
}

/// All stages together.
pub fn sum(counts: &Counts) -> u64 {
    counts.values().sum()
}

/// The measured operations on this machine, by callgrind; `None` where valgrind is not there.
pub fn operations_on_host(assistant: &str, pack: &Path) -> Result<Option<Counts>> {
    if !needs::is_on_path("valgrind") {
        return Ok(None);
    }
    workspace::run(
        workspace::cargo(["build", "--quiet", "--release"])
            .args(["--package", "goldcrest-benches", "--features", "host"])
            .args(["--bin", "count"]),
    )?;
    let program = workspace::target().join("release/count");
    let recording = first_recording(assistant)?;
    let mut counts = Counts::new();
    for operation in &goldcrest_benches::OPERATIONS {
        let mut valgrind = Command::new("valgrind");
        valgrind
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .args([
                "--collect-atstart=no",
                "--toggle-collect=*Operation*measured*",
            ])
            .arg(&program)
            .arg(pack)
            .arg(&recording)
            .arg(operation.name);
        let output = valgrind.output().context("valgrind does not start")?;
        let report = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            bail!("{} failed:\n{report}", workspace::shown(&valgrind));
        }
        let count =
            collected(&report).with_context(|| format!("valgrind says no count:\n{report}"))?;
        counts.insert(operation.name.to_owned(), count);
    }
    Ok(Some(counts))
}

/// Reads `==123== Collected : 456`.
fn collected(report: &str) -> Option<u64> {
    report
        .lines()
        .find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
}

/// The first demo recording as raw samples.
fn first_recording(assistant: &str) -> Result<PathBuf> {
    let all = recordings::demos(assistant)?;
    let first = all
        .first()
        .with_context(|| format!("{assistant} has no demo recordings"))?;
    let folder = workspace::target().join("traces/first");
    traces::prepare(&folder, Mode::Wake, std::slice::from_ref(first))?;
    Ok(folder.join("000.pcm"))
}

/// The measured operations on a board.
pub fn operations_on_board(assistant: &str, board: &Board) -> Result<Counts> {
    let elf = firmware::build_operations(board, assistant)?;
    let mut counts = Counts::new();
    let lines = lines_of(board, &elf, &[])?;
    for line in &lines {
        if let ["operation", name, count, _checksum] = words(line).as_slice() {
            counts.insert((*name).to_owned(), count.parse()?);
        }
    }
    if counts.is_empty() {
        bail!("{} measured nothing: {}", board.name, lines.join("; "));
    }
    Ok(counts)
}

/// The assistant at work on a board, over all its demo recordings.
pub fn at_work(assistant: &str, board: &Board) -> Result<AtWork> {
    let elf = firmware::build(board, assistant)?;
    let mut cost = AtWork::default();
    for line in lines_of(board, &elf, &["--cost".into()])? {
        match words(&line).as_slice() {
            ["cost", _, "dearest-block", count] => {
                cost.dearest_block = cost.dearest_block.max(count.parse()?);
            }
            ["cost", "waiting", stage, count] => {
                cost.waiting.insert((*stage).to_owned(), count.parse()?);
            }
            ["cost", "awake", stage, count] => {
                cost.awake.insert((*stage).to_owned(), count.parse()?);
            }
            ["plan", bytes, "wake", "arena"] => cost.wake_arena = bytes.parse()?,
            _ => {}
        }
    }
    Ok(cost)
}

/// The pack that a board's firmware carries, as a file.
pub fn pack(assistant: &str, board: &Board) -> Result<PathBuf> {
    targets::keep_pack(&firmware::build(board, assistant)?, assistant)
}

fn lines_of(board: &Board, elf: &Path, arguments: &[OsString]) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    let ended = emulator::run(board, elf, arguments, Path::new("."), |line| {
        lines.push(line.to_owned());
    })?;
    if ended.status != 0 {
        bail!(
            "the firmware on {} ended with {}: {}",
            board.name,
            ended.status,
            lines.join("; ")
        );
    }
    Ok(lines)
}

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_that_are_passed_are_named() {
        let counts = |count| Counts::from([("all".to_owned(), count)]);
        let mut cost = AtWork {
            waiting: counts(WAITING_LIMIT),
            awake: counts(AWAKE_LIMIT),
            ..AtWork::default()
        };
        assert!(cost.passed_limits().is_empty());
        cost.awake = counts(AWAKE_LIMIT + 1);
        assert_eq!(
            cost.passed_limits(),
            ["instructions a second, awake: 60000001 of 60000000"]
        );
    }

    #[test]
    fn rewrites_are_summed_up() {
        let counts = |counts: &[u64]| -> Counts {
            let named = counts.iter().zip('a'..);
            named
                .map(|(&count, name)| (format!("{REWRITES}{name}"), count))
                .collect()
        };
        let mut all = counts(&[9, 1, 4, 16_000_000]);
        all.insert("wake".to_owned(), 100);
        let rewrites = Rewrites::of(&all).unwrap();
        assert_eq!((rewrites.median, rewrites.worst), (6, 16_000_000));
        assert!(rewrites.passed_limit().is_some());
        assert_eq!(Rewrites::of(&counts(&[3])).unwrap().passed_limit(), None);
        assert_eq!(Rewrites::of(&Counts::new()), None);
    }

    #[test]
    fn callgrinds_total_is_found() {
        let report = "==7== Events    : Ir\n==7== Collected : 4711\n==7==\n";
        assert_eq!(collected(report), Some(4711));
        assert_eq!(collected("==7== oh"), None);
    }
}
