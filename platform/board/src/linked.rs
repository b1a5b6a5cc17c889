/// What the build script links into a firmware beside its code.
#[derive(Debug, Clone, Copy)]
pub struct Linked {
    /// The assistant's folder name in `tools/assistants`.
    pub assistant: &'static str,
    /// The assistant's pack, in the section `.pack`.
    pub pack: &'static [u8],
    /// The assistant's demo recordings, played where nothing else is asked for.
    pub recordings: &'static [Recording],
}

/// A recording in memory.
#[derive(Debug, Clone, Copy)]
pub struct Recording {
    /// File name of the WAV it was made from.
    pub name: &'static str,
    /// 16-bit little-endian samples, 16 kHz, one channel.
    pub pcm: &'static [u8],
}

/// Bytes at an address that is a multiple of 16, as a pack must be.
#[derive(Debug)]
#[repr(C, align(16))]
pub struct Aligned<const LENGTH: usize>(pub [u8; LENGTH]);

/// Includes what the build script wrote: `LINKED`, a [`Linked`], and `MEMORY`, a
/// [`Memory`](crate::Memory) of the sizes that the pack needs.
#[macro_export]
macro_rules! linked {
    () => {
        include!(concat!(env!("OUT_DIR"), "/linked.rs"));
    };
}
