//! Goldcrest: a whole voice assistant without a heap, a network or a key.
//!
//! ```text
//! PCM16 16 kHz -> front end -> wake network, always on
//!                           -> after a wake, pre-roll included:
//!                              acoustic network -> beam search through the grammar
//!                              -> intent and slots -> ask, confirm or act -> events
//! ```
//!
//! [`Assistant`] is the whole of it: samples and the time in, [`Event`]s out. What it knows is a pack,
//! read in place from flash or a mapped file; the memory it works in is lent by the caller
//! ([`Buffers`], [`MemoryPlan`]). The same input gives the same events, bit for bit, on every target;
//! [`trace::Digest`] hashes them to show it.
//!
//! ```no_run
//! use goldcrest::{Assistant, Buffers};
//! use goldcrest_pack::Pack;
//!
//! # fn run(flash: &[u8], microphone: impl Iterator<Item = [i16; 160]>) -> Result<(), Box<dyn std::error::Error>> {
//! let pack = Pack::open(flash)?;
//! let mut buffers = Box::new(Buffers::<8192, 40_960, 1024, 4096>::new());
//! let mut assistant = Assistant::open(&pack, buffers.workspace())?;
//! let mut now_ms = 0;
//! for samples in microphone {
//!     assistant.push(&samples);
//!     now_ms += 10;
//!     while let Some(event) = assistant.poll(now_ms) {
//!         println!("{event}");
//!     }
//! }
//! # Ok(())
//! # }
//! ```

#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod assistant;
pub mod context;
pub mod dialogue;
pub mod events;
pub mod rewrite;
pub mod settings;
pub mod skills;
pub mod speech;
mod table;
pub mod trace;
pub mod understand;
pub mod wake;
mod workspace;

pub use assistant::{Assistant, FEATURE_SCALE, NetworkError, OpenError, Output, WakePhrase};
pub use events::{AudioTime, Event, Reason, Request, Slot, Text, Value};
pub use settings::{Manifest, Settings};
pub use trace::{State, Trace};
#[cfg(feature = "alloc")]
pub use workspace::HeapBuffers;
pub use workspace::{
    Buffer, Buffers, Column, LendWorkspace, MemoryPlan, PRE_ROLL_COLUMNS, PlanLine, Workspace,
};
