//! The measured operations of Goldcrest, named once.
//!
//! An [`Operation`] is one stage's work on one second of speech. The list, [`OPERATIONS`], is
//! data; where and how it is measured is the caller's business:
//!
//! | where | how | command |
//! | --- | --- | --- |
//! | host | time (criterion) | `cargo bench -p goldcrest-benches` |
//! | host | instructions (callgrind) | `cargo xtask cost` |
//! | emulated boards | instructions (QEMU) | `cargo xtask cost` |
//!
//! The input of each stage is made beforehand by the stages before it, from the same second of a
//! recording, so an operation's cost is its own.
#![cfg_attr(not(feature = "host"), no_std)]
#![forbid(unsafe_code)]

mod material;
mod operations;

pub use material::{COLUMNS, FRAMES, Material, MaterialError, SECOND_BYTES, second_of};
pub use operations::{OPERATIONS, Operation, REWRITES};
