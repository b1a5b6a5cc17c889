//! Sentence files as they are written, read and parsed but not yet resolved.

use std::collections::HashMap;
use std::sync::Arc;

use super::error::{Fault, TemplateError};
use super::lists::{List, ListKind, Sounds, read_list, words_of};
use super::syntax::{Expression, parse};
use crate::yaml::{self, Key, Node, Place};

/// A template and where it stands.
#[derive(Clone, Debug)]
pub struct Template {
    /// As written.
    pub text: String,
    /// The file and line.
    pub place: Place,
    pub(super) expression: Arc<Expression>,
}

impl Template {
    pub(super) fn read(node: &Node) -> Result<Template, TemplateError> {
        Self::new(node.text()?, &node.place)
    }

    pub(super) fn new(text: &str, place: &Place) -> Result<Template, TemplateError> {
        let expression =
            parse(text).map_err(|error| TemplateError::new(place, Fault::Syntax(error)))?;
        Ok(Template {
            text: text.to_owned(),
            place: place.clone(),
            expression: Arc::new(expression),
        })
    }
}

/// Names that can be used from somewhere: the rules and lists of a file, or
/// of a block of sentences.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub(super) rules: HashMap<String, Template>,
    pub(super) lists: HashMap<String, List>,
}

/// Sentences that mean the same but for their slots.
#[derive(Clone, Debug)]
pub struct Block {
    /// Where the block begins.
    pub place: Place,
    /// The sentences.
    pub sentences: Vec<Template>,
    /// Slots that they all set, and the values.
    pub fixed: Vec<(String, String)>,
    /// The key of their answer; `None` for `default`.
    pub response: Option<String>,
    /// Conditions on the home's state, kept as written and not yet used.
    pub context: Vec<(String, Node)>,
    pub(super) local: Scope,
}

/// When the sentences of an intent can be said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// At any time (root `command`).
    #[default]
    Command,
    /// Only while a confirmation is asked (root `confirm`).
    Confirm,
    /// At both times.
    Always,
}

/// An intent: what it needs and how it is said.
#[derive(Clone, Debug)]
pub struct Intent {
    /// Its name.
    pub name: String,
    /// Where it was first met.
    pub place: Place,
    /// Slots, or rules that hold slots, that are asked for if missing.
    pub required: Vec<(String, Place)>,
    /// Whether it must be confirmed first.
    pub confirm: bool,
    /// When it can be said.
    pub when: When,
    /// How a required slot may be answered, where that is written out.
    pub answers: Vec<(String, Vec<Template>)>,
    /// Its sentences.
    pub blocks: Vec<Block>,
}

/// All sentence and list files of an assistant.
#[derive(Clone, Debug, Default)]
pub struct TemplateSet {
    pub(super) files: HashMap<Arc<str>, Scope>,
    pub(super) order: Vec<Arc<str>>,
    pub(super) intents: Vec<Intent>,
    pub(super) skip_words: Vec<Template>,
}

impl TemplateSet {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The intents in order of appearance.
    pub fn intents(&self) -> &[Intent] {
        &self.intents
    }

    /// What the values of a list put out, in order, each once; `None` where no file has such a list of
    /// values.
    pub fn list_values(&self, name: &str) -> Option<Vec<String>> {
        let list = self
            .order
            .iter()
            .find_map(|file| self.files.get(file)?.lists.get(name))?;
        let ListKind::Values(values) = &list.kind else {
            return None;
        };
        let mut outputs: Vec<String> = Vec::new();
        for (_, output) in values {
            if !outputs.contains(output) {
                outputs.push(output.clone());
            }
        }
        Some(outputs)
    }

    /// Where a word, as the lexicon spells it, is first written in a sentence, a rule or a list.
    pub fn place_of(&self, word: &str) -> Option<Place> {
        let files = self.order.iter().filter_map(|file| self.files.get(file));
        let blocks = || self.intents.iter().flat_map(|intent| &intent.blocks);
        let scopes = files.chain(blocks().map(|block| &block.local));
        let in_scopes = scopes.flat_map(|scope| {
            let lists = scope.lists.values().flat_map(List::templates);
            scope.rules.values().chain(lists)
        });
        let answers = self.intents.iter().flat_map(|intent| &intent.answers);
        let sentences = blocks()
            .flat_map(|block| &block.sentences)
            .chain(answers.flat_map(|(_, sentences)| sentences));
        let places = sentences
            .chain(in_scopes)
            .chain(&self.skip_words)
            .filter(|template| words_of(&template.text).iter().any(|other| other == word))
            .map(|template| &template.place);
        places
            .min_by_key(|place| (place.file.clone(), place.line))
            .cloned()
    }

