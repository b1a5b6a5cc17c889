use std::vec;
use std::vec::Vec;

use super::UtteranceError;
use super::frozen::{Arc, Frozen};

const FREE: u32 = u32::MAX;
const SMALLEST: usize = 1 << 10;
/// Places looked at for a state.
const PROBES: usize = 32;

/// Finds a frozen state by its arcs: a hash table of places that grows to a
/// bound; there, a new state takes the place of one that it collides with.
#[derive(Debug)]
pub(super) struct Register {
    places: Vec<u32>,
    used: usize,
    most: usize,
    forgotten: u64,
}

impl Register {
    pub(super) fn new(bytes: usize) -> Self {
        let most = (bytes / size_of::<u32>()).max(SMALLEST);
        Register {
            places: vec![FREE; SMALLEST],
            used: 0,
            most: 1 << most.ilog2(),
            forgotten: 0,
        }
    }

    pub(super) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    pub(super) fn find_or_add(
        &mut self,
        frozen: &mut Frozen,
        arcs: &[Arc],
    ) -> Result<u32, UtteranceError> {
        let hash = hash(arcs.iter().copied());
        for probe in 0..PROBES {
            let place = self.places[self.at(hash, probe)];
            if place == FREE {
                break;
            }
            if frozen.is(place, arcs) {
                return Ok(place);
            }
        }
        let place = frozen.push(arcs)?;
        if self.used * 4 >= self.places.len() * 3 {
            self.grow(frozen);
        }
        while !self.add(hash, place) {
            if !self.grow(frozen) {
                let at = self.at(hash, (hash >> 58) as usize % PROBES);
                self.places[at] = place;
                self.forgotten += 1;
                break;
            }
        }
        Ok(place)
    }

    fn at(&self, hash: u64, probe: usize) -> usize {
        (hash as usize).wrapping_add(probe) & (self.places.len() - 1)
    }

    /// Whether there was a free place near enough.
    fn add(&mut self, hash: u64, place: u32) -> bool {
        let free = (0..PROBES)
            .map(|probe| self.at(hash, probe))
            .find(|&at| self.places[at] == FREE);
        if let Some(at) = free {
            self.places[at] = place;
            self.used += 1;
        }
        free.is_some()
    }

    /// Doubles the table; `false` at its bound.
    fn grow(&mut self, frozen: &Frozen) -> bool {
        if self.places.len() >= self.most {
            return false;
        }
        let larger = vec![FREE; self.places.len() * 2];
        let places = core::mem::replace(&mut self.places, larger);
        self.used = 0;
        for place in places.into_iter().filter(|&place| place != FREE) {
            if !self.add(hash(frozen.arcs(place)), place) {
                self.forgotten += 1;
            }
        }
        true
    }
}

fn hash(arcs: impl Iterator<Item = Arc>) -> u64 {
    let mut hash = 0u64;
    for arc in arcs {
        let bits = u64::from(arc.target) | u64::from(arc.word) << 32;
        hash = (hash.rotate_left(5) ^ bits).wrapping_mul(0x517c_c1b7_2722_0a95);
        hash = (hash ^ u64::from(arc.cost)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    hash ^ hash >> 29
}
