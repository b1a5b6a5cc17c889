//! The flash image of a Goldcrest assistant: one read-only file that holds all that it knows.
//!
//! A pack is checked once by [`Pack::open`] and then read in place: every [`Section`] borrows from
//! the bytes that were opened, whether these are linked into a firmware, flashed to a partition of
//! their own or memory-mapped on a host. Reading a section afterwards cannot fail.
//!
//! # Layout
//!
//! All integers are little-endian. Offsets count from the first byte of the pack.
//!
//! ```text
//!  0        4        6        8            12        16
//!  +--------+--------+--------+------------+---------+
//!  | "GCPK" | format | count  | total len  | CRC-32  |   header, 16 bytes
//!  +--------+--------+--------+------------+---------+
//!  | kind u16 | 0 u16 | offset u32 | length u32 | name [u8; 24] |   table, 36 bytes an entry
//!  +----------------------------------------------------------------+
//!  | zeros up to a multiple of 16 | section | zeros | section | …    |
//! ```
//!
//! The checksum covers every byte of the pack but its own four. Sections lie in the order of the
//! table, at offsets that are multiples of 16, and do not overlap; no two share kind and name.
//!
//! ```
//! use goldcrest_pack::{Pack, PackBuilder, SectionKind};
//!
//! let bytes = PackBuilder::new()
//!     .add(SectionKind::Manifest, "", b"name home\n")?
//!     .finish()?;
//! let pack = Pack::open(&bytes)?;
//! assert_eq!(pack.section(SectionKind::Manifest, ""), Some(&b"name home\n"[..]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "build")]
extern crate alloc;

mod crc32;
mod error;
mod kind;
mod reader;

#[cfg(feature = "build")]
mod build;

pub use crc32::{Crc32, crc32};
pub use error::PackError;
pub use kind::SectionKind;
pub use reader::{Pack, Section, Sections};

#[cfg(feature = "build")]
pub use build::{AlignedBytes, BuildError, PackBuilder};

/// First four bytes of every pack.
pub const MAGIC: [u8; 4] = *b"GCPK";
/// The format version that this crate reads and writes.
pub const FORMAT_VERSION: u16 = 1;
/// Sections, and the pack itself, start at addresses that are multiples of this.
pub const ALIGNMENT: usize = 16;
/// Longest section name in bytes of UTF-8.
pub const NAME_LEN: usize = 24;
/// Bytes of the header.
pub const HEADER_LEN: usize = 16;
/// Bytes of one table entry.
pub const ENTRY_LEN: usize = 12 + NAME_LEN;

const CHECKSUM_AT: usize = 12;
