//! The entities section: what may stand in each slot of each intent, taken from the grammar itself, so
//! that what a network finds means what the templates mean; and what `values:` in the entity files adds.
//!
//! ```yaml
//! values:              # how slots that only a network finds are read
//!   alarm_time: time
//!   date: date
//! ```

mod walk;

use goldcrest::understand::entities::{EntitiesBuilder, Kind, SlotSpec};
use goldcrest_trie::{Grammar, Lexicon, Unit};

use crate::assistant::ForgeError;
use crate::yaml::Node;

/// Writes the section; `None` where there is nothing to say.
pub(crate) fn section(
    grammar: &Grammar<'_>,
    lexicon: &Lexicon<'_>,
    files: &[Node],
) -> Result<Option<Vec<u8>>, ForgeError> {
    let mut builder = EntitiesBuilder::default();
    let mut is_empty = true;
    for slot in walk::slots(grammar, lexicon) {
        builder.add(slot);
        is_empty = false;
    }
    for file in files {
        for (slot, kind) in file.get("values").map_or(Ok(&[][..]), Node::pairs)? {
            let Some(known) = Kind::from_name(kind.text()?) else {
                let kinds = Kind::ALL.map(Kind::name).join(", ");
                return Ok(kind.fail(format!("a value is one of {kinds}"))?);
            };
            builder.add(SlotSpec {
                intent: None,
                slot: slot.text.clone(),
                kind: known,
                unit: Unit::None,
                range: (i16::MIN, i16::MAX),
                entries: Vec::new(),
            });
            is_empty = false;
        }
    }
    if is_empty {
        return Ok(None);
    }
    match builder.finish() {
        Some(section) => Ok(Some(section)),
        None => Err(ForgeError::TooManyEntities),
    }
}
