use core::ffi::CStr;

use semihosting::io::Read as _;

use crate::pcm::{PcmError, ReadBytes};

/// The longest path that can be opened, in bytes.
const LONGEST_PATH: usize = 255;

/// A file of the machine that runs the emulator.
pub struct File(semihosting::fs::File);

impl File {
    /// Opens `path` for reading.
    pub fn open(path: &str) -> Result<Self, PcmError> {
        named(path, |path| semihosting::fs::File::open(path))
    }

    /// Makes `path`, or empties it, for writing.
    #[cfg(feature = "near-misses")]
    pub fn create(path: &str) -> Result<Self, PcmError> {
        named(path, |path| semihosting::fs::File::create(path))
    }

    /// Writes all of `bytes`.
    #[cfg(feature = "near-misses")]
    pub fn write(&mut self, bytes: &[u8]) -> semihosting::io::Result<()> {
        use semihosting::io::Write as _;
        self.0.write_all(bytes)
    }
}

fn named(
    path: &str,
    open: impl FnOnce(&CStr) -> semihosting::io::Result<semihosting::fs::File>,
) -> Result<File, PcmError> {
    let mut terminated = [0; LONGEST_PATH + 1];
    let name = terminated
        .get_mut(..path.len())
        .ok_or(PcmError::CannotOpen)?;
    name.copy_from_slice(path.as_bytes());
    let path = CStr::from_bytes_until_nul(&terminated).map_err(|_| PcmError::CannotOpen)?;
    open(path).map(File).map_err(|_| PcmError::CannotOpen)
}

impl ReadBytes for File {
    fn read_bytes(&mut self, bytes: &mut [u8]) -> Result<usize, PcmError> {
        self.0.read(bytes).map_err(|_| PcmError::CannotRead)
    }
}
