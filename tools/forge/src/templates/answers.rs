use std::collections::HashSet;

use goldcrest_trie::Unit;
use goldcrest_trie::build::{GroupSpec, NodeId};

use super::compile::{Compiler, RequiredSlot};
use super::error::{Fault, TemplateError};
use super::lists::ListKind;
use super::resolve::Resolver;
use super::sources::{Block, Intent, Template};
use crate::yaml::Place;

#[derive(Default)]
struct Answers<'s> {
    slots: Vec<String>,
    sentences: Vec<(Option<&'s Block>, Template)>,
}

impl<'s> Compiler<'s> {
    /// How a required slot may be answered: as the intent's file says, or by
    /// any list that its sentences fill the slot from, or by a rule.
    fn answers_for(
        &self,
        intent: &'s Intent,
        name: &str,
        place: &Place,
    ) -> Result<Answers<'s>, TemplateError> {
        let written = intent.answers.iter().find(|(other, _)| other == name);
        let mut answers = Answers::default();
        if let Some((_, sentences)) = written {
            answers.sentences = sentences.iter().map(|one| (None, one.clone())).collect();
        } else {
            let mut lists = Vec::new();
            for block in &intent.blocks {
                for (list, slot) in self.slots_of(block)? {
                    if slot == name && !lists.contains(&list) {
                        let text = self.answer_text(block, &list, name, place)?;
                        answers
                            .sentences
                            .push((Some(block), Template::new(&text, place)?));
                        lists.push(list);
                    }
                }
            }
            if lists.is_empty() && Resolver::new(self.set, None).has_rule(name, place) {
                let text = format!("{}<{name}>", self.lead());
                answers.sentences.push((None, Template::new(&text, place)?));
            }
        }
        for (block, sentence) in &answers.sentences {
            let resolver = Resolver::new(self.set, block.map(|block| &block.local));
            let mut found = Vec::new();
            resolver.slots(&sentence.expression, &sentence.place, &mut found)?;
            for (_, slot) in found {
                if !answers.slots.contains(&slot) {
                    answers.slots.push(slot);
                }
            }
        }
        if answers.slots.is_empty() {
            return Err(TemplateError::new(
                place,
                Fault::UnknownSlot(name.to_owned()),
            ));
        }
        Ok(answers)
    }

    fn slots_of(&self, block: &'s Block) -> Result<Vec<(String, String)>, TemplateError> {
        let resolver = Resolver::new(self.set, Some(&block.local));
        let mut found = Vec::new();
        for sentence in &block.sentences {
            resolver.slots(&sentence.expression, &sentence.place, &mut found)?;
        }
        Ok(found)
    }

    fn answer_text(
        &self,
        block: &'s Block,
        list: &str,
        slot: &str,
        place: &Place,
    ) -> Result<String, TemplateError> {
        let resolver = Resolver::new(self.set, Some(&block.local));
        let unit = match &resolver.list(list, place)?.kind {
            ListKind::Range(range) => match range.unit {
                Unit::Percent => " [percent]",
                Unit::Temperature => " [degrees]",
                _ => "",
            },
            _ => "",
        };
        Ok(format!("{}{{{list}:{slot}}}{unit}", self.lead()))
    }

    /// What may come before a bare answer, as far as the sentences have the
    /// words for it.
    fn lead(&self) -> String {
        let known: HashSet<&str> = self.builder.vocabulary().collect();
        let optional = |words: &[&str]| {
            let words: Vec<&str> = words
                .iter()
                .copied()
                .filter(|word| known.contains(word))
                .collect();
            match words.as_slice() {
                [] => String::new(),
                words => format!("[{}] ", words.join("|")),
            }
        };
        optional(&["to", "for", "in", "at"]) + &optional(&["the", "my", "a", "an", "some"])
    }

    /// Roots for the answers to questions for required slots.
    pub(super) fn answers(&mut self) -> Result<(), TemplateError> {
        let mut heads: Vec<(String, NodeId)> = Vec::new();
        for intent in &self.set.intents {
            for (name, place) in &intent.required {
                let Answers { slots, sentences } = self.answers_for(intent, name, place)?;
                let required = RequiredSlot {
                    intent: intent.name.clone(),
                    name: name.clone(),
                    slots,
                };
                let root = required.root();
                let head = match heads.iter().find(|(other, _)| *other == root) {
                    Some((_, head)) => *head,
                    None => {
                        let head = self.builder.state();
                        heads.push((root.clone(), head));
                        head
                    }
                };
                let group = self.builder.group(GroupSpec {
                    intent: root,
                    source: place.file.to_string(),
                    line: place.line.min(usize::from(u16::MAX)) as u16,
                    ..GroupSpec::default()
                });
                let tail = self.tail(group)?;
                for (block, sentence) in sentences {
                    let resolver = Resolver::new(self.set, block.map(|block| &block.local));
                    let (letters, start, end) = self.letters(&resolver, &sentence)?;
                    if letters.may_be_silent(start, end) {
                        return Err(TemplateError::new(&sentence.place, Fault::EmptySentence));
                    }
                    letters.write(start, end, &mut self.builder, head, tail);
                }
                self.required.push(required);
            }
        }
        for (root, head) in heads {
            let head = self.with_skip_words(head)?;
            self.builder.root(&root, head);
        }
        Ok(())
    }
}
