//! YAML with source lines.
//!
//! Scalars are kept as they are written: `yes`, `07` and `on` are text here,
//! because in sentences they are.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// A file and a line in it, the first being 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file as errors name it.
    pub file: Arc<str>,
    /// The line; 0 where only the file is known.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.file),
            line => write!(f, "{}:{line}", self.file),
        }
    }
}

/// A part of a YAML document.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it begins.
    pub place: Place,
    /// What it is.
    pub value: Value,
}

/// What a [`Node`] is.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text as written. `quoted` tells `"~"` from nothing.
    Scalar {
        /// The text.
        text: String,
        /// Whether it stood in quotes or in a block.
        quoted: bool,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in order.
    Mapping(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Clone, Debug)]
pub struct Key {
    /// The key.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// A document that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// Where reading stopped.
    pub place: Place,
    /// What is wrong there and what to do.
    pub message: String,
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for YamlError {}

const DEEPEST: usize = 64;

/// Reads the first document of a file; an empty file is an empty mapping.
///
/// # Errors
///
/// [`YamlError`] for what is not YAML, for a key given twice, for anchors and
/// aliases, and for documents nested deeper than 64.
pub fn read(file: &str, text: &str) -> Result<Node, YamlError> {
    let mut documents = read_first(1, file, text)?;
    Ok(documents.pop().unwrap_or_else(|| Node {
        place: Place {
            file: file.into(),
            line: 1,
        },
        value: Value::Mapping(Vec::new()),
    }))
}

/// Reads all documents of a file, which `---` parts.
///
/// # Errors
///
/// As [`read`].
pub fn read_all(file: &str, text: &str) -> Result<Vec<Node>, YamlError> {
    read_first(usize::MAX, file, text)
}

fn read_first(most: usize, file: &str, text: &str) -> Result<Vec<Node>, YamlError> {
    let file: Arc<str> = file.into();
    let mut documents = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| YamlError {
            place: Place {
                file: file.clone(),
                line: error.marker().line(),
            },
            message: format!("not YAML: {}", error.info()),
        })?;
        let place = Place {
            file: file.clone(),
            line: span.start.line(),
        };
        let fail = |message: &str| {
            Err(YamlError {
                place: place.clone(),
                message: message.to_owned(),
            })
        };
        let finished = match event {
            Event::Scalar(text, style, 0, _) => Some(scalar(&place, &text, style, span)),
            Event::SequenceStart(0, _) => {
                open.push(Open::new(place.clone(), Value::Sequence(Vec::new())));
                None
            }
            Event::MappingStart(0, _) => {
                open.push(Open::new(place.clone(), Value::Mapping(Vec::new())));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(|open| open.node),
            Event::Alias(_)
            | Event::Scalar(..)
            | Event::SequenceStart(..)
            | Event::MappingStart(..) => {
                return fail("anchors and aliases are not read: write the text out");
            }
            _ => None,
        };
        if open.len() > DEEPEST {
            return fail("nested too deeply");
        }
        if let Some(node) = finished {
            match open.last_mut() {
                Some(parent) => parent.add(node)?,
                None => {
                    documents.push(node);
                    if documents.len() == most {
                        break;
                    }
                }
            }
        }
    }
    Ok(documents)
}

fn scalar(place: &Place, text: &str, style: ScalarStyle, _span: Span) -> Node {
    Node {
        place: place.clone(),
        value: Value::Scalar {
            text: text.to_owned(),
            quoted: style != ScalarStyle::Plain,
        },
    }
}

struct Open {
    node: Node,
    key: Option<Key>,
    keys: HashSet<String>,
}

impl Open {
    fn new(place: Place, value: Value) -> Self {
        Open {
            node: Node { place, value },
            key: None,
            keys: HashSet::new(),
        }
    }

    fn add(&mut self, node: Node) -> Result<(), YamlError> {
        match (&mut self.node.value, self.key.take()) {
            (Value::Sequence(items), _) => items.push(node),
            (Value::Mapping(pairs), Some(key)) => pairs.push((key, node)),
            (Value::Mapping(_), None) => {
                let Value::Scalar { text, .. } = node.value else {
                    return Err(YamlError {
                        place: node.place,
                        message: "a key must be text".into(),
                    });
                };
                if !self.keys.insert(text.clone()) {
                    return Err(YamlError {
                        place: node.place,
                        message: format!("{text:?} stands here twice: join the two"),
                    });
                }
                self.key = Some(Key {
                    text,
                    place: node.place,
                });
            }
            (Value::Scalar { .. }, _) => {}
        }
        Ok(())
    }
}

