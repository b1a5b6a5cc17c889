//! What to do with a request: answer, ask for what is missing, confirm, act.

#[cfg(feature = "build")]
mod build;
mod policy;
mod render;
mod section;

#[cfg(feature = "build")]
pub use build::{DialogueBuilder, IntentRules};
pub use policy::{Decision, Pending, Policy};
pub(crate) use render::append;
pub use render::render;
pub use section::{Dialogue, DialogueError, Rules, Skill};

/// Name of the dialogue section in a pack.
pub const DIALOGUE_SECTION: &str = "dialogue";
