use std::borrow::ToOwned;
use std::collections::HashMap;
use std::string::String;
use std::vec::Vec;

use super::BuildError;
use super::determinise::determinise;
use super::minimise::minimise;
use super::write::write;
use crate::grammar::NumberRange;
use crate::lexicon::Lexicon;
use crate::symbol::{GroupId, RangeId, SlotId, Symbol, ValueId};

/// A state of the automaton under construction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

/// What an arc under construction says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label<'w> {
    /// Nothing: the arc is taken for free.
    Silent,
    /// A word, spelled as in the lexicon.
    Word(&'w str),
    /// A slot begins.
    SlotBegin(SlotId),
    /// The open slot ends and has this value.
    SlotValue(ValueId),
    /// The open slot ends and has the number that its words say.
    SlotNumber(RangeId),
}

impl<'w> Label<'w> {
    /// [`Label::Word`].
    #[must_use]
    pub fn word(spelling: &'w str) -> Self {
        Label::Word(spelling)
    }
}

/// What a group of sentences means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct GroupSpec {
    /// The intent.
    pub intent: String,
    /// Slots that every sentence of the group sets, and their values.
    pub fixed: Vec<(String, String)>,
    /// The file the sentences stand in, as `explain` shows it.
    pub source: String,
    /// The line there, 0 if unknown.
    pub line: u16,
    /// Which of the intent's answers is given; `None` for `default`.
    pub response: Option<String>,
}

/// Names and what they are numbered.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) list: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Names {
    pub(super) fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.find(name) {
            return number;
        }
        self.numbers.insert(name.to_owned(), self.list.len());
        self.list.push(name.to_owned());
        self.list.len() - 1
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }
}

/// An arc whose word is a number in the builder's own list.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Silent,
    Word(u32),
    Control(Symbol),
}

/// Writes a grammar section.
///
/// States and arcs may be added in any order and need not be deterministic.
#[derive(Clone, Debug, Default)]
pub struct GrammarBuilder {
    nodes: Vec<Vec<(Step, u32)>>,
    accepts: Vec<(u32, GroupId)>,
    roots: Vec<(String, u32)>,
    words: Names,
    pub(super) intents: Names,
    pub(super) slots: Names,
    pub(super) values: Names,
    pub(super) sources: Names,
    pub(super) responses: Names,
    pub(super) ranges: Vec<NumberRange>,
    pub(super) groups: Vec<GroupSpec>,
}

impl GrammarBuilder {
    /// An automaton of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a state.
    pub fn state(&mut self) -> NodeId {
        self.nodes.push(Vec::new());
        NodeId(self.nodes.len() as u32 - 1)
    }

    /// How many states there are so far.
    #[must_use]
    pub fn state_count(&self) -> usize {
        self.nodes.len()
    }

    /// Adds an arc between two states of this builder.
    pub fn arc(&mut self, from: NodeId, label: Label<'_>, to: NodeId) {
        let step = match label {
            Label::Silent => Step::Silent,
            Label::Word(word) => Step::Word(self.words.number(word) as u32),
            Label::SlotBegin(slot) => Step::Control(Symbol::SlotBegin(slot)),
            Label::SlotValue(value) => Step::Control(Symbol::SlotValue(value)),
            Label::SlotNumber(range) => Step::Control(Symbol::SlotNumber(range)),
        };
        self.nodes[from.0 as usize].push((step, to.0));
    }

    /// After `word` only words for which `follows` holds may come, whatever slots begin or end between them, and no
    /// sentence ends there.
    pub fn restrict_after(&mut self, word: &str, follows: impl Fn(&str) -> bool) {
        let Some(number) = self.words.find(word) else {
            return;
        };
        let follows: Vec<bool> = self.words.list.iter().map(|word| follows(word)).collect();
        let mut restricted = HashMap::new();
        for node in 0..self.nodes.len() {
            for arc in 0..self.nodes[node].len() {
                if let (Step::Word(word), to) = self.nodes[node][arc]
                    && word as usize == number
                {
                    self.nodes[node][arc].1 = self.restricted(to, &follows, &mut restricted);
                }
            }
        }
    }

    /// The state that is as `node` but for the words with which it goes on.
    fn restricted(&mut self, node: u32, follows: &[bool], known: &mut HashMap<u32, u32>) -> u32 {
        if let Some(&copy) = known.get(&node) {
            return copy;
        }
        let copy = self.state().0;
        known.insert(node, copy);
        for (step, to) in self.nodes[node as usize].clone() {
            let to = match step {
                Step::Word(word) if follows[word as usize] => to,
                Step::Word(_) => continue,
                Step::Silent | Step::Control(_) => self.restricted(to, follows, known),
            };
            self.nodes[copy as usize].push((step, to));
        }
        copy
    }

