//! What the device is doing, and what that makes likelier.
//!
//! "What's the temperature?" means the oven while the oven is on; "play the hunger games" means the film
//! on a device with a screen. The platform tells such facts as [`Signals`]; the pack's context section
//! says what follows from them ([`Context`]):
//!
//! * a **rule** adds a weight to readings that have an intent or a slot value, while its conditions hold;
//! * a **fill** gives a slot that was not said the state of a signal: the room one stands in.
//!
//! Weights are in nats, the unit of log-probabilities: a reading with weight *w* counts as *e^w* times
//! likelier. Whatever the rules add up to, a reading gains or loses no more than the section's limit, so
//! context decides between readings that are close and never overrides what was clearly said.

#[cfg(feature = "build")]
mod build;
mod error;
mod section;
mod signals;
mod weigh;

#[cfg(feature = "build")]
pub use build::{ContextBuilder, FillSpec, RuleSpec, SignalSpec, States, TooMuch};
pub use error::ContextError;
pub use section::{Condition, Context, Fill, Rule};
pub use signals::{MAX_SIGNALS, SignalError, Signals};
pub use weigh::Weighed;

/// Name of the context section in a pack.
pub const CONTEXT_SECTION: &str = "context";
