use std::fmt;

use goldcrest_trie::build::BuildError;

use super::SyntaxError;
use crate::yaml::{Place, YamlError};

/// What is wrong with an assistant's sentences, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The file and line.
    pub place: Place,
    /// What is wrong there.
    pub fault: Fault,
}

impl TemplateError {
    pub(super) fn new(place: &Place, fault: Fault) -> Self {
        TemplateError {
            place: place.clone(),
            fault,
        }
    }
}

/// What is wrong with a template, list or rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not YAML, or not what is expected in this place.
    Yaml(String),
    /// The template's brackets or names are wrong.
    Syntax(SyntaxError),
    /// No rule of this name; perhaps the other one is meant.
    UnknownRule(String, Option<String>),
    /// No list of this name; perhaps the other one is meant.
    UnknownList(String, Option<String>),
    /// Two other files define this name.
    Ambiguous {
        /// The rule or list.
        name: String,
        /// Where it is defined.
        places: [Place; 2],
    },
    /// A rule that needs itself, by way of the others.
    Recursion(Vec<String>),
    /// Rules that need each other in a chain that is too long.
    RulesTooDeep(String),
    /// A list without values.
    EmptyList(String),
    /// A value of a list that may be said without a word.
    EmptyValue(String),
    /// A list within a value of a list.
    ListInList(String),
    /// A range whose first number is above its last.
    BackwardRange {
        /// The first number.
        from: i32,
        /// The last number.
        to: i32,
    },
    /// A range with more numbers than can be compiled.
    LongRange {
        /// How many numbers.
        numbers: u64,
        /// How many there may be.
        most: u64,
    },
    /// A template that stands for too many sentences, lists counted as one.
    TooManyExpansions {
        /// How many, at least.
        expansions: u64,
        /// How many there may be.
        most: u64,
    },
    /// A template that, with its rules written out, has too many letters.
    TooLong(u64),
    /// A template that may be said without a word.
    EmptySentence,
    /// A list of free text, which an automaton cannot hold.
    Wildcard(String),
    /// A required slot that no sentence of the intent has and no rule names.
    UnknownSlot(String),
    /// No sentences at all.
    NothingToSay,
    /// The automaton cannot be written.
    Build(BuildError),
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.fault)
    }
}

fn perhaps(f: &mut fmt::Formatter<'_>, other: &Option<String>) -> fmt::Result {
    match other {
        Some(other) => write!(f, " (perhaps {other}?)"),
        None => Ok(()),
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Yaml(message) => f.write_str(message),
            Fault::Syntax(error) => write!(f, "{error}"),
            Fault::UnknownRule(name, other) => {
                write!(f, "unknown rule <{name}>: add it to expansion_rules")?;
                perhaps(f, other)
            }
            Fault::UnknownList(name, other) => {
                write!(f, "unknown list {{{name}}}: add it to lists")?;
                perhaps(f, other)
            }
            Fault::Ambiguous { name, places } => write!(
                f,
                "{name:?} is defined at {} and at {}: rename one, or move it to _common.yaml",
                places[0], places[1]
            ),
            Fault::Recursion(rules) => {
                write!(f, "endless recursion: <{}>", rules.join("> needs <"))
            }
            Fault::RulesTooDeep(name) => {
                write!(f, "rule <{name}> lies too deep in other rules: join some")
            }
            Fault::EmptyList(name) => write!(f, "list {{{name}}} is empty: give it values"),
            Fault::EmptyValue(name) => {
                write!(f, "a value of list {{{name}}} may be said without a word")
            }
            Fault::ListInList(name) => {
                write!(
                    f,
                    "a value of list {{{name}}} has a list in it: write its words out"
                )
            }
            Fault::BackwardRange { from, to } => write!(
                f,
                "the range goes from high to low ({from} to {to}): swap the two"
            ),
            Fault::LongRange { numbers, most } => write!(
                f,
                "the range has {numbers} numbers, more than {most}: narrow it or give it a step"
            ),
            Fault::TooManyExpansions { expansions, most } => write!(
                f,
                "the template stands for {expansions} sentences or more, over {most}: split it, or use lists instead of alternatives"
            ),
            Fault::TooLong(letters) => write!(
                f,
                "the template has {letters} letters with its rules written out: use fewer rules in rules"
            ),
            Fault::EmptySentence => f.write_str("the template may be said without a word"),
            Fault::Wildcard(name) => write!(
                f,
                "list {{{name}}} is a wildcard: free text cannot be compiled, give it values"
            ),
            Fault::UnknownSlot(name) => write!(
                f,
                "required slot {name:?} is in no sentence of the intent and names no rule"
            ),
            Fault::NothingToSay => f.write_str("there are no sentences here"),
            Fault::Build(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for TemplateError {}

impl From<YamlError> for TemplateError {
    fn from(error: YamlError) -> Self {
        TemplateError {
            place: error.place,
            fault: Fault::Yaml(error.message),
        }
    }
}
