//! `goldcrest trie inspect`: what is in a trie, column by column.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use goldcrest_trie::utterances::{Spelling, UtteranceTrie};
use serde_json::json;

use crate::exit::{Ended, Verdict};
use crate::present::{Screen, Table, Tint, bytes, grouped, meter, printable};
use crate::utterances::TrieFile;

/// Frequent words shown.
const WORDS: usize = 12;

/// Arguments of `trie inspect`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  goldcrest trie inspect known.trie
  goldcrest trie inspect known.trie --json")]
pub struct Inspect {
    /// A file made by `trie build`, or a text file with a sentence a line
    #[arg(value_name = "FILE")]
    trie: PathBuf,
}

/// Runs the verb.
pub fn run(arguments: &Inspect, screen: &mut Screen<'_>) -> Ended {
    let begun = Instant::now();
    let file = TrieFile::open(&arguments.trie)?;
    let trie = file.trie(&arguments.trie)?;
    let opened = begun.elapsed().as_secs_f64() * 1e3;
    let total = trie.as_bytes().len();
    screen.heading(&printable(&arguments.trie.display().to_string()))?;
    screen.line(&format!(
        "  {} sentences of up to {} words; {} words, {} states, {} arcs{}",
        grouped(trie.sentence_count()),
        trie.longest(),
        grouped(trie.word_count() as u64),
        grouped(trie.state_count() as u64),
        grouped(trie.arc_count() as u64),
        if trie.is_weighted() { ", weighted" } else { "" },
    ))?;
    screen.line(&format!(
        "  {} ({:.2} bits an arc), opened in {opened:.3} ms",
        bytes(total as u64),
        8.0 * total as f64 / trie.arc_count() as f64
    ))?;
    screen.gap()?;
    let mut table = Table::new(&["bytes", "", "column"]).right(&[0]);
    for (name, bytes) in trie.columns() {
        let share = meter::bar(bytes as f64, total as f64, 24);
        let share = screen.ink.paint(Tint::Gold, &share);
        table.row(&[grouped(bytes as u64), share, name.into()]);
    }
    for line in table.lines(screen.ink) {
        screen.line(&format!("  {line}"))?;
    }
    screen.gap()?;
    let words = frequent(&trie);
    screen.line(&format!(
        "  shortest codes: {}",
        printable(&words.join(" "))
    ))?;
    screen.object(&json!({
        "file": arguments.trie.display().to_string(), "bytes": total, "opened_ms": opened,
        "sentences": trie.sentence_count(), "longest": trie.longest(), "words": trie.word_count(),
        "states": trie.state_count(), "arcs": trie.arc_count(), "weighted": trie.is_weighted(),
        "columns": trie.columns().map(|(name, bytes)| (name.replace(' ', "_"), bytes.into()))
            .collect::<serde_json::Map<_, _>>(),
    }))?;
    Ok(Verdict::Good)
}

fn frequent(trie: &UtteranceTrie<'_>) -> Vec<String> {
    let mut spelling = Spelling::new();
    let words = trie.words().take(WORDS);
    words
        .map(|word| trie.spelling(word, &mut spelling).to_owned())
        .collect()
}
