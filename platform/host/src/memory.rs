//! The memory that a desktop lends to an assistant.

use goldcrest::{Assistant, HeapBuffers};
use goldcrest_pack::Pack;

use crate::exit::Failure;

/// The memory that a pack needs, and the assistant in it.
#[derive(Debug)]
pub struct Memory(HeapBuffers);

impl Memory {
    /// The memory that `pack` needs.
    pub fn of(pack: &Pack<'_>) -> Self {
        Self(HeapBuffers::of(pack))
    }

    /// Opens the assistant of a pack in this memory. `label` names the pack in messages.
    ///
    /// # Errors
    ///
    /// Bad input where a section of the pack is broken or missing.
    pub fn assistant<'p>(
        &mut self,
        pack: &Pack<'p>,
        label: &str,
    ) -> Result<Assistant<'p, '_>, Failure> {
        Assistant::open(pack, self.0.workspace()).map_err(|error| {
            Failure::bad_input(
                format!("{label}: {error}"),
                "look at it with `goldcrest pack inspect`, and build it anew with `goldcrest pack build`",
            )
        })
    }
}
