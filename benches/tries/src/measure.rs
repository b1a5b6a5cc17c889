//! What is measured, the same for both sides.

use std::fs::{self, File};
use std::time::Instant;

use memmap2::Mmap;

use crate::sides::{Failed, Side};

const ASKED: usize = 200_000;
const PREFIXES: usize = 20_000;

/// Sentences, one behind the other.
#[derive(Default)]
pub struct Sentences {
    text: String,
    lines: Vec<(usize, u8)>,
}

impl Sentences {
    pub fn push(&mut self, text: &str, cost: u8) {
        self.text.push_str(text);
        self.lines.push((self.text.len(), cost));
    }

    fn get(&self, index: usize) -> (&str, u8) {
        let (end, cost) = self.lines[index];
        let begin = index
            .checked_sub(1)
            .map_or(0, |before| self.lines[before].0);
        (&self.text[begin..end], cost)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, u8)> {
        (0..self.lines.len()).map(|index| self.get(index))
    }

    /// So many of them, spread over all.
    fn some(&self, count: usize) -> Vec<String> {
        let all = self.lines.len();
        (0..count)
            .map(|at| self.get(at * 7_919 * 104_729 % all).0.to_owned())
            .collect()
    }
}

/// Measures one side and prints a line for each figure.
pub fn run<S: Side>(path: &str) -> Result<(), Failed> {
    let sentences = Sentences::read(path)?;
    let held = memory("VmRSS:");
    let begun = Instant::now();
    let built = S::build(&sentences)?;
    let seconds = begun.elapsed().as_secs_f64();
    let peak = memory("VmHWM:").saturating_sub(held);
    println!("{:5} {:>14} sentences", S::NAME, sentences.lines.len());
    println!("{:5} {:>14} bytes", S::NAME, built.len());
    println!("{:5} {seconds:>14.2} s to build", S::NAME);
    println!("{:5} {:>14} bytes of memory to build", S::NAME, peak);

    let name = format!("goldcrest-bench-{}-{}", S::NAME, std::process::id());
    let file = std::env::temp_dir().join(name);
    fs::write(&file, &built)?;
    drop(built);
    let asked = sentences.some(ASKED);
    drop(sentences);
    let begun = Instant::now();
    // SAFETY: the file was written by this process, and nobody else knows its name.
    let map = unsafe { Mmap::map(&File::open(&file)?)? };
    let open = S::open(&map)?;
    let opened = begun.elapsed();
    let first = S::lookup(&open, &asked[0]);
    let answered = begun.elapsed();
    fs::remove_file(&file)?;
    println!(
        "{:5} {:>14.4} ms to open",
        S::NAME,
        opened.as_secs_f64() * 1e3
    );
    println!(
        "{:5} {:>14.4} ms to the first answer",
        S::NAME,
        answered.as_secs_f64() * 1e3
    );
    assert!(first.is_some(), "a sentence was lost");
    for pass in ["fresh map", "warm"] {
        let begun = Instant::now();
        let found = asked
            .iter()
            .filter(|text| S::lookup(&open, text).is_some())
            .count();
        let rate = ASKED as f64 / begun.elapsed().as_secs_f64();
        assert_eq!(found, ASKED, "sentences were lost");
        println!("{:5} {rate:>14.0} lookups a second, {pass}", S::NAME);
    }
    let begun = Instant::now();
    let mut children = 0;
    for text in &asked[..PREFIXES] {
        let words = text.split(' ').count();
        let prefix: Vec<&str> = text.split(' ').take(words / 2 + 1).collect();
        children += S::children(&open, &prefix.join(" "));
    }
    let rate = children as f64 / begun.elapsed().as_secs_f64();
    println!(
        "{:5} {rate:>14.0} next words a second ({children} of {PREFIXES} prefixes)",
        S::NAME
    );
    Ok(())
}

/// A line of the system's account of this process, in bytes; 0 where there is none.
fn memory(line: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib = status.lines().find_map(|found| found.strip_prefix(line));
    let kib = kib.and_then(|kib| kib.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}
