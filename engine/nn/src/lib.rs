//! Int8 streaming neural networks, read in place from flash and run without a heap.
//!
//! A [`Model`] borrows a *section*: weights, biases, scales and the plan of its working memory. It
//! is checked once by [`Model::open`]; after that it is two words to copy, has no state and cannot
//! fail. All that changes between columns lies in an *arena* that the caller owns.
//!
//! ```text
//!   section (flash)                                 arena (RAM, caller's)
//!   ┌────────┬─────────┬─────┬────────┬─────────┐   ┌──────┬───────┬────────┬────────┬─────┐
//!   │ header │ streams │ ops │ inputs │ weights │   │ time │ heads │ ring 0 │ ring 1 │ …   │
//!   └────────┴─────────┴─────┴────────┴─────────┘   └──────┴───────┴────────┴────────┴─────┘
//! ```
//!
//! # Streams and time
//!
//! A network over time is a list of *streams*, each a vector of int8 channels that gets a new
//! column now and then, and a list of operations that each make one stream from earlier ones.
//! Stream 0 is the input; operation `i` writes stream `i + 1`. Each stream keeps its last columns
//! in a ring: nothing is ever moved, an index advances.
//!
//! The result equals that of the same network run over the whole recording at once. A convolution
//! of kernel `k`, dilation `d`, stride `s` and `l` columns of padding on the left needs, for its
//! column `j`, the input columns `j*s - l ..= j*s + r` with the *reach* `r = (k-1)*d - l`. So its
//! column is due when input column `j*s + r` has come, and zero padding on the left is a ring that
//! starts out filled with the zero point. Where streams of unequal delay meet (a residual
//! connection around a convolution that looks ahead) the faster one is read some columns back in
//! its ring. All these distances are constants, found when the section is made.
//!
//! # Arithmetic
//!
//! `real = scale * (q - zero_point)`. Products are summed in i32 with the zero point of the input
//! folded into the bias, multiplied by one f32 for each output channel, rounded half to even and
//! clamped, as ONNX Runtime does for `QLinearConv`; ReLU and clip are part of the clamp. Results
//! are the same bits on every target.
//!
//! # Real time
//!
//! [`Model::push`] does a bounded amount of work, allocates nothing and calls nothing outside this
//! crate but `libm` (in softmax only).

#![no_std]
#![deny(unsafe_code)]

#[cfg(feature = "build")]
extern crate alloc;

mod arena;
mod check;
mod describe;
mod error;
mod features;
mod kernels;
mod model;
mod probability;
mod requantise;
mod run;
mod section;
mod window;

#[cfg(feature = "build")]
pub mod build;

pub use describe::{OpSummary, StreamSummary};
pub use error::{ModelError, RunError};
pub use features::quantize_features;
pub use model::{Model, Quant};
pub use probability::{LOG_UNITS_PER_NAT, log_softmax, sigmoid};
pub use section::{OpKind, Requantisation};
