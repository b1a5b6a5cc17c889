//! The dialogue section: what each intent needs, how it is answered, which skill runs it.
//!
//! | bytes | field |
//! | --- | --- |
//! | 4 | `GDLG` |
//! | 2 | version, 1 |
//! | 2 | count of records |
//! | | records |
//!
//! A record is the rules of one intent, found by the intent's name:
//!
//! | bytes | field |
//! | --- | --- |
//! | 2 | length of what follows |
//! | text | intent |
//! | 1 | skill, 0 for none |
//! | text | question that confirms it; empty for none |
//! | 1 | required slots |
//! | text, text | each: slot, question |
//! | 1 | answers |
//! | text, text | each: response key, template |
//!
//! A text is two bytes of length and UTF-8. A required slot may name alternatives, `hours|minutes`: any
//! of them will do.

use core::fmt;

pub(super) const MAGIC: [u8; 4] = *b"GDLG";
pub(super) const VERSION: u16 = 1;

/// Things that the assistant does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skill {
    /// Starts a timer from the slots `hours`, `minutes`, `seconds` and, if said, `name`.
    TimerSet,
    /// Cancels the timer of that name or duration, or the only one, or all.
    TimerCancel,
    /// Says how long a timer still runs.
    TimerLeft,
    /// Says what time it is.
    Time,
    /// Says which day it is.
    Date,
    /// Ends the dialogue: stop, never mind.
    Stop,
    /// Yes, to a question that confirms.
    Yes,
    /// No, to a question that confirms.
    No,
    /// Lets a timer ring later, by the slots `hours`, `minutes`, `seconds`: that of the slot `name`, or of the length
    /// in `of_hours`, `of_minutes`, `of_seconds`, or the only one.
    TimerExtend,
    /// Lets a timer ring sooner, by the same slots.
    TimerShorten,
    /// Lets the timer of that name or duration stand still, or the only one that runs.
    TimerPause,
    /// Lets the timer of that name or duration run on, or the only one that is paused.
    TimerResume,
}

impl Skill {
    /// All skills; the place in this list, plus one, is the stored number.
    pub const ALL: [Skill; 12] = [
        Skill::TimerSet,
        Skill::TimerCancel,
        Skill::TimerLeft,
        Skill::Time,
        Skill::Date,
        Skill::Stop,
        Skill::Yes,
        Skill::No,
        Skill::TimerExtend,
        Skill::TimerShorten,
        Skill::TimerPause,
        Skill::TimerResume,
    ];

    /// The name used in `assistant.yaml`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Skill::TimerSet => "timer_set",
            Skill::TimerCancel => "timer_cancel",
            Skill::TimerLeft => "timer_left",
            Skill::Time => "time",
            Skill::Date => "date",
            Skill::Stop => "stop",
            Skill::Yes => "yes",
            Skill::No => "no",
            Skill::TimerExtend => "timer_extend",
            Skill::TimerShorten => "timer_shorten",
            Skill::TimerPause => "timer_pause",
            Skill::TimerResume => "timer_resume",
        }
    }

    /// The skill of a name in `assistant.yaml`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|skill| skill.name() == name)
    }
}

/// Why a dialogue section was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogueError {
    /// Another kind of section was given.
    NotADialogue,
    /// Written in a format that this version does not read: build the pack again.
    Version(u16),
    /// The section ends inside this record: it was cut off or its lengths were damaged.
    Truncated(u16),
    /// This record holds bytes after its last field, or the section after its last record.
    TrailingBytes(u16),
    /// This record holds text that is not UTF-8.
    NotUtf8(u16),
    /// This record names a skill that this version does not know.
    UnknownSkill(u16),
}

impl fmt::Display for DialogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DialogueError::NotADialogue => f.write_str("not a dialogue section"),
            DialogueError::Version(version) => write!(
                f,
                "dialogue format {version} is not the format {VERSION} that this version reads; build the pack again"
            ),
            DialogueError::Truncated(record) => write!(f, "dialogue record {record} is cut off"),
            DialogueError::TrailingBytes(record) => {
                write!(f, "bytes follow the end of dialogue record {record}")
            }
            DialogueError::NotUtf8(record) => {
                write!(f, "dialogue record {record} is not UTF-8")
            }
            DialogueError::UnknownSkill(record) => write!(
                f,
                "dialogue record {record} names a skill that this version does not know"
            ),
        }
    }
}

impl core::error::Error for DialogueError {}

/// A dialogue section, read in place.
#[derive(Clone, Copy, Debug)]
pub struct Dialogue<'a> {
    records: &'a [u8],
    count: u16,
}

