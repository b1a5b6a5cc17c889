//! The owner's recordings.

use std::path::PathBuf;

use goldcrest::speech::frame_costs;
use goldcrest::wake::{Cell, Check, Phrase, follow_phrase};

use super::edits::Way;
use super::other::{Bars, section};
use crate::wake::condition::Condition;
use crate::wake::frames::{Frames, LogProbabilities};
use crate::wake::tune::{BLANK_PENALTY, Networks, Weighing, longest_of};

/// What both networks hear in a recording of the phrase.
#[derive(Clone, Debug)]
pub struct Recording {
    /// Where it was read from.
    pub file: PathBuf,
    trunk: Vec<LogProbabilities>,
    checker: Option<Vec<LogProbabilities>>,
}

/// The recordings that can be decoded, and those that cannot.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// What was heard.
    pub recordings: Vec<Recording>,
    /// Files that cannot be decoded, and why.
    pub undecodable: Vec<(PathBuf, String)>,
}

impl Own {
    /// Runs the networks over recordings of the phrase.
    pub fn of(networks: &Networks<'_>, files: &[PathBuf]) -> Self {
        let hear = |model| Frames::of(model, files, &Condition::Clean, |_| {});
        let trunk = hear(&networks.trunk);
        let checker = networks.checker.as_ref().map(hear);
        let is_decoded =
            |file: &&PathBuf| trunk.undecodable.iter().all(|(other, _)| other != *file);
        let mut checked = checker.iter().flat_map(Frames::of_recordings);
        let recordings = files
            .iter()
            .filter(is_decoded)
            .zip(trunk.of_recordings())
            .map(|(file, trunk)| Recording {
                file: file.clone(),
                trunk: trunk.to_vec(),
                checker: checked.next().map(<[_]>::to_vec),
            })
            .collect();
        Self {
            recordings,
            undecodable: trunk.undecodable,
        }
    }
}

/// Costs a phone of the phrase in a recording, in 1/256 nat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Costs {
    /// By the wake network.
    pub(super) trunk: u16,
    /// By the checking network.
    pub(super) checker: Option<u16>,
}

impl Costs {
    /// The cheaper on each network.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            trunk: self.trunk.min(other.trunk),
            checker: self.checker.min(other.checker),
        }
    }

    /// The rate of false accepts an hour at which a recording would just be heard by the network that decides.
    pub(super) fn rate(self, bars: &Bars) -> f64 {
        match (self.checker, &bars.decision) {
            (Some(cost), Some(decision)) => decision.rate_at(cost),
            _ => bars.alone.rate_at(self.trunk),
        }
    }

    /// How much dearer a recording is than what is heard at a rate of false accepts an hour: the rate at which it
    /// would just be heard, over that rate; of the two networks by the one that is harder to pass.
    pub(super) fn excess(self, bars: &Bars, rate: f64) -> f64 {
        let decided = self.rate(bars) / rate;
        match bars.decision {
            Some(_) => decided.max(bars.alone.rate_at(self.trunk) / bars.proposals),
            None => decided,
        }
    }
}

impl Recording {
    /// A recording in which each network hears the same frames.
    #[cfg(test)]
    pub(super) fn of_frames(frames: Vec<LogProbabilities>, is_checked: bool) -> Self {
        Self {
            file: PathBuf::new(),
            checker: is_checked.then(|| frames.clone()),
            trunk: frames,
        }
    }

    /// What the ways cost in it, the cheapest of them on each network.
    pub(super) fn costs(&self, ways: &[Way], weighing: Weighing) -> Costs {
        Costs {
            trunk: self.trunk_cost(ways),
            checker: self.checker.as_ref().and_then(|frames| {
                let section = section(ways, weighing)?;
                check(&section, frames)
            }),
        }
    }

    fn trunk_cost(&self, ways: &[Way]) -> u16 {
        let mut cells = vec![Cell::EMPTY; 2 * ways.iter().map(Vec::len).sum::<usize>()];
        let longest = longest_of(ways);
        let costs = self.trunk.iter().map(|frame| {
            let costs = frame_costs(frame, BLANK_PENALTY.into());
            let ways = ways.iter().map(Vec::as_slice);
            follow_phrase(&mut cells, ways, &costs, longest, 0, |_| 0)
        });
        costs.min().unwrap_or(u16::MAX)
    }
}

/// The cheapest cost that a check of the phrase in a section finds.
pub(super) fn check(section: &[u8], frames: &[LogProbabilities]) -> Option<u16> {
    let mut check = Check::new(Phrase::open(section).ok()?);
    let costs = frames.iter().map(|frame| check.push(frame));
    costs.last()
}
