/// Milliseconds since the platform started.
pub trait Clock {
    /// The time now, in milliseconds. Never goes back.
    fn now(&self) -> u64;

    /// Is told of every `samples` samples of audio read, for clocks that live off the audio.
    ///
    /// A clock with a timer of its own ignores it, which is what the default does.
    fn heard(&mut self, samples: usize) {
        let _ = samples;
    }
}

/// Time told by the audio alone: 16 samples are a millisecond.
///
/// With it a run depends on nothing but its input, so the same recording gives the same events
/// on every machine however fast it is. Simulators and emulated boards use it.
#[derive(Debug, Clone, Copy, Default)]
pub struct AudioClock {
    samples: u64,
}

impl Clock for AudioClock {
    fn now(&self) -> u64 {
        self.samples / 16
    }

    fn heard(&mut self, samples: usize) {
        self.samples += samples as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_is_sixteen_thousand_samples_however_they_come() {
        let mut clock = AudioClock::default();
        for _ in 0..1_000 {
            clock.heard(7);
            clock.heard(9);
        }
        assert_eq!(clock.now(), 1_000);
    }
}
