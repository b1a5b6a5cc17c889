//! What each stage costs, measured while the assistant works.

use goldcrest::trace::{Entry, Trace};

use crate::watch::Watch;

/// Parts of the work on a block of audio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// From samples to features; the energy endpointer with it.
    FrontEnd,
    /// Quantising the column, the wake network, smoothing.
    Wake,
    /// The acoustic network and its log-probabilities.
    Acoustic,
    /// A frame of the beam search.
    Search,
    /// Everything after: candidates, understanding, dialogue, events.
    Decide,
}

impl Stage {
    /// All stages in the order of the work.
    pub const ALL: [Stage; 5] = [
        Stage::FrontEnd,
        Stage::Wake,
        Stage::Acoustic,
        Stage::Search,
        Stage::Decide,
    ];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Stage::FrontEnd => "front-end",
            Stage::Wake => "wake",
            Stage::Acoustic => "acoustic",
            Stage::Search => "search",
            Stage::Decide => "decide",
        }
    }
}

/// Something that counts up while code runs: a timer, a cycle counter.
pub trait Counter {
    /// The count since the last call.
    fn lap(&mut self) -> u32;
}

/// Counts of all stages over some blocks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Costs {
    /// Blocks of 10 ms.
    pub blocks: u32,
    /// Counts by [`Stage`], in the order of [`Stage::ALL`].
    pub counts: [u64; Stage::ALL.len()],
    /// The count of the dearest block.
    pub dearest: u64,
}

impl Costs {
    /// Counts of `stage` per second of audio.
    pub fn per_second(&self, stage: Stage) -> u64 {
        const BLOCKS_A_SECOND: u64 = 100;
        match self.blocks {
            0 => 0,
            blocks => self.counts[stage as usize] * BLOCKS_A_SECOND / u64::from(blocks),
        }
    }
}

/// A [`Trace`] that reads a [`Counter`] at every report and gives the count to the stage that
/// reported.
#[derive(Debug)]
pub struct StageMeter<C> {
    counter: C,
    last: Last,
    block: [u64; Stage::ALL.len()],
    /// While it waits for the wake phrase.
    pub waiting: Costs,
    /// From the wake to the end of the turn.
    pub awake: Costs,
}

/// What was reported last in this block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Begin,
    Column,
    Frame,
}

impl<C: Counter> StageMeter<C> {
    /// A meter that has counted nothing.
    pub fn new(counter: C) -> Self {
        Self {
            counter,
            last: Last::Begin,
            block: [0; Stage::ALL.len()],
            waiting: Costs::default(),
            awake: Costs::default(),
        }
    }

    fn lap(&mut self, stage: Stage) {
        self.block[stage as usize] += u64::from(self.counter.lap());
    }
}

impl<C: Counter> Trace for StageMeter<C> {
    fn record(&mut self, entry: &Entry<'_>) {
        match entry {
            Entry::Features { .. } => {
                self.lap(Stage::FrontEnd);
                self.last = Last::Column;
            }
            Entry::WakeScore { .. } => {
                self.lap(Stage::Wake);
                self.last = Last::Column;
            }
            Entry::Phones { .. } => self.lap(Stage::Acoustic),
            Entry::Search { .. } => {
                self.lap(Stage::Search);
                self.last = Last::Frame;
            }
            _ => {}
        }
    }
}

impl<C: Counter> Watch for StageMeter<C> {
    fn block_begins(&mut self) {
        self.last = Last::Begin;
        self.block = [0; Stage::ALL.len()];
        self.counter.lap();
    }

    fn block_ends(&mut self, awake: bool) {
        // The acoustic network takes three columns for a frame: what comes after a column without
        // a frame is its work, what comes after a frame is the decision's.
        match self.last {
            Last::Column if awake => self.lap(Stage::Acoustic),
            Last::Column | Last::Frame => self.lap(Stage::Decide),
            Last::Begin => self.lap(Stage::FrontEnd),
        }
        let costs = if awake {
            &mut self.awake
        } else {
            &mut self.waiting
        };
        costs.blocks += 1;
        for (sum, count) in costs.counts.iter_mut().zip(self.block) {
            *sum += count;
        }
        costs.dearest = costs.dearest.max(self.block.iter().sum());
    }
}
