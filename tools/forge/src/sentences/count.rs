use std::collections::HashMap;

use goldcrest_trie::{Grammar, StateId};

/// How many paths lead from a state to the end: sentences, counted once for
/// each of their meanings. Saturates at `u128::MAX`.
pub fn count(grammar: &Grammar<'_>, from: StateId) -> u128 {
    paths(grammar, from, &mut HashMap::new())
}

pub(super) fn paths(
    grammar: &Grammar<'_>,
    from: StateId,
    known: &mut HashMap<StateId, u128>,
) -> u128 {
    if grammar.is_final(from) {
        return 1;
    }
    if let Some(&paths) = known.get(&from) {
        return paths;
    }
    known.insert(from, 0);
    let mut sum = 0u128;
    for arc in grammar.arcs(from) {
        sum = sum.saturating_add(paths(grammar, arc.target, known));
    }
    known.insert(from, sum);
    sum
}
