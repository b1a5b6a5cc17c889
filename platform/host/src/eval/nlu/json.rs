//! JSON of which every part knows its line.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::examples::Fault;

/// A value in a JSON text.
#[derive(Clone, Copy)]
pub(super) struct Part<'t> {
    whole: &'t str,
    raw: &'t str,
}

impl<'t> Part<'t> {
    /// The text as one value, or the line where it is none and why.
    pub(super) fn whole(text: &'t str) -> Result<Self, (usize, Fault)> {
        match serde_json::from_str::<&RawValue>(text) {
            Ok(raw) => Ok(Self {
                whole: text,
                raw: raw.get(),
            }),
            Err(error) => Err((error.line(), without_line(&error))),
        }
    }

    /// The line on which it begins, from 1.
    pub(super) fn line(self) -> usize {
        let at = self.raw.as_ptr().addr() - self.whole.as_ptr().addr();
        1 + self.whole[..at].matches('\n').count()
    }

    fn of(self, raw: &'t RawValue) -> Self {
        Self {
            whole: self.whole,
            raw: raw.get(),
        }
    }

    /// The values of an object by their keys; `None` for anything else.
    pub(super) fn fields(self) -> Option<BTreeMap<String, Part<'t>>> {
        let fields: BTreeMap<String, &'t RawValue> = serde_json::from_str(self.raw).ok()?;
        let parts = fields.into_iter().map(|(key, raw)| (key, self.of(raw)));
        Some(parts.collect())
    }

    /// The value of a key; `None` where there is none, and for what is no object.
    pub(super) fn get(self, key: &str) -> Option<Part<'t>> {
        self.fields()?.remove(key)
    }

    /// The values of a list; `None` for anything else.
    pub(super) fn items(self) -> Option<Vec<Part<'t>>> {
        let items: Vec<&'t RawValue> = serde_json::from_str(self.raw).ok()?;
        Some(items.into_iter().map(|raw| self.of(raw)).collect())
    }

    /// The text that it is; `None` for anything else.
    pub(super) fn text(self) -> Option<String> {
        serde_json::from_str(self.raw).ok()
    }

    /// Its value.
    pub(super) fn value(self) -> Value {
        serde_json::from_str(self.raw).unwrap_or_default()
    }
}

/// What is wrong with JSON, for a message that names the line itself.
pub(super) fn without_line(error: &serde_json::Error) -> Fault {
    let said = error.to_string();
    let what = said.split(" at line ").next().unwrap_or(&said);
    format!("{what}, column {}", error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_knows_its_line() {
        let text = "{\"a\": [1,\n {\"b\":\n  \"x\\ny\"}],\n\n \"c\": 2}";
        let whole = Part::whole(text).ok().unwrap();
        let list = whole.get("a").unwrap();
        let second = list.items().unwrap()[1];
        let inner = second.get("b").unwrap();
        let last = whole.get("c").unwrap();
        assert_eq!(
            [whole, list, second, inner, last].map(Part::line),
            [1, 1, 2, 3, 5]
        );
        assert_eq!(inner.text().as_deref(), Some("x\ny"));
        assert_eq!((last.value(), last.text()), (2.into(), None));
        assert!(last.get("a").is_none() && last.items().is_none());
        assert_eq!(Part::whole("{\n\"a\": }").err().unwrap().0, 2);
    }
}
