//! What the assistant tells its platform.
//!
//! Every event prints as one line of text that is the same on every target; the hash of these lines is
//! what a board and the simulator are compared by ([`crate::trace::Digest`]).

mod said;

pub use said::Said;

use crate::rewrite::{Layer, Strategy};
use crate::understand::entities::date::Date;
use crate::understand::entities::time::TimeOfDay;
use core::fmt;
use goldcrest_trie::numbers::Number;
use goldcrest_trie::{ANSWER, Unit};

/// Words, prompts and answers. Longer text is cut at a character boundary.
pub type Text = heapless::String<160>;

/// Most slots that one request carries.
pub const MAX_SLOTS: usize = 10;

/// Milliseconds of audio heard since the assistant was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AudioTime(pub u64);

impl fmt::Display for AudioTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'p> {
    /// An entry of a list: its output text, in the pack.
    Entry(&'p str),
    /// A number.
    Number {
        /// The number, to three decimal places.
        number: Number,
        /// What it counts, as its range in the templates says.
        unit: Unit,
    },
    /// A duration, in seconds; where a time of day is wanted, from now on ("in ten minutes").
    Duration(u32),
    /// A time of day.
    Time(TimeOfDay),
    /// A date as it was said.
    Date(Date),
    /// The words themselves, of a slot that may hold any.
    Said(Said),
}

impl Value<'_> {
    /// The number that the value is or spells, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<Number> {
        match self {
            Value::Entry(text) => text.parse().ok().map(Number::whole),
            Value::Number { number, .. } => Some(*number),
            Value::Duration(seconds) => i32::try_from(*seconds).ok().map(Number::whole),
            Value::Time(_) | Value::Date(_) | Value::Said(_) => None,
        }
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Entry(text) => f.write_str(text),
            Value::Number { number, .. } => number.fmt(f),
            Value::Duration(seconds) => write!(f, "{seconds}s"),
            Value::Time(time) => time.fmt(f),
            Value::Date(date) => date.fmt(f),
            Value::Said(said) => f.write_str(said.as_str()),
        }
    }
}

/// A slot of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot<'p> {
    /// The slot's name, in the pack.
    pub name: &'p str,
    /// What it holds.
    pub value: Value<'p>,
    /// First word of the request that it was said with, and the one after the last, of the words that
    /// [`goldcrest_trie::tokens::normalise`] makes of its text; [`goldcrest_trie::tokens::places`] says where
    /// in the text those are. Equal where the value was not said.
    pub words: (u8, u8),
}

/// Something understood: an intent and its slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request<'p> {
    /// The intent's name, in the pack.
    pub intent: &'p str,
    /// Percent of confidence that this was meant.
    pub confidence: u8,
    /// Which of the intent's answers fits, as the template says; `default` mostly.
    pub response: &'p str,
    /// The slots in the order of speech; those fixed by the template come last.
    pub slots: heapless::Vec<Slot<'p>, MAX_SLOTS>,
}

impl<'p> Request<'p> {
    /// The value of the slot called `name`.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<Value<'p>> {
        self.slots.iter().find(|s| s.name == name).map(|s| s.value)
    }

    /// Whether both are of one intent, with the same values in the same slots.
    pub(crate) fn means_the_same(&self, other: &Request<'_>) -> bool {
        let holds = |one: &Request<'_>, other: &Request<'_>| {
            let mut slots = one.slots.iter();
            slots.all(|slot| other.slot(slot.name) == Some(slot.value))
        };
        self.intent == other.intent && holds(self, other) && holds(other, self)
    }

    /// Whether it can only be the answer to a question: its intent has no name or begins with `answer:`.
    #[must_use]
    pub fn is_answer(&self) -> bool {
        self.intent.is_empty() || self.intent.starts_with(ANSWER)
    }
}

impl fmt::Display for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.intent)?;
        for slot in &self.slots {
            write!(f, " {}={}", slot.name, slot.value)?;
        }
        Ok(())
    }
}

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nobody spoke in time.
    Silence,
    /// What was said does not fit anything that can be said.
    NoMatch,
    /// Something fits, but not well enough.
    Unsure,
    /// What was said for a slot is no value of it: a room that there is not, a number out of range.
    UnknownValue,
    /// The answer does not belong to the question.
    NoAnswer,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::Silence => "silence",
            Reason::NoMatch => "no-match",
            Reason::Unsure => "unsure",
            Reason::UnknownValue => "unknown-value",
            Reason::NoAnswer => "no-answer",
        })
    }
}

