//! The loops in which all the time is spent.
//!
//! Every set of kernels is a module with the functions of [`plain`] and must give the same bits.
//! Lengths are multiples of four: columns are padded to their pitch, rows of weights likewise with
//! zeros, so a kernel may read whole words and write the padding of its output column.

pub(crate) mod plain;
