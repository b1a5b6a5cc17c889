use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ringbuf::traits::{Consumer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};

/// The callback's end of the ring.
pub struct Intake {
    samples: HeapProd<f32>,
    lost: Arc<AtomicU64>,
    channels: usize,
}

/// The reader's end of the ring.
pub struct Outlet {
    samples: HeapCons<f32>,
    lost: Arc<AtomicU64>,
}

/// A ring for `capacity` mono samples fed from frames of `channels` interleaved samples.
pub fn ring(capacity: usize, channels: usize) -> (Intake, Outlet) {
    let (producer, consumer) = HeapRb::new(capacity.max(1)).split();
    let lost = Arc::new(AtomicU64::new(0));
    let intake = Intake {
        samples: producer,
        lost: Arc::clone(&lost),
        channels: channels.max(1),
    };
    (
        intake,
        Outlet {
            samples: consumer,
            lost,
        },
    )
}

impl Intake {
    /// Takes interleaved frames, each mixed down to the mean of its channels.
    ///
    /// Real-time safe: no allocation, no lock, no wait. What the ring cannot hold is counted and dropped.
    pub fn take<T: Copy>(&mut self, interleaved: &[T], to_unit: impl Fn(T) -> f32) {
        let share = 1.0 / self.channels as f32;
        let mut lost = 0;
        for frame in interleaved.chunks_exact(self.channels) {
            let sum: f32 = frame.iter().map(|&sample| to_unit(sample)).sum();
            lost += u64::from(self.samples.try_push(sum * share).is_err());
        }
        if lost > 0 {
            self.lost.fetch_add(lost, Ordering::Relaxed);
        }
    }
}

impl Outlet {
    /// Moves waiting samples to the front of `block` and says how many.
    pub fn take(&mut self, block: &mut [f32]) -> usize {
        self.samples.pop_slice(block)
    }

    /// Samples that were dropped since the ring was made, because nobody read in time.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_averaged_and_the_overflow_is_counted() {
        let (mut intake, mut outlet) = ring(3, 2);
        intake.take(&[2i16, 4, 6, 6, 1, 3, 9, 9, 9, 9], f32::from);
        let mut block = [0.0; 8];
        assert_eq!(outlet.take(&mut block), 3);
        assert_eq!(block[..3], [3.0, 6.0, 2.0]);
        assert_eq!(outlet.lost(), 2);
    }
}
