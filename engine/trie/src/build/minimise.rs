use std::collections::HashMap;
use std::vec;
use std::vec::Vec;

use super::BuildError;
use super::determinise::Dfa;
use crate::symbol::Symbol;

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done(u32),
}

/// Makes states with the same future one.
///
/// The automaton has no cycles, so its states can be taken after all their
/// targets; two are the same exactly if their arcs are.
pub(super) fn minimise(dfa: &Dfa) -> Result<Dfa, BuildError> {
    let mut marks = vec![Mark::New; dfa.states.len()];
    let mut known: HashMap<Vec<(Symbol, u32)>, u32> = HashMap::new();
    let mut states: Vec<Vec<(Symbol, u32)>> = Vec::new();
    for start in 0..dfa.states.len() {
        let mut path = vec![(start, 0usize)];
        while let Some((state, next)) = path.pop() {
            if next == 0 {
                match marks[state] {
                    Mark::Done(_) => continue,
                    Mark::Open => return Err(BuildError::Cycle),
                    Mark::New => marks[state] = Mark::Open,
                }
            }
            if let Some(&(_, target)) = dfa.states[state].get(next) {
                path.push((state, next + 1));
                path.push((target as usize, 0));
                continue;
            }
            let arcs: Vec<(Symbol, u32)> = dfa.states[state]
                .iter()
                .filter_map(|&(symbol, target)| match marks[target as usize] {
                    Mark::Done(class) => Some((symbol, class)),
                    _ => None,
                })
                .collect();
            let class = *known.entry(arcs).or_insert_with_key(|arcs| {
                states.push(arcs.clone());
                states.len() as u32 - 1
            });
            marks[state] = Mark::Done(class);
        }
    }
    let class = |state: u32| match marks[state as usize] {
        Mark::Done(class) => Some(class),
        _ => None,
    };
    let roots = dfa
        .roots
        .iter()
        .map(|(name, state)| (name.clone(), state.and_then(class)))
        .collect();
    Ok(Dfa { states, roots })
}
