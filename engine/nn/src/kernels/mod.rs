//! The loops in which all the time is spent.
//!
//! [`layers`] are the same on every target; what differs is the product of a run of values with
//! four rows of weights, nine tenths of the work of a network. Each way of doing it is a module
//! with one function `dot_4` and must give the bits of the plain one.
//!
//! Lengths are multiples of four: columns are padded to their pitch, rows of weights likewise with
//! zeros, so a kernel may read whole words and write the padding of its output column.

#[cfg(armv7em)]
#[allow(unsafe_code, reason = "instructions that have no stable intrinsic")]
mod armv7em;
mod layers;
#[cfg(not(any(armv7em, target_arch = "x86_64")))]
mod plain;
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code, reason = "loads of vectors")]
mod x86_64;

#[cfg(armv7em)]
use armv7em::{Room, depthwise_4};
#[cfg(not(any(armv7em, target_arch = "x86_64")))]
use plain::{Room, depthwise_4};
#[cfg(target_arch = "x86_64")]
use x86_64::{Room, depthwise_4};

pub(crate) use layers::{Scales, Term, Weights, add, convolution, depthwise, lookup};

/// Output channels computed together.
const LANES: usize = 4;

#[cfg(not(any(armv7em, target_arch = "x86_64")))]
#[inline(always)]
fn product(value: i8, weight: u8) -> i32 {
    i32::from(value) * i32::from(weight as i8)
}
