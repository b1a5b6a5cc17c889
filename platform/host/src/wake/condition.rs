//! What a recording goes through before it is heard.

use crate::noise::{self, Noise};

/// Samples of one frame over which the loudness of speech and noise is compared.
pub const NOISE_FRAME: usize = 512;

/// The circumstances under which recordings are heard.
#[derive(Clone, Debug, Default)]
pub enum Condition {
    /// As they are.
    #[default]
    Clean,
    /// In noise.
    Noise(Noise),
    /// Louder by so many decibels, or weaker: from far away, or by a poor microphone.
    Gain(f64),
    /// In a room whose echoes take 0.5 s to die away by 60 dB and are together as loud as the voice itself.
    Reverberant,
}

impl Condition {
    /// In the noise, or clean without.
    pub fn of_noise(noise: Option<Noise>) -> Self {
        noise.map_or(Self::Clean, Self::Noise)
    }

    /// The samples as they are heard. Noise begins at a place that `name` decides; it is laid under all of the
    /// samples, so give the silence around a recording with it.
    pub fn of_samples(&self, samples: Vec<i16>, name: &str) -> Vec<i16> {
        match self {
            Self::Clean => samples,
            Self::Noise(noise) => {
                let seed = noise::seed_of(name);
                noise::mix_by(NOISE_FRAME, &samples, &noise.samples, noise.snr_db, seed)
            }
            Self::Gain(db) => {
                let gain = 10f64.powf(db / 20.0);
                samples
                    .iter()
                    .map(|&sample| (f64::from(sample) * gain).round() as i16)
                    .collect()
            }
            Self::Reverberant => reverberate(&samples),
        }
    }
}

/// Time in which the echoes die away by 60 dB, in samples.
const RT60: f64 = 8_000.0;
/// Delays of the four combs and two all-passes, in samples (Schroeder, 1962).
const COMBS: [usize; 4] = [475, 593, 657, 699];
const ALL_PASSES: [(usize, f64); 2] = [(80, 0.7), (27, 0.7)];

/// Schroeder's reverberator (1962): four combs side by side, then two all-passes, added to the sound with equal
/// energy.
fn reverberate(samples: &[i16]) -> Vec<i16> {
    let dry: Vec<f64> = samples.iter().map(|&sample| f64::from(sample)).collect();
    let mut wet = vec![0.0; dry.len()];
    for delay in COMBS {
        let feedback = 10f64.powf(-3.0 * delay as f64 / RT60);
        let mut echo = vec![0.0; dry.len()];
        for index in delay..dry.len() {
            echo[index] = dry[index - delay] + feedback * echo[index - delay];
            wet[index] += echo[index];
        }
    }
    for (delay, gain) in ALL_PASSES {
        let before = wet.clone();
        for index in 0..wet.len() {
            let (past_in, past_out) = match index.checked_sub(delay) {
                Some(past) => (before[past], wet[past]),
                None => (0.0, 0.0),
            };
            wet[index] = -gain * before[index] + past_in + gain * past_out;
        }
    }
    let energy = |sound: &[f64]| sound.iter().map(|value| value * value).sum::<f64>();
    let share = (energy(&dry) / energy(&wet).max(f64::MIN_POSITIVE)).sqrt();
    let sum: Vec<f64> = dry
        .iter()
        .zip(&wet)
        .map(|(dry, wet)| dry + share * wet)
        .collect();
    let peak = sum.iter().fold(1.0f64, |peak, value| peak.max(value.abs()));
    let down = (f64::from(i16::MAX) / peak).min(1.0);
    sum.iter()
        .map(|value| (value * down).round() as i16)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gain_is_in_decibels() {
        let heard = Condition::Gain(-20.0).of_samples(vec![1_000, -500, 4], "a");
        assert_eq!(heard, [100, -50, 0]);
        assert_eq!(Condition::Clean.of_samples(vec![7], "a"), [7]);
    }

    #[test]
    fn echoes_follow_a_click_and_die_away() {
        let mut click = vec![0; 20_000];
        click[1_000] = 20_000;
        let heard = Condition::Reverberant.of_samples(click, "a");
        assert!(heard[..1_000].iter().all(|&sample| sample == 0));
        let energy = |from: usize| -> f64 {
            heard[from..from + 2_000]
                .iter()
                .map(|&s| f64::from(s).powi(2))
                .sum()
        };
        let early = energy(1_001);
        assert!(early > 0.0);
        // 60 dB in half a second: 45 dB from one quarter of a second to 0.375 s later.
        let drop = 10.0 * (energy(2_500) / energy(8_500).max(1e-9)).log10();
        assert!((35.0..60.0).contains(&drop), "{drop} dB");
        assert_eq!(reverberate(&[]), Vec::<i16>::new());
        assert_eq!(reverberate(&[0; 9]), [0; 9]);
    }
}
