//! From resolved templates to a grammar.

use std::collections::HashMap;

use goldcrest_trie::build::{GrammarBuilder, GroupSpec, NodeId};
use goldcrest_trie::{ANSWER, GroupId, Lexicon, NumberRange};

use super::error::{Fault, TemplateError};
use super::letters::Letters;
use super::lists::{Dictation, List, ListKind};
use super::resolve::Resolver;
use super::sources::{Block, Intent, Scope, Template, TemplateSet, When};
use super::spoken::SpokenRange;
use super::writer::LetterWriter;
use crate::yaml::Place;

/// How templates are compiled.
#[derive(Clone, Debug)]
pub struct CompileOptions {
    /// A template may stand for this many sentences, lists counted as one.
    pub most_expansions: u64,
    /// Leave sentences with free text out and count them, instead of
    /// refusing them.
    pub skip_wildcards: bool,
    /// How often skip words may be said before and after a sentence.
    pub skip_words: usize,
}

impl Default for CompileOptions {
    fn default() -> Self {
        CompileOptions {
            most_expansions: 100_000,
            skip_wildcards: false,
            skip_words: 2,
        }
    }
}

/// A slot that is asked for if it is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredSlot {
    /// The intent that needs it.
    pub intent: String,
    /// The name it was required by: a slot, or a rule that holds slots.
    pub name: String,
    /// The slots, any of which will do.
    pub slots: Vec<String>,
}

impl RequiredSlot {
    /// The root where its answers begin: `answer:` and the first slot.
    pub fn root(&self) -> String {
        format!("{ANSWER}{}", self.slots[0])
    }
}

/// Templates made into an automaton, before the lexicon is known.
#[derive(Clone, Debug)]
pub struct Compiled {
    pub(super) builder: GrammarBuilder,
    /// Required slots of all intents.
    pub required: Vec<RequiredSlot>,
    /// How many templates were compiled.
    pub templates: usize,
    /// Templates left out because of a wildcard, and the list's name.
    pub skipped: Vec<(Place, String)>,
    /// Slots of free words, and what is likely in them.
    pub dictated: Vec<(String, Dictation)>,
}

impl Compiled {
    /// The words that the lexicon must have.
    pub fn vocabulary(&self) -> impl Iterator<Item = &str> {
        self.builder.vocabulary()
    }

    /// Makes the automaton deterministic and minimal and writes its section.
    ///
    /// # Errors
    ///
    /// [`Fault::Build`] where the lexicon lacks a word or the automaton is
    /// too large.
    pub fn finish(self, lexicon: &Lexicon<'_>) -> Result<Vec<u8>, TemplateError> {
        self.builder.finish(lexicon).map_err(|error| {
            let place = Place {
                file: "sentences".into(),
                line: 0,
            };
            TemplateError::new(&place, Fault::Build(error))
        })
    }
}

impl TemplateSet {
    /// Resolves, checks and compiles all sentences.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its file and line.
    pub fn compile(&self, options: &CompileOptions) -> Result<Compiled, TemplateError> {
        let mut compiler = Compiler {
            set: self,
            options,
            builder: GrammarBuilder::new(),
            spoken: HashMap::new(),
            required: Vec::new(),
            templates: 0,
            skipped: Vec::new(),
            dictated: Vec::new(),
        };
        compiler.check_definitions()?;
        compiler.roots()?;
        Ok(Compiled {
            builder: compiler.builder,
            required: compiler.required,
            templates: compiler.templates,
            skipped: compiler.skipped,
            dictated: compiler.dictated,
        })
    }
}

pub(super) struct Compiler<'s> {
    pub(super) set: &'s TemplateSet,
    options: &'s CompileOptions,
    pub(super) builder: GrammarBuilder,
    spoken: HashMap<NumberRange, SpokenRange>,
    pub(super) required: Vec<RequiredSlot>,
    templates: usize,
    skipped: Vec<(Place, String)>,
    dictated: Vec<(String, Dictation)>,
}

impl<'s> Compiler<'s> {
    /// Rules and lists must be right even if no sentence uses them.
    fn check_definitions(&mut self) -> Result<(), TemplateError> {
        let mut resolver = Resolver::new(self.set, None);
        for file in &self.set.order {
            self.check_scope(&mut resolver, &self.set.files[file])?;
        }
        let written = self.set.intents.iter().flat_map(|intent| &intent.answers);
        let answers = written.flat_map(|(_, sentences)| sentences);
        for template in answers.chain(&self.set.skip_words) {
            resolver.check(template, self.options.most_expansions)?;
        }
        Ok(())
    }

    fn check_scope(
        &self,
        resolver: &mut Resolver<'s>,
        scope: &'s Scope,
    ) -> Result<(), TemplateError> {
        let mut rules: Vec<(&String, &Template)> = scope.rules.iter().collect();
        rules.sort_by_key(|(_, rule)| rule.place.line);
        for (name, rule) in rules {
            resolver.check_rule(name, rule)?;
        }
        let mut lists: Vec<&List> = scope.lists.values().collect();
        lists.sort_by_key(|list| list.place.line);
        for list in lists {
            if let ListKind::Values(values) = &list.kind {
                for (said, _) in values {
                    resolver.check(said, self.options.most_expansions)?;
                }
            }
        }
        Ok(())
    }