/// The rules of one intent.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The intent's name.
    pub intent: &'a str,
    /// The skill that runs it, if the assistant does.
    pub skill: Option<Skill>,
    /// The question that must be answered by yes first; empty for none.
    pub confirm: &'a str,
    required: Texts<'a>,
    answers: Texts<'a>,
}

impl<'a> Rules<'a> {
    /// Required slots with the question that asks for each.
    pub fn required(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.required
    }

    /// The answer template of a response key; the first if the key is not there.
    #[must_use]
    pub fn answer(&self, key: &str) -> Option<&'a str> {
        let mut answers = self.answers;
        let exact = answers.find(|(k, _)| *k == key);
        exact
            .or_else(|| self.answers.into_iter().next())
            .map(|(_, text)| text)
    }

    /// Answer templates with their response keys.
    pub fn answers(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.answers
    }
}

impl<'a> Dialogue<'a> {
    /// A dialogue without rules: every request is acted on as it is.
    pub const EMPTY: Dialogue<'static> = Dialogue {
        records: &[],
        count: 0,
    };

    /// Opens a section and checks every record. Time is linear in its length.
    ///
    /// # Errors
    ///
    /// See [`DialogueError`].
    pub fn open(section: &'a [u8]) -> Result<Self, DialogueError> {
        let (header, records) = section
            .split_first_chunk::<8>()
            .ok_or(DialogueError::NotADialogue)?;
        if header[..4] != MAGIC {
            return Err(DialogueError::NotADialogue);
        }
        let version = u16::from_le_bytes([header[4], header[5]]);
        if version != VERSION {
            return Err(DialogueError::Version(version));
        }
        let count = u16::from_le_bytes([header[6], header[7]]);
        let mut rest = Cursor { bytes: records };
        for record in 0..count {
            let bytes = rest.block().ok_or(DialogueError::Truncated(record))?;
            check(bytes, record)?;
        }
        if !rest.bytes.is_empty() {
            return Err(DialogueError::TrailingBytes(count));
        }
        Ok(Self { records, count })
    }

    /// The rules of all intents in the order of the section.
    pub fn intents(&self) -> impl Iterator<Item = Rules<'a>> + use<'a> {
        let mut rest = Cursor {
            bytes: self.records,
        };
        (0..self.count).filter_map(move |_| {
            Cursor {
                bytes: rest.block()?,
            }
            .rules()
        })
    }

    /// The rules of the intent called `name`.
    #[must_use]
    pub fn rules(&self, name: &str) -> Option<Rules<'a>> {
        self.intents().find(|rules| rules.intent == name)
    }
}

fn check(bytes: &[u8], record: u16) -> Result<(), DialogueError> {
    let cut = DialogueError::Truncated(record);
    let mut cursor = Cursor { bytes };
    let text = |cursor: &mut Cursor<'_>| {
        let bytes = cursor.block().ok_or(cut)?;
        core::str::from_utf8(bytes)
            .map(|_| ())
            .map_err(|_| DialogueError::NotUtf8(record))
    };
    text(&mut cursor)?;
    if usize::from(cursor.byte().ok_or(cut)?) > Skill::ALL.len() {
        return Err(DialogueError::UnknownSkill(record));
    }
    text(&mut cursor)?;
    for _list in ["required", "answers"] {
        for _ in 0..cursor.byte().ok_or(cut)? {
            text(&mut cursor)?;
            text(&mut cursor)?;
        }
    }
    if cursor.bytes.is_empty() {
        Ok(())
    } else {
        Err(DialogueError::TrailingBytes(record))
    }
}

#[derive(Clone, Copy, Debug)]
struct Cursor<'a> {
    bytes: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    fn block(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.bytes.split_first_chunk::<2>()?;
        let (block, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        self.bytes = rest;
        Some(block)
    }

    fn text(&mut self) -> Option<&'a str> {
        core::str::from_utf8(self.block()?).ok()
    }

    fn texts(&mut self) -> Option<Texts<'a>> {
        let count = self.byte()?;
        let texts = Texts {
            cursor: *self,
            count,
        };
        for _ in 0..count {
            self.block()?;
            self.block()?;
        }
        Some(texts)
    }

    fn rules(mut self) -> Option<Rules<'a>> {
        let intent = self.text()?;
        let skill = self.byte()?;
        Some(Rules {
            intent,
            skill: usize::from(skill)
                .checked_sub(1)
                .and_then(|index| Skill::ALL.get(index).copied()),
            confirm: self.text()?,
            required: self.texts()?,
            answers: self.texts()?,
        })
    }
}

#[derive(Clone, Copy, Debug)]
struct Texts<'a> {
    cursor: Cursor<'a>,
    count: u8,
}

impl<'a> Iterator for Texts<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        self.count = self.count.checked_sub(1)?;
        Some((self.cursor.text()?, self.cursor.text()?))
    }
}
