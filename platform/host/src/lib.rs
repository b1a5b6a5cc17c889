//! Goldcrest on the desktop: the engine of the board behind audio files, a microphone and a terminal.
//!
//! The binary `goldcrest` is a verb a file under [`verbs`]; what the verbs share is here:
//!
//! - [`present`]: everything drawn in the terminal;
//! - [`exit`]: how a verb ends (0 good, 1 a check failed, 2 bad input with what to do about it);
//! - [`noise`] and [`stats`]: speech in noise at a stated ratio, shares with their intervals.

pub mod exit;
pub mod noise;
pub mod present;
pub mod stats;
