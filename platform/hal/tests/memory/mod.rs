//! Flash whose power can be lost.

use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash,
};

/// Bytes that are erased together.
pub const PAGE: usize = 4096;
/// Pages of it.
pub const PAGES: usize = 4;
const WORD: usize = 4;

/// NOR flash in memory: writing clears bits, erasing sets them; each word that is written and each page
/// that is erased may be the last before power is lost, in the middle of it.
#[derive(Clone)]
pub struct Flash {
    pub bytes: Vec<u8>,
    /// Words and pages until power is lost, if it is.
    pub left: Option<usize>,
    /// Pages erased so far.
    pub erased: usize,
}

#[derive(Debug)]
pub struct NoPower;

impl NorFlashError for NoPower {
    fn kind(&self) -> NorFlashErrorKind {
        NorFlashErrorKind::Other
    }
}

impl Flash {
    pub fn new() -> Self {
        Flash {
            bytes: vec![0xff; PAGE * PAGES],
            left: None,
            erased: 0,
        }
    }

    /// Whether the next deed is the one in which power is lost.
    fn is_last(&mut self) -> Result<bool, NoPower> {
        match &mut self.left {
            Some(0) => Err(NoPower),
            Some(left) => {
                *left -= 1;
                Ok(*left == 0)
            }
            None => Ok(false),
        }
    }
}

impl ErrorType for Flash {
    type Error = NoPower;
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), NoPower> {
        let start = offset as usize;
        bytes.copy_from_slice(&self.bytes[start..start + bytes.len()]);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.bytes.len()
    }
}

impl NorFlash for Flash {
    const WRITE_SIZE: usize = WORD;
    const ERASE_SIZE: usize = PAGE;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), NoPower> {
        for page in (from as usize..to as usize).step_by(PAGE) {
            let is_last = self.is_last()?;
            self.erased += 1;
            let end = if is_last {
                page + PAGE / 2
            } else {
                page + PAGE
            };
            self.bytes[page..end].fill(0xff);
            if is_last {
                return Err(NoPower);
            }
        }
        Ok(())
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NoPower> {
        for (index, word) in bytes.chunks(WORD).enumerate() {
            let is_last = self.is_last()?;
            let place = offset as usize + index * WORD;
            let written = if is_last { WORD / 2 } else { WORD };
            for (old, new) in self.bytes[place..].iter_mut().zip(&word[..written]) {
                *old &= new;
            }
            if is_last {
                return Err(NoPower);
            }
        }
        Ok(())
    }
}
