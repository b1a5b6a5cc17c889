//! What every Goldcrest firmware shares.
//!
//! A board is a folder beside this crate: a memory map, a target and a `main` of a few lines
//! that hands its [`Linked`] pack and its hardware to the shared code here. There are two, both
//! emulated: `mps2-an386` (Cortex-M4F) and `mps3-an547` (Cortex-M55). `cargo run --release` in
//! `platform/board`, or in a board's own folder, builds the firmware and runs it in QEMU.
//!
//! ```text
//!  linked.rs (build script)         Platform { audio, clock, indicator, signals, store }
//!  pack, memory sizes, recordings         │ hal
//!        │                                ▼
//!        └──────▶ Assistant ◀──── run: push, poll ────▶ events, their digest
//!                     │
//!                     └─ Watch: StageDigest (is it equal everywhere?), StageMeter (what does it cost?)
//! ```
//!
//! No allocator is linked: an allocation anywhere in the engine is a link error. Without the
//! feature `qemu` the crate knows no processor, and the same loop runs on a host.
#![no_std]

mod linked;
mod memory;
mod pcm;
#[cfg(feature = "qemu")]
pub mod qemu;
mod run;
#[cfg(feature = "qemu")]
mod stack;
mod stages;
mod watch;

pub use goldcrest::Buffers;
pub use linked::{Aligned, Linked, Recording};
pub use memory::Memory;
pub use pcm::{PcmError, PcmSource, ReadBytes};
pub use run::Platform;
pub use stages::{Costs, Counter, Stage, StageMeter};
pub use watch::{StageDigest, Watch};
