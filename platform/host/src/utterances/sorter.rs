//! Sorting more sentences than fit into memory: sorted runs in temporary files, merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::exit::Failure;

/// Bytes of text held before a run is written.
const RUN_BYTES: usize = 96 << 20;

/// A sentence and how often it was added.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// The sentence.
    pub text: String,
    /// The sum of its counts.
    pub count: u64,
}

/// Takes sentences in any order; [`Sorter::finish`] gives each once, in the order of their bytes.
#[derive(Debug)]
pub struct Sorter {
    text: String,
    /// Begin and length in `text`, and count.
    lines: Vec<(u32, u32, u64)>,
    runs: Vec<Run>,
    run_bytes: usize,
}

/// A temporary file that goes when it is dropped.
#[derive(Debug)]
struct Run(PathBuf);

impl Drop for Run {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl Default for Sorter {
    fn default() -> Self {
        Self::new()
    }
}

impl Sorter {
    /// Holds about 100 MB of text in memory, the rest in temporary files.
    pub fn new() -> Self {
        Self::with_run_bytes(RUN_BYTES)
    }

    /// Writes a run whenever this many bytes of text are held.
    pub fn with_run_bytes(run_bytes: usize) -> Self {
        Self {
            text: String::new(),
            lines: Vec::new(),
            runs: Vec::new(),
            run_bytes,
        }
    }

    /// Adds a sentence, which has no line feed and no tab.
    ///
    /// # Errors
    ///
    /// Where a temporary file cannot be written.
    pub fn add(&mut self, sentence: &str, count: u64) -> Result<(), Failure> {
        let begin = self.text.len() as u32;
        self.text.push_str(sentence);
        self.lines.push((begin, sentence.len() as u32, count));
        if self.text.len() + self.lines.len() * 16 >= self.run_bytes {
            self.write_run().map_err(not_written)?;
        }
        Ok(())
    }

    /// The sentences in order.
    ///
    /// # Errors
    ///
    /// Where a temporary file cannot be read back.
    pub fn finish(mut self) -> Result<Merged, Failure> {
        if self.runs.is_empty() {
            let sorted = self.sorted().collect::<Vec<_>>();
            return Ok(Merged {
                heads: BinaryHeap::new(),
                readers: Vec::new(),
                held: sorted.into_iter(),
                _runs: Vec::new(),
            });
        }
        self.write_run().map_err(not_written)?;
        let mut heads = BinaryHeap::new();
        let mut readers = Vec::new();
        for (index, run) in self.runs.iter().enumerate() {
            let mut reader = BufReader::new(File::open(&run.0).map_err(not_written)?);
            if let Some(first) = read(&mut reader).map_err(not_written)? {
                heads.push(Reverse((first, index)));
            }
            readers.push(reader);
        }
        Ok(Merged {
            heads,
            readers,
            held: Vec::new().into_iter(),
            _runs: self.runs,
        })
    }

    /// What is held, sorted, each once.
    fn sorted(&mut self) -> impl Iterator<Item = Counted> + '_ {
        let text = &self.text;
        let of = |&(begin, length, _): &(u32, u32, u64)| &text[begin as usize..][..length as usize];
        self.lines
            .sort_unstable_by(|one, other| of(one).cmp(of(other)));
        self.lines
            .chunk_by(move |one, other| of(one) == of(other))
            .map(move |same| Counted {
                text: of(&same[0]).to_owned(),
                count: same.iter().map(|&(_, _, count)| count).sum(),
            })
    }

    fn write_run(&mut self) -> io::Result<()> {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        let number = RUNS.fetch_add(1, Ordering::Relaxed);
        let name = format!("goldcrest-sort-{}-{number}", std::process::id());
        let run = Run(std::env::temp_dir().join(name));
        let mut out = BufWriter::with_capacity(1 << 20, File::create_new(&run.0)?);
        for line in self.sorted() {
            writeln!(out, "{}\t{}", line.text, line.count)?;
        }
        out.flush()?;
        self.runs.push(run);
        self.text.clear();
        self.lines.clear();
        Ok(())
    }
}

fn not_written(error: io::Error) -> Failure {
    Failure::bad_input(
        format!("cannot sort in {}: {error}", std::env::temp_dir().display()),
        "free some space there, or name another folder in TMPDIR",
    )
}

fn read(reader: &mut BufReader<File>) -> io::Result<Option<Counted>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let damaged = || io::Error::other("a temporary file was changed");
    let (text, count) = line.trim_end().split_once('\t').ok_or_else(damaged)?;
    Ok(Some(Counted {
        text: text.into(),
        count: count.parse().map_err(|_| damaged())?,
    }))
}

/// Sentences in order; made by [`Sorter::finish`].
#[derive(Debug)]
pub struct Merged {
    heads: BinaryHeap<Reverse<(Counted, usize)>>,
    readers: Vec<BufReader<File>>,
    held: std::vec::IntoIter<Counted>,
    _runs: Vec<Run>,
}

impl Merged {
    fn head(&mut self) -> io::Result<Option<Counted>> {
        let Some(Reverse((head, run))) = self.heads.pop() else {
            return Ok(self.held.next());
        };
        if let Some(next) = read(&mut self.readers[run])? {
            self.heads.push(Reverse((next, run)));
        }
        Ok(Some(head))
    }
}

impl Iterator for Merged {
    type Item = Result<Counted, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        let merge = || -> io::Result<Option<Counted>> {
            let Some(mut first) = self.head()? else {
                return Ok(None);
            };
            while let Some(Reverse((head, _))) = self.heads.peek()
                && head.text == first.text
            {
                first.count += self.head()?.map_or(0, |head| head.count);
            }
            Ok(Some(first))
        };
        let mut merge = merge;
        merge().map_err(not_written).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(run_bytes: usize, lines: &[&str]) -> Vec<(String, u64)> {
        let mut sorter = Sorter::with_run_bytes(run_bytes);
        for line in lines {
            sorter.add(line, 2).unwrap();
        }
        let merged = sorter.finish().unwrap();
        merged
            .map(|line| line.map(|line| (line.text, line.count)).unwrap())
            .collect()
    }

    #[test]
    fn each_sentence_comes_once_in_order_from_memory_and_from_files() {
        let lines = ["on", "off", "lamp on", "lamp", "on", "lamps", "off", "on"];
        let expected: Vec<(String, u64)> = [
            ("lamp", 2),
            ("lamp on", 2),
            ("lamps", 2),
            ("off", 4),
            ("on", 6),
        ]
        .map(|(text, count)| (text.into(), count))
        .into();
        for run_bytes in [0, 40, 1 << 20] {
            assert_eq!(sorted(run_bytes, &lines), expected, "{run_bytes}");
        }
    }
}
