//! Are a recording's events the same everywhere?

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, ensure};

use crate::recordings::Mode;
use crate::targets::Target;
use crate::workspace;

/// The two hashes of a recording on a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashes {
    /// Of the event lines.
    pub events: String,
    /// Of everything that the stages reported.
    pub stages: String,
}

/// What a recording gave on every target, in the order of the targets.
#[derive(Debug)]
pub struct Row {
    pub recording: PathBuf,
    pub hashes: Vec<Hashes>,
    /// The events on the first target.
    pub events: Vec<String>,
}

impl Row {
    /// Whether all targets agree.
    pub fn is_equal(&self) -> bool {
        self.hashes.windows(2).all(|pair| pair[0] == pair[1])
    }
}

/// Plays `recordings` on every target, the targets side by side.
///
/// A recording of any format is converted once, here, so that all get the same samples.
pub fn compare(targets: &[Target], mode: Mode, recordings: &[PathBuf]) -> Result<Vec<Row>> {
    let folder = workspace::target().join("traces").join(mode.name());
    let list = prepare(&folder, mode, recordings)?;
    let runs: Vec<_> = thread::scope(|scope| {
        let started: Vec<_> = targets
            .iter()
            .map(|target| scope.spawn(|| play(target, &list)))
            .collect();
        started
            .into_iter()
            .map(|run| run.join().expect("a run does not panic"))
            .collect::<Result<_>>()
    })?;
    let mut rows = Vec::new();
    for (index, recording) in recordings.iter().enumerate() {
        let mut hashes = Vec::new();
        for (run, target) in runs.iter().zip(targets) {
            let played = run.get(index).with_context(|| {
                format!("{} did not play {}", target.name(), recording.display())
            })?;
            hashes.push(played.hashes.clone());
        }
        rows.push(Row {
            recording: recording.clone(),
            hashes,
            events: runs[0][index].events.clone(),
        });
    }
    Ok(rows)
}

/// Converts the recordings and writes the argument file that names them.
pub fn prepare(folder: &Path, mode: Mode, recordings: &[PathBuf]) -> Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let mut list = format!("{}\n", mode.argument());
    for (index, recording) in recordings.iter().enumerate() {
        let samples = goldcrest_host::audio::read(recording)
            .with_context(|| format!("{}", recording.display()))?;
        let pcm: Vec<u8> = samples
            .iter()
            .flat_map(|sample| sample.to_le_bytes())
            .collect();
        let path = folder.join(format!("{index:03}.pcm"));
        fs::write(&path, pcm).with_context(|| format!("cannot write {}", path.display()))?;
        let _ = writeln!(list, "{}", path.display());
    }
    let path = folder.join("list");
    fs::write(&path, list).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// What one recording gave on one target.
struct Played {
    hashes: Hashes,
    events: Vec<String>,
}

fn play(target: &Target, list: &Path) -> Result<Vec<Played>> {
    let mut argument = OsString::from("@");
    argument.push(list);
    let mut all = Vec::new();
    let mut events = Vec::new();
    target.run(&[argument], |line| {
        if let Some(trace) = line.strip_prefix("trace ") {
            let mut fields = trace.split(' ');
            let mut next = || fields.next().unwrap_or_default().to_owned();
            let (of_events, of_stages) = (next(), next());
            all.push(Played {
                hashes: Hashes {
                    events: of_events,
                    stages: of_stages,
                },
                events: std::mem::take(&mut events),
            });
        } else if line.starts_with(|c: char| c.is_ascii_digit()) {
            events.push(line.to_owned());
        }
    })?;
    ensure!(!all.is_empty(), "{} played nothing", target.name());
    Ok(all)
}
