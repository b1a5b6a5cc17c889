//! Speech in noise at a stated signal-to-noise ratio.

use std::path::PathBuf;

use clap::Args;
use goldcrest_forge::random::SplitMix;

use crate::audio;
use crate::exit::Failure;
use crate::present::printable;

/// Samples of one frame over which loudness is compared.
pub const FRAME: usize = 2_048;

/// Noise to lay under recordings, as arguments.
#[derive(Clone, Debug, Default, Args)]
pub struct Under {
    /// Noise to lay under every recording
    #[arg(long, value_name = "WAV")]
    pub noise: Option<PathBuf>,
    /// Signal-to-noise ratio in dB
    #[arg(
        long,
        value_name = "DB",
        requires = "noise",
        allow_hyphen_values = true
    )]
    pub snr: Option<f64>,
}

impl Under {
    /// The samples of the noise, if any was given.
    ///
    /// # Errors
    ///
    /// Bad input where the file cannot be decoded, or is silent: then there is no ratio.
    pub fn samples(&self) -> Result<Option<Vec<i16>>, Failure> {
        let read = |file: &PathBuf| {
            let samples = audio::read(file).map_err(|error| error.about(file))?;
            match samples.iter().any(|&sample| sample != 0) {
                true => Ok(samples),
                false => Err(Failure::bad_input(
                    format!("{} is silent", printable(&file.display().to_string())),
                    "give --noise a recording of noise, or leave it out for clean",
                )),
            }
        };
        self.noise.as_ref().map(read).transpose()
    }

    /// The noise at its ratio, if any was given.
    ///
    /// # Errors
    ///
    /// Bad input where the file cannot be decoded, where the ratio is missing (`instead` says what else may be given),
    /// or where it is not within -60 and 100 dB.
    pub fn at_its_ratio(&self, instead: &str) -> Result<Option<Noise>, Failure> {
        let Some(samples) = self.samples()? else {
            return Ok(None);
        };
        let snr_db = self.snr.ok_or_else(|| {
            let remedy = format!("give --snr, for example 10{instead}");
            Failure::bad_input("--noise without a ratio", remedy)
        })?;
        sensible_ratio(snr_db)?;
        Ok(Some(Noise { samples, snr_db }))
    }
}

/// Noise laid under recordings.
#[derive(Clone, Debug)]
pub struct Noise {
    /// At 16 kHz.
    pub samples: Vec<i16>,
    /// How far the loudest frame of a recording is above that of the noise under it; see [`mix()`].
    pub snr_db: f64,
}

/// Makes sure that a ratio of speech and noise is one that somebody may want.
fn sensible_ratio(snr_db: f64) -> Result<(), Failure> {
    if (-60.0..=100.0).contains(&snr_db) {
        return Ok(());
    }
    Err(Failure::bad_input(
        format!("{snr_db} dB is no sensible ratio"),
        "give --snr between -60 and 100, for example 10",
    ))
}

/// Adds `noise` to `speech` so that the loudest [`FRAME`]-sample frame of the speech is `snr_db` above the
/// loudest one of the piece of noise laid under it (mean squares, frames side by side from the start).
///
/// The piece begins at a place drawn from `seed` and wraps around where the noise is shorter than the
/// speech. Where the sum would clip, speech and noise are turned down together, so that the ratio holds.
/// Nothing is added where either is silent or the noise is empty.
pub fn mix(speech: &[i16], noise: &[i16], snr_db: f64, seed: u64) -> Vec<i16> {
    mix_by(FRAME, speech, noise, snr_db, seed)
}

