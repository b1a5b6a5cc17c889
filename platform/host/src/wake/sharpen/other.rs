//! Speech without the phrase: how often it would be taken for any ways to say it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

use goldcrest::Settings;
use goldcrest::speech::frame_costs;
use goldcrest::wake::{CHECK_AFTER, CHECK_BEFORE, Cell, PhraseSpec, follow_phrase};
use goldcrest_dsp::HOP;

use super::edits::Way;
use super::own::check;
use crate::wake::Score;
use crate::wake::calibrate::{FLOOR, Tail};
use crate::wake::condition::Condition;
use crate::wake::frames::Frames;
use crate::wake::listen::{Heard, Moment};
use crate::wake::tune::{
    BLANK_PENALTY, CHECK_BLANK_PENALTY, Networks, PROPOSALS, Weighing, longest_of, phones_of,
};

/// What is dearer, in 1/256 nat a phone, is not remembered: far more than proposals may cost.
const REMEMBERED: u16 = 4 * 256;

/// False accepts an hour at which tails of different sets of ways are compared: of half an hour of speech, five events.
const STEADY: f64 = 10.0;

/// How false accepts grow with the cost of a set of ways.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bars {
    /// By the wake network alone.
    pub alone: Tail,
    /// Proposals an hour that it makes where each is checked.
    pub proposals: f64,
    /// By the check of what it proposes.
    pub decision: Option<Tail>,
}

impl Bars {
    /// With slopes as of other ways. Of many sets of ways some have few cheap events by luck, which a slope of their own
    /// carries on to rates of which the speech holds no event.
    pub(super) fn sloped_as(self, other: &Self) -> Self {
        let decision = self.decision.zip(other.decision);
        Self {
            alone: self.alone.with_slope(other.alone.slope, STEADY),
            decision: decision.map(|(own, other)| own.with_slope(other.slope, STEADY)),
            ..self
        }
    }
}

/// Frames at which the wake network finds a way cheap, and the cost.
type Cheap = Vec<(u32, u16)>;

/// What both networks hear in speech without the phrase.
#[derive(Debug)]
pub struct Other {
    trunk: Frames,
    checker: Option<Frames>,
    weighing: Weighing,
    /// By way and longest duration, for each stream.
    followed: HashMap<(Way, u8), Rc<Vec<Cheap>>>,
}

impl Other {
    /// Runs the networks over recordings. `progress` is told how many recordings are done, of twice as many.
    pub fn of(
        networks: &Networks<'_>,
        files: &[PathBuf],
        weighing: Weighing,
        progress: impl Fn(usize) + Sync,
    ) -> Self {
        let trunk = Frames::of(&networks.trunk, files, &Condition::Clean, &progress);
        let told = |done| progress(files.len() + done);
        let checker = networks.checker.as_ref();
        let checker = checker.map(|model| Frames::of(model, files, &Condition::Clean, told));
        Self {
            trunk,
            checker,
            weighing,
            followed: HashMap::new(),
        }
    }

    /// Speech of which each network hears the same frames.
    #[cfg(test)]
    pub(super) fn of_frames(trunk: Frames, is_checked: bool) -> Self {
        Self {
            checker: is_checked.then(|| trunk.clone()),
            trunk,
            weighing: Weighing::STOP,
            followed: HashMap::new(),
        }
    }

    /// How checks weigh what they hear.
    pub(super) fn weighing(&self) -> Weighing {
        self.weighing
    }

    /// Whether there is a second network.
    pub(super) fn is_checked(&self) -> bool {
        self.checker.is_some()
    }

    /// How false accepts grow with the cost of a set of ways; `None` where there is too little speech to tell.
    pub(super) fn bars(&mut self, ways: &[Way]) -> Option<Bars> {
        let (alone, decided) = self.heard(ways)?;
        Some(Bars {
            alone,
            proposals: f64::from(PROPOSALS) / 1000.0,
            decision: match decided {
                Some(heard) => Some(Tail::fit(&heard)?),
                None => None,
            },
        })
    }

