//! What a wake phrase is measured on: other speech, and recordings of itself.

use std::path::{Path, PathBuf};

use super::train::Train;
use crate::exit::Failure;
use crate::present::{Screen, Tint, progress};
use crate::wake::kept::Kept;
use crate::wake::listen::Heard;
use crate::wake::stream;
use crate::wake::survey::Statistics;
use crate::wake::synthesise::{self, Engine};
use crate::wake::tune::Elsewhere;

/// Speech without the phrase.
pub(super) struct Other {
    files: Vec<PathBuf>,
    statistics: Option<Statistics>,
    kept: Kept,
}

impl Other {
    pub(super) fn find(arguments: &Train, trunk: &Path, kept: Kept) -> Result<Self, Failure> {
        let mut files = Vec::new();
        for folder in arguments.negatives.iter().chain(&arguments.more) {
            files.extend(stream::recordings(folder)?);
        }
        let statistics = match files.is_empty() {
            true => Some(Statistics::read(trunk)?),
            false => None,
        };
        Ok(Self {
            files,
            statistics,
            kept,
        })
    }

    pub(super) fn elsewhere(&self) -> Elsewhere<'_> {
        match &self.statistics {
            Some(statistics) => Elsewhere::Statistics(statistics),
            None => Elsewhere::Recordings(&self.files, &self.kept),
        }
    }

    /// Half of the recordings, or so many that of `hours` in all about `wanted` are left; `None` where there are
    /// statistics instead.
    pub(super) fn some(&self, hours: f64, wanted: f64) -> Option<Vec<PathBuf>> {
        let step = (hours / wanted).round().max(2.0) as usize;
        let some = || self.files.iter().step_by(step).cloned().collect();
        self.statistics.is_none().then(some)
    }

    /// What is kept of them until the run is done.
    pub(super) fn kept(&self) -> &Kept {
        &self.kept
    }

    pub(super) fn hours(&self, negatives: &Heard) -> f64 {
        let statistics = self.statistics.as_ref();
        statistics.map_or(negatives.hours, |statistics| statistics.hours)
    }

    /// Recordings too short of speech to calibrate on, or none of which can be decoded.
    pub(super) fn refused(&self, negatives: &Heard) -> Failure {
        match negatives.hours > 0.0 {
            true => Failure::bad_input(
                format!(
                    "{:.2} hours of --negatives hold too little speech to calibrate on",
                    negatives.hours
                ),
                "give more recordings of people talking: an hour at least",
            ),
            false => undecodable("--negatives", negatives),
        }
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
                self.files.len().saturating_sub(negatives.undecodable.len())
            ),
        }
    }
}

/// Recordings of the phrase.
pub(super) struct Said {
    pub(super) files: Vec<PathBuf>,
    pub(super) what: String,
    own: bool,
}

impl Said {
    /// Whether they are the owner's.
    pub(super) fn is_own(&self) -> bool {
        self.own
    }

    /// Counts only those that were heard, by what was learnt from the others or as the phrase was known; refuses a folder
    /// of which none was.
    pub(super) fn were_heard(&mut self, positives: &Heard, learnt: bool) -> Result<(), Failure> {
        if !self.own {
            return Ok(());
        }
        if positives.best.is_empty() {
            return Err(undecodable("--recordings", positives));
        }
        let by = if learnt {
            ", each heard by what was learnt from others"
        } else {
            ""
        };
        self.what = format!("{} recordings of yours{by}", positives.best.len());
        Ok(())
    }
}

fn undecodable(option: &str, heard: &Heard) -> Failure {
    let first = heard.undecodable.first();
    let first = first.map(|(file, why)| format!(": {}: {why}", file.display()));
    Failure::bad_input(
        format!(
            "no recording of {option} can be decoded{}",
            first.unwrap_or_default()
        ),
        format!("give {option} WAV or FLAC recordings that can be played"),
    )
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
        return Ok(Said {
            files,
            what,
            own: true,
        });
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
        own: false,
    })
}
