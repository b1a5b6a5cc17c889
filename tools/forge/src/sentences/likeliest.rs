use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use goldcrest_trie::{Grammar, Lexicon, StateId, Symbol};

use super::Reading;

/// The sentences of a grammar, the likeliest first: those whose ways cost least together (best-first
/// search with exact costs of what is left, so nothing is looked at that is not given).
///
/// Sentences of one wording and several meanings come once for each.
#[derive(Clone, Debug)]
pub struct Likeliest<'g> {
    grammar: Grammar<'g>,
    lexicon: Lexicon<'g>,
    left: HashMap<StateId, u32>,
    /// Symbols that were followed, each with the place of the one before.
    followed: Vec<(Symbol, usize)>,
    open: BinaryHeap<Reverse<(u32, usize, StateId, u32)>>,
}

/// Before the first symbol.
const NONE: usize = usize::MAX;

impl<'g> Likeliest<'g> {
    /// The sentences that begin in a state.
    pub fn new(grammar: &Grammar<'g>, lexicon: &Lexicon<'g>, root: StateId) -> Self {
        let mut left = HashMap::new();
        let all = cheapest(grammar, root, &mut left);
        let first = all.map(|all| Reverse((all, NONE, root, 0)));
        Likeliest {
            grammar: *grammar,
            lexicon: *lexicon,
            left,
            followed: Vec::new(),
            open: first.into_iter().collect(),
        }
    }

    fn path(&self, mut last: usize) -> Vec<Symbol> {
        let mut path = Vec::new();
        while let Some(&(symbol, before)) = self.followed.get(last) {
            path.push(symbol);
            last = before;
        }
        path.reverse();
        path
    }
}

impl Iterator for Likeliest<'_> {
    /// A sentence, and what its ways cost in sixteenths of a nat.
    type Item = (Reading, u32);

    fn next(&mut self) -> Option<(Reading, u32)> {
        while let Some(Reverse((_, last, state, spent))) = self.open.pop() {
            if self.grammar.is_final(state) {
                let path = self.path(last);
                match Reading::of_path(&self.grammar, &self.lexicon, &path) {
                    Some(reading) => return Some((reading, spent)),
                    None => continue,
                }
            }
            for arc in self.grammar.arcs(state) {
                let Some(&left) = self.left.get(&arc.target) else {
                    continue;
                };
                let spent = spent + u32::from(arc.cost);
                self.followed.push((arc.symbol, last));
                let here = self.followed.len() - 1;
                self.open
                    .push(Reverse((spent + left, here, arc.target, spent)));
            }
        }
        None
    }
}

/// What the cheapest way from a state to the end costs; `None` where none leads there.
fn cheapest(
    grammar: &Grammar<'_>,
    state: StateId,
    known: &mut HashMap<StateId, u32>,
) -> Option<u32> {
    fn visit(
        grammar: &Grammar<'_>,
        state: StateId,
        seen: &mut HashMap<StateId, Option<u32>>,
    ) -> Option<u32> {
        if grammar.is_final(state) {
            return Some(0);
        }
        if let Some(&cost) = seen.get(&state) {
            return cost;
        }
        seen.insert(state, None);
        let costs = grammar
            .arcs(state)
            .filter_map(|arc| Some(u32::from(arc.cost) + visit(grammar, arc.target, seen)?));
        let cost = costs.min();
        seen.insert(state, cost);
        cost
    }
    let mut seen = HashMap::new();
    let cost = visit(grammar, state, &mut seen);
    known.extend(
        seen.into_iter()
            .filter_map(|(state, cost)| Some((state, cost?))),
    );
    for end in all_ends(grammar, known.keys().copied().collect()) {
        known.insert(end, 0);
    }
    cost
}

fn all_ends(grammar: &Grammar<'_>, states: Vec<StateId>) -> Vec<StateId> {
    let targets = states.into_iter().flat_map(|state| {
        grammar
            .arcs(state)
            .map(|arc| arc.target)
            .collect::<Vec<_>>()
    });
    targets.filter(|&target| grammar.is_final(target)).collect()
}
