use super::detector::Reading;
use super::recent::Recent;
use crate::settings::Settings;
use goldcrest_nn::Quant;

/// Most outputs of a network that gives probabilities that are averaged.
pub const LONGEST_WINDOW: usize = 32;

/// The outputs of a network that gives the probability of its phrase by itself, as microWakeWord's do: the
/// mean of the last ones has to exceed a cutoff.
///
/// The mean is rounded up, so it reaches a threshold of `cutoff + 1` exactly where the sum exceeds `cutoff`
/// times the window.
#[derive(Debug)]
pub(super) struct SlidingWindow(Recent<LONGEST_WINDOW>);

impl SlidingWindow {
    /// Whether the outputs are probabilities: steps of 1/256 from 0 on. As logits they could say nothing
    /// below one half.
    pub(super) fn reads(output: Quant) -> bool {
        output.scale == 1.0 / 256.0 && output.zero_point == i8::MIN
    }

    pub(super) fn new(settings: &Settings) -> Self {
        Self(Recent::new(settings))
    }

    pub(super) fn be_strict(&mut self, strictness: u32) {
        self.0.be_strict(strictness);
    }

    pub(super) fn read(&mut self, output: &[i8]) -> Option<Reading> {
        let raw = output.first()?.wrapping_sub(i8::MIN) as u8;
        Some(self.0.read(raw, usize::div_ceil))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Manifest;

    #[test]
    fn the_sum_exceeds_the_cutoff_times_the_window() {
        let manifest = Manifest::from_text("wake.threshold=248\nwake.smoothing=5\n");
        let settings = Settings::read(&manifest);
        let cutoff = 247;
        let mut window = SlidingWindow::new(&settings);
        let mut last = [0_u32; 5];
        let outputs = [
            0, 255, 255, 246, 240, 244, 255, 242, 255, 241, 243, 255, 0, 250, 9,
        ];
        let mut detected = 0;
        for (index, &output) in outputs.iter().cycle().take(400).enumerate() {
            let output = u8::max(output, (index % 256) as u8);
            last[index % 5] = output.into();
            let reading = window.read(&[(output ^ 0x80) as i8]).unwrap();
            assert_eq!(reading.raw, output);
            assert_eq!(
                reading.detected,
                last.iter().sum::<u32>() > cutoff * 5,
                "{last:?}"
            );
            detected += u32::from(reading.detected);
        }
        assert!(detected > 10, "{detected}");
    }
}