    /// Entries of one list that are said alike and mean different things: what is said, and where it is written first
    /// and again.
    pub fn said_twice(&self) -> Vec<(String, Place, Place)> {
        let files = self.order.iter().filter_map(|file| self.files.get(file));
        let blocks = self.intents.iter().flat_map(|intent| &intent.blocks);
        let scopes = files.chain(blocks.map(|block| &block.local));
        let mut twice = Vec::new();
        for list in scopes.flat_map(|scope| scope.lists.values()) {
            let ListKind::Values(values) = &list.kind else {
                continue;
            };
            let mut met: HashMap<Vec<String>, (&Template, &str)> = HashMap::new();
            for (said, out) in values {
                let known = met.entry(words_of(&said.text)).or_insert((said, out));
                if known.1 != out {
                    let places = (known.0.place.clone(), said.place.clone());
                    twice.push((said.text.clone(), places.0, places.1));
                }
            }
        }
        twice.sort_by_key(|(_, _, again)| (again.file.clone(), again.line));
        twice
    }

    /// How words of lists are said, where their entries tell.
    pub fn sounds(&self) -> impl Iterator<Item = &Sounds> {
        let files = self.order.iter().filter_map(|file| self.files.get(file));
        let blocks = self.intents.iter().flat_map(|intent| &intent.blocks);
        let scopes = files.chain(blocks.map(|block| &block.local));
        scopes.flat_map(|scope| {
            let mut lists: Vec<&List> = scope.lists.values().collect();
            lists.sort_by_key(|list| list.place.line);
            lists.into_iter().flat_map(|list| &list.sounds)
        })
    }

    /// Reads a file: `intents`, `lists`, `expansion_rules` and `skip_words`.
    /// A file with `data` and no `intents`, as Home Assistant keeps them in
    /// folders named after an intent, belongs to the intent of its folder.
    ///
    /// # Errors
    ///
    /// What is wrong, with this file's name and the line.
    pub fn add_file(&mut self, file: &str, text: &str) -> Result<(), TemplateError> {
        let root = yaml::read(file, text)?;
        let mut scope = Scope::default();
        for (key, node) in root.pairs()? {
            match key.text.as_str() {
                "lists" | "expansion_rules" => read_scope(key, node, &mut scope)?,
                "skip_words" => {
                    for word in node.items()? {
                        self.skip_words.push(Template::read(word)?);
                    }
                }
                "intents" => {
                    for (name, intent) in node.pairs()? {
                        self.read_intent(&name.text, &name.place, intent)?;
                    }
                }
                "data" => {
                    let intent = file.rsplit('/').nth(1).unwrap_or(file).to_owned();
                    self.read_intent(&intent, &key.place, &root)?;
                }
                "language" | "responses" | "settings" | "values" => {}
                other => {
                    return unknown(
                        key,
                        other,
                        "language, intents, lists, expansion_rules or skip_words",
                    );
                }
            }
        }
        let file: Arc<str> = file.into();
        self.order.push(file.clone());
        self.files.insert(file, scope);
        Ok(())
    }

