//! The audio front end of Goldcrest: 16 kHz PCM in, forty integer features every 10 ms out.
//!
//! ```text
//!  PCM16, 160 samples                                   [u16; 40]
//!        │                                                  ▲
//!        ▼                                                  │
//!  ┌──────────┐  ┌─────────┐  ┌────────────┐  ┌───────┐  ┌──────┐  ┌─────┐
//!  │ window   │─▶│ FFT 512 │─▶│ filterbank │─▶│ noise │─▶│ PCAN │─▶│ log │
//!  │ 30 ms    │  │ i16     │  │ 40 mel     │  │ floor │  │ gain │  │     │
//!  └──────────┘  └─────────┘  │ 125–7500 Hz│  │ taken │  └──────┘  └─────┘
//!                             │ and root   │  │ away  │
//!                             └────────────┘  └───────┘
//! ```
//!
//! Every step is integer arithmetic, so the features are the same bits on every machine. The
//! algorithm, rounding included, is that of TFLite Micro's *microfrontend* with the parameters of
//! microWakeWord, so networks trained on either run unchanged. A feature is the raw `u16`; the float
//! that those trainers see is `raw * 0.0390625`.
//!
//! All tables are computed by the compiler and live in flash. A [`FrontEnd`] is the whole state, has a
//! fixed size and borrows nothing.
//!
//! [`Endpointer`] watches the same hops and says when a spoken command is over.
//!
//! # Example
//!
//! ```
//! use goldcrest_dsp::{FrontEnd, HOP};
//!
//! let mut front_end = FrontEnd::new();
//! let samples: [i16; 4800] = core::array::from_fn(|n| if n % 40 < 20 { 3000 } else { -3000 });
//!
//! let mut columns = 0;
//! for hop in samples.as_chunks::<HOP>().0 {
//!     if let Some(column) = front_end.push_hop(hop) {
//!         assert!(column.iter().any(|&band| band > 0));
//!         columns += 1;
//!     }
//! }
//! // 30 hops; the first two only begin to fill the first window.
//! assert_eq!(columns, 28);
//! ```

#![no_std]
#![forbid(unsafe_code)]

mod endpointer;
mod fft;
mod filterbank;
mod front_end;
mod gain;
mod logarithm;
mod noise;
mod series;
mod window;

pub use endpointer::{Endpoint, Endpointer, EndpointerConfig};
pub use front_end::FrontEnd;

/// Samples per second of the audio that everything here takes.
pub const SAMPLE_RATE: usize = 16_000;
/// Samples per hop (10 ms): one feature column is due for each.
pub const HOP: usize = 160;
/// Milliseconds that a hop takes.
pub const HOP_MS: u32 = (HOP * 1000 / SAMPLE_RATE) as u32;
/// Samples per analysis window (30 ms).
pub const WINDOW: usize = 480;
/// Features per column.
pub const BANDS: usize = 40;