    /// Lets sentences of a group end in a state.
    pub fn accept(&mut self, state: NodeId, group: GroupId) {
        self.accepts.push((state.0, group));
    }

    /// Names a state where sentences begin.
    pub fn root(&mut self, name: &str, state: NodeId) {
        self.roots.push((name.to_owned(), state.0));
    }

    /// The id of a slot, new or known.
    pub fn slot(&mut self, name: &str) -> SlotId {
        let number = self.slots.number(name);
        SlotId::new(number).unwrap_or(SlotId::MAX)
    }

    /// The id of a value, new or known.
    pub fn value(&mut self, text: &str) -> ValueId {
        let number = self.values.number(text);
        ValueId::new(number).unwrap_or(ValueId::MAX)
    }

    /// The id of a range, new or known.
    pub fn range(&mut self, range: NumberRange) -> RangeId {
        let known = self.ranges.iter().position(|other| *other == range);
        let number = known.unwrap_or_else(|| {
            self.ranges.push(range);
            self.ranges.len() - 1
        });
        RangeId::new(number).unwrap_or(RangeId::MAX)
    }

    /// The id of a group, new or known.
    pub fn group(&mut self, group: GroupSpec) -> GroupId {
        self.intents.number(&group.intent);
        for (slot, value) in &group.fixed {
            self.slot(slot);
            self.value(value);
        }
        if !group.source.is_empty() {
            self.sources.number(&group.source);
        }
        if let Some(response) = &group.response {
            self.responses.number(response);
        }
        let known = self.groups.iter().position(|other| *other == group);
        let number = known.unwrap_or_else(|| {
            self.groups.push(group);
            self.groups.len() - 1
        });
        GroupId::new(number).unwrap_or(GroupId::MAX)
    }

    /// Every word on an arc, in order of first use: what the lexicon must
    /// have.
    pub fn vocabulary(&self) -> impl Iterator<Item = &str> {
        self.words.list.iter().map(String::as_str)
    }

    /// Makes the automaton deterministic and minimal and writes it.
    ///
    /// # Errors
    ///
    /// See [`BuildError`].
    pub fn finish(mut self, lexicon: &Lexicon<'_>) -> Result<Vec<u8>, BuildError> {
        self.check_limits()?;
        let nfa = self.resolve(lexicon)?;
        let dfa = determinise(&nfa);
        let dfa = minimise(&dfa)?;
        write(&mut self, lexicon, &dfa)
    }

    fn check_limits(&self) -> Result<(), BuildError> {
        for (what, found, most) in [
            ("intents", self.intents.list.len(), usize::from(u16::MAX)),
            ("slots", self.slots.list.len(), SlotId::MAX.index() + 1),
            ("values", self.values.list.len(), ValueId::MAX.index() + 1),
            ("number ranges", self.ranges.len(), RangeId::MAX.index() + 1),
            (
                "sentence groups",
                self.groups.len(),
                GroupId::MAX.index() + 1,
            ),
        ] {
            if found > most {
                return Err(BuildError::TooMany { what, found, most });
            }
        }
        Ok(())
    }

    fn resolve(&self, lexicon: &Lexicon<'_>) -> Result<Nfa, BuildError> {
        let mut words = Vec::new();
        for word in &self.words.list {
            let id = lexicon
                .find(word)
                .ok_or_else(|| BuildError::UnknownWord(word.clone()))?;
            words.push(Symbol::Word(id));
        }
        let last = self.nodes.len() as u32;
        let mut nodes: Vec<NfaNode> = self
            .nodes
            .iter()
            .map(|arcs| {
                let mut node = NfaNode::default();
                for &(step, to) in arcs {
                    match step {
                        Step::Silent => node.silent.push(to),
                        Step::Word(word) => node.arcs.push((words[word as usize], to)),
                        Step::Control(symbol) => node.arcs.push((symbol, to)),
                    }
                }
                node
            })
            .collect();
        nodes.push(NfaNode::default());
        for &(from, group) in &self.accepts {
            nodes[from as usize]
                .arcs
                .push((Symbol::Accept(group), last));
        }
        Ok(Nfa {
            nodes,
            last,
            roots: self.roots.clone(),
        })
    }
}

/// A node of [`Nfa`].
#[derive(Clone, Debug, Default)]
pub(super) struct NfaNode {
    pub(super) silent: Vec<u32>,
    pub(super) arcs: Vec<(Symbol, u32)>,
}

/// The automaton as built, over the final alphabet.
pub(super) struct Nfa {
    pub(super) nodes: Vec<NfaNode>,
    pub(super) last: u32,
    pub(super) roots: Vec<(String, u32)>,
}
