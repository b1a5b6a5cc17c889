/// Why bytes were not stored or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreError {
    /// The buffer is shorter than what is stored under this key: give at least `needed` bytes.
    BufferTooSmall {
        /// Length in bytes of the stored value.
        needed: usize,
    },
    /// No room is left: remove something, or give the store a larger partition.
    Full,
    /// The medium failed or its contents are damaged: erase it and start afresh.
    Medium,
}

impl core::fmt::Display for StoreError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::BufferTooSmall { needed } => {
                write!(f, "the stored value needs a buffer of {needed} bytes")
            }
            Self::Full => f.write_str("the store is full: remove a value or enlarge its partition"),
            Self::Medium => f.write_str("the store cannot be read or written: erase it"),
        }
    }
}

impl core::error::Error for StoreError {}

/// Small values that survive a reset: what the assistant was taught.
pub trait Store {
    /// Copies the value under `key` to the front of `value` and gives its length, or `None` if
    /// nothing is stored there.
    ///
    /// # Errors
    ///
    /// [`StoreError::BufferTooSmall`], [`StoreError::Medium`].
    fn load(&mut self, key: u16, value: &mut [u8]) -> Result<Option<usize>, StoreError>;

    /// Stores `value` under `key`, in place of what was there. Either all of it is stored or,
    /// on an error or a power cut, the old value stays.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`], also where `value` is longer than the store takes, and [`StoreError::Medium`].
    fn save(&mut self, key: u16, value: &[u8]) -> Result<(), StoreError>;
}

/// Remembers nothing: every `load` finds nothing and every `save` is refused as [`StoreError::Full`].
#[derive(Debug, Clone, Copy, Default)]
pub struct NoStore;

impl Store for NoStore {
    fn load(&mut self, _key: u16, _value: &mut [u8]) -> Result<Option<usize>, StoreError> {
        Ok(None)
    }

    fn save(&mut self, _key: u16, _value: &[u8]) -> Result<(), StoreError> {
        Err(StoreError::Full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_null_store_is_empty_and_full() {
        let mut value = [0; 4];
        assert_eq!(NoStore.load(1, &mut value), Ok(None));
        assert_eq!(NoStore.save(1, &value), Err(StoreError::Full));
    }
}
