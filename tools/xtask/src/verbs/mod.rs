//! One file a verb.

pub mod cost;
pub mod emulate;
pub mod firmware;
pub mod fuzz;
pub mod sizes;
pub mod test;
pub mod trace;
