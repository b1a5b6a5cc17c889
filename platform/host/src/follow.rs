//! What may be said next: a walk through the grammar on the desktop, for explanations and examples.

use std::collections::{BTreeMap, BTreeSet};

use goldcrest_trie::{Grammar, Lexicon, StateId, Symbol, WordId};

/// What may follow some words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Next {
    /// Words that may come, those inside a slot left out.
    pub words: BTreeSet<String>,
    /// Slots that may begin, or go on, with their first possible words.
    pub slots: BTreeMap<String, BTreeSet<String>>,
    /// Whether the sentence may end here.
    pub may_end: bool,
}

/// What may follow `words` from a root of the grammar; `None` where they do not begin any sentence.
///
/// Cost: the number of arcs of the states that the words can be in.
pub fn next(
    grammar: &Grammar<'_>,
    lexicon: &Lexicon<'_>,
    root: StateId,
    words: &[WordId],
) -> Option<Next> {
    let mut places = BTreeSet::from([(root, None)]);
    for &word in words {
        let reached: BTreeSet<Place> = closure(grammar, places)
            .into_iter()
            .filter_map(|(state, slot)| Some((grammar.step(state, Symbol::Word(word))?, slot)))
            .collect();
        if reached.is_empty() {
            return None;
        }
        places = reached;
    }
    let mut next = Next::default();
    for (state, slot) in closure(grammar, places) {
        for arc in grammar.arcs(state) {
            match arc.symbol {
                Symbol::Word(word) => {
                    let spelling = lexicon.spelling(word).to_owned();
                    match slot {
                        None => next.words.insert(spelling),
                        Some(slot) => {
                            let name = grammar.slot_name(slot).to_owned();
                            next.slots.entry(name).or_default().insert(spelling)
                        }
                    };
                }
                Symbol::Accept(_) => next.may_end = true,
                _ => {}
            }
        }
    }
    Some(next)
}

/// A state, and the slot that is open there.
type Place = (StateId, Option<goldcrest_trie::SlotId>);

/// All places that are reached from these without saying a word, these included.
fn closure(grammar: &Grammar<'_>, from: BTreeSet<Place>) -> BTreeSet<Place> {
    let mut found = from.clone();
    let mut open: Vec<Place> = from.into_iter().collect();
    while let Some((state, _)) = open.pop() {
        for arc in grammar.arcs(state) {
            let there = match arc.symbol {
                Symbol::SlotBegin(slot) => (arc.target, Some(slot)),
                Symbol::SlotValue(_) | Symbol::SlotNumber(_) => (arc.target, None),
                Symbol::Word(_) | Symbol::Accept(_) => continue,
            };
            if found.insert(there) {
                open.push(there);
            }
        }
    }
    found
}

/// A sentence drawn from the grammar: at each state every arc is as likely as the others.
///
/// `random` gives a number below its argument. Sentences of more than `longest` words are given up.
pub fn sample(
    grammar: &Grammar<'_>,
    lexicon: &Lexicon<'_>,
    root: StateId,
    longest: usize,
    mut random: impl FnMut(usize) -> usize,
) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    let mut state = root;
    while !grammar.is_final(state) {
        let arcs: Vec<_> = grammar.arcs(state).collect();
        let arc = arcs.get(random(arcs.len().max(1)))?;
        if let Symbol::Word(word) = arc.symbol {
            words.push(lexicon.spelling(word));
        }
        if words.len() > longest {
            return None;
        }
        state = arc.target;
    }
    Some(words.join(" "))
}
