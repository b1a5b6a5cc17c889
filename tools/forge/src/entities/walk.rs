use std::collections::{BTreeMap, BTreeSet};

use goldcrest::understand::entities::{Kind, SlotSpec};
use goldcrest_trie::{ANSWER, Grammar, Lexicon, StateId, Symbol, Unit};

/// Ways of saying one list's values that are kept; a template with more alternatives loses some synonyms.
const MOST_SAYINGS: usize = 400;

/// What the sentences of a grammar put into the slots of each intent, in order of intent and slot.
pub(super) fn slots(grammar: &Grammar<'_>, lexicon: &Lexicon<'_>) -> Vec<SlotSpec> {
    let walk = Walk::new(grammar, lexicon);
    let mut found: BTreeMap<(u16, &str), Found> = BTreeMap::new();
    for state in states(grammar) {
        for arc in grammar.arcs(state) {
            let Symbol::SlotBegin(slot) = arc.symbol else {
                continue;
            };
            for closing in walk.inside(arc.target) {
                for &intent in &walk.intents[closing.target.index()] {
                    let found = found.entry((intent, grammar.slot_name(slot))).or_default();
                    found.add(grammar, &closing);
                }
            }
        }
    }
    found
        .into_iter()
        .filter(|((intent, _), _)| {
            let name = grammar.intent_name(*intent);
            // No network finds answers to questions.
            !name.is_empty() && !name.starts_with(ANSWER)
        })
        .map(|((intent, slot), found)| found.spec(grammar.intent_name(intent), slot))
        .collect()
}

/// A way through a slot: what is said, or a range of numbers, and where it ends.
#[derive(Clone)]
struct Closing {
    said: String,
    symbol: Symbol,
    target: StateId,
}

#[derive(Default)]
struct Found {
    entries: BTreeSet<(String, String)>,
    unit: Option<Unit>,
    range: Option<(i32, i32)>,
}

impl Found {
    fn add(&mut self, grammar: &Grammar<'_>, closing: &Closing) {
        match closing.symbol {
            Symbol::SlotValue(value) => {
                let entry = (closing.said.clone(), grammar.value(value).to_owned());
                self.entries.insert(entry);
            }
            Symbol::SlotNumber(range) => {
                let range = grammar.range(range);
                let (low, high) = self.range.unwrap_or((range.from, range.to));
                self.range = Some((low.min(range.from), high.max(range.to)));
                self.unit.get_or_insert(range.unit);
            }
            _ => {}
        }
    }

    fn spec(self, intent: &str, slot: &str) -> SlotSpec {
        let unit = self.unit.unwrap_or(Unit::None);
        let kind = match (self.range, unit) {
            (None, _) => Kind::List,
            (Some(_), Unit::Percent) => Kind::Percentage,
            (Some(_), Unit::Words) => Kind::Text,
            (Some(_), _) => Kind::Number,
        };
        let small = |number: i32| number.clamp(i16::MIN.into(), i16::MAX.into()) as i16;
        let (low, high) = self.range.unwrap_or((0, 0));
        // The value itself before its synonyms.
        let (own, other): (Vec<_>, Vec<_>) = self
            .entries
            .into_iter()
            .partition(|(said, value)| said == value);
        SlotSpec {
            intent: Some(intent.to_owned()),
            slot: slot.to_owned(),
            kind,
            unit,
            range: (small(low), small(high)),
            entries: own.into_iter().chain(other).collect(),
        }
    }
}

struct Walk<'g> {
    grammar: &'g Grammar<'g>,
    lexicon: &'g Lexicon<'g>,
    /// By state: intents of the sentences that may end from there.
    intents: Vec<BTreeSet<u16>>,
    /// By state: whether a value of a list closes a slot from there.
    has_value: Vec<bool>,
}

impl<'g> Walk<'g> {
    fn new(grammar: &'g Grammar<'g>, lexicon: &'g Lexicon<'g>) -> Self {
        let places = grammar.arc_count() + 1;
        let mut walk = Walk {
            grammar,
            lexicon,
            intents: vec![BTreeSet::new(); places],
            has_value: vec![false; places],
        };
        while walk.spread() {}
        walk
    }

    /// Carries what is known of targets to the states before them; whether that told anything new.
    fn spread(&mut self) -> bool {
        let mut changed = false;
        for state in states(self.grammar).into_iter().rev() {
            let mut intents = std::mem::take(&mut self.intents[state.index()]);
            let before = (intents.len(), self.has_value[state.index()]);
            let mut has_value = before.1;
            for arc in self.grammar.arcs(state) {
                match arc.symbol {
                    Symbol::Accept(group) => {
                        intents.insert(self.grammar.group(group).intent);
                    }
                    Symbol::SlotValue(_) => has_value = true,
                    Symbol::Word(_) => has_value |= self.has_value[arc.target.index()],
                    _ => {}
                }
                if arc.target != state {
                    intents.extend(&self.intents[arc.target.index()]);
                }
            }
            changed |= (intents.len(), has_value) != before;
            self.intents[state.index()] = intents;
            self.has_value[state.index()] = has_value;
        }
        changed
    }

    /// Every way through the slot that begins in a state; the words of numbers are not spelt out.
    fn inside(&self, begin: StateId) -> Vec<Closing> {
        let mut closings = Vec::new();
        let mut numbers = BTreeSet::new();
        let mut seen = BTreeSet::new();
        self.numbers(begin, &mut numbers, &mut seen, &mut closings);
        self.values(begin, &mut Vec::new(), &mut closings);
        closings
    }

    fn numbers(
        &self,
        state: StateId,
        known: &mut BTreeSet<(Symbol, StateId)>,
        seen: &mut BTreeSet<StateId>,
        closings: &mut Vec<Closing>,
    ) {
        if !seen.insert(state) {
            return;
        }
        for arc in self.grammar.arcs(state) {
            match arc.symbol {
                Symbol::SlotNumber(_) if known.insert((arc.symbol, arc.target)) => {
                    closings.push(Closing {
                        said: String::new(),
                        symbol: arc.symbol,
                        target: arc.target,
                    });
                }
                Symbol::Word(_) => self.numbers(arc.target, known, seen, closings),
                _ => {}
            }
        }
    }

    fn values(&self, state: StateId, words: &mut Vec<&'g str>, closings: &mut Vec<Closing>) {
        for arc in self.grammar.arcs(state) {
            if closings.len() >= MOST_SAYINGS {
                return;
            }
            match arc.symbol {
                Symbol::SlotValue(_) => closings.push(Closing {
                    said: words.join(" "),
                    symbol: arc.symbol,
                    target: arc.target,
                }),
                Symbol::Word(word) if self.has_value[arc.target.index()] => {
                    words.push(self.lexicon.spelling(word));
                    self.values(arc.target, words, closings);
                    words.pop();
                }
                _ => {}
            }
        }
    }
}

/// All states that arcs lead to or from, in order.
fn states(grammar: &Grammar<'_>) -> BTreeSet<StateId> {
    let mut found: BTreeSet<StateId> = BTreeSet::new();
    let mut waiting: Vec<StateId> = grammar.roots().map(|(_, state)| state).collect();
    while let Some(state) = waiting.pop() {
        if found.insert(state) {
            waiting.extend(grammar.arcs(state).map(|arc| arc.target));
        }
    }
    found
}
