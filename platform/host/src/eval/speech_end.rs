//! When somebody stopped speaking, seen from the whole recording: what the assistant's own decision is compared
//! with.

/// Samples of a hop, and its length in milliseconds.
const HOP: usize = 160;
const HOP_MS: u64 = 10;
/// Speech is at most this much weaker than the loudest of it, in decibels.
const WEAKEST: f64 = 30.0;
/// Speech is at least this much stronger than the quietest tenth of the recording.
const ABOVE_NOISE: f64 = 10.0;
/// Loud hops in a row, at least: a click is shorter.
const RUN: usize = 4;

/// The end of the last speech of a recording without noise, in milliseconds from its start: the last four hops
/// of 10 ms in a row whose energy is within 30 dB of the loudest hop and 10 dB above the quietest tenth of all.
/// `None` where nothing is loud.
pub fn end_of_speech(samples: &[i16]) -> Option<u64> {
    let levels: Vec<f64> = samples.chunks_exact(HOP).map(level).collect();
    let mut sorted = levels.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let loudest = *sorted.last()?;
    let quiet = sorted[sorted.len() / 10];
    let least = (loudest - WEAKEST).max(quiet + ABOVE_NOISE);
    let last = (RUN..=levels.len())
        .rev()
        .find(|&end| levels[end - RUN..end].iter().all(|&level| level >= least))?;
    Some(last as u64 * HOP_MS)
}

fn level(hop: &[i16]) -> f64 {
    let sum: f64 = hop.iter().map(|&sample| f64::from(sample).powi(2)).sum();
    10.0 * (sum / hop.len() as f64 + 1.0).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_speech_counts_and_clicks_do_not() {
        let mut samples = vec![3_i16; 32_000];
        for (index, sample) in samples[8_000..16_000].iter_mut().enumerate() {
            *sample = if index % 80 < 40 { 6_000 } else { -6_000 };
        }
        samples[24_000] = 30_000;
        assert_eq!(end_of_speech(&samples), Some(1_000));
        assert_eq!(end_of_speech(&[0; 1_000]), None);
        assert_eq!(end_of_speech(&[]), None);
    }
}
