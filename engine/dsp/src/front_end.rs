use crate::{BANDS, HOP, fft, filterbank, gain, logarithm, noise::NoiseFloor, window::Window};

/// Turns 10 ms hops of audio into columns of forty features.
///
/// Holds the last 30 ms of audio and a noise estimate for each band; the transform's buffers are on
/// the stack. `size_of::<FrontEnd>()` is 1,124 bytes on a 32-bit target, and a call takes about 1.5 KiB
/// of stack.
#[derive(Clone, Debug)]
pub struct FrontEnd {
    window: Window,
    noise: NoiseFloor,
}

impl FrontEnd {
    /// A front end that has heard nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            window: Window::new(),
            noise: NoiseFloor::new(),
        }
    }

    /// Forgets all audio and the noise estimates.
    ///
    /// ```
    /// use goldcrest_dsp::{FrontEnd, HOP};
    ///
    /// let mut front_end = FrontEnd::new();
    /// let fresh: Vec<_> = (0..5).map(|_| front_end.push_hop(&[900; HOP])).collect();
    /// front_end.reset();
    /// let again: Vec<_> = (0..5).map(|_| front_end.push_hop(&[900; HOP])).collect();
    /// assert_eq!(fresh, again);
    /// ```
    pub fn reset(&mut self) {
        *self = Self::new();
    }

    /// Takes the next 10 ms of 16 kHz audio and returns the column of the 30 ms that end with it, low
    /// band first, or `None` for the first two hops after [`new`](Self::new) or [`reset`](Self::reset).
    ///
    /// A feature is `64 * ln` of a band's compressed level: 0 for silence, some 670 at most.
    pub fn push_hop(&mut self, hop: &[i16; HOP]) -> Option<[u16; BANDS]> {
        if !self.window.push(hop) {
            return None;
        }
        let mut block = [0; fft::HALF];
        let shift = self.window.weigh_into(&mut block);
        fft::transform(&mut block, shift);
        fft::energies(&mut block);

        let mut bands = filterbank::magnitudes(&block, shift);
        self.noise.subtract(&mut bands);
        gain::control(&mut bands, &self.noise.estimates);
        Some(logarithm::logarithms(&bands))
    }
}

impl Default for FrontEnd {
    fn default() -> Self {
        Self::new()
    }
}
