//! Labels that ask for what the assistant does not have: misspelt, or of another assistant.

use std::collections::BTreeSet;

use goldcrest_pack::{Pack, SectionKind};
use goldcrest_trie::Grammar;

use crate::eval::labels::{Label, Labelled};
use crate::present::{first_few, warn};

/// Of many names so many are told.
const NAMED: usize = 5;

/// What an assistant's sentences can come to.
pub struct Names<'p> {
    grammar: Option<Grammar<'p>>,
}

impl<'p> Names<'p> {
    /// Those of a pack; none where it has no sentences.
    pub fn of(pack: &Pack<'p>) -> Self {
        let section = pack.first(SectionKind::Grammar);
        Self {
            grammar: section.and_then(|section| Grammar::open(section.bytes).ok()),
        }
    }

    /// The names of the intents.
    pub fn intents(&self) -> BTreeSet<&'p str> {
        self.grammar.iter().flat_map(Grammar::intents).collect()
    }

    fn has_slot(&self, name: &str) -> bool {
        let grammar = self.grammar.as_ref();
        grammar.is_some_and(|grammar| grammar.slot(name).is_some())
    }

    fn others(&self, label: &Label, intents: &BTreeSet<&str>) -> Vec<String> {
        let intent = Some(&label.intent).filter(|intent| !intents.contains(intent.as_str()));
        let slots = label.slots.keys().filter(|slot| !self.has_slot(slot));
        let intents = intent
            .into_iter()
            .map(|intent| format!("intent `{intent}`"));
        intents
            .chain(slots.map(|slot| format!("slot `{slot}`")))
            .collect()
    }

    /// Tells which labels can never be right, and how many recordings have one.
    pub fn warn_of_others(&self, assistant: &str, recordings: &[Labelled]) {
        let intents = self.intents();
        let (mut others, mut concerned) = (BTreeSet::new(), 0);
        for label in recordings.iter().filter_map(|one| one.label.as_ref()) {
            let unknown = self.others(label, &intents);
            concerned += usize::from(!unknown.is_empty());
            others.extend(unknown);
        }
        if concerned == 0 {
            return;
        }
        warn(&format!(
            "{assistant} has no {}: recordings labelled so, {concerned}, cannot be accepted; \
             correct the labels, or choose their assistant with --assistant",
            first_few(others, NAMED, ", no ")
        ));
    }
}
