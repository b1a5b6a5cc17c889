use std::vec::Vec;

use super::UtteranceError;

/// The target of arcs that end a sentence.
pub(super) const END: u32 = u32::MAX;
/// Words that 23 bits name, 0 left out.
pub(super) const MOST_WORDS: u32 = (1 << 23) - 1;

const LAST: u64 = 1 << 63;

/// An arc; its target is the place of a state's first arc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arc {
    pub word: u32,
    pub cost: u8,
    pub target: u32,
}

impl Arc {
    fn pack(self) -> u64 {
        u64::from(self.word) << 40 | u64::from(self.cost) << 32 | u64::from(self.target)
    }

    fn unpack(bits: u64) -> Arc {
        Arc {
            word: ((bits & !LAST) >> 40) as u32,
            cost: (bits >> 32) as u8,
            target: bits as u32,
        }
    }
}

/// States that change no more: their arcs, one after the other. A state is
/// named by the place of its first arc.
#[derive(Debug, Default)]
pub(super) struct Frozen {
    arcs: Vec<u64>,
    states: u32,
}

impl Frozen {
    pub(super) fn push(&mut self, arcs: &[Arc]) -> Result<u32, UtteranceError> {
        let place = self.arcs.len() as u32;
        if self.arcs.len() + arcs.len() >= END as usize {
            return Err(UtteranceError::TooMany("arcs"));
        }
        self.arcs.extend(arcs.iter().map(|arc| arc.pack()));
        if let Some(last) = self.arcs.last_mut() {
            *last |= LAST;
        }
        self.states += 1;
        Ok(place)
    }

    pub(super) fn arcs(&self, state: u32) -> impl Iterator<Item = Arc> + '_ {
        let arcs = &self.arcs[state as usize..];
        let end = arcs.iter().position(|bits| bits & LAST != 0);
        let arcs = &arcs[..end.map_or(0, |end| end + 1)];
        arcs.iter().map(|&bits| Arc::unpack(bits))
    }

    pub(super) fn is(&self, state: u32, arcs: &[Arc]) -> bool {
        let end = state as usize + arcs.len();
        self.arcs.get(state as usize..end).is_some_and(|stored| {
            let same = stored
                .iter()
                .zip(arcs)
                .all(|(&bits, arc)| bits & !LAST == arc.pack());
            same && stored.last().is_some_and(|last| last & LAST != 0)
        })
    }

    pub(super) fn all(&self) -> impl Iterator<Item = Arc> + '_ {
        self.arcs.iter().map(|&bits| Arc::unpack(bits))
    }

    pub(super) fn arc_count(&self) -> u32 {
        self.arcs.len() as u32
    }

    pub(super) fn state_count(&self) -> u32 {
        self.states
    }

    /// Renames the words, and orders each state's arcs by their new names.
    pub(super) fn rename(&mut self, name: impl Fn(u32) -> u32) {
        for state in self.arcs.chunk_by_mut(|before, _| before & LAST == 0) {
            for bits in state.iter_mut() {
                let arc = Arc::unpack(*bits);
                let word = name(arc.word);
                *bits = Arc { word, ..arc }.pack();
            }
            state.sort_unstable();
            if let Some(last) = state.last_mut() {
                *last |= LAST;
            }
        }
    }
}
