//! `goldcrest trie build`: sentences to a trie, in bounded memory.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use goldcrest_trie::build::UtteranceBuilder;
use serde_json::json;

use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, bytes, grouped, printable};
use crate::utterances::{Sorter, sentences};

/// Arguments of `trie build`.
#[derive(Debug, Args)]
#[command(after_help = "\
Lines are normalised as understanding does (case, digits, punctuation), sorted, and each is kept once; sentences \
with more than 64 words are left out. Without --weigh all cost the same. With it, a sentence that occurs twice as \
often as another costs one bit less; behind a tab a line may say how often it occurred.

Memory stays bounded: sorting spills to temporary files, and the register of states to --register MiB.

Examples:
  goldcrest trie build sentences.txt --out known.trie
  goldcrest trie build log-*.txt --weigh --out known.trie --json")]
pub struct Build {
    /// Text files with a sentence a line
    #[arg(required = true, value_name = "SENTENCES.txt")]
    sentences: Vec<PathBuf>,
    /// Where to write the trie
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Weigh sentences by how often they occur
    #[arg(long)]
    weigh: bool,
    /// Costs are rounded to this many eighths of a bit; coarser ones let more sentences share their ends
    #[arg(long, value_name = "EIGHTHS", default_value_t = 8, requires = "weigh")]
    round: u8,
    /// Memory for the register of states, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 384)]
    register: usize,
}

/// Runs the verb.
pub fn run(arguments: &Build, screen: &mut Screen<'_>) -> Ended {
    let begun = Instant::now();
    let mut sorter = Sorter::new();
    let mut lines = 0u64;
    for path in &arguments.sentences {
        for line in sentences(path)? {
            lines += 1;
            if let Some((text, count)) = line? {
                sorter.add(&text, count)?;
            }
        }
    }
    let mut builder = UtteranceBuilder::with_register_bytes(arguments.register << 20);
    let mut left_out = Vec::new();
    let mut text_bytes = 0;
    for sentence in sorter.finish()? {
        let sentence = sentence?;
        let cost = match arguments.weigh {
            true => cost(sentence.count, arguments.round),
            false => 0,
        };
        match builder.insert(&sentence.text, cost) {
            Ok(()) => text_bytes += sentence.text.len() + 1,
            Err(error) => left_out.push(error.to_string()),
        }
    }
    let (trie, built) = builder.finish().map_err(|error| {
        Failure::bad_input(error.to_string(), "give text files with a sentence a line")
    })?;
    fs::write(&arguments.out, &trie).map_err(|error| {
        Failure::bad_input(
            format!("cannot write {}: {error}", arguments.out.display()),
            "give another path to --out",
        )
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    let peak = peak_memory();
    for reason in left_out.iter().take(3) {
        screen.line(&format!("left out: {}", printable(reason)))?;
    }
    screen.line(&format!(
        "{}: {} from {} sentences ({} of text, {} lines, {} left out)",
        arguments.out.display(),
        bytes(trie.len() as u64),
        grouped(built.sentences),
        bytes(text_bytes as u64),
        grouped(lines),
        grouped(left_out.len() as u64),
    ))?;
    screen.line(&format!(
        "{} words, {} states, {} arcs{}; {seconds:.1} s{}",
        grouped(built.words.into()),
        grouped(built.states.into()),
        grouped(built.arcs.into()),
        match built.forgotten {
            0 => ", the fewest that there can be".into(),
            forgotten => format!(" ({} not shared: --register is small)", grouped(forgotten)),
        },
        peak.map_or(String::new(), |peak| format!(
            ", at most {} of memory",
            bytes(peak)
        )),
    ))?;
    screen.object(&json!({
        "file": arguments.out.display().to_string(), "bytes": trie.len(), "text_bytes": text_bytes,
        "lines": lines, "left_out": left_out.len(), "sentences": built.sentences, "words": built.words,
        "states": built.states, "arcs": built.arcs, "forgotten": built.forgotten, "seconds": seconds,
        "peak_memory_bytes": peak,
    }))?;
    Ok(Verdict::Good)
}

/// Eighths of a bit, rounded: 255 for a sentence that occurred once.
fn cost(count: u64, round: u8) -> u8 {
    let round = f64::from(round.max(1));
    let saved = (8.0 * (count.max(1) as f64).log2() / round).round() * round;
    (255.0 - saved).clamp(0.0, 255.0) as u8
}

/// The most memory that this process had, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::cost;

    #[test]
    fn twice_as_often_is_a_bit_cheaper() {
        assert_eq!(
            [1, 2, 4, 1 << 20].map(|count| cost(count, 8)),
            [255, 247, 239, 95]
        );
        assert_eq!(cost(3, 1), 242);
        assert_eq!(cost(u64::MAX, 8), 0);
    }
}
