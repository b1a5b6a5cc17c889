//! What was heard in speech without the phrase, kept on disk until a run is done, so that one that was interrupted
//! goes on where it stopped.

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::UNIX_EPOCH;
use std::{env, io};

use serde::{Deserialize, Serialize};
use sha1_smol::Sha1;

use super::Score;
use super::listen::{Heard, Moment};

/// Raised with every change to what files hold.
const FORMAT: u32 = 1;
const EXTENSION: &str = "heard";

/// A folder in which what was heard of each stream is kept.
///
/// What is found there counts only where it is of the same program, networks, phrase and files (by path, size and
/// time of change), and undamaged; anything else is heard again.
#[derive(Debug)]
pub struct Kept {
    folder: PathBuf,
    networks: String,
    found: Mutex<BTreeSet<PathBuf>>,
}

/// What a file holds.
#[derive(Serialize, Deserialize)]
struct Written {
    best: Vec<Score>,
    moments: Vec<Vec<(usize, Score)>>,
    floor: Score,
    /// As bits: a number in decimal may come back as its neighbour.
    hours: u64,
    undecodable: Vec<(PathBuf, String)>,
}

impl Kept {
    /// What is heard by networks, whose sections are given, in a folder that may not be there yet.
    pub fn new(folder: PathBuf, networks: &[&[u8]]) -> Self {
        let mut hash = Sha1::from(FORMAT.to_le_bytes());
        let program = env::current_exe().and_then(|program| program.metadata());
        hash.update(&program.map_or_else(|_| Vec::new(), |about| state(&about)));
        for section in networks {
            hash.update(Sha1::from(section).digest().to_string().as_bytes());
        }
        Self {
            folder,
            networks: hash.digest().to_string(),
            found: Mutex::default(),
        }
    }

    /// What an earlier run heard of a stream in a way that `how` tells apart from others; otherwise hears it now,
    /// and keeps it. What cannot be kept is no reason to stop.
    pub(super) fn or_hear(
        &self,
        how: &[u8],
        files: &[PathBuf],
        hear: impl FnOnce() -> Heard,
    ) -> Heard {
        let Some(file) = self.file(how, files) else {
            return hear();
        };
        if let Some(heard) = read(&file) {
            if let Ok(mut found) = self.found.lock() {
                found.extend(files.iter().cloned());
            }
            return heard;
        }
        let heard = hear();
        let _ = self.write(&file, &heard);
        heard
    }

    /// Recordings of which something was found again.
    pub fn found(&self) -> usize {
        self.found.lock().map_or(0, |found| found.len())
    }

    /// Removes what is kept, and the folder where nothing else is in it. What cannot be removed is never taken for
    /// anything else.
    pub fn remove(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_ours = |extension: &str| extension == EXTENSION || extension == "part";
            if path
                .extension()
                .and_then(|name| name.to_str())
                .is_some_and(is_ours)
            {
                let _ = fs::remove_file(path);
            }
        }
        let _ = fs::remove_dir(&self.folder);
    }

    /// The file of a stream; `None` where one of its recordings cannot be looked at.
    fn file(&self, how: &[u8], files: &[PathBuf]) -> Option<PathBuf> {
        let mut hash = Sha1::from(&self.networks);
        hash.update(Sha1::from(how).digest().to_string().as_bytes());
        for file in files {
            hash.update(Sha1::from(file.to_str()?).digest().to_string().as_bytes());
            hash.update(&state(&file.metadata().ok()?));
        }
        let name = hash.digest().to_string();
        Some(self.folder.join(name).with_extension(EXTENSION))
    }

    fn write(&self, file: &Path, heard: &Heard) -> io::Result<()> {
        let moments = |stream: &Vec<Moment>| stream.iter().map(|one| (one.at, one.score)).collect();
        let text = serde_json::to_string(&Written {
            best: heard.best.clone(),
            moments: heard.moments.iter().map(moments).collect(),
            floor: heard.floor,
            hours: heard.hours.to_bits(),
            undecodable: heard.undecodable.clone(),
        })?;
        fs::create_dir_all(&self.folder)?;
        let part = file.with_extension("part");
        fs::write(&part, format!("{}\n{text}", Sha1::from(&text).digest()))?;
        fs::rename(part, file)
    }
}

