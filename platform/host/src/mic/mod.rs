//! A microphone: cpal captures, a lock-free ring carries, rubato converts to 16 kHz.
//!
//! ```text
//! audio thread                       this thread
//! cpal callback -> Intake (mono f32) ~ ring ~> Microphone::read -> Converter -> 16 kHz i16
//! ```
//!
//! The callback neither allocates nor locks nor waits: it mixes each frame down to mono, pushes it into the
//! ring and counts what did not fit. Conversion happens where the samples are read. A device that delivers
//! 16 kHz by itself is not converted at all: its 16-bit samples arrive unchanged.

mod convert;
mod device;
mod intake;

pub use convert::Converter;
pub use device::{MicError, Microphone, names};
pub use intake::{Intake, Outlet, ring};
