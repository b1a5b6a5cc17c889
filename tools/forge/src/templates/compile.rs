//! From resolved templates to a grammar.

use std::collections::{HashMap, HashSet};

use goldcrest_trie::build::{GrammarBuilder, GroupSpec, NodeId};
use goldcrest_trie::{GroupId, Lexicon, NumberRange, Unit};

use super::error::{Fault, TemplateError};
use super::letters::{Letters, Step};
use super::resolve::Resolver;
use super::sources::{Block, Intent, ListKind, Template, TemplateSet, When};
use super::spoken::SpokenRange;
use super::syntax::Expression;
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
        format!("answer:{}", self.slots[0])
    }
}

/// Templates made into an automaton, before the lexicon is known.
#[derive(Clone, Debug)]
pub struct Compiled {
    builder: GrammarBuilder,
    /// Required slots of all intents.
    pub required: Vec<RequiredSlot>,
    /// How many templates were compiled.
    pub templates: usize,
    /// Templates left out because of a wildcard, and the list's name.
    pub skipped: Vec<(Place, String)>,
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
        };
        compiler.check_definitions()?;
        compiler.roots()?;
        Ok(Compiled {
            builder: compiler.builder,
            required: compiler.required,
            templates: compiler.templates,
            skipped: compiler.skipped,
        })
    }
}

#[derive(Default)]
struct Answers<'s> {
    slots: Vec<String>,
    sentences: Vec<(Option<&'s Block>, Template)>,
}

struct Compiler<'s> {
    set: &'s TemplateSet,
    options: &'s CompileOptions,
    builder: GrammarBuilder,
    spoken: HashMap<NumberRange, SpokenRange>,
    required: Vec<RequiredSlot>,
    templates: usize,
    skipped: Vec<(Place, String)>,
}

impl<'s> Compiler<'s> {
    /// Rules and lists that no sentence uses must be right as well.
    fn check_definitions(&mut self) -> Result<(), TemplateError> {
        let mut resolver = Resolver::new(self.set, None);
        for file in &self.set.order {
            let scope = &self.set.files[file];
            let mut rules: Vec<(&String, &Template)> = scope.rules.iter().collect();
            rules.sort_by_key(|(_, rule)| rule.place.line);
            for (name, rule) in rules {
                resolver.check_rule(name, rule)?;
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

    fn letters(
        &mut self,
        resolver: &Resolver<'s>,
        template: &Template,
    ) -> Result<(Letters, usize, usize), TemplateError> {
        let mut writer = LetterWriter {
            resolver,
            builder: &mut self.builder,
            spoken: &mut self.spoken,
            letters: Letters::default(),
            in_list: None,
        };
        let start = writer.letters.state();
        let end = writer.write(&template.expression, &template.place, start)?;
        Ok((writer.letters, start, end))
    }

    /// States behind which skip words may be said, leading to `to`.
    fn with_skip_words(&mut self, to: NodeId) -> Result<NodeId, TemplateError> {
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
    fn tail(&mut self, group: GroupId) -> Result<NodeId, TemplateError> {
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
    fn answers(&mut self) -> Result<(), TemplateError> {
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

/// Writes one template, its rules and its lists as letters.
struct LetterWriter<'w, 's> {
    resolver: &'w Resolver<'s>,
    builder: &'w mut GrammarBuilder,
    spoken: &'w mut HashMap<NumberRange, SpokenRange>,
    letters: Letters,
    /// The list that is being written.
    in_list: Option<String>,
}

impl LetterWriter<'_, '_> {
    /// Writes an expression behind a state; returns the state behind it.
    fn write(
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
        let slot = self.builder.slot(slot);
        let begin = self.letters.then(from, Step::SlotBegin(slot));
        let end = self.letters.state();
        match &list.kind {
            ListKind::Wildcard => {
                return Err(TemplateError::new(place, Fault::Wildcard(name.to_owned())));
            }
            ListKind::Range(range) => self.range(range, begin, end),
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