/// What changes with a file's contents, usually.
fn state(about: &Metadata) -> Vec<u8> {
    let changed = about.modified().ok();
    let changed = changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let nanos = changed.map_or(0, |since| since.as_nanos());
    [&about.len().to_le_bytes()[..], &nanos.to_le_bytes()].concat()
}

/// What a file holds, where it is as it was written.
fn read(file: &Path) -> Option<Heard> {
    let whole = fs::read_to_string(file).ok()?;
    let (hash, text) = whole.split_once('\n')?;
    if hash != Sha1::from(text).digest().to_string() {
        return None;
    }
    let written: Written = serde_json::from_str(text).ok()?;
    let moments = |stream: Vec<(usize, Score)>| {
        let moments = stream.into_iter();
        moments.map(|(at, score)| Moment { at, score }).collect()
    };
    Some(Heard {
        best: written.best,
        moments: written.moments.into_iter().map(moments).collect(),
        floor: written.floor,
        hours: f64::from_bits(written.hours),
        undecodable: written.undecodable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(hours: f64) -> Heard {
        Heard {
            best: vec![-300, Score::MIN],
            moments: vec![vec![Moment {
                at: 480,
                score: -300,
            }]],
            floor: -1536,
            hours,
            undecodable: vec![("broken.wav".into(), "no sound".into())],
        }
    }

    fn folder(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("goldcrest-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn what_was_heard_is_found_again_as_it_was_and_removed_in_the_end() {
        let folder = folder("kept");
        let recording = folder.join("a.wav");
        fs::write(&recording, b"sound").unwrap();
        let files = [recording];
        let kept = |networks: &[&[u8]]| Kept::new(folder.join("kept"), networks);
        let never = || panic!("heard again");
        let hours = 0.1 + 0.2;
        let first = kept(&[b"one"]).or_hear(b"alone", &files, || heard(hours));
        let run = kept(&[b"one"]);
        let again = run.or_hear(b"alone", &files, never);
        assert_eq!(format!("{first:?}"), format!("{again:?}"));
        assert_eq!((again.hours.to_bits(), run.found()), (hours.to_bits(), 1));

        // of other networks, another phrase or a recording that was changed nothing is found
        let is_heard =
            |kept: &Kept, how: &[u8]| kept.or_hear(how, &files, || heard(9.0)).hours == 9.0;
        assert!(is_heard(&kept(&[b"other"]), b"alone"));
        assert!(is_heard(&kept(&[b"one"]), b"checked"));
        fs::write(&files[0], b"another sound").unwrap();
        assert!(is_heard(&kept(&[b"one"]), b"alone"));

        run.remove();
        assert!(!folder.join("kept").exists());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_is_damaged_is_heard_again() {
        let folder = folder("damaged");
        let recording = folder.join("a.wav");
        fs::write(&recording, b"sound").unwrap();
        let files = [recording];
        let kept = Kept::new(folder.join("kept"), &[]);
        let damages: [fn(&mut Vec<u8>); 5] = [
            |bytes| bytes.truncate(50),
            |bytes| bytes.reverse(),
            |bytes| bytes[60] ^= 1,
            |bytes| bytes.clear(),
            |bytes| bytes[0] = 0xff,
        ];
        for damage in damages {
            kept.or_hear(b"", &files, || heard(1.0));
            let file = fs::read_dir(&kept.folder).unwrap().next().unwrap();
            let file = file.unwrap().path();
            let mut bytes = fs::read(&file).unwrap();
            damage(&mut bytes);
            fs::write(&file, bytes).unwrap();
            let again = kept.or_hear(b"", &files, || heard(2.0));
            assert_eq!(again.hours, 2.0);
            kept.remove();
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
