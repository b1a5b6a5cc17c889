//! What a wake phrase is measured on: other speech, and recordings of itself.

use std::path::{Path, PathBuf};

use super::train::Train;
use crate::exit::Failure;
use crate::present::{Screen, Tint, progress};
use crate::wake::listen::Heard;
use crate::wake::stream;
use crate::wake::survey::Statistics;
use crate::wake::synthesise::{self, Engine};
use crate::wake::tune::Elsewhere;

/// Speech without the phrase.
pub(super) struct Other {
    files: Vec<PathBuf>,
    statistics: Option<Statistics>,
}

impl Other {
    pub(super) fn find(arguments: &Train, trunk: &Path) -> Result<Self, Failure> {
        let mut files = Vec::new();
        for folder in &arguments.negatives {
            files.extend(stream::recordings(folder)?);
        }
        let statistics = match files.is_empty() {
            true => Some(Statistics::read(trunk)?),
            false => None,
        };
        Ok(Self { files, statistics })
    }

    pub(super) fn elsewhere(&self) -> Elsewhere<'_> {
        match &self.statistics {
            Some(statistics) => Elsewhere::Statistics(statistics),
            None => Elsewhere::Recordings(&self.files),
        }
    }

    pub(super) fn hours(&self, negatives: &Heard) -> f64 {
        let statistics = self.statistics.as_ref();
        statistics.map_or(negatives.hours, |statistics| statistics.hours)
    }

    pub(super) fn what(&self, negatives: &Heard) -> String {
        match &self.statistics {
            Some(statistics) => format!(
                "the statistics of {:.1} hours of speech that come with the network",
                statistics.hours
            ),
            None => format!(
                "{:.2} hours in {} recordings of --negatives",
                negatives.hours,
                self.files.len()
            ),
        }
    }
}

/// Recordings of the phrase.
pub(super) struct Said {
    pub(super) files: Vec<PathBuf>,
    pub(super) what: String,
}

pub(super) fn positives(
    arguments: &Train,
    phrase: &str,
    out: &Path,
    screen: &mut Screen<'_>,
) -> Result<Said, Failure> {
    if let Some(folder) = &arguments.recordings {
        let files = stream::recordings(folder)?;
        let what = format!("{} recordings of yours", files.len());
        return Ok(Said { files, what });
    }
    let engines = Engine::installed();
    if engines.is_empty() {
        let note = "no synthesiser is installed, so misses are not measured: apt install espeak-ng";
        screen.line(&screen.ink.paint(Tint::Warn, note))?;
    }
    let folder = out.join("said");
    let spoken = synthesise::speak(
        &engines,
        phrase,
        arguments.count,
        &folder,
        progress("spoken ", arguments.count, ""),
    )?;
    let names: Vec<&str> = engines.iter().map(|engine| engine.program()).collect();
    let what = match names.len() {
        0 => "nothing".to_owned(),
        _ => format!("{} times by {}", spoken.len(), names.join(" and ")),
    };
    Ok(Said {
        files: spoken,
        what,
    })
}
