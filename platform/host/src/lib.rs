//! Goldcrest on the desktop: the engine of the board behind audio files, a microphone and a terminal.
//!
//! The binary `goldcrest` is a verb a file under [`verbs`]; what the verbs share is here:
//!
//! - [`assistants`]: from a name or a file to a pack in memory;
//! - [`audio`]: WAV and FLAC of any kind to the engine's 16 kHz mono, and back;
//! - [`memory`], [`hearing`]: the memory an assistant works in, and recordings played to it in audio time;
//! - [`observe`], [`paths`], [`wire`]: what its stages report, the words of what was heard with their times, and events as
//!   JSON;
//! - [`slots`]: the slots that are acted on, and where in a text they were said;
//! - [`present`]: everything drawn in the terminal;
//! - [`utterances`]: known sentences sorted, built and opened by memory map;
//! - [`context`]: texts whose right answer depends on what the device is doing;
//! - [`nearest`], [`follow`]: what a text that is no sentence comes near to, and what may follow;
//! - [`signals`]: what the device is doing, told on the command line;
//! - [`personal`]: what a user taught the assistant, in a file;
//! - [`rewriting`]: misheard requests repaired by several strategies;
//! - [`house`]: a simulated home that does what it is told;
//! - [`wake`]: wake phrases measured and tuned;
//! - [`exit`]: how a verb ends (0 good, 1 a check failed, 2 bad input with what to do about it);
//! - [`eval`], [`noise`] and [`stats`]: figures on recordings, in noise, with their intervals.

pub mod align;
pub mod assistants;
pub mod audio;
pub mod clock;
pub mod context;
pub mod eval;
pub mod exit;
pub mod follow;
pub mod hearing;
pub mod house;
pub mod memory;
#[cfg(feature = "mic")]
pub mod mic;
pub mod nearest;
pub mod noise;
pub mod observe;
pub mod paths;
pub mod personal;
pub mod present;
pub mod rewriting;
pub mod signals;
pub mod slots;
pub mod stats;
pub mod text;
pub mod utterances;
pub mod verbs;
pub mod wake;
pub mod wire;
pub mod written_by;