impl Node {
    /// Fails at this node.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn fail<T>(&self, message: impl Into<String>) -> Result<T, YamlError> {
        Err(YamlError {
            place: self.place.clone(),
            message: message.into(),
        })
    }

    /// Whether nothing is written here.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, quoted: false }
            if matches!(text.as_str(), "" | "~" | "null"))
    }

    /// The text of a scalar.
    ///
    /// # Errors
    ///
    /// Where this is a list or a mapping.
    pub fn text(&self) -> Result<&str, YamlError> {
        match &self.value {
            Value::Scalar { text, .. } => Ok(text),
            _ => self.fail("text is expected here"),
        }
    }

    /// The items of a list; nothing for nothing, one for a single scalar.
    ///
    /// # Errors
    ///
    /// Where this is a mapping.
    pub fn items(&self) -> Result<&[Node], YamlError> {
        match &self.value {
            Value::Sequence(items) => Ok(items),
            Value::Scalar { .. } if self.is_null() => Ok(&[]),
            Value::Scalar { .. } => Ok(std::slice::from_ref(self)),
            Value::Mapping(_) => self.fail("a list is expected here"),
        }
    }

    /// The pairs of a mapping; none for nothing.
    ///
    /// # Errors
    ///
    /// Where this is a list or text.
    pub fn pairs(&self) -> Result<&[(Key, Node)], YamlError> {
        match &self.value {
            Value::Mapping(pairs) => Ok(pairs),
            _ if self.is_null() => Ok(&[]),
            _ => self.fail("`key: value` lines are expected here"),
        }
    }

    /// The value of a key, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Mapping(pairs) => pairs
                .iter()
                .find(|(other, _)| other.text == key)
                .map(|(_, node)| node),
            _ => None,
        }
    }

    /// A whole number.
    ///
    /// # Errors
    ///
    /// Where this is none.
    pub fn number<N: std::str::FromStr>(&self) -> Result<N, YamlError> {
        match self.text()?.trim().parse() {
            Ok(number) => Ok(number),
            Err(_) => self.fail(format!(
                "{:?} is not a whole number that fits",
                self.text()?
            )),
        }
    }

    /// True or false.
    ///
    /// # Errors
    ///
    /// Where this is neither.
    pub fn truth(&self) -> Result<bool, YamlError> {
        match self.text()? {
            "true" | "yes" | "on" => Ok(true),
            "false" | "no" | "off" => Ok(false),
            other => self.fail(format!("{other:?} is neither true nor false")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_texts_are_kept() {
        let node = read("f.yaml", "a:\n  - 'yes'\n  - on # c\nb: >-\n  x\n  y\n").unwrap();
        let items = node.get("a").unwrap().items().unwrap();
        assert_eq!(items[1].text(), Ok("on"));
        assert_eq!(items[1].place.to_string(), "f.yaml:3");
        assert_eq!(node.get("b").unwrap().text(), Ok("x y"));
    }

    #[test]
    fn documents_are_read_to_the_first_or_to_the_last() {
        let text = "a: 1\n---\nb: 2\n---\n---\nc: [\n";
        assert!(read("f.yaml", text).unwrap().get("a").is_some());
        let fault = read_all("f.yaml", text).unwrap_err();
        assert!(fault.place.line >= 6, "{fault}");
        let documents = read_all("f.yaml", &text[..text.len() - 5]).unwrap();
        assert_eq!(documents.len(), 4);
        assert_eq!(documents[1].get("b").unwrap().place.line, 3);
        assert!(documents[2].is_null() && documents[3].is_null());
        assert!(read_all("f.yaml", "").unwrap().is_empty());
    }

    #[test]
    fn faults_have_a_place() {
        for (text, place) in [
            ("a: 1\na: 2\n", "f.yaml:2"),
            ("a: &x 1\nb: *x\n", "f.yaml:1"),
            ("a: [1\nb: 2\n", "f.yaml:2"),
            ("? [a]\n: b\n", "f.yaml:1"),
        ] {
            let error = read("f.yaml", text).unwrap_err();
            assert_eq!(error.place.to_string(), place, "{error}");
        }
        assert!(read("f.yaml", &"[".repeat(5000)).is_err());
        assert!(read("f.yaml", "").unwrap().pairs().unwrap().is_empty());
    }
}
