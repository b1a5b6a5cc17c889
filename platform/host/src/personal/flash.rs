use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash,
};

/// NOR flash in a file: sixteen pages of 4 KB, whose bits writing clears and erasing sets, in words of four
/// bytes, as a board's.
#[derive(Debug)]
pub struct FileFlash(File);

/// Reading or writing the file failed.
#[derive(Debug)]
pub struct FileError(io::Error);

const PAGE: usize = 4096;

impl FileFlash {
    /// Bytes of it.
    pub const BYTES: usize = 16 * PAGE;

    /// The flash in a file; erased where the file is not there yet.
    ///
    /// # Errors
    ///
    /// Where the file cannot be opened, or has another length.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        match file.metadata()?.len() {
            0 => file.write_all(&[0xff; Self::BYTES])?,
            length if length == Self::BYTES as u64 => {}
            length => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("it has {length} bytes, not {}", Self::BYTES),
                ));
            }
        }
        Ok(Self(file))
    }

    fn read_at(&mut self, offset: u32, bytes: &mut [u8]) -> io::Result<()> {
        self.0.seek(SeekFrom::Start(offset.into()))?;
        self.0.read_exact(bytes)
    }

    fn write_at(&mut self, offset: u32, bytes: &[u8]) -> io::Result<()> {
        self.0.seek(SeekFrom::Start(offset.into()))?;
        self.0.write_all(bytes)?;
        self.0.sync_data()
    }
}

impl NorFlashError for FileError {
    fn kind(&self) -> NorFlashErrorKind {
        match self.0.kind() {
            io::ErrorKind::UnexpectedEof => NorFlashErrorKind::OutOfBounds,
            _ => NorFlashErrorKind::Other,
        }
    }
}

impl ErrorType for FileFlash {
    type Error = FileError;
}

impl ReadNorFlash for FileFlash {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), FileError> {
        self.read_at(offset, bytes).map_err(FileError)
    }

    fn capacity(&self) -> usize {
        Self::BYTES
    }
}

impl NorFlash for FileFlash {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = PAGE;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), FileError> {
        let erased = vec![0xff; (to - from) as usize];
        self.write_at(from, &erased).map_err(FileError)
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), FileError> {
        let mut cells = vec![0; bytes.len()];
        self.read_at(offset, &mut cells).map_err(FileError)?;
        for (cell, byte) in cells.iter_mut().zip(bytes) {
            *cell &= byte;
        }
        self.write_at(offset, &cells).map_err(FileError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest_hal::{FlashStore, Store};
    use std::{env, fs, process};

    #[test]
    fn what_is_stored_is_there_when_the_file_is_opened_again() {
        let path = env::temp_dir().join(format!("goldcrest-flash-{}", process::id()));
        let _ = fs::remove_file(&path);
        let open = || {
            let flash = FileFlash::open(&path).unwrap();
            FlashStore::open(flash, 0..FileFlash::BYTES as u32).unwrap()
        };
        let mut first = open();
        for round in 0..30u8 {
            for key in 0..40 {
                first.save(key, &[round; 60]).unwrap();
            }
        }
        drop(first);
        let (mut second, mut value) = (open(), [0; 240]);
        for key in 0..40 {
            assert_eq!(second.load(key, &mut value), Ok(Some(60)));
            assert_eq!(value[..60], [29; 60]);
        }
        assert_eq!(fs::metadata(&path).unwrap().len(), FileFlash::BYTES as u64);
        fs::write(&path, b"a text").unwrap();
        let refused = FileFlash::open(&path).unwrap_err().to_string();
        assert!(refused.contains("6 bytes"), "{refused}");
        let _ = fs::remove_file(&path);
    }
}
