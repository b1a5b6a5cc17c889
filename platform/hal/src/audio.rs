use core::convert::Infallible;

/// A source of speech: mono, signed 16-bit, 16,000 samples a second.
///
/// A source that has another rate or more channels converts before it hands samples over; the
/// engine has one format.
pub trait AudioSource {
    /// Why samples could not be had. [`Infallible`] where that cannot happen.
    type Error: core::fmt::Debug;

    /// Writes the next samples to the front of `block` and says how many.
    ///
    /// Waits until at least one sample is there. 0 means that the source has ended, and every
    /// later call gives 0 again; a microphone never ends. `block` has room for one sample at least.
    ///
    /// # Errors
    ///
    /// Whatever keeps the source from giving samples; `block` is not to be looked at then.
    fn read(&mut self, block: &mut [i16]) -> Result<usize, Self::Error>;
}

impl<A: AudioSource + ?Sized> AudioSource for &mut A {
    type Error = A::Error;

    fn read(&mut self, block: &mut [i16]) -> Result<usize, Self::Error> {
        (**self).read(block)
    }
}

/// A source that has ended before it began.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAudio;

impl AudioSource for NoAudio {
    type Error = Infallible;

    fn read(&mut self, _block: &mut [i16]) -> Result<usize, Infallible> {
        Ok(0)
    }
}

/// Samples that are in memory already: a recording linked into the firmware, a test vector.
#[derive(Debug, Clone, Copy)]
pub struct Samples<'a> {
    rest: &'a [i16],
}

impl<'a> Samples<'a> {
    /// Plays `samples` once.
    pub const fn new(samples: &'a [i16]) -> Self {
        Self { rest: samples }
    }
}

impl AudioSource for Samples<'_> {
    type Error = Infallible;

    fn read(&mut self, block: &mut [i16]) -> Result<usize, Infallible> {
        let count = block.len().min(self.rest.len());
        let (now, later) = self.rest.split_at(count);
        block[..count].copy_from_slice(now);
        self.rest = later;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_played_once_in_blocks_of_any_size() {
        let recording = [1, 2, 3, 4, 5];
        let mut audio = Samples::new(&recording);
        let mut block = [0; 3];
        assert_eq!(audio.read(&mut block), Ok(3));
        assert_eq!(block, [1, 2, 3]);
        assert_eq!(audio.read(&mut block), Ok(2));
        assert_eq!(block, [4, 5, 3]);
        assert_eq!(audio.read(&mut block), Ok(0));
        assert_eq!(audio.read(&mut block), Ok(0));
    }
}
