use crate::HOP;

/// Limits of an [`Endpointer`], in hops of 10 ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointerConfig {
    /// Longest wait for speech.
    pub leading_silence_hops: u32,
    /// Pause that ends an utterance.
    pub trailing_silence_hops: u32,
    /// Longest utterance, from its first speech on.
    pub longest_utterance_hops: u32,
    /// How far above the noise floor speech is, in 1/256 of a factor of two in energy.
    pub speech_margin: i32,
}

impl Default for EndpointerConfig {
    fn default() -> Self {
        Self {
            leading_silence_hops: 400,
            trailing_silence_hops: 80,
            longest_utterance_hops: 1500,
            speech_margin: 640,
        }
    }
}

/// What the endpointer thinks after a hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// No speech yet.
    Waiting,
    /// Nobody spoke in time.
    NoSpeech,
    /// Somebody speaks.
    Speech,
    /// Somebody spoke and is silent since.
    Pause {
        /// How long.
        hops: u32,
    },
    /// The utterance is over.
    End,
}

/// Tells speech from silence by energy, and when an utterance is over.
///
/// It hears every hop, so that it knows the noise floor when [`Endpointer::start`] begins an utterance.
/// Between starts it answers [`Endpoint::Waiting`].
#[derive(Clone, Debug)]
pub struct Endpointer {
    config: EndpointerConfig,
    floor: i32,
    level: i32,
    loud_hops: u32,
    since_start: Option<u32>,
    since_speech: Option<u32>,
    spoken: u32,
}

const LOUD_HOPS_TO_BEGIN: u32 = 6;
const QUIETEST: i32 = 6 * 256;
const FLOOR_RISE: i32 = 2;
const FLOOR_FALL_SHIFT: u32 = 3;

impl Endpointer {
    /// An endpointer that has heard nothing.
    #[must_use]
    pub fn new(config: EndpointerConfig) -> Self {
        Self {
            config,
            floor: i32::MAX,
            level: 0,
            loud_hops: 0,
            since_start: None,
            since_speech: None,
            spoken: 0,
        }
    }

    /// Begins an utterance with the next hop.
    pub fn start(&mut self) {
        self.since_start = Some(0);
        self.since_speech = None;
        self.loud_hops = 0;
        self.spoken = 0;
    }

    /// Takes a hop of audio.
    pub fn push(&mut self, hop: &[i16; HOP]) -> Endpoint {
        let loud = self.hear(hop);
        let Some(since_start) = self.since_start else {
            return Endpoint::Waiting;
        };
        self.since_start = Some(since_start.saturating_add(1));
        self.loud_hops = if loud {
            self.loud_hops + 1
        } else {
            self.loud_hops.saturating_sub(2)
        };
        match self.since_speech {
            None if self.loud_hops >= LOUD_HOPS_TO_BEGIN => {
                self.since_speech = Some(0);
                Endpoint::Speech
            }
            None if since_start >= self.config.leading_silence_hops => {
                self.stop(Endpoint::NoSpeech)
            }
            None => Endpoint::Waiting,
            Some(pause) => self.follow(loud, pause),
        }
    }

    fn follow(&mut self, loud: bool, pause: u32) -> Endpoint {
        self.spoken += 1;
        let pause = if loud && self.loud_hops >= 2 {
            0
        } else {
            pause + 1
        };
        self.since_speech = Some(pause);
        if pause >= self.config.trailing_silence_hops
            || self.spoken >= self.config.longest_utterance_hops
        {
            return self.stop(Endpoint::End);
        }
        if pause == 0 {
            Endpoint::Speech
        } else {
            Endpoint::Pause { hops: pause }
        }
    }

    fn stop(&mut self, endpoint: Endpoint) -> Endpoint {
        self.since_start = None;
        self.since_speech = None;
        endpoint
    }

    fn hear(&mut self, hop: &[i16; HOP]) -> bool {
        let energy: u64 = hop
            .iter()
            .map(|&sample| u64::from(sample.unsigned_abs()).pow(2))
            .sum();
        self.level = log2(energy / HOP as u64).max(QUIETEST);
        if self.level < self.floor {
            self.floor = if self.floor == i32::MAX {
                self.level
            } else {
                self.floor - ((self.floor - self.level) >> FLOOR_FALL_SHIFT).max(1)
            };
        } else {
            self.floor += FLOOR_RISE;
        }
        self.level > self.floor + self.config.speech_margin
    }
}

/// Logarithm to base 2 in 1/256, linear between powers of two; 0 for 0.
fn log2(value: u64) -> i32 {
    let Some(exponent) = value.checked_ilog2() else {
        return 0;
    };
    let mantissa = if exponent >= 8 {
        value >> (exponent - 8)
    } else {
        value << (8 - exponent)
    };
    exponent as i32 * 256 + (mantissa as i32 - 256)
}
