use std::collections::HashMap;

use goldcrest_trie::build::GrammarBuilder;
use goldcrest_trie::{Fraction, NumberRange, Unit};

use super::error::{Fault, TemplateError};
use super::letters::{Letters, Step};
use super::lists::{Dictation, ListKind};
use super::resolve::Resolver;
use super::spoken::SpokenRange;
use super::syntax::Expression;
use crate::yaml::Place;

/// Writes one template, its rules and its lists as letters.
pub(super) struct LetterWriter<'w, 's> {
    pub(super) resolver: &'w Resolver<'s>,
    pub(super) builder: &'w mut GrammarBuilder,
    pub(super) spoken: &'w mut HashMap<NumberRange, SpokenRange>,
    /// Slots of free words, and what is said in them.
    pub(super) dictated: &'w mut Vec<(String, Dictation)>,
    pub(super) letters: Letters,
    /// The list that is being written.
    pub(super) in_list: Option<String>,
}

impl LetterWriter<'_, '_> {
    /// Writes an expression behind a state; returns the state behind it.
    pub(super) fn write(
        &mut self,
        expression: &Expression,
        place: &Place,
        from: usize,
    ) -> Result<usize, TemplateError> {
        match expression {
            Expression::Text(text) => Ok(self.letters.text(from, text)),
            Expression::Sequence(parts) => parts
                .iter()
                .try_fold(from, |at, part| self.write(part, place, at)),
            Expression::Alternative(parts) => {
                let end = self.letters.state();
                for part in parts {
                    let branch = self.write(part, place, from)?;
                    self.letters.step(branch, Step::Silent, end);
                }
                Ok(end)
            }
            Expression::Permutation(parts) => self.permutation(parts, place, from),
            Expression::Rule(name) => {
                let rule = self.resolver.rule(name, place)?;
                self.write(&rule.expression, &rule.place, from)
            }
            Expression::List { list, slot } => self.list(list, slot, place, from),
        }
    }

    /// One state for each set of parts that has been said.
    fn permutation(
        &mut self,
        parts: &[Expression],
        place: &Place,
        from: usize,
    ) -> Result<usize, TemplateError> {
        let sets = 1usize << parts.len();
        let mut states = vec![self.letters.then(from, Step::Break)];
        states.extend((1..sets).map(|_| self.letters.state()));
        for set in 0..sets {
            for (index, part) in parts.iter().enumerate() {
                let with = set | 1 << index;
                if with != set {
                    let end = self.write(part, place, states[set])?;
                    self.letters.step(end, Step::Break, states[with]);
                }
            }
        }
        Ok(states[sets - 1])
    }

    fn list(
        &mut self,
        name: &str,
        slot: &str,
        place: &Place,
        from: usize,
    ) -> Result<usize, TemplateError> {
        let list = self.resolver.list(name, place)?;
        if let Some(outer) = &self.in_list {
            return Err(TemplateError::new(place, Fault::ListInList(outer.clone())));
        }
        if let ListKind::Dictation(dictation) = &list.kind
            && self.dictated.iter().all(|(other, _)| other != slot)
        {
            self.dictated.push((slot.to_owned(), dictation.clone()));
        }
        let slot = self.builder.slot(slot);
        let begin = self.letters.then(from, Step::SlotBegin(slot));
        let end = self.letters.state();
        match &list.kind {
            ListKind::Wildcard => {
                return Err(TemplateError::new(place, Fault::Wildcard(name.to_owned())));
            }
            ListKind::Range(range) => self.range(range, begin, end),
            ListKind::Dictation(dictation) => self.dictation(dictation, begin, end),
            ListKind::Values(values) => {
                self.in_list = Some(name.to_owned());
                for (said, out) in values {
                    let begin = self.letters.then(begin, Step::Silent);
                    let said_end = self.write(&said.expression, &said.place, begin)?;
                    if self.letters.may_be_silent(begin, said_end) {
                        let fault = Fault::EmptyValue(name.to_owned());
                        return Err(TemplateError::new(&said.place, fault));
                    }
                    let value = self.builder.value(out);
                    self.letters.step(said_end, Step::SlotValue(value), end);
                }
                self.in_list = None;
            }
        }
        Ok(end)
    }

    /// A state for each number of words said; the slot may end behind any word.
    fn dictation(&mut self, dictation: &Dictation, begin: usize, end: usize) {
        let id = self.builder.range(NumberRange {
            from: 1,
            to: dictation.longest as i32,
            step: 1,
            unit: Unit::Words,
            fraction: Fraction::Whole,
        });
        let mut at = begin;
        for _ in 0..dictation.longest {
            let next = self.letters.state();
            for word in dictation.words() {
                self.letters.step(at, Step::Word(word.to_owned()), next);
            }
            self.letters.step(next, Step::SlotNumber(id), end);
            at = next;
        }
    }

    fn range(&mut self, range: &NumberRange, begin: usize, end: usize) {
        let id = self.builder.range(*range);
        let spoken = self
            .spoken
            .entry(*range)
            .or_insert_with(|| SpokenRange::new(range));
        let states: Vec<usize> = spoken
            .arcs
            .iter()
            .enumerate()
            .map(|(index, _)| match index == spoken.start {
                true => begin,
                false => self.letters.state(),
            })
            .collect();
        for (index, arcs) in spoken.arcs.iter().enumerate() {
            for (word, to) in arcs {
                self.letters
                    .step(states[index], Step::Word(word.clone()), states[*to]);
            }
            if spoken.ends[index] {
                self.letters.step(states[index], Step::SlotNumber(id), end);
            }
        }
    }
}
