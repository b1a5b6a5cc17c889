//! Utterance tries beside the `fst` crate on the same sentences: bytes, building, opening, asking.
//!
//! ```text
//! cargo run --release -p goldcrest-bench-tries -- sentences.txt
//! cargo run --release -p goldcrest-bench-tries -- --generate 10000000 slurp/devel.jsonl > many.txt
//! ```
//!
//! Sentences are a line each, sorted by their bytes, each once; with a count behind a tab both sides
//! store its logarithm in bits. Each side is built in a process of its own (`--only trie|fst`), so
//! that the memory told is that of the one.

mod generate;
mod measure;
mod sides;

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::{Command, ExitCode};

use measure::Sentences;
use sides::{FstSide, TrieSide};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ended = match arguments[..] {
        ["--generate", count, annotated] => generate(count, annotated),
        ["--only", "trie", path] => measure::run::<TrieSide>(path),
        ["--only", "fst", path] => measure::run::<FstSide>(path),
        [path] => both(path),
        _ => Err("give a file of sorted sentences, or --generate COUNT ANNOTATED.jsonl".into()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

type Ended = Result<(), Box<dyn std::error::Error>>;

fn both(path: &str) -> Ended {
    for side in ["trie", "fst"] {
        let program = std::env::current_exe()?;
        let status = Command::new(program)
            .args(["--only", side, path])
            .status()?;
        if !status.success() {
            return Err(format!("{side} could not be measured").into());
        }
    }
    Ok(())
}

fn generate(count: &str, annotated: &str) -> Ended {
    let lines = BufReader::new(File::open(annotated)?).lines();
    let source = generate::Source::read(lines.collect::<Result<Vec<_>, _>>()?.iter())?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for sentence in source.distinct(count.parse()?) {
        writeln!(out, "{sentence}")?;
    }
    Ok(out.flush()?)
}

impl Sentences {
    fn read(path: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let mut reader = BufReader::with_capacity(1 << 20, File::open(path)?);
        let mut sentences = Sentences::default();
        let mut line = String::new();
        while reader.read_line(&mut line)? > 0 {
            let (text, cost) = match line.trim_end().split_once('\t') {
                Some((text, count)) => (text, 8 * (31 - count.parse::<u32>()?.max(1).ilog2())),
                None => (line.trim_end(), 0),
            };
            sentences.push(text, cost as u8);
            line.clear();
        }
        Ok(sentences)
    }
}
