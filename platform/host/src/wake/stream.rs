//! Recordings placed in a stream.

use std::fs;
use std::path::{Path, PathBuf};

use super::condition::Condition;
use crate::audio;
use crate::exit::Failure;

/// Silence between two recordings, in samples: 3 s.
pub const GAP: usize = 48_000;
/// Recordings that share a stream; each stream starts a detector anew, so that streams can be heard side by
/// side.
pub const A_STREAM: usize = 48;
/// Bytes of files from which on a stream takes no more: about 35 minutes at 16 kHz, so that long recordings do not
/// have to be in memory together.
const MOST_BYTES: u64 = 64 << 20;

/// The WAV and FLAC files under `folder`, in the order of their paths.
///
/// # Errors
///
/// Bad input where a folder cannot be read, or where there is no recording.
pub fn recordings(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    collect(folder, &mut found)?;
    found.sort();
    if found.is_empty() {
        return Err(Failure::bad_input(
            format!("{} holds no WAV or FLAC file", folder.display()),
            "give a folder of recordings",
        ));
    }
    Ok(found)
}

/// The recordings of each stream: [`A_STREAM`], or fewer where they are long.
pub fn parts(files: &[PathBuf]) -> Vec<&[PathBuf]> {
    let length = |file: &PathBuf| fs::metadata(file).map_or(0, |about| about.len());
    cut(files, length)
}

fn cut(files: &[PathBuf], length: impl Fn(&PathBuf) -> u64) -> Vec<&[PathBuf]> {
    let mut parts = Vec::new();
    let (mut from, mut bytes) = (0, 0);
    for (index, file) in files.iter().enumerate() {
        bytes += length(file);
        let end = index + 1;
        if end - from == A_STREAM || bytes >= MOST_BYTES || end == files.len() {
            parts.push(&files[from..end]);
            (from, bytes) = (end, 0);
        }
    }
    parts
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let listing = fs::read_dir(folder).map_err(|error| {
        Failure::bad_input(
            format!("cannot read the folder {}: {error}", folder.display()),
            "give a folder of WAV or FLAC recordings",
        )
    })?;
    let mut paths: Vec<PathBuf> = listing.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.into_iter().partition(|path| path.is_dir());
    found.extend(audio::recordings(folder, files));
    for folder in folders {
        collect(&folder, found)?;
    }
    Ok(())
}

/// Where in its stream a recording lies, in samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its first sample.
    pub from: usize,
    /// One past its last.
    pub to: usize,
}

/// Recordings one after the other, with what lies between them.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    /// Where they lie.
    pub spans: Vec<Span>,
    /// At 16 kHz.
    pub samples: Vec<i16>,
    /// Files that cannot be decoded, and why.
    pub undecodable: Vec<(PathBuf, String)>,
}

impl Stream {
    /// Reads recordings into a stream: [`GAP`] samples of silence before the first, between two and after
    /// the last.
    ///
    /// The condition is that of each recording with the halves of the gaps beside it.
    pub fn of(files: &[PathBuf], condition: &Condition) -> Self {
        let mut stream = Self {
            samples: vec![0; GAP / 2],
            ..Self::default()
        };
        for file in files {
            match audio::read(file) {
                Ok(samples) => stream.add(file, &samples, condition),
                Err(error) => stream.undecodable.push((file.clone(), error.to_string())),
            }
        }
        stream.samples.extend([0; GAP / 2]);
        stream
    }

    fn add(&mut self, file: &Path, samples: &[i16], condition: &Condition) {
        let from = self.samples.len() + GAP / 2;
        let mut part = vec![0; GAP / 2];
        part.extend_from_slice(samples);
        part.extend([0; GAP / 2]);
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let part = condition.of_samples(part, &name);
        self.samples.extend(part);
        self.spans.push(Span {
            from,
            to: from + samples.len(),
        });
    }

    /// Hours of recordings, without the gaps.
    pub fn hours(&self) -> f64 {
        let samples: usize = self.spans.iter().map(|span| span.to - span.from).sum();
        samples as f64 / f64::from(audio::SAMPLE_RATE) / 3600.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::write_wav;

    #[test]
    fn a_stream_is_so_many_recordings_or_so_many_bytes() {
        let files: Vec<PathBuf> = (0..120).map(|number| number.to_string().into()).collect();
        let lengths = |length: &dyn Fn(&PathBuf) -> u64| -> Vec<usize> {
            cut(&files, length).iter().map(|part| part.len()).collect()
        };
        assert_eq!(lengths(&|_| 9), [48, 48, 24]);
        assert_eq!(lengths(&|_| MOST_BYTES / 32), [32, 32, 32, 24]);
        let long = |file: &PathBuf| if file.ends_with("1") { MOST_BYTES } else { 0 };
        assert_eq!(lengths(&long), [2, 48, 48, 22]);
        assert!(cut(&[], |_| 0).is_empty());
    }

    #[test]
    fn recordings_lie_three_seconds_apart() {
        let folder = std::env::temp_dir().join(format!("goldcrest-stream-{}", std::process::id()));
        fs::create_dir_all(folder.join("inner")).unwrap();
        write_wav(&folder.join("b.wav"), &[900; 1600]).unwrap();
        write_wav(&folder.join("inner/a.wav"), &[700; 3200]).unwrap();
        fs::write(folder.join("broken.flac"), b"fLaC and no more").unwrap();
        fs::write(folder.join("notes.txt"), b"no recording").unwrap();
        let files = recordings(&folder).unwrap();
        let stream = Stream::of(&files, &Condition::Clean);
        fs::remove_dir_all(&folder).unwrap();

        assert_eq!(files.len(), 3);
        assert_eq!(stream.undecodable.len(), 1);
        let [one, other] = stream.spans[..] else {
            panic!("{:?}", stream.spans)
        };
        assert_eq!((one.from, other.from - one.to), (GAP, GAP));
        assert_eq!(stream.samples.len(), other.to + GAP);
        assert!(stream.samples[one.from..one.to].iter().all(|&s| s == 900));
        assert!((stream.hours() - 0.3 / 3600.0).abs() < 1e-9);
    }
}
