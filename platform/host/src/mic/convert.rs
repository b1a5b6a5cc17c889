use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};

use super::MicError;

const RATE: u32 = 16_000;
/// Input frames a step: about 10 ms at 48 kHz, so that conversion adds little delay.
const STEP: usize = 512;

/// Mono samples of any rate, as they come, to 16 kHz 16-bit samples.
pub struct Converter {
    resampler: Option<Fft<f32>>,
    input: Vec<f32>,
    filled: usize,
    output: Vec<f32>,
}

impl Converter {
    /// A converter from `rate` samples a second; 16,000 passes them through unchanged.
    ///
    /// # Errors
    ///
    /// [`MicError::Rate`] for a rate that cannot be converted.
    pub fn new(rate: u32) -> Result<Self, MicError> {
        if rate == RATE {
            return Ok(Self {
                resampler: None,
                input: vec![0.0; STEP],
                filled: 0,
                output: Vec::new(),
            });
        }
        let resampler = Fft::new(rate as usize, RATE as usize, STEP, 1, FixedSync::Input)
            .map_err(|_| MicError::Rate(rate))?;
        Ok(Self {
            input: vec![0.0; resampler.input_frames_max()],
            filled: 0,
            output: vec![0.0; resampler.output_frames_max()],
            resampler: Some(resampler),
        })
    }

    /// Room for more input: the caller writes samples there and tells [`Converter::push`] how many.
    pub fn room(&mut self) -> &mut [f32] {
        let wanted = match &self.resampler {
            Some(resampler) => resampler.input_frames_next(),
            None => self.input.len(),
        };
        &mut self.input[self.filled..wanted]
    }

    /// Takes `count` samples written to [`Converter::room`] and hands on what can be converted now.
    pub fn push(&mut self, count: usize, mut to: impl FnMut(i16)) {
        self.filled += count;
        let Some(resampler) = &mut self.resampler else {
            self.input[..self.filled]
                .iter()
                .for_each(|&sample| to(to_i16(sample)));
            self.filled = 0;
            return;
        };
        if self.filled < resampler.input_frames_next() {
            return;
        }
        let room = self.output.len();
        let written = match (
            InterleavedSlice::new(&self.input, 1, self.filled),
            InterleavedSlice::new_mut(&mut self.output, 1, room),
        ) {
            (Ok(input), Ok(mut output)) => resampler
                .process_into_buffer(&input, &mut output, None)
                .map_or(0, |(_, written)| written),
            _ => 0,
        };
        self.filled = 0;
        self.output[..written]
            .iter()
            .for_each(|&sample| to(to_i16(sample)));
    }
}

fn to_i16(sample: f32) -> i16 {
    (sample * 32_768.0).round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(rate: u32, samples: &[f32], piece: usize) -> Vec<i16> {
        let mut converter = Converter::new(rate).unwrap();
        let mut converted = Vec::new();
        let mut rest = samples;
        while !rest.is_empty() {
            let room = converter.room();
            let count = room.len().min(rest.len()).min(piece);
            room[..count].copy_from_slice(&rest[..count]);
            rest = &rest[count..];
            converter.push(count, |sample| converted.push(sample));
        }
        converted
    }

    #[test]
    fn sixteen_kilohertz_passes_unchanged() {
        let samples: Vec<i16> = (0..5_000)
            .map(|index| (index * 37 % 65_536 - 32_768) as i16)
            .collect();
        let floats: Vec<f32> = samples
            .iter()
            .map(|&sample| f32::from(sample) / 32_768.0)
            .collect();
        assert_eq!(convert(16_000, &floats, 100), samples);
        assert_eq!(convert(16_000, &floats, 7_000), samples);
    }

    #[test]
    fn the_length_follows_the_rate_and_pieces_do_not_matter() {
        for rate in [8_000, 44_100, 48_000] {
            let tone: Vec<f32> = (0..rate)
                .map(|index| (index as f32 * 2_764.6 / rate as f32).sin() * 0.5)
                .collect();
            let whole = convert(rate, &tone, usize::MAX);
            assert!(
                (14_500..=16_500).contains(&whole.len()),
                "{} from {rate}",
                whole.len()
            );
            assert_eq!(whole, convert(rate, &tone, 77));
            let power: f64 = whole[4_000..12_000]
                .iter()
                .map(|&s| f64::from(s).powi(2))
                .sum::<f64>()
                / 8_000.0;
            assert!(
                (power.sqrt() / 32_768.0 - 0.3535).abs() < 0.01,
                "level changed at {rate}"
            );
        }
    }
}
