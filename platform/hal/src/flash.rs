use core::future::Future;
use core::ops::Range;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use embedded_storage::nor_flash::{ErrorType, NorFlash, ReadNorFlash};
use embedded_storage_async::nor_flash::{NorFlash as AsyncNorFlash, ReadNorFlash as AsyncRead};
use sequential_storage::Error;
use sequential_storage::cache::{Cache, Uncached};
use sequential_storage::map::{MapConfig, MapStorage};

use crate::{Store, StoreError};

/// Bytes of the longest value that a [`FlashStore`] keeps.
pub const LONGEST_VALUE: usize = 240;
const BUFFER: usize = 256;

/// A [`Store`] in a partition of NOR flash, by the crate `sequential-storage`: values are appended, pages
/// take turns, so wear is even; each value has a checksum, so power that is lost in the middle of a write
/// leaves the value before.
///
/// The flash is one that works while it is called (`embedded-storage`), as internal flash does.
#[allow(
    missing_debug_implementations,
    reason = "the map of the crate has none"
)]
pub struct FlashStore<F: NorFlash> {
    map: MapStorage<u16, Ready<F>, Cache<Uncached, Uncached, Uncached, u16>>,
}

impl<F: NorFlash> FlashStore<F> {
    /// A store in these bytes of a flash: two pages at least.
    ///
    /// # Errors
    ///
    /// [`StoreError::Medium`] where they do not begin and end with a page, or are too few.
    pub fn open(flash: F, partition: Range<u32>) -> Result<Self, StoreError> {
        let config = MapConfig::try_new(partition).map_err(|_| StoreError::Medium)?;
        Ok(Self {
            map: MapStorage::new(Ready(flash), config, Cache::new_uncached()),
        })
    }

    /// The flash.
    pub fn into_flash(self) -> F {
        self.map.destroy().0.0
    }
}

impl<F: NorFlash> Store for FlashStore<F> {
    fn load(&mut self, key: u16, value: &mut [u8]) -> Result<Option<usize>, StoreError> {
        let mut buffer = [0; BUFFER];
        let stored: Option<&[u8]> =
            finished(self.map.fetch_item(&mut buffer, &key))?.map_err(of_map)?;
        let Some(stored) = stored else {
            return Ok(None);
        };
        let place = value
            .get_mut(..stored.len())
            .ok_or(StoreError::BufferTooSmall {
                needed: stored.len(),
            })?;
        place.copy_from_slice(stored);
        Ok(Some(stored.len()))
    }

    fn save(&mut self, key: u16, value: &[u8]) -> Result<(), StoreError> {
        if value.len() > LONGEST_VALUE {
            return Err(StoreError::Full);
        }
        let mut buffer = [0; BUFFER];
        finished(self.map.store_item(&mut buffer, &key, &value))?.map_err(of_map)
    }
}

fn of_map<E>(error: Error<E>) -> StoreError {
    match error {
        Error::FullStorage | Error::ItemTooBig => StoreError::Full,
        Error::BufferTooSmall(needed) => StoreError::BufferTooSmall { needed },
        _ => StoreError::Medium,
    }
}

/// What a future gives that never waits.
fn finished<T>(future: impl Future<Output = T>) -> Result<T, StoreError> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => Err(StoreError::Medium),
    }
}

/// A flash that works while it is called, as one that is waited for.
#[derive(Debug)]
struct Ready<F>(F);

impl<F: NorFlash> ErrorType for Ready<F> {
    type Error = F::Error;
}

impl<F: NorFlash> AsyncRead for Ready<F> {
    const READ_SIZE: usize = F::READ_SIZE;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), F::Error> {
        ReadNorFlash::read(&mut self.0, offset, bytes)
    }

    fn capacity(&self) -> usize {
        ReadNorFlash::capacity(&self.0)
    }
}

impl<F: NorFlash> AsyncNorFlash for Ready<F> {
    const WRITE_SIZE: usize = F::WRITE_SIZE;
    const ERASE_SIZE: usize = F::ERASE_SIZE;

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), F::Error> {
        NorFlash::erase(&mut self.0, from, to)
    }

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), F::Error> {
        NorFlash::write(&mut self.0, offset, bytes)
    }
}
