//! Templates write letters; the automaton takes words.
//!
//! `light[s] [([ ]%)| percent]` says "light", "lights", "lights percent", and
//! where a word ends is known only when all brackets are chosen. So a template
//! first becomes an automaton over letters, and then every way from one word
//! boundary to the next is read off and normalised like any other text:
//!
//! ```text
//!   l i g h t +-- s --+ _ p e r c e n t        light|lights    percent
//!             +-------+                   =>  o --------> o ---------> o
//! ```

use std::collections::{HashMap, HashSet};

use goldcrest_trie::build::{GrammarBuilder, Label, NodeId};
use goldcrest_trie::tokens::normalise;
use goldcrest_trie::{RangeId, SlotId, ValueId};

/// What stands between two states.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Silent,
    Letter(char),
    /// A word boundary.
    Break,
    /// A whole word.
    Word(String),
    SlotBegin(SlotId),
    SlotValue(ValueId),
    SlotNumber(RangeId),
}

impl Step {
    fn label(&self) -> Option<Label<'_>> {
        match self {
            Step::Silent | Step::Letter(_) => None,
            Step::Break => Some(Label::Silent),
            Step::Word(word) => Some(Label::Word(word)),
            Step::SlotBegin(slot) => Some(Label::SlotBegin(*slot)),
            Step::SlotValue(value) => Some(Label::SlotValue(*value)),
            Step::SlotNumber(range) => Some(Label::SlotNumber(*range)),
        }
    }
}

/// An automaton over letters.
#[derive(Clone, Debug, Default)]
pub(super) struct Letters {
    states: Vec<Vec<(Step, usize)>>,
}

/// The longest piece of text without a boundary.
const LONGEST: usize = 256;

impl Letters {
    pub(super) fn state(&mut self) -> usize {
        self.states.push(Vec::new());
        self.states.len() - 1
    }

    pub(super) fn step(&mut self, from: usize, step: Step, to: usize) {
        self.states[from].push((step, to));
    }

    /// Adds a new state behind `from`.
    pub(super) fn then(&mut self, from: usize, step: Step) -> usize {
        let to = self.state();
        self.step(from, step, to);
        to
    }

    pub(super) fn text(&mut self, from: usize, text: &str) -> usize {
        text.chars().fold(from, |at, char| {
            let step = if char.is_whitespace() {
                Step::Break
            } else {
                Step::Letter(char)
            };
            self.then(at, step)
        })
    }

    /// Whether `end` can be reached from `start` without saying a word.
    pub(super) fn may_be_silent(&self, start: usize, end: usize) -> bool {
        let mut builder = GrammarBuilder::new();
        let (begin, finish) = (builder.state(), builder.state());
        let words = self.write(start, end, &mut builder, begin, finish);
        let mut reached = HashSet::from([begin]);
        let mut waiting = vec![begin];
        while let Some(node) = waiting.pop() {
            for &(from, to) in &words.silent {
                if from == node && reached.insert(to) {
                    waiting.push(to);
                }
            }
        }
        reached.contains(&finish)
    }

    /// Writes the words between two states into a grammar, from `begin` to
    /// `finish` there.
    pub(super) fn write(
        &self,
        start: usize,
        end: usize,
        builder: &mut GrammarBuilder,
        begin: NodeId,
        finish: NodeId,
    ) -> Written {
        let mut writer = Writer {
            letters: self,
            builder,
            boundaries: HashMap::from([(start, begin)]),
            waiting: vec![start],
            leaving: HashMap::new(),
            end,
            finish,
            written: Written::default(),
        };
        while let Some(boundary) = writer.waiting.pop() {
            writer.leave(boundary);
        }
        writer.written
    }
}

/// The silent arcs that [`Letters::write`] added.
#[derive(Default)]
pub(super) struct Written {
    silent: Vec<(NodeId, NodeId)>,
}

struct Writer<'l, 'b> {
    letters: &'l Letters,
    builder: &'b mut GrammarBuilder,
    /// Letter states just behind a boundary.
    boundaries: HashMap<usize, NodeId>,
    waiting: Vec<usize>,
    /// Letter states just before a boundary.
    leaving: HashMap<usize, NodeId>,
    end: usize,
    finish: NodeId,
    written: Written,
}

impl Writer<'_, '_> {
    fn leave(&mut self, boundary: usize) {
        let from = self.boundaries[&boundary];
        let mut seen: HashSet<(usize, String)> = HashSet::new();
        let mut waiting = vec![(boundary, String::new())];
        while let Some((state, piece)) = waiting.pop() {
            if piece.len() > LONGEST || !seen.insert((state, piece.clone())) {
                continue;
            }
            if state == self.end {
                self.say(from, &piece, self.finish);
            }
            let mut at_boundary = false;
            for (step, to) in &self.letters.states[state] {
                match step {
                    Step::Silent => waiting.push((*to, piece.clone())),
                    Step::Letter(letter) => {
                        let mut longer = piece.clone();
                        longer.push(*letter);
                        waiting.push((*to, longer));
                    }
                    _ => at_boundary = true,
                }
            }
            if at_boundary {
                let before = self.before(state);
                self.say(from, &piece, before);
            }
        }
    }

    fn before(&mut self, state: usize) -> NodeId {
        if let Some(&node) = self.leaving.get(&state) {
            return node;
        }
        let node = self.builder.state();
        self.leaving.insert(state, node);
        for (step, to) in &self.letters.states[state] {
            if let Some(label) = step.label() {
                let behind = self.behind(*to);
                self.arc(node, label, behind);
            }
        }
        node
    }

    fn behind(&mut self, state: usize) -> NodeId {
        if let Some(&node) = self.boundaries.get(&state) {
            return node;
        }
        let node = self.builder.state();
        self.boundaries.insert(state, node);
        self.waiting.push(state);
        node
    }

    fn say(&mut self, from: NodeId, piece: &str, to: NodeId) {
        let mut buffer = vec![0; LONGEST * 16];
        let words = normalise(piece, &mut buffer).unwrap_or("");
        let mut at = from;
        let mut words = words.split_whitespace().peekable();
        if words.peek().is_none() {
            self.arc(at, Label::Silent, to);
        }
        while let Some(word) = words.next() {
            let next = match words.peek() {
                Some(_) => self.builder.state(),
                None => to,
            };
            self.arc(at, Label::Word(word), next);
            at = next;
        }
    }

    fn arc(&mut self, from: NodeId, label: Label<'_>, to: NodeId) {
        if label == Label::Silent {
            self.written.silent.push((from, to));
        }
        self.builder.arc(from, label, to);
    }
}
