mod aligned;
mod builder;

pub use aligned::AlignedBytes;
pub use builder::{BuildError, PackBuilder};
