//! The entities section, read in place.
//!
//! | bytes | field |
//! | --- | --- |
//! | 4 | `GENT` |
//! | 2 | version, 1 |
//! | 2 each | slots, entries, names, bytes of all names |
//! | 2 | reserved, 0 |
//! | 16 a slot | intent, slot, kind, first entry, entries, unit, lowest and highest number (i16) |
//! | 4 an entry | how it is said, its value |
//! | 2 each | offsets of the names, one more than names |
//! | | text of the names |
//!
//! All fields are u16 unless said otherwise. Intents, slots, sayings and values are numbers of names;
//! 65,535 stands for any intent. A slot may have entries and a range: entries come first.

use super::EntitiesError;
use crate::table::{Names, cut, i16_at, u16_at};
use goldcrest_trie::Unit;

pub(super) const MAGIC: [u8; 4] = *b"GENT";
pub(super) const VERSION: u16 = 1;
const HEADER: usize = 16;
const SLOT: usize = 16;
const ENTRY: usize = 4;
pub(super) const ANY: u16 = u16::MAX;

/// What a slot's words are read as, where no entry of a list is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Kind {
    /// Nothing else: an entry of the list, or no value.
    List = 0,
    /// A number within the slot's range.
    Number = 1,
    /// A percentage within the slot's range.
    Percentage = 2,
    /// A duration.
    Duration = 3,
    /// A time of day.
    Time = 4,
    /// A date.
    Date = 5,
    /// The words as they are.
    Text = 6,
}

impl Kind {
    /// All kinds, in the order of their stored numbers.
    pub const ALL: [Kind; 7] = [
        Kind::List,
        Kind::Number,
        Kind::Percentage,
        Kind::Duration,
        Kind::Time,
        Kind::Date,
        Kind::Text,
    ];

    /// Its name in text files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::List => "list",
            Kind::Number => "number",
            Kind::Percentage => "percentage",
            Kind::Duration => "duration",
            Kind::Time => "time",
            Kind::Date => "date",
            Kind::Text => "text",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// An entities section. [`Entities::open`] checks everything once; no read fails afterwards.
#[derive(Clone, Copy, Debug)]
pub struct Entities<'a> {
    slots: &'a [u8],
    entries: &'a [u8],
    names: Names<'a>,
}

/// What may stand in one slot of one intent.
#[derive(Clone, Copy, Debug)]
pub struct SlotRecord<'a> {
    /// The intent; any if `None`.
    pub intent: Option<&'a str>,
    /// The slot.
    pub slot: &'a str,
    /// What words are read as that are no entry.
    pub kind: Kind,
    /// What a number counts.
    pub unit: Unit,
    /// The lowest and the highest number, both included.
    pub range: (i16, i16),
    entities: Entities<'a>,
    entries: (u16, u16),
}

impl<'a> SlotRecord<'a> {
    /// How each entry is said, and its value.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let entities = self.entities;
        let (first, count) = self.entries;
        (first..first + count).map(move |entry| {
            let fields = entities
                .entries
                .get(usize::from(entry) * ENTRY..)
                .unwrap_or(&[]);
            let name = |field| entities.names.get(u16_at(fields, field));
            (name(0), name(1))
        })
    }
}

pub(super) const UNITS: [Unit; 6] = [
    Unit::None,
    Unit::Percent,
    Unit::Temperature,
    Unit::Seconds,
    Unit::Minutes,
    Unit::Hours,
];

impl<'a> Entities<'a> {
    /// No entities: slots hold the words that were said.
    pub const EMPTY: Entities<'static> = Entities {
        slots: &[],
        entries: &[],
        names: Names::EMPTY,
    };

    /// Opens a section, at any alignment. Time is linear in its length.
    ///
    /// # Errors
    ///
    /// See [`EntitiesError`].
    pub fn open(section: &'a [u8]) -> Result<Self, EntitiesError> {
        let mut rest = section;
        let header = cut(&mut rest, HEADER).ok_or(if section.starts_with(&MAGIC) {
            EntitiesError::Truncated
        } else {
            EntitiesError::NotEntities
        })?;
        if header[..4] != MAGIC {
            return Err(EntitiesError::NotEntities);
        }
        let field = |index: usize| u16_at(header, 2 + index);
        if field(0) != VERSION {
            return Err(EntitiesError::Version(field(0)));
        }
        let mut table = |index: usize, size: usize| {
            cut(&mut rest, usize::from(field(index)) * size).ok_or(EntitiesError::Truncated)
        };
        let slots = table(1, SLOT)?;
        let entries = table(2, ENTRY)?;
        let names = Names::cut(&mut rest, field(3), field(4))?;
        if !rest.is_empty() {
            return Err(EntitiesError::TrailingBytes);
        }
        let entities = Self {
            slots,
            entries,
            names,
        };
        entities.check()?;
        Ok(entities)
    }

    fn check(&self) -> Result<(), EntitiesError> {
        let named = |id: u16| id < self.names.len();
        let all = (self.entries.len() / ENTRY) as u16;
        for (index, fields) in (0..).zip(self.slots.chunks_exact(SLOT)) {
            let end = u16_at(fields, 3).checked_add(u16_at(fields, 4));
            let sound = (u16_at(fields, 0) == ANY || named(u16_at(fields, 0)))
                && named(u16_at(fields, 1))
                && usize::from(u16_at(fields, 2)) < Kind::ALL.len()
                && end.is_some_and(|end| end <= all)
                && usize::from(u16_at(fields, 5)) < UNITS.len()
                && i16_at(fields, 6) <= i16_at(fields, 7);
            if !sound {
                return Err(EntitiesError::BadSlot(index));
            }
        }
        for (index, fields) in (0..).zip(self.entries.chunks_exact(ENTRY)) {
            if !named(u16_at(fields, 0)) || !named(u16_at(fields, 1)) {
                return Err(EntitiesError::BadEntry(index));
            }
        }
        Ok(())
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// All slots of all intents, in order.
    pub fn slots(&self) -> impl Iterator<Item = SlotRecord<'a>> + use<'a> {
        let entities = *self;
        self.slots.chunks_exact(SLOT).map(move |fields| {
            let intent = u16_at(fields, 0);
            SlotRecord {
                intent: (intent != ANY).then(|| entities.names.get(intent)),
                slot: entities.names.get(u16_at(fields, 1)),
                kind: Kind::ALL[usize::from(u16_at(fields, 2)) % Kind::ALL.len()],
                unit: UNITS[usize::from(u16_at(fields, 5)) % UNITS.len()],
                range: (i16_at(fields, 6), i16_at(fields, 7)),
                entities,
                entries: (u16_at(fields, 3), u16_at(fields, 4)),
            }
        })
    }

    /// What may stand in a slot of an intent: its own record before one for any intent.
    #[must_use]
    pub fn slot(&self, intent: &str, slot: &str) -> Option<SlotRecord<'a>> {
        let own = self
            .slots()
            .find(|record| record.slot == slot && record.intent == Some(intent));
        own.or_else(|| {
            self.slots()
                .find(|record| record.slot == slot && record.intent.is_none())
        })
    }

    /// Whether anything is said about an intent's slots.
    #[must_use]
    pub fn knows(&self, intent: &str) -> bool {
        self.slots().any(|record| record.intent == Some(intent))
    }
}
