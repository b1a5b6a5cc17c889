use std::collections::{BTreeMap, HashMap};
use std::string::String;
use std::vec;
use std::vec::Vec;

use super::grammar::Nfa;
use crate::symbol::Symbol;

/// A deterministic automaton; arcs are sorted by symbol.
#[derive(Clone, Debug, Default)]
pub(super) struct Dfa {
    pub(super) states: Vec<Vec<(Symbol, u32)>>,
    /// `None` where nothing can be said.
    pub(super) roots: Vec<(String, Option<u32>)>,
}

/// The subset construction over words and control symbols alike. Nodes from
/// which no sentence can be completed are left out, so each state of the
/// result but the last has arcs.
pub(super) fn determinise(nfa: &Nfa) -> Dfa {
    let mut subsets = Subsets::new(nfa);
    let roots = nfa
        .roots
        .iter()
        .map(|(name, node)| (name.clone(), subsets.state(&[*node])))
        .collect();
    let mut states: Vec<Vec<(Symbol, u32)>> = Vec::new();
    while states.len() < subsets.members.len() {
        let members = subsets.members[states.len()].clone();
        let mut targets: BTreeMap<Symbol, Vec<u32>> = BTreeMap::new();
        for node in members {
            for &(symbol, to) in &nfa.nodes[node as usize].arcs {
                if subsets.alive[to as usize] {
                    targets.entry(symbol).or_default().push(to);
                }
            }
        }
        let arcs = targets
            .into_iter()
            .filter_map(|(symbol, nodes)| Some((symbol, subsets.state(&nodes)?)))
            .collect();
        states.push(arcs);
    }
    Dfa { states, roots }
}

struct Subsets<'n> {
    nfa: &'n Nfa,
    alive: Vec<bool>,
    members: Vec<Vec<u32>>,
    numbers: HashMap<Vec<u32>, u32>,
}

impl<'n> Subsets<'n> {
    fn new(nfa: &'n Nfa) -> Self {
        Subsets {
            nfa,
            alive: alive(nfa),
            members: Vec::new(),
            numbers: HashMap::new(),
        }
    }

    /// The state of these nodes and all that silent arcs reach from them.
    fn state(&mut self, nodes: &[u32]) -> Option<u32> {
        let members = self.closure(nodes);
        if members.is_empty() {
            return None;
        }
        if let Some(&number) = self.numbers.get(&members) {
            return Some(number);
        }
        let number = self.members.len() as u32;
        self.numbers.insert(members.clone(), number);
        self.members.push(members);
        Some(number)
    }

    fn closure(&self, nodes: &[u32]) -> Vec<u32> {
        let mut seen: Vec<u32> = Vec::new();
        let mut waiting = nodes.to_vec();
        let mut visited = std::collections::HashSet::new();
        while let Some(node) = waiting.pop() {
            if !self.alive[node as usize] || !visited.insert(node) {
                continue;
            }
            let entry = &self.nfa.nodes[node as usize];
            waiting.extend(&entry.silent);
            if !entry.arcs.is_empty() || node == self.nfa.last {
                seen.push(node);
            }
        }
        seen.sort_unstable();
        seen
    }
}

/// Which nodes lead to the last one.
fn alive(nfa: &Nfa) -> Vec<bool> {
    let mut sources: Vec<Vec<u32>> = vec![Vec::new(); nfa.nodes.len()];
    for (from, node) in (0u32..).zip(&nfa.nodes) {
        let targets = node.silent.iter().chain(node.arcs.iter().map(|(_, to)| to));
        for &to in targets {
            sources[to as usize].push(from);
        }
    }
    let mut alive = vec![false; nfa.nodes.len()];
    let mut waiting = vec![nfa.last];
    while let Some(node) = waiting.pop() {
        if !core::mem::replace(&mut alive[node as usize], true) {
            waiting.extend(&sources[node as usize]);
        }
    }
    alive
}