    fn roots(&mut self) -> Result<(), TemplateError> {
        let command = self.builder.state();
        let confirm = self.builder.state();
        let (mut commands, mut confirms) = (false, false);
        for intent in &self.set.intents {
            for block in &intent.blocks {
                let mut heads = Vec::new();
                if intent.when != When::Confirm {
                    heads.push(command);
                }
                if intent.when != When::Command {
                    heads.push(confirm);
                }
                let said = self.block(intent, block, &heads)?;
                commands |= said && intent.when != When::Confirm;
                confirms |= said && intent.when != When::Command;
            }
        }
        if !commands {
            let file = match self.set.order.first() {
                Some(file) => file.clone(),
                None => "sentences".into(),
            };
            return Err(TemplateError::new(
                &Place { file, line: 0 },
                Fault::NothingToSay,
            ));
        }
        let head = self.with_skip_words(command)?;
        self.builder.root("command", head);
        if confirms {
            let head = self.with_skip_words(confirm)?;
            self.builder.root("confirm", head);
        }
        self.answers()
    }

    fn block(
        &mut self,
        intent: &'s Intent,
        block: &'s Block,
        heads: &[NodeId],
    ) -> Result<bool, TemplateError> {
        let group = self.builder.group(GroupSpec {
            intent: intent.name.clone(),
            fixed: block.fixed.clone(),
            source: block.place.file.to_string(),
            line: block.place.line.min(usize::from(u16::MAX)) as u16,
            response: block.response.clone(),
        });
        let tail = self.tail(group)?;
        let mut resolver = Resolver::new(self.set, Some(&block.local));
        self.check_scope(&mut resolver, &block.local)?;
        let mut said = false;
        for sentence in &block.sentences {
            let begin = self.builder.state();
            if self.sentence(&mut resolver, sentence, begin, tail)? {
                for &head in heads {
                    self.silent(head, begin);
                }
                said = true;
            }
        }
        Ok(said)
    }

    fn silent(&mut self, from: NodeId, to: NodeId) {
        self.builder
            .arc(from, goldcrest_trie::build::Label::Silent, to);
    }

    /// Compiles one template between two states; false if it was left out.
    fn sentence(
        &mut self,
        resolver: &mut Resolver<'s>,
        sentence: &'s Template,
        begin: NodeId,
        tail: NodeId,
    ) -> Result<bool, TemplateError> {
        resolver.check(sentence, self.options.most_expansions)?;
        match self.letters(resolver, sentence) {
            Ok((letters, start, end)) => {
                if letters.may_be_silent(start, end) {
                    return Err(TemplateError::new(&sentence.place, Fault::EmptySentence));
                }
                letters.write(start, end, &mut self.builder, begin, tail);
                self.templates += 1;
                Ok(true)
            }
            Err(TemplateError {
                fault: Fault::Wildcard(list),
                ..
            }) if self.options.skip_wildcards => {
                self.skipped.push((sentence.place.clone(), list));
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn letters(
        &mut self,
        resolver: &Resolver<'s>,
        template: &Template,
    ) -> Result<(Letters, usize, usize), TemplateError> {
        let mut writer = LetterWriter {
            resolver,
            builder: &mut self.builder,
            spoken: &mut self.spoken,
            dictated: &mut self.dictated,
            letters: Letters::default(),
            in_list: None,
        };
        let start = writer.letters.state();
        let end = writer.write(&template.expression, &template.place, start)?;
        Ok((writer.letters, start, end))
    }

    /// States behind which skip words may be said, leading to `to`.
    pub(super) fn with_skip_words(&mut self, to: NodeId) -> Result<NodeId, TemplateError> {
        let mut head = to;
        for _ in 0..self.options.skip_words {
            let before = self.builder.state();
            self.silent(before, to);
            self.skip(before, head)?;
            head = before;
        }
        Ok(head)
    }

    /// The state where sentences of a group end, before their skip words.
    pub(super) fn tail(&mut self, group: GroupId) -> Result<NodeId, TemplateError> {
        let first = self.builder.state();
        self.builder.accept(first, group);
        let mut last = first;
        for _ in 0..self.options.skip_words {
            let next = self.builder.state();
            self.skip(last, next)?;
            self.builder.accept(next, group);
            last = next;
        }
        Ok(first)
    }

    fn skip(&mut self, from: NodeId, to: NodeId) -> Result<(), TemplateError> {
        for word in &self.set.skip_words {
            let resolver = Resolver::new(self.set, None);
            let (letters, start, end) = self.letters(&resolver, word)?;
            letters.write(start, end, &mut self.builder, from, to);
        }
        Ok(())
    }
}
