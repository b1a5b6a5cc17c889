//! What a Goldcrest platform provides, and nothing more: five small traits, one file each.
//!
//! | trait | answers | null version |
//! | --- | --- | --- |
//! | [`AudioSource`] | where samples come from | [`NoAudio`], and [`Samples`] over a slice |
//! | [`Clock`] | what time it is | [`AudioClock`], which counts the samples heard |
//! | [`Store`] | what survives a reset | [`NoStore`]; `FlashStore` in NOR flash, with the feature `flash` |
//! | [`Signals`] | what the device is doing | [`NoSignals`] |
//! | [`Indicator`] | how the device shows and says what happens | [`NoIndicator`] |
//!
//! The engine knows none of them: it is given samples, signals and the time. A platform's main
//! loop reads the traits and feeds the engine, so one loop serves a desktop simulator, an
//! emulated board and a real one. A new board implements the traits it has hardware for and
//! takes the null version of the rest.
//!
//! ```
//! use goldcrest_hal::{AudioClock, AudioSource, Clock, Samples};
//!
//! let recording = [0i16; 400];
//! let mut audio = Samples::new(&recording);
//! let mut clock = AudioClock::default();
//! let mut block = [0i16; 160];
//! loop {
//!     let count = audio.read(&mut block).unwrap();
//!     if count == 0 {
//!         break;
//!     }
//!     clock.heard(count);
//! }
//! assert_eq!(clock.now(), 25);
//! ```
#![no_std]
#![forbid(unsafe_code)]

mod audio;
mod clock;
#[cfg(feature = "flash")]
mod flash;
mod indicator;
mod signals;
mod store;

pub use audio::{AudioSource, NoAudio, Samples};
pub use clock::{AudioClock, Clock};
#[cfg(feature = "flash")]
pub use flash::{FlashStore, LONGEST_VALUE};
pub use indicator::{Indicator, NoIndicator, Show};
pub use signals::{NoSignals, Signal, Signals};
pub use store::{NoStore, Store, StoreError};
