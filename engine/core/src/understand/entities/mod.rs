//! From what was said in a slot to a value.
//!
//! Templates say themselves what their words mean; the trained network only says *where* a slot lies.
//! What lies there is looked up in the pack's entities section ([`Entities`]): by list and synonym, then
//! by what sounds or is spelt alike ([`alike`]), or read as a number, a duration, a time or a date
//! ([`quantity`], [`time`], [`date`]).

pub mod alike;
#[cfg(feature = "build")]
mod build;
mod calendar;
pub mod date;
mod error;
mod likeness;
pub mod quantity;
mod resolve;
mod section;
pub mod time;
pub mod units;

#[cfg(feature = "build")]
pub use build::{EntitiesBuilder, SlotSpec};
pub use error::EntitiesError;
pub use resolve::{Match, Resolved, Resolver};
pub use section::{Entities, Kind, SlotRecord};

/// Name of the entities section in a pack.
pub const ENTITIES_SECTION: &str = "entities";