/// What happened. `at` is the time of the audio that decided it.
///
/// A platform does what [`Event::Act`] says, speaks [`Event::Say`] and [`Event::Ask`], and rings for [`Event::Rang`];
/// the others tell what led there.
///
/// ```
/// use goldcrest::{AudioTime, Event, Request, Slot, Value};
///
/// fn switched_on<'p>(event: &Event<'p>) -> Option<&'p str> {
///     match event {
///         Event::Act { request, .. } if request.intent == "LightOn" => match request.slot("area") {
///             Some(Value::Entry(room)) => Some(room),
///             _ => Some("everywhere"),
///         },
///         _ => None,
///     }
/// }
///
/// let area = Slot { name: "area", value: Value::Entry("kitchen"), words: (3, 4) };
/// let request = Request {
///     intent: "LightOn",
///     confidence: 98,
///     response: "default",
///     slots: [area].into_iter().collect(),
/// };
/// let event = Event::Act { at: AudioTime(1_250), request };
/// assert_eq!(switched_on(&event), Some("kitchen"));
/// assert_eq!(event.to_string(), "1.250 act LightOn area=kitchen");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'p> {
    /// A wake phrase was heard, or the platform asked to listen.
    Woke {
        /// When.
        at: AudioTime,
        /// Smoothed wake probability of 255; 0 when the platform asked.
        score: u8,
        /// Which phrase, as the pack writes it; empty when the platform asked.
        phrase: &'p str,
    },
    /// Words were recognised.
    Heard {
        /// When the utterance was over.
        at: AudioTime,
        /// The words.
        text: Text,
        /// Percent.
        confidence: u8,
    },
    /// What was heard means nothing, and was taken for a known request.
    Rewritten {
        /// When.
        at: AudioTime,
        /// Whose request it is.
        layer: Layer,
        /// How it was found.
        strategy: Strategy,
        /// The user says it again: what was heard before counted too, or what was made of it was left out.
        again: bool,
        /// Its words.
        text: Text,
        /// Percent of confidence that it was said.
        score: u8,
        /// What the nearest known request of another meaning costs beyond it, in sixteenths of a nat; at most
        /// 64.
        margin: u16,
    },
    /// Their meaning was found.
    Understood {
        /// When.
        at: AudioTime,
        /// The meaning.
        request: Request<'p>,
    },
    /// The assistant needs an answer and listens for it.
    Ask {
        /// When.
        at: AudioTime,
        /// What is asked for: a slot's name, or `confirm`.
        about: &'p str,
        /// The question.
        prompt: Text,
    },
    /// The platform shall do this now.
    Act {
        /// When.
        at: AudioTime,
        /// What.
        request: Request<'p>,
    },
    /// The platform shall say this.
    Say {
        /// When.
        at: AudioTime,
        /// What.
        text: Text,
    },
    /// A timer has run out.
    Rang {
        /// When.
        at: AudioTime,
        /// The timer's name; empty if it has none.
        name: &'p str,
    },
    /// The stop word was heard while the device spoke or rang, or a request meant what rings: it shall be silent.
    Hush {
        /// When.
        at: AudioTime,
        /// How sure the detector was, of 255.
        score: u8,
    },
    /// Nothing was understood.
    NotUnderstood {
        /// When.
        at: AudioTime,
        /// Why.
        reason: Reason,
    },
    /// The turn is over; the assistant waits for its wake phrase.
    Slept {
        /// When.
        at: AudioTime,
    },
}

impl Event<'_> {
    /// When it happened.
    #[must_use]
    pub fn at(&self) -> AudioTime {
        match self {
            Event::Woke { at, .. }
            | Event::Heard { at, .. }
            | Event::Rewritten { at, .. }
            | Event::Understood { at, .. }
            | Event::Ask { at, .. }
            | Event::Act { at, .. }
            | Event::Say { at, .. }
            | Event::Rang { at, .. }
            | Event::Hush { at, .. }
            | Event::NotUnderstood { at, .. }
            | Event::Slept { at } => *at,
        }
    }

    /// The event's name as in logs and JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Event::Woke { .. } => "woke",
            Event::Heard { .. } => "heard",
            Event::Rewritten { .. } => "rewritten",
            Event::Understood { .. } => "understood",
            Event::Ask { .. } => "ask",
            Event::Act { .. } => "act",
            Event::Say { .. } => "say",
            Event::Rang { .. } => "rang",
            Event::Hush { .. } => "hush",
            Event::NotUnderstood { .. } => "not-understood",
            Event::Slept { .. } => "slept",
        }
    }
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.at(), self.name())?;
        match self {
            Event::Woke { score, phrase, .. } => {
                write!(f, " score={score}")?;
                match phrase.is_empty() {
                    true => Ok(()),
                    false => write!(f, " \"{phrase}\""),
                }
            }
            Event::Hush { score, .. } => write!(f, " score={score}"),
            Event::Heard {
                text, confidence, ..
            } => write!(f, " confidence={confidence} \"{text}\""),
            Event::Rewritten {
                layer,
                strategy,
                again,
                text,
                score,
                margin,
                ..
            } => {
                let again = if *again { " again" } else { "" };
                write!(f, " layer={layer} by={strategy}{again}")?;
                write!(f, " score={score} margin={margin} \"{text}\"")
            }
            Event::Understood { request, .. } => {
                write!(f, " confidence={} {request}", request.confidence)
            }
            Event::Ask { about, prompt, .. } => write!(f, " {about} \"{prompt}\""),
            Event::Act { request, .. } => write!(f, " {request}"),
            Event::Say { text, .. } => write!(f, " \"{text}\""),
            Event::Rang { name, .. } => write!(f, " \"{name}\""),
            Event::NotUnderstood { reason, .. } => write!(f, " {reason}"),
            Event::Slept { .. } => Ok(()),
        }
    }
}
