use super::ImportError;
use super::proto::{AttributeProto, NodeProto};

/// A node with typed access to its attributes, and errors that name it.
#[derive(Clone, Copy)]
pub(super) struct Node<'g> {
    proto: &'g NodeProto,
}

impl<'g> Node<'g> {
    pub(super) fn new(proto: &'g NodeProto) -> Self {
        Self { proto }
    }

    pub(super) fn op(&self) -> &'g str {
        self.proto.op_type.as_deref().unwrap_or_default()
    }

    pub(super) fn name(&self) -> String {
        match self.proto.name.as_deref() {
            None | Some("") => self.proto.output.first().cloned().unwrap_or_default(),
            Some(name) => name.to_owned(),
        }
    }

    /// The name of an input; none where it is left out.
    pub(super) fn input(&self, index: usize) -> Option<&'g str> {
        self.proto
            .input
            .get(index)
            .map(String::as_str)
            .filter(|name| !name.is_empty())
    }

    pub(super) fn required_input(&self, index: usize) -> Result<&'g str, ImportError> {
        self.input(index)
            .ok_or_else(|| self.unsupported_use(format!("input {index} left out")))
    }

    pub(super) fn inputs(&self) -> &'g [String] {
        &self.proto.input
    }

    pub(super) fn outputs(&self) -> &'g [String] {
        &self.proto.output
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&'g AttributeProto> {
        self.proto
            .attribute
            .iter()
            .find(|a| a.name.as_deref() == Some(name))
    }

    pub(super) fn integer(&self, name: &str, default: i64) -> i64 {
        self.attribute(name).and_then(|a| a.i).unwrap_or(default)
    }

    pub(super) fn float(&self, name: &str, default: f32) -> f32 {
        self.attribute(name).and_then(|a| a.f).unwrap_or(default)
    }

    pub(super) fn text(&self, name: &str) -> Option<&'g str> {
        self.attribute(name)
            .and_then(|a| a.s.as_deref())
            .and_then(|s| std::str::from_utf8(s).ok())
    }

    pub(super) fn integers(&self, name: &str) -> Option<&'g [i64]> {
        self.attribute(name).map(|a| a.ints.as_slice())
    }

    pub(super) fn unsupported_operator(&self) -> ImportError {
        ImportError::UnsupportedOperator {
            node: self.name(),
            op: self.op().to_owned(),
        }
    }

    pub(super) fn unsupported_use(&self, what: impl Into<String>) -> ImportError {
        ImportError::UnsupportedUse {
            node: self.name(),
            op: self.op().to_owned(),
            what: what.into(),
        }
    }

    pub(super) fn build_error(&self) -> impl Fn(goldcrest_nn::build::BuildError) -> ImportError {
        let node = self.name();
        move |error| ImportError::Build {
            node: node.clone(),
            error,
        }
    }
}
