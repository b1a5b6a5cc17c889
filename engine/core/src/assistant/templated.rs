//! What the templates of an intent have, for a request of it that only the network found.

use super::Assistant;
use crate::events::{Request, Slot, Value};
use goldcrest_trie::{Grammar, Group, GroupId, StateId, Symbol, WordId};

impl<'p> Assistant<'p, '_> {
    /// Gives a request the slots that all templates of its intent set without their being said.
    pub(super) fn fill_fixed(&self, request: &mut Request<'p>) {
        let intent = request.intent;
        let mut groups = groups_of(self.grammar, intent);
        let Some(first) = groups.next() else {
            return;
        };
        for pair in first.fixed {
            let name = self.grammar.slot_name(pair.0);
            let mut others = groups_of(self.grammar, intent);
            let is_of_all = others.all(|mut group| group.fixed.any(|other| other == pair));
            if is_of_all && request.slot(name).is_none() {
                // A request with every slot taken keeps those said.
                let _ = request.slots.push(Slot {
                    name,
                    value: Value::Entry(self.grammar.value(pair.1)),
                    words: (0, 0),
                });
            }
        }
    }

    /// Whether words stand in a slot that no template of the request's intent has: nothing says what they are.
    pub(super) fn has_stray_slot(&self, request: &Request<'p>) -> bool {
        let is_templated = groups_of(self.grammar, request.intent).next().is_some();
        let mut said = request
            .slots
            .iter()
            .filter(|slot| slot.words.0 < slot.words.1);
        let entities = self.resolver.entities();
        is_templated
            && !entities.is_empty()
            && said.any(|slot| entities.slot(request.intent, slot.name).is_none())
    }

    /// Whether a template of an intent has one of these words. What cannot be looked up has them.
    ///
    /// Time is linear in the arcs of the grammar for each of the longest chains of states that lie against the order
    /// in which they are stored; of the networks' arena a byte for four states is used.
    pub(super) fn intent_says(&mut self, intent: &str, words: &[WordId]) -> bool {
        let grammar = self.grammar;
        let arena = self.recogniser.lend_arena();
        let marks = arena.get_mut(..grammar.arc_count() / 4 + 1);
        let (Some(root), Some(marks)) = (self.command_root, marks) else {
            return true;
        };
        let mut reached = Reached { marks };
        reached.marks.fill(0);
        reached.mark(root, false);
        loop {
            let mut goes_on = false;
            for state in (0..grammar.arc_count()).filter_map(StateId::new) {
                for said in [false, true] {
                    if !reached.has(state, said) {
                        continue;
                    }
                    for arc in grammar.arcs(state) {
                        let says = match arc.symbol {
                            Symbol::Word(word) => said || words.contains(&word),
                            _ => said,
                        };
                        if let Symbol::Accept(group) = arc.symbol {
                            if says && grammar.group(group).intent_name == intent {
                                return true;
                            }
                        } else {
                            goes_on |= reached.mark(arc.target, says);
                        }
                    }
                }
            }
            if !goes_on {
                return false;
            }
        }
    }
}

/// The states that sentences lead to, before and after one of the words.
struct Reached<'a> {
    marks: &'a mut [i8],
}

impl Reached<'_> {
    fn place(state: StateId, said: bool) -> (usize, i8) {
        let bit = 2 * state.index() + usize::from(said);
        (bit / 8, (1_u8 << (bit % 8)) as i8)
    }

    fn has(&self, state: StateId, said: bool) -> bool {
        let (place, bit) = Self::place(state, said);
        self.marks.get(place).is_some_and(|byte| byte & bit != 0)
    }

    /// Marks a state; whether that is new.
    fn mark(&mut self, state: StateId, said: bool) -> bool {
        let is_new = !self.has(state, said);
        let (place, bit) = Self::place(state, said);
        match self.marks.get_mut(place) {
            Some(byte) => *byte |= bit,
            None => return false,
        }
        is_new
    }
}

fn groups_of<'p, 'i>(
    grammar: Grammar<'p>,
    intent: &'i str,
) -> impl Iterator<Item = Group<'p>> + use<'p, 'i> {
    let groups = (0..grammar.sizes().groups).filter_map(GroupId::new);
    groups
        .map(move |group| grammar.group(group))
        .filter(move |group| group.intent_name == intent)
}
