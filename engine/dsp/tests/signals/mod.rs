//! The synthetic clips of the golden test, in integers: `golden/signals.py` makes the same samples.

const RATE: i64 = 16_000;

/// A 32-bit linear congruential generator.
struct Noise(u32);

impl Noise {
    /// A sample from `-amplitude` to `amplitude - 1`.
    fn next(&mut self, amplitude: i64) -> i64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((i64::from(self.0 >> 16) * 2 * amplitude) >> 16) - amplitude
    }
}

/// Two parabolas for a sine wave; Q15.
#[derive(Default)]
struct Oscillator {
    phase: u32,
}

impl Oscillator {
    fn next(&mut self, hertz: i64) -> i64 {
        self.phase = self.phase.wrapping_add(((hertz << 32) / RATE) as u32);
        let angle = i64::from(self.phase >> 16) - 32_768;
        (angle * (32_768 - angle.abs())) >> 13
    }
}

/// A two-pole filter; coefficients in Q14.
struct Resonator {
    feedback: i64,
    damping: i64,
    last: i64,
    before: i64,
}

impl Resonator {
    fn new((feedback, damping): (i64, i64)) -> Self {
        Self {
            feedback,
            damping,
            last: 0,
            before: 0,
        }
    }

    fn next(&mut self, sample: i64) -> i64 {
        let ringing = (self.feedback * self.last - self.damping * self.before) >> 14;
        self.before = self.last;
        self.last = sample + ringing;
        self.last
    }
}

const VOWELS: [[(i64, i64); 2]; 5] = [
    [(30_300, 15_500), (28_600, 15_000)],
    [(31_500, 15_700), (19_400, 14_600)],
    [(31_400, 15_700), (29_600, 15_100)],
    [(31_000, 15_600), (23_500, 14_800)],
    [(30_500, 15_500), (24_500, 14_800)],
];

/// Voiced syllables of 180 ms at a falling pitch, hissed onsets, a pause after every fifth.
fn speech(seconds: i64, seed: u32) -> Vec<i64> {
    let mut noise = Noise(seed);
    let mut filters = VOWELS[0].map(Resonator::new);
    let mut until_pulse = 0;
    let voice = |n: i64| {
        let (syllable, within) = (n / 2_880, n % 2_880);
        if within == 0 {
            filters = VOWELS[(syllable * 7 % 5) as usize].map(Resonator::new);
            until_pulse = 0;
        }
        if syllable % 6 == 5 {
            return 0;
        }
        let excitation = if within < 480 {
            noise.next(400)
        } else {
            let pulse = until_pulse == 0;
            if pulse {
                until_pulse = 110 + syllable % 6 * 9 + within / 160;
            }
            until_pulse -= 1;
            if pulse { 2_400 } else { 0 }
        };
        let level = within.min(2_880 - within).min(512);
        let [first, second] = &mut filters;
        (second.next(first.next(excitation) >> 2) * level) >> 9
    };
    (0..seconds * RATE).map(voice).collect()
}

fn chirp(seconds: i64, amplitude: i64, lowest: i64, highest: i64) -> Vec<i64> {
    let mut oscillator = Oscillator::default();
    let length = seconds * RATE;
    let hertz = |n: i64| lowest + ((highest - lowest) * n).div_euclid(length);
    (0..length)
        .map(|n| (oscillator.next(hertz(n)) * amplitude) >> 15)
        .collect()
}

fn bursts(seconds: i64, seed: u32) -> Vec<i64> {
    let mut noise = Noise(seed);
    let heard = |n: i64| {
        let heard = noise.next(32 << (n / 5_600 % 10));
        if n % 5_600 < 1_900 { heard } else { 0 }
    };
    (0..seconds * RATE).map(heard).collect()
}

fn fade(seconds: i64, seed: u32) -> Vec<i64> {
    let mut noise = Noise(seed);
    let step = seconds * RATE / 15;
    (0..seconds * RATE)
        .map(|n| noise.next(1 << (n / step)))
        .collect()
}

fn with_hum(samples: Vec<i64>) -> Vec<i64> {
    let mut hum = Oscillator::default();
    let add = |sample| sample + ((hum.next(50) * 2_500) >> 15) + 900;
    samples.into_iter().map(add).collect()
}

fn noise(seconds: i64, seed: u32, amplitude: i64) -> Vec<i64> {
    let mut noise = Noise(seed);
    (0..seconds * RATE).map(|_| noise.next(amplitude)).collect()
}

fn clip(sample: i64) -> i64 {
    sample.clamp(i16::MIN.into(), i16::MAX.into())
}

/// Name and samples of each clip.
pub fn clips() -> Vec<(&'static str, Vec<i16>)> {
    let each =
        |samples: Vec<i64>, change: fn(i64) -> i64| samples.into_iter().map(change).collect();
    let numbered = |seconds: i64, value: fn(i64) -> i64| (0..seconds * RATE).map(value).collect();
    let made: Vec<(&'static str, Vec<i64>)> = vec![
        ("chirp", chirp(6, 32_000, 40, 7_900)),
        ("quiet chirp", chirp(5, 40, 7_900, 100)),
        (
            "overdriven chirp",
            each(chirp(5, 32_000, 200, 3_000), |s| clip(8 * s)),
        ),
        ("speech", speech(10, 1)),
        ("distant speech", each(speech(6, 2), |s| s >> 6)),
        ("clipped speech", each(speech(6, 3), |s| clip(24 * s))),
        ("speech over hum", with_hum(speech(6, 4))),
        ("noise bursts", bursts(7, 5)),
        ("fade", fade(6, 6)),
        ("loud noise", noise(5, 7, 32_768)),
        ("last bit", noise(4, 8, 1)),
        (
            "rails",
            each(noise(4, 9, 2), |s| if s < 0 { -32_768 } else { 32_767 }),
        ),
        (
            "lowest spikes",
            numbered(4, |n| if n % 97 == 0 { -32_768 } else { n % 5 - 2 }),
        ),
        (
            "square",
            numbered(4, |n| {
                if n * 2 * 440 / RATE % 2 == 0 {
                    32_767
                } else {
                    -32_768
                }
            }),
        ),
        ("silence", numbered(4, |_| 0)),
        (
            "after silence",
            [numbered(2, |_| 0), speech(3, 10)].concat(),
        ),
    ];
    let to_pcm = |samples: Vec<i64>| samples.into_iter().map(|s| clip(s) as i16).collect();
    made.into_iter()
        .map(|(name, samples)| (name, to_pcm(samples)))
        .collect()
}
