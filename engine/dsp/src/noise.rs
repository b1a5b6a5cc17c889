//! Noise reduction: a slow average of each band is taken for noise and subtracted.

use crate::BANDS;

/// Fraction bits of the noise estimates.
pub(crate) const ESTIMATE_BITS: u32 = 10;

const COEFFICIENT_BITS: u32 = 14;
const ONE: u32 = 1 << COEFFICIENT_BITS;
const EVEN_SMOOTHING: u32 = (0.025 * ONE as f32) as u32;
const ODD_SMOOTHING: u32 = (0.06 * ONE as f32) as u32;
const REMAINING: u32 = (0.05 * ONE as f32) as u32;

/// Each band's noise, in Q10 of its magnitude.
#[derive(Clone, Debug)]
pub(crate) struct NoiseFloor {
    pub(crate) estimates: [u32; BANDS],
}

impl NoiseFloor {
    pub(crate) const fn new() -> Self {
        Self {
            estimates: [0; BANDS],
        }
    }

    /// Updates the estimates and takes them away from `bands`, leaving at least 5 % of each.
    pub(crate) fn subtract(&mut self, bands: &mut [u32; BANDS]) {
        let (estimates, _) = self.estimates.as_chunks_mut::<2>();
        let (bands, _) = bands.as_chunks_mut::<2>();
        for (estimate, band) in estimates.iter_mut().zip(bands) {
            band[0] = reduce(band[0], &mut estimate[0], EVEN_SMOOTHING);
            band[1] = reduce(band[1], &mut estimate[1], ODD_SMOOTHING);
        }
    }
}

fn reduce(signal: u32, estimate: &mut u32, smoothing: u32) -> u32 {
    let scaled = signal << ESTIMATE_BITS;
    let mixed = u64::from(scaled) * u64::from(smoothing)
        + u64::from(*estimate) * u64::from(ONE - smoothing);
    *estimate = (mixed >> COEFFICIENT_BITS) as u32;
    let floor = ((u64::from(signal) * u64::from(REMAINING)) >> COEFFICIENT_BITS) as u32;
    let subtracted = scaled.saturating_sub(*estimate) >> ESTIMATE_BITS;
    subtracted.max(floor)
}
