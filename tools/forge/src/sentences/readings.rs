use std::collections::HashSet;

use goldcrest_trie::numbers::number_of;
use goldcrest_trie::tokens::normalise;
use goldcrest_trie::{Grammar, Lexicon, StateId, Symbol, Unit};

/// What a sentence means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Its words, one space between them.
    pub text: String,
    /// The intent.
    pub intent: String,
    /// Slots and their values, those said first, then those that the group
    /// of sentences sets.
    pub slots: Vec<(String, String)>,
    /// Where the sentence is written: file and line.
    pub source: (String, u16),
}

impl Reading {
    /// The value of a slot.
    pub fn slot(&self, name: &str) -> Option<&str> {
        self.slots
            .iter()
            .find(|(slot, _)| slot == name)
            .map(|(_, value)| value.as_str())
    }

    /// Reads the meaning off a complete path. `None` where a number's words
    /// say none.
    pub(super) fn of_path(
        grammar: &Grammar<'_>,
        lexicon: &Lexicon<'_>,
        path: &[Symbol],
    ) -> Option<Reading> {
        let mut words: Vec<&str> = Vec::new();
        let mut open = None;
        let mut slots: Vec<(String, String)> = Vec::new();
        for &symbol in path {
            match symbol {
                Symbol::Word(word) => words.push(lexicon.spelling(word)),
                Symbol::SlotBegin(slot) => open = Some((slot, words.len())),
                Symbol::SlotValue(value) => {
                    let (slot, _) = open.take()?;
                    let name = grammar.slot_name(slot).to_owned();
                    slots.push((name, grammar.value(value).to_owned()));
                }
                Symbol::SlotNumber(range) => {
                    let (slot, begin) = open.take()?;
                    let value = match grammar.range(range).unit {
                        Unit::Words => words[begin..].join(" "),
                        _ => number_of(words[begin..].iter().copied())?.to_string(),
                    };
                    slots.push((grammar.slot_name(slot).to_owned(), value));
                }
                Symbol::Accept(group) => {
                    let group = grammar.group(group);
                    for (slot, value) in group.fixed {
                        let name = grammar.slot_name(slot);
                        if slots.iter().all(|(other, _)| other != name) {
                            slots.push((name.to_owned(), grammar.value(value).to_owned()));
                        }
                    }
                    return Some(Reading {
                        text: words.join(" "),
                        intent: group.intent_name.to_owned(),
                        slots,
                        source: (group.source.to_owned(), group.line),
                    });
                }
            }
        }
        None
    }
}

/// Every reading of a text from a root, in the order of the grammar's arcs.
///
/// Time is linear in the text for each reading: ways that lead nowhere are
/// tried once.
pub fn readings(
    grammar: &Grammar<'_>,
    lexicon: &Lexicon<'_>,
    root: StateId,
    text: &str,
) -> Vec<Reading> {
    let mut buffer = vec![0; text.len() * 16 + 16];
    let Ok(text) = normalise(text, &mut buffer) else {
        return Vec::new();
    };
    let words: Option<Vec<Symbol>> = text
        .split_whitespace()
        .map(|word| lexicon.find(word).map(Symbol::Word))
        .collect();
    let Some(words) = words else {
        return Vec::new();
    };
    let mut search = Search {
        grammar,
        lexicon,
        words: &words,
        dead: HashSet::new(),
        path: Vec::new(),
        found: Vec::new(),
    };
    search.from(root, 0);
    search.found
}

struct Search<'g> {
    grammar: &'g Grammar<'g>,
    lexicon: &'g Lexicon<'g>,
    words: &'g [Symbol],
    dead: HashSet<(StateId, usize)>,
    path: Vec<Symbol>,
    found: Vec<Reading>,
}

impl Search<'_> {
    fn from(&mut self, state: StateId, said: usize) -> bool {
        if self.grammar.is_final(state) {
            let complete = said == self.words.len();
            if complete {
                let reading = Reading::of_path(self.grammar, self.lexicon, &self.path);
                self.found.extend(reading);
            }
            return complete;
        }
        if self.dead.contains(&(state, said)) {
            return false;
        }
        let mut alive = false;
        for arc in self.grammar.arcs(state) {
            let next = match arc.symbol {
                Symbol::Word(_) if self.words.get(said) != Some(&arc.symbol) => continue,
                Symbol::Word(_) => said + 1,
                _ => said,
            };
            self.path.push(arc.symbol);
            alive |= self.from(arc.target, next);
            self.path.pop();
        }
        if !alive {
            self.dead.insert((state, said));
        }
        alive
    }
}
