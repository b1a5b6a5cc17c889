//! `goldcrest features`: the front end's output as `.npy`, for trainers.

use std::collections::HashMap;
use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use clap::Args;
use goldcrest_dsp::{BANDS, FrontEnd, HOP};
use serde::Serialize;

use crate::audio::{self, SAMPLE_RATE};
use crate::exit::{Ended, Failure, Verdict};
use crate::present::{Screen, printable};

/// Arguments of `features`.
#[derive(Debug, Args)]
#[command(after_help = "\
The array is little-endian u16, one row for each 10 ms from the third on, 40 columns.
The float that microWakeWord's trainers see is the value times 0.0390625.

Examples:
  goldcrest features order.wav -o order.npy
  goldcrest features --list clips.txt --out-dir features   # a path a line, optionally TAB and a name for the output
  python3 -c 'import numpy; print(numpy.load(\"order.npy\").shape)'")]
pub struct Features {
    /// WAV or FLAC files of any rate and channel count
    #[arg(value_name = "FILE", required_unless_present = "list")]
    files: Vec<PathBuf>,
    /// Where to write the features of the one FILE [default: its name with .npy, in --out-dir]
    #[arg(short, long, value_name = "OUT.npy", conflicts_with_all = ["list", "out_dir"])]
    out: Option<PathBuf>,
    /// Read the names of more files from this text file, one a line
    #[arg(long, value_name = "LIST.txt")]
    list: Option<PathBuf>,
    /// Write into this folder, which is made where it is missing
    #[arg(long, value_name = "DIR", default_value = ".")]
    out_dir: PathBuf,
    /// Threads [default: one for each core, at most 2]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: Option<u16>,
}

struct Task {
    audio: PathBuf,
    out: PathBuf,
}

#[derive(Serialize)]
struct Made {
    file: String,
    out: String,
    columns: usize,
    seconds: f64,
}

#[derive(Serialize)]
struct Summary {
    count: usize,
    failed: usize,
    columns: usize,
    seconds: f64,
}