/// [`mix()`] with loudness compared over frames of `frame` samples, at least one.
pub fn mix_by(frame: usize, speech: &[i16], noise: &[i16], snr_db: f64, seed: u64) -> Vec<i16> {
    if noise.is_empty() {
        return speech.to_vec();
    }
    let start = (SplitMix::new(seed).draw() % noise.len() as u64) as usize;
    let under: Vec<i16> = noise
        .iter()
        .copied()
        .cycle()
        .skip(start)
        .take(speech.len())
        .collect();
    let (loud_speech, loud_noise) = (loudest_frame(speech, frame), loudest_frame(&under, frame));
    if loud_speech == 0.0 || loud_noise == 0.0 {
        return speech.to_vec();
    }
    let gain = (loud_speech / (loud_noise * 10f64.powf(snr_db / 10.0))).sqrt();
    let sum: Vec<f64> = speech
        .iter()
        .zip(&under)
        .map(|(&speech, &noise)| f64::from(speech) + gain * f64::from(noise))
        .collect();
    let peak = sum
        .iter()
        .fold(0.0f64, |peak, sample| peak.max(sample.abs()));
    let down = (f64::from(i16::MAX) / peak.max(1.0)).min(1.0);
    sum.iter()
        .map(|sample| (sample * down).round() as i16)
        .collect()
}

/// Mean square of the loudest frame; a recording shorter than a frame counts as one.
fn loudest_frame(samples: &[i16], frame: usize) -> f64 {
    let mean_square = |frame: &[i16]| {
        let sum: f64 = frame.iter().map(|&sample| f64::from(sample).powi(2)).sum();
        sum / frame.len() as f64
    };
    if samples.is_empty() {
        return 0.0;
    }
    if samples.len() < frame {
        return mean_square(samples);
    }
    samples
        .chunks_exact(frame)
        .map(mean_square)
        .fold(0.0, f64::max)
}

/// A seed that depends on a name only, so that a figure does not depend on the order of the files
/// (FNV-1a, 64 bits).
pub fn seed_of(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(length: usize, step: f64, level: f64) -> Vec<i16> {
        (0..length)
            .map(|index| ((index as f64 * step).sin() * level) as i16)
            .collect()
    }

    #[test]
    fn the_ratio_is_the_one_asked_for() {
        let (speech, noise) = (tone(16_000, 0.05, 9_000.0), tone(50_000, 1.1, 400.0));
        for snr in [0.0, 6.0, 24.0] {
            let mixed = mix(&speech, &noise, snr, 7);
            let added: Vec<i16> = mixed
                .iter()
                .zip(&speech)
                .map(|(sum, speech)| sum - speech)
                .collect();
            let measured =
                10.0 * (loudest_frame(&speech, FRAME) / loudest_frame(&added, FRAME)).log10();
            assert!((measured - snr).abs() < 0.1, "{measured} dB for {snr}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_piece_and_another_seed_another() {
        let (speech, noise) = (tone(8_000, 0.05, 9_000.0), tone(90_000, 1.1, 400.0));
        assert_eq!(mix(&speech, &noise, 6.0, 1), mix(&speech, &noise, 6.0, 1));
        assert_ne!(mix(&speech, &noise, 6.0, 1), mix(&speech, &noise, 6.0, 2));
        assert_ne!(seed_of("a.flac"), seed_of("b.flac"));
    }

    #[test]
    fn loud_sums_are_turned_down_not_clipped() {
        let (speech, noise) = (tone(8_000, 0.05, 32_000.0), tone(8_000, 1.1, 32_000.0));
        let mixed = mix(&speech, &noise, 0.0, 3);
        let at_the_rail = mixed
            .iter()
            .filter(|sample| sample.unsigned_abs() >= 32_767)
            .count();
        assert!(at_the_rail <= 2, "{at_the_rail} samples at the rail");
    }

    #[test]
    fn silence_and_no_noise_leave_the_speech_alone() {
        let speech = tone(5_000, 0.05, 9_000.0);
        assert_eq!(mix(&speech, &[], 6.0, 1), speech);
        assert_eq!(mix(&speech, &[0; 4_000], 6.0, 1), speech);
        assert_eq!(mix(&[], &speech, 6.0, 1), Vec::<i16>::new());
        assert_eq!(mix(&[0; 100], &speech, 6.0, 1), vec![0; 100]);
    }
}