    /// Adds a list as if a file named `file` had it.
    ///
    /// # Errors
    ///
    /// Where a value is no template.
    pub fn add_values<'v>(
        &mut self,
        file: &str,
        list: &str,
        values: impl IntoIterator<Item = (&'v str, &'v str)>,
    ) -> Result<(), TemplateError> {
        let place = Place {
            file: file.into(),
            line: 0,
        };
        let values = values
            .into_iter()
            .map(|(said, out)| Ok((Template::new(said, &place)?, out.to_owned())))
            .collect::<Result<_, TemplateError>>()?;
        let list_entry = List {
            place: place.clone(),
            kind: ListKind::Values(values),
            sounds: Vec::new(),
        };
        if !self.files.contains_key(&place.file) {
            self.order.push(place.file.clone());
        }
        let scope = self.files.entry(place.file).or_default();
        scope.lists.insert(list.to_owned(), list_entry);
        Ok(())
    }

    fn read_intent(&mut self, name: &str, place: &Place, node: &Node) -> Result<(), TemplateError> {
        let index = match self.intents.iter().position(|intent| intent.name == name) {
            Some(index) => index,
            None => {
                self.intents.push(Intent {
                    name: name.to_owned(),
                    place: place.clone(),
                    required: Vec::new(),
                    confirm: false,
                    when: When::Command,
                    answers: Vec::new(),
                    blocks: Vec::new(),
                });
                self.intents.len() - 1
            }
        };
        let intent = &mut self.intents[index];
        for (key, node) in node.pairs()? {
            match key.text.as_str() {
                "data" => {
                    for block in node.items()? {
                        intent.blocks.push(read_block(block)?);
                    }
                }
                "required" => {
                    for slot in node.items()? {
                        let slot = (slot.text()?.to_owned(), slot.place.clone());
                        intent.required.push(slot);
                    }
                }
                "confirm" => intent.confirm = node.truth()?,
                "when" => {
                    intent.when = match node.text()? {
                        "command" => When::Command,
                        "confirm" => When::Confirm,
                        "always" => When::Always,
                        other => {
                            return Ok(node.fail(format!(
                                "{other:?} is no time to say something: command, confirm or always"
                            ))?);
                        }
                    }
                }
                "answers" => {
                    for (slot, sentences) in node.pairs()? {
                        let sentences = sentences
                            .items()?
                            .iter()
                            .map(Template::read)
                            .collect::<Result<_, _>>()?;
                        intent.answers.push((slot.text.clone(), sentences));
                    }
                }
                "language" | "lists" | "expansion_rules" | "skip_words" | "description" => {}
                other => {
                    return unknown(key, other, "data, required, confirm, when or answers");
                }
            }
        }
        Ok(())
    }
}

pub(super) fn unknown<T>(key: &Key, name: &str, known: &str) -> Result<T, TemplateError> {
    Err(TemplateError::new(
        &key.place,
        Fault::Yaml(format!("unknown key {name:?}: expected {known}")),
    ))
}

fn read_scope(key: &Key, node: &Node, scope: &mut Scope) -> Result<(), TemplateError> {
    for (name, node) in node.pairs()? {
        if key.text == "lists" {
            scope
                .lists
                .insert(name.text.clone(), read_list(&name.text, &name.place, node)?);
        } else {
            scope.rules.insert(name.text.clone(), Template::read(node)?);
        }
    }
    Ok(())
}

fn read_block(node: &Node) -> Result<Block, TemplateError> {
    let mut block = Block {
        place: node.place.clone(),
        sentences: Vec::new(),
        fixed: Vec::new(),
        response: None,
        context: Vec::new(),
        local: Scope::default(),
    };
    for (key, node) in node.pairs()? {
        match key.text.as_str() {
            "sentences" => {
                for sentence in node.items()? {
                    block.sentences.push(Template::read(sentence)?);
                }
            }
            "slots" => {
                for (slot, value) in node.pairs()? {
                    let value = value.text()?.to_owned();
                    block.fixed.push((slot.text.clone(), value));
                }
            }
            "inferred_domain" => {
                let domain = ("domain".to_owned(), node.text()?.to_owned());
                block.fixed.push(domain);
            }
            "response" => block.response = Some(node.text()?.to_owned()),
            "lists" | "expansion_rules" => read_scope(key, node, &mut block.local)?,
            "requires_context" | "excludes_context" | "name_domains" => {
                block.context.push((key.text.clone(), node.clone()));
            }
            "metadata" | "example" | "speech_to_phrase" | "required_keywords" => {}
            other => {
                return unknown(
                    key,
                    other,
                    "sentences, slots, response, lists, expansion_rules, requires_context or excludes_context",
                );
            }
        }
    }
    if block.response.as_deref() == Some("default") {
        block.response = None;
    }
    Ok(block)
}