    /// The wake network's tail, and what checks say of what it proposes.
    fn heard(&mut self, ways: &[Way]) -> Option<(Tail, Option<Heard>)> {
        let streams = self.cheap(ways);
        let alone = self.moments(&streams);
        let tail = Tail::fit(&alone)?;
        let Some(checker) = &self.checker else {
            return Some((tail, None));
        };
        let section = section(ways, self.weighing)?;
        let check_from = tail.cost(PROPOSALS);
        let moments = streams
            .iter()
            .zip(checker.streams())
            .map(|(cheap, stream)| {
                let proposals = self.proposals(cheap, check_from);
                let checks = proposals.into_iter().filter_map(|at| {
                    let from = checker.first_known(at.saturating_sub(CHECK_BEFORE as usize * HOP));
                    let to = checker.first_known(at + CHECK_AFTER as usize * HOP);
                    let frames = stream.frames.get(from..to.min(stream.frames.len()))?;
                    let score = -Score::from(check(&section, frames)?);
                    (score > FLOOR).then_some(Moment { at, score })
                });
                checks.collect()
            })
            .collect();
        let checked = Heard {
            moments,
            floor: FLOOR,
            hours: self.trunk.hours,
            ..Heard::default()
        };
        Some((tail, Some(checked)))
    }

    fn moments(&self, streams: &[Cheap]) -> Heard {
        let moments = |cheap: &Cheap| {
            let moment = |&(frame, cost): &(u32, u16)| Moment {
                at: self.trunk.known_at(frame as usize),
                score: -Score::from(cost),
            };
            cheap.iter().map(moment).collect()
        };
        Heard {
            moments: streams.iter().map(moments).collect(),
            floor: -Score::from(REMEMBERED),
            hours: self.trunk.hours,
            ..Heard::default()
        }
    }

    /// When the wake network asks for a check, in samples: not again within the refractory time, and not while one
    /// goes on.
    fn proposals(&self, cheap: &Cheap, check_from: u16) -> Vec<usize> {
        let refractory = Settings::default().wake_refractory_ms as usize / 10 * HOP;
        let busy = CHECK_AFTER as usize * HOP;
        let mut proposals: Vec<usize> = Vec::new();
        let mut rests_until = 0;
        for &(frame, _) in cheap.iter().filter(|(_, cost)| *cost <= check_from) {
            let at = self.trunk.known_at(frame as usize);
            if at < rests_until {
                continue;
            }
            rests_until = at + refractory;
            if proposals.last().is_none_or(|last| at >= last + busy) {
                proposals.push(at);
            }
        }
        proposals
    }

    /// Where the cheapest of the ways is cheap.
    fn cheap(&mut self, ways: &[Way]) -> Vec<Cheap> {
        let longest = longest_of(ways);
        let mut all = vec![Cheap::new(); self.trunk.streams().len()];
        for way in ways {
            for (all, one) in all.iter_mut().zip(self.followed(way, longest).iter()) {
                all.extend(one);
            }
        }
        for cheap in &mut all {
            cheap.sort_unstable();
            cheap.dedup_by_key(|(frame, _)| *frame);
        }
        all
    }

    fn followed(&mut self, way: &Way, longest: u8) -> Rc<Vec<Cheap>> {
        let trunk = &self.trunk;
        let found = self.followed.entry((way.clone(), longest));
        let streams = found.or_insert_with(|| {
            let mut cells = vec![Cell::EMPTY; 2 * way.len()];
            let streams = trunk.streams().iter().map(|stream| {
                cells.fill(Cell::EMPTY);
                let frames = stream.frames.iter().enumerate();
                let costs = frames.map(|(index, frame)| {
                    let costs = frame_costs(frame, BLANK_PENALTY.into());
                    let way = std::iter::once(way.as_slice());
                    (
                        index as u32,
                        follow_phrase(&mut cells, way, &costs, longest, 0, |_| 0),
                    )
                });
                costs.filter(|(_, cost)| *cost < REMEMBERED).collect()
            });
            Rc::new(streams.collect())
        });
        Rc::clone(streams)
    }
}

/// A phrase section for checks of any ways; `None` where they do not fit one.
pub(super) fn section(ways: &[Way], weighing: Weighing) -> Option<Vec<u8>> {
    let spec = PhraseSpec {
        pronunciations: phones_of(ways),
        longest: longest_of(ways),
        check_blank_penalty: CHECK_BLANK_PENALTY,
        sound_before: weighing.sound_before,
        check_contrast: weighing.contrast,
        // any curve will do for hearing what checks say
        checked: vec![(1, 0)],
        ..PhraseSpec::default()
    };
    spec.write().ok()
}
