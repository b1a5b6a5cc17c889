use std::vec;
use std::vec::Vec;

use super::frozen::{END, Frozen};

/// The states in the order of their numbers, and the number of each.
pub(super) struct Order {
    /// Place of the first arc, by number.
    pub states: Vec<u32>,
    /// Number, by place of the first arc.
    pub numbers: Vec<u32>,
}

/// Numbers states so that every arc leads to a higher number: a state is
/// numbered when the last arc into it is seen (Kahn 1962).
pub(super) fn order(frozen: &Frozen, root: u32) -> Order {
    let mut waiting = vec![0u32; frozen.arc_count() as usize];
    for arc in frozen.all().filter(|arc| arc.target != END) {
        waiting[arc.target as usize] += 1;
    }
    let mut numbers = waiting;
    let mut states = Vec::with_capacity(frozen.state_count() as usize);
    states.push(root);
    numbers[root as usize] = 0;
    let mut next = 0;
    while next < states.len() {
        for arc in frozen.arcs(states[next]).filter(|arc| arc.target != END) {
            let waiting = &mut numbers[arc.target as usize];
            *waiting -= 1;
            if *waiting == 0 {
                *waiting = states.len() as u32;
                states.push(arc.target);
            }
        }
        next += 1;
    }
    Order { states, numbers }
}
