//! The recordings that checks are run on.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::workspace;

/// How a recording is to be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It begins with the wake phrase.
    Wake,
    /// It is a command without one, as after a button is pressed.
    PushToTalk,
}

impl Mode {
    /// The argument by which firmware and runners are told.
    pub fn argument(self) -> &'static str {
        match self {
            Mode::Wake => "--wake",
            Mode::PushToTalk => "--push-to-talk",
        }
    }

    /// The name in tables and folders.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Wake => "wake",
            Mode::PushToTalk => "push-to-talk",
        }
    }
}

/// The committed demo recordings of `assistant`, in the order of their names.
pub fn demos(assistant: &str) -> Result<Vec<PathBuf>> {
    let folder = workspace::root()
        .join("tools/assistants")
        .join(assistant)
        .join("demos");
    wavs(&folder)
}

/// `count` recordings of real people, evenly spread over the coffee orders, or none where the
/// data are not there.
pub fn real_orders(count: usize) -> Result<Vec<PathBuf>> {
    let Some(data) = workspace::shared_data() else {
        return Ok(Vec::new());
    };
    let all = audio_below(&data.join("speech/coffee"))?;
    Ok(spread(all, count))
}

/// `count` of `all`, evenly spread.
fn spread(all: Vec<PathBuf>, count: usize) -> Vec<PathBuf> {
    let total = all.len();
    let count = count.min(total);
    (0..count).map(|n| all[n * total / count].clone()).collect()
}

fn wavs(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found: Vec<_> = audio_below(folder)?;
    found.retain(|path| path.extension().is_some_and(|extension| extension == "wav"));
    Ok(found)
}

/// Every audio file in `folder` and the folders in it, sorted.
fn audio_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(audio_below(&path)?);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "wav" || extension == "flac")
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_over_the_whole() {
        let all: Vec<_> = (0..10).map(|n| PathBuf::from(n.to_string())).collect();
        let some: Vec<_> = spread(all.clone(), 4);
        assert_eq!(some, ["0", "2", "5", "7"].map(PathBuf::from));
        assert_eq!(spread(all.clone(), 40), all);
        assert!(spread(Vec::new(), 3).is_empty());
    }
}
