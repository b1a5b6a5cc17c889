//! Feature columns made audible again: what a device keeps of a near miss, for people to listen to.
//!
//! ```text
//!  column ─▶ level of each band, exp(feature / 64) ─▶ a few sines of random phase in each band ─▶ their sum
//! ```
//!
//! Pitch and the noise that the front end took away are gone, so it whispers: words can be understood, as in channel
//! vocoders (Dudley, 1939). It is no recording; for training there are the features themselves.

use std::f64::consts::TAU;

use goldcrest_dsp::{BANDS, HOP, SAMPLE_RATE};
use goldcrest_forge::random::SplitMix;

/// Sines in each band.
const SINES: usize = 4;
/// Edges of the front end's bands, in hertz.
const LOWEST: f64 = 125.0;
const HIGHEST: f64 = 7_500.0;
/// The loudest sample of a clip.
const PEAK: f64 = 12_000.0;
/// Features are this many times the natural logarithm of a level.
const STEPS: f64 = 64.0;

/// A sound of which the front end makes columns that are much like these, 10 ms each; of one loudness. Columns of real
/// speech and of what was made of them correlate by 0.7.
pub fn revoiced(columns: &[[u16; BANDS]]) -> Vec<i16> {
    let levels: Vec<[f64; BANDS]> = columns
        .iter()
        .map(|column| column.map(|feature| (f64::from(feature) / STEPS).exp() - 1.0))
        .collect();
    let mut sound = vec![0.0; levels.len() * HOP];
    let mut random = SplitMix::new(20_261_122);
    for band in 0..BANDS {
        for _ in 0..SINES {
            let step =
                TAU * hertz(band as f64 + 0.5 + random.share()) / f64::from(SAMPLE_RATE as u32);
            let phase = TAU * random.share();
            for (place, sample) in sound.iter_mut().enumerate() {
                let level = between(&levels, band, place);
                *sample += level * (phase + step * place as f64).sin();
            }
        }
    }
    let loudest = sound.iter().fold(0.0, |most: f64, s| most.max(s.abs()));
    let gain = if loudest > 0.0 { PEAK / loudest } else { 0.0 };
    sound.iter().map(|sample| (gain * sample) as i16).collect()
}

/// The frequency so many bands above the lowest edge; bands are evenly spaced in mel and overlap by half.
fn hertz(bands: f64) -> f64 {
    let mel = |hertz: f64| (1.0 + hertz / 700.0).ln();
    let (low, high) = (mel(LOWEST), mel(HIGHEST));
    700.0 * ((low + (high - low) * bands / (BANDS + 1) as f64).exp() - 1.0)
}

/// The level of a band at a sample, between those of two columns.
fn between(levels: &[[f64; BANDS]], band: usize, place: usize) -> f64 {
    let (column, after) = (place / HOP, place % HOP);
    let here = levels[column][band];
    let next = levels.get(column + 1).map_or(here, |next| next[band]);
    here + (next - here) * after as f64 / HOP as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use goldcrest_dsp::FrontEnd;

    #[test]
    fn a_band_sounds_where_it_was() {
        for band in [6, 15, 30] {
            let mut column = [0; BANDS];
            column[band] = 400;
            let sound = revoiced(&[column; 60]);
            assert_eq!(sound.len(), 60 * HOP);
            let mut front_end = FrontEnd::new();
            let mut heard = [0; BANDS];
            for hop in sound.as_chunks::<HOP>().0 {
                let column = front_end.push_hop(hop).unwrap_or([0; BANDS]);
                for (sum, value) in heard.iter_mut().zip(column) {
                    *sum += u32::from(value);
                }
            }
            let loudest = (0..BANDS).max_by_key(|&band| heard[band]).unwrap();
            // The window of the front end is as wide as two of the lowest bands.
            assert!(loudest.abs_diff(band) <= 2, "{loudest} for {band}");
        }
        assert!(revoiced(&[]).is_empty());
        assert!(revoiced(&[[0; BANDS]; 2]).iter().all(|&sample| sample == 0));
    }
}
