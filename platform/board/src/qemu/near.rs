use goldcrest::Assistant;
use goldcrest::wake::NearMiss;
use static_cell::ConstStaticCell;

use super::fail;
use super::file::File;
use crate::pcm::PcmError;

/// Near misses of a recording that are kept, the newest: 8 KB each.
const KEPT: usize = 4;

static RING: ConstStaticCell<[NearMiss; KEPT]> = ConstStaticCell::new([NearMiss::UNUSED; KEPT]);

/// Memory for near misses, and the file into which those of each recording are written. Without a file none are kept.
pub struct NearMisses {
    pub ring: &'static mut [NearMiss],
    pub file: Option<File>,
}

impl NearMisses {
    /// The memory, once.
    pub fn take() -> Self {
        Self {
            ring: RING.take(),
            file: None,
        }
    }

    /// Asks for them.
    pub fn write_into(&mut self, path: &str) -> Result<(), PcmError> {
        self.file = Some(File::create(path)?);
        Ok(())
    }
}

/// Writes what the assistant kept, as `goldcrest wake harvest` reads it.
pub fn write(assistant: &Assistant<'_, '_>, file: &mut Option<File>) {
    if let Some(file) = file
        && assistant
            .write_near_misses(|bytes| file.write(bytes))
            .is_err()
    {
        fail("near misses", &"the file cannot be written");
    }
}