/// Runs the verb.
///
/// A file that cannot be used is reported and the others are still done; the verb then ends as bad
/// input.
pub fn run(arguments: &Features, screen: &mut Screen<'_>) -> Ended {
    let tasks = tasks(arguments)?;
    for task in &tasks {
        let folder = task
            .out
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder {
            fs::create_dir_all(folder).map_err(|error| {
                Failure::bad_input(
                    format!("cannot make the folder `{}`: {error}", shown(folder)),
                    "choose another --out-dir or -o",
                )
            })?;
        }
    }
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = arguments
        .threads
        .map_or(cores.min(2), usize::from)
        .min(tasks.len());

    let next = AtomicUsize::new(0);
    let (results, done) = mpsc::channel();
    let mut progress = Progress::new(tasks.len());
    let mut failures = Vec::new();
    let mut summary = Summary {
        count: 0,
        failed: 0,
        columns: 0,
        seconds: 0.0,
    };
    thread::scope(|scope| -> Result<(), Failure> {
        for _ in 0..threads {
            let (results, tasks, next) = (results.clone(), &tasks, &next);
            scope.spawn(move || {
                while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if results.send(convert(task)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(results);
        for result in done {
            match result {
                Ok(made) => {
                    summary.count += 1;
                    summary.columns += made.columns;
                    summary.seconds += made.seconds;
                    if tasks.len() <= 20 {
                        screen.line(&format!(
                            "{}  {:.2} s  {} columns of {BANDS}  → {}",
                            printable(&made.file),
                            made.seconds,
                            made.columns,
                            printable(&made.out)
                        ))?;
                    }
                    screen.object(&made)?;
                }
                Err(failure) => {
                    summary.failed += 1;
                    failures.push(failure);
                }
            }
            progress.step();
        }
        Ok(())
    })?;
    progress.end();

    if tasks.len() > 1 {
        screen.line(&format!(
            "{} files, {:.2} hours, {} columns{}",
            summary.count,
            summary.seconds / 3600.0,
            summary.columns,
            match summary.failed {
                0 => String::new(),
                failed => format!(", {failed} failed"),
            }
        ))?;
        screen.object(&summary)?;
    }
    screen.flush()?;
    let last = failures.pop();
    for failure in failures {
        eprintln!("error: {failure}");
    }
    match last {
        Some(failure) => Err(failure),
        None => Ok(Verdict::Good),
    }
}

fn tasks(arguments: &Features) -> Result<Vec<Task>, Failure> {
    if let Some(out) = &arguments.out {
        return match &arguments.files[..] {
            [audio] => Ok(vec![Task {
                audio: audio.clone(),
                out: out.clone(),
            }]),
            files => Err(Failure::bad_input(
                format!("-o names one output for {} files", files.len()),
                "use --out-dir instead",
            )),
        };
    }
    let mut named: Vec<(PathBuf, PathBuf)> = Vec::new();
    for file in &arguments.files {
        named.push((file.clone(), default_name(file)?));
    }
    if let Some(list) = &arguments.list {
        let text = fs::read_to_string(list).map_err(|error| {
            Failure::bad_input(
                format!("cannot read the list `{}`: {error}", shown(list)),
                "give a UTF-8 text file with a path a line",
            )
        })?;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            named.push(match line.split_once('\t') {
                Some((file, out)) => (file.into(), out.into()),
                None => (line.into(), default_name(Path::new(line))?),
            });
        }
        if named.is_empty() {
            return Err(Failure::bad_input(
                format!("the list `{}` names no file", shown(list)),
                "write a path a line into it",
            ));
        }
    }
    let mut seen: HashMap<PathBuf, &Path> = HashMap::with_capacity(named.len());
    let mut tasks = Vec::with_capacity(named.len());
    for (audio, name) in &named {
        let out = arguments.out_dir.join(name);
        if let Some(other) = seen.insert(out.clone(), audio) {
            return Err(Failure::bad_input(
                format!(
                    "`{}` and `{}` would both become `{}`",
                    shown(other),
                    shown(audio),
                    shown(&out)
                ),
                "give their outputs names: in the list, after a TAB",
            ));
        }
        tasks.push(Task {
            audio: audio.clone(),
            out,
        });
    }
    Ok(tasks)
}

fn default_name(audio: &Path) -> Result<PathBuf, Failure> {
    match audio.file_stem() {
        Some(_) => Ok(PathBuf::from(
            audio.with_extension("npy").file_name().unwrap_or_default(),
        )),
        None => Err(Failure::bad_input(
            format!("`{}` names no file", shown(audio)),
            "give a WAV or FLAC file",
        )),
    }
}

fn convert(task: &Task) -> Result<Made, Failure> {
    let samples = audio::read(&task.audio).map_err(|error| error.about(&task.audio))?;
    let columns = columns(&samples);
    fs::write(&task.out, npy(&columns)).map_err(|error| {
        Failure::bad_input(
            format!("cannot write `{}`: {error}", shown(&task.out)),
            "choose another place with -o or --out-dir",
        )
    })?;
    Ok(Made {
        file: task.audio.to_string_lossy().into_owned(),
        out: task.out.to_string_lossy().into_owned(),
        columns: columns.len(),
        seconds: samples.len() as f64 / f64::from(SAMPLE_RATE),
    })
}

/// The feature columns of a recording, from a fresh front end; samples after the last whole hop count
/// for nothing.
pub fn columns(samples: &[i16]) -> Vec<[u16; BANDS]> {
    let mut front_end = FrontEnd::new();
    let hops = samples.as_chunks::<HOP>().0;
    hops.iter()
        .filter_map(|hop| front_end.push_hop(hop))
        .collect()
}

/// NumPy's format, version 1.0: a `u16` array of so many rows of forty.
pub fn npy(columns: &[[u16; BANDS]]) -> Vec<u8> {
    let mut header = format!(
        "{{'descr': '<u2', 'fortran_order': False, 'shape': ({}, {BANDS}), }}",
        columns.len()
    );
    let padded = (10 + header.len() + 1).next_multiple_of(64);
    header.extend(std::iter::repeat_n(' ', padded - 10 - header.len() - 1));
    header.push('\n');
    let mut bytes = Vec::with_capacity(padded + columns.len() * BANDS * 2);
    bytes.extend_from_slice(b"\x93NUMPY\x01\x00");
    bytes.extend_from_slice(&(header.len() as u16).to_le_bytes());
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend(
        columns
            .iter()
            .flatten()
            .flat_map(|feature| feature.to_le_bytes()),
    );
    bytes
}

fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy())
}

/// A counter on standard error: in place on a terminal, else a line every tenth of the work.
struct Progress {
    done: usize,
    total: usize,
    live: bool,
}

impl Progress {
    const SILENT_BELOW: usize = 200;

    fn new(total: usize) -> Self {
        Self {
            done: 0,
            total,
            live: std::io::stderr().is_terminal(),
        }
    }

    fn step(&mut self) {
        self.done += 1;
        if self.total < Self::SILENT_BELOW {
            return;
        }
        if self.live {
            if self.done.is_multiple_of(50) {
                eprint!("\r{} of {} files", self.done, self.total);
                // A progress line that cannot be shown is no reason to stop.
                let _ = std::io::stderr().flush();
            }
        } else if self.done * 10 / self.total != (self.done - 1) * 10 / self.total {
            eprintln!("{} of {} files", self.done, self.total);
        }
    }

    fn end(&self) {
        if self.live && self.total >= Self::SILENT_BELOW {
            eprint!("\r\x1b[K");
        }
    }
}
