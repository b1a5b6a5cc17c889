use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use goldcrest_trie::{Grammar, GroupId, Lexicon, StateId, Symbol, WordId};

use super::{Reading, readings};

/// A sentence that means several things.
#[derive(Clone, Debug)]
pub struct Ambiguity {
    /// A shortest one of its kind.
    pub sentence: String,
    /// What it means; intents or slots differ.
    pub readings: Vec<Reading>,
}

/// So many sets of states are looked at; a grammar of a thousand templates
/// needs a few thousand.
const MOST_SETS: usize = 200_000;

/// Sentences from a root that mean several things: for each set of sentence
/// groups that share one, a shortest.
///
/// The automaton is walked by words alone, which makes it nondeterministic
/// again; where a set of states accepts for several groups, the words that
/// led there are ambiguous.
pub fn ambiguities(grammar: &Grammar<'_>, lexicon: &Lexicon<'_>, root: StateId) -> Vec<Ambiguity> {
    let first = closure(grammar, [root]);
    let mut number_of = HashMap::from([(first.clone(), 0usize)]);
    let mut came_by: Vec<Option<(usize, WordId)>> = vec![None];
    let mut waiting = VecDeque::from([(0, first)]);
    let mut known: HashSet<Vec<GroupId>> = HashSet::new();
    let mut found = Vec::new();
    while let Some((number, states)) = waiting.pop_front() {
        let groups: BTreeSet<GroupId> = accepting(grammar, &states).collect();
        if groups.len() > 1 && known.insert(groups.into_iter().collect()) {
            let sentence = words_to(lexicon, &came_by, number);
            let mut readings = readings(grammar, lexicon, root, &sentence);
            let mut seen = HashSet::new();
            readings.retain(|reading| {
                let mut slots = reading.slots.clone();
                slots.sort();
                seen.insert((reading.intent.clone(), slots))
            });
            if readings.len() > 1 {
                found.push(Ambiguity { sentence, readings });
            }
        }
        let mut targets: HashMap<WordId, Vec<StateId>> = HashMap::new();
        for &state in &states {
            for arc in grammar.arcs(state) {
                if let Symbol::Word(word) = arc.symbol {
                    targets.entry(word).or_default().push(arc.target);
                }
            }
        }
        let mut targets: Vec<(WordId, Vec<StateId>)> = targets.into_iter().collect();
        targets.sort();
        for (word, targets) in targets {
            let next = closure(grammar, targets);
            if came_by.len() < MOST_SETS && !number_of.contains_key(&next) {
                number_of.insert(next.clone(), came_by.len());
                waiting.push_back((came_by.len(), next));
                came_by.push(Some((number, word)));
            }
        }
    }
    found
}

/// The states that control arcs reach, in order.
fn closure(grammar: &Grammar<'_>, states: impl IntoIterator<Item = StateId>) -> Vec<StateId> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<StateId> = states.into_iter().collect();
    while let Some(state) = waiting.pop() {
        if reached.insert(state) {
            let control = grammar
                .arcs(state)
                .filter(|arc| arc.symbol.is_control() && !grammar.is_final(arc.target));
            waiting.extend(control.map(|arc| arc.target));
        }
    }
    reached.into_iter().collect()
}

fn accepting<'g>(
    grammar: &'g Grammar<'_>,
    states: &'g [StateId],
) -> impl Iterator<Item = GroupId> + 'g {
    states
        .iter()
        .flat_map(|&state| grammar.arcs(state))
        .filter_map(|arc| match arc.symbol {
            Symbol::Accept(group) => Some(group),
            _ => None,
        })
}

fn words_to(
    lexicon: &Lexicon<'_>,
    came_by: &[Option<(usize, WordId)>],
    mut number: usize,
) -> String {
    let mut words = Vec::new();
    while let Some((before, word)) = came_by[number] {
        words.push(lexicon.spelling(word));
        number = before;
    }
    words.reverse();
    words.join(" ")
}
