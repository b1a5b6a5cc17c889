extern crate alloc;

use super::section::{MAGIC, Skill, VERSION};
use alloc::string::String;
use alloc::vec::Vec;

/// The rules of one intent, as text files give them.
#[derive(Clone, Debug, Default)]
pub struct IntentRules {
    /// The intent's name.
    pub intent: String,
    /// The skill that runs it.
    pub skill: Option<Skill>,
    /// The question that must be answered by yes first; empty for none.
    pub confirm: String,
    /// Required slots, alternatives joined by `|`, and the question for each.
    pub required: Vec<(String, String)>,
    /// Response keys and answer templates; the first is the default.
    pub answers: Vec<(String, String)>,
}

/// Writes a dialogue section.
///
/// ```
/// use goldcrest::dialogue::{Dialogue, DialogueBuilder, IntentRules};
///
/// let mut builder = DialogueBuilder::default();
/// builder.add(&IntentRules {
///     intent: "LockOpen".into(),
///     confirm: "Unlock the door?".into(),
///     ..IntentRules::default()
/// });
/// let section = builder.finish();
/// let dialogue = Dialogue::open(&section).unwrap();
/// assert_eq!(dialogue.rules("LockOpen").unwrap().confirm, "Unlock the door?");
/// ```
#[derive(Clone, Debug, Default)]
pub struct DialogueBuilder {
    records: Vec<u8>,
    count: u16,
}

impl DialogueBuilder {
    /// Adds the rules of an intent. Texts are cut at 65,535 bytes, lists at 255 entries.
    pub fn add(&mut self, rules: &IntentRules) -> &mut Self {
        let mut record = Vec::new();
        text(&mut record, &rules.intent);
        let skill = rules
            .skill
            .and_then(|skill| Skill::ALL.iter().position(|other| *other == skill))
            .map_or(0, |index| index as u8 + 1);
        record.push(skill);
        text(&mut record, &rules.confirm);
        for list in [&rules.required, &rules.answers] {
            let list = &list[..list.len().min(usize::from(u8::MAX))];
            record.push(list.len() as u8);
            for (key, value) in list {
                text(&mut record, key);
                text(&mut record, value);
            }
        }
        block(&mut self.records, &record);
        self.count += 1;
        self
    }

    /// The section's bytes.
    #[must_use]
    pub fn finish(&self) -> Vec<u8> {
        let mut section = Vec::from(MAGIC);
        section.extend(VERSION.to_le_bytes());
        section.extend(self.count.to_le_bytes());
        section.extend(&self.records);
        section
    }
}

fn text(to: &mut Vec<u8>, text: &str) {
    block(to, text.as_bytes());
}

fn block(to: &mut Vec<u8>, bytes: &[u8]) {
    let bytes = &bytes[..bytes.len().min(usize::from(u16::MAX))];
    to.extend((bytes.len() as u16).to_le_bytes());
    to.extend(bytes);
}
