extern crate alloc;

use super::Kind;
use super::section::{ANY, MAGIC, UNITS, VERSION};
use crate::table::NameTable;
use alloc::string::String;
use alloc::vec::Vec;
use goldcrest_trie::Unit;

/// What may stand in a slot, as text files say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotSpec {
    /// The intent; any if `None`.
    pub intent: Option<String>,
    /// The slot.
    pub slot: String,
    /// What words are read as that are no entry.
    pub kind: Kind,
    /// What a number counts.
    pub unit: Unit,
    /// The lowest and the highest number.
    pub range: (i16, i16),
    /// How each entry is said, and its value.
    pub entries: Vec<(String, String)>,
}

/// Writes an entities section.
#[derive(Clone, Debug, Default)]
pub struct EntitiesBuilder {
    slots: Vec<SlotSpec>,
}

impl EntitiesBuilder {
    /// Adds a slot.
    pub fn add(&mut self, slot: SlotSpec) -> &mut Self {
        self.slots.push(slot);
        self
    }

    /// The section's bytes; `None` where there are more than 65,535 entries, names or bytes of names.
    /// Equal lists are stored once.
    #[must_use]
    pub fn finish(&self) -> Option<Vec<u8>> {
        let mut names = NameTable::default();
        let mut lists: Vec<(&[(String, String)], u16)> = Vec::new();
        let (mut slots, mut entries) = (Vec::new(), Vec::new());
        for slot in &self.slots {
            let known = lists.iter().find(|(list, _)| *list == slot.entries);
            let first = match known {
                Some((_, first)) => *first,
                None => {
                    let first = u16::try_from(entries.len() / 4).ok()?;
                    for (said, value) in &slot.entries {
                        fields(&mut entries, &[names.id(said)?, names.id(value)?]);
                    }
                    lists.push((&slot.entries, first));
                    first
                }
            };
            let intent = match &slot.intent {
                Some(intent) => names.id(intent)?,
                None => ANY,
            };
            let unit = UNITS.iter().position(|unit| *unit == slot.unit)?;
            fields(
                &mut slots,
                &[
                    intent,
                    names.id(&slot.slot)?,
                    slot.kind as u16,
                    first,
                    u16::try_from(slot.entries.len()).ok()?,
                    unit as u16,
                    slot.range.0 as u16,
                    slot.range.1 as u16,
                ],
            );
        }
        let mut section = Vec::from(MAGIC);
        let header = [
            VERSION,
            u16::try_from(self.slots.len()).ok()?,
            u16::try_from(entries.len() / 4).ok()?,
            names.len(),
            names.text_bytes(),
            0,
        ];
        fields(&mut section, &header);
        section.extend(slots);
        section.extend(entries);
        names.write(&mut section);
        Some(section)
    }
}

fn fields(to: &mut Vec<u8>, values: &[u16]) {
    for value in values {
        to.extend(value.to_le_bytes());
    }
}
