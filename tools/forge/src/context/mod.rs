//! `context.yaml`: signals, and what they make likelier.
//!
//! ```yaml
//! limit: 4                       # nats: the most that context adds to or takes from one reading
//! signals:
//!   oven: ["off", "on"]
//!   room: {list: area}           # the values of an entity list
//!   activity: {states: [alarm, music], lasts: 15 min}
//!   hour: {bands: {morning: 5-10, evening: 18-23}}
//! likelier:
//!   - {when: {oven: "on"}, intent: OvenQuery, weight: 2}
//!   - {when: {activity: alarm}, slot: {drink: coffee}, weight: 2}
//! fill:
//!   - {slot: area, from: room, intents: [LightOn, LightOff], unless: [name]}
//! ```

mod learned;
mod read;
mod signals;

pub use learned::{LearnedRule, write_learned};
pub(crate) use read::{ContextSource, ReadContext, read};

use crate::yaml::Place;
use std::fmt;

/// File of an assistant's folder in which people write what context means.
pub const CONTEXT_FILE: &str = "context.yaml";
/// File beside it with the weights that `goldcrest context train` found.
pub const LEARNED_FILE: &str = "context.learned.yaml";

/// Something in a context file that the assistant does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextFault {
    /// An intent that no sentence and no network has.
    UnknownIntent(String),
    /// A signal that is not declared.
    UnknownSignal(String),
    /// A state that the signal does not have.
    UnknownState(String, String),
    /// A slot that no sentence fills.
    UnknownSlot(String),
    /// A list that is not among the entities.
    UnknownList(String),
    /// What was read does not fit the section.
    TooMuch(goldcrest::context::TooMuch),
}

/// A fault and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextFileError {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: ContextFault,
}

impl fmt::Display for ContextFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        match &self.fault {
            ContextFault::UnknownIntent(intent) => {
                write!(f, "there is no intent {intent:?}: correct the name")
            }
            ContextFault::UnknownSignal(signal) => {
                write!(f, "{signal:?} is not among the signals: declare it there")
            }
            ContextFault::UnknownState(signal, state) => {
                write!(f, "{signal:?} has no state {state:?}: add it under signals")
            }
            ContextFault::UnknownSlot(slot) => {
                write!(f, "no sentence fills a slot {slot:?}: correct the name")
            }
            ContextFault::UnknownList(list) => {
                write!(f, "there is no list {list:?} of values in the entities")
            }
            ContextFault::TooMuch(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ContextFileError {}
