mod floor;
mod level;

use crate::{BANDS, HOP};
use floor::Floor;
use level::{Level, Meter, SILENCE};

/// Limits of an [`Endpointer`], in hops of 10 ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointerConfig {
    /// Longest wait for speech.
    pub leading_silence_hops: u32,
    /// Pause that ends an utterance. People pause for up to 0.6 s inside one.
    pub trailing_silence_hops: u32,
    /// Longest utterance, from its first speech on.
    pub longest_utterance_hops: u32,
    /// How far above the noise a hop with some tone of speech is, in 1/256 of a factor of two in energy
    /// (85 to a decibel).
    pub speech_margin: i32,
}

impl Default for EndpointerConfig {
    /// Four seconds, 0.8 s, fifteen seconds, 3 dB.
    fn default() -> Self {
        Self {
            leading_silence_hops: 400,
            trailing_silence_hops: 80,
            longest_utterance_hops: 1500,
            speech_margin: 256,
        }
    }
}

/// What the endpointer thinks after a hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// No speech yet, or no utterance begun.
    Waiting,
    /// Nobody spoke in time; the endpointer waits for the next [`start`](Endpointer::start).
    NoSpeech,
    /// Somebody speaks.
    Speech,
    /// Somebody spoke and is silent since.
    Pause {
        /// For how long, in hops.
        hops: u32,
    },
    /// The utterance is over; the endpointer waits for the next [`start`](Endpointer::start).
    End,
}

/// Tells speech from silence, and when an utterance is over.
///
/// ```text
///  start()        60 ms of speech                 trailing silence, or the longest utterance
///     │ Waiting …      │ Speech … Pause … Speech … Pause … │
///     ├────────────────┼───────────────────────────────────┼──▶ Waiting
///     │                                                   End
///     └── leading silence over: NoSpeech
/// ```
///
/// A hop is speech where six bands of its feature column stand out, or two do and its energy lies above
/// the noise by a margin; and where it is not far below the loudest speech of the utterance. Columns
/// have steady noise taken out of them and the energies are compared with the noise of the last two
/// seconds, so both follow the room: feed it always, also between utterances. A noise that begins in
/// the middle of an utterance is taken for speech for up to two seconds, then for noise.
///
/// Whatever it hears, an utterance ends: after [`start`](Self::start), `NoSpeech` or `End` comes within
/// `leading_silence_hops + longest_utterance_hops + 1` hops. A hop costs some 2,000 instructions.
///
/// ```
/// use goldcrest_dsp::{Endpoint, Endpointer, EndpointerConfig, FrontEnd, HOP};
///
/// let quiet: [i16; HOP] = core::array::from_fn(|n| (n as i16).wrapping_mul(7919) >> 10);
/// let voice: [i16; HOP] = core::array::from_fn(|n| if n % 80 < 40 { 4000 } else { -4000 });
///
/// let mut endpointer = Endpointer::new(EndpointerConfig::default());
/// endpointer.start();
/// let audio = [[quiet; 50], [voice; 50], [quiet; 50], [quiet; 50]].concat();
/// let mut front_end = FrontEnd::new();
/// let ended = audio.iter().position(|hop| {
///     let column = front_end.push_hop(hop);
///     endpointer.push(hop, column.as_ref()) == Endpoint::End
/// });
/// // Speech ended after 100 hops, and 80 hops of silence make sure of it.
/// assert!(matches!(ended, Some(165..185)));
/// ```
#[derive(Clone, Debug)]
pub struct Endpointer {
    config: EndpointerConfig,
    meter: Meter,
    floor: Floor,
    loud_run: u32,
    loud_balance: u32,
    loudest: Level,
    phase: Phase,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Idle,
    Leading { waited: u32, longest: u32 },
    Speaking { spoken: u32, pause: u32 },
}

/// Loud hops, less two for each quiet one between, that begin an utterance.
const LOUD_TO_BEGIN: u32 = 6;
/// Loud hops in a row that end a pause: a tick or a click is shorter.
const LOUD_TO_GO_ON: u32 = 4;
/// Sound this much weaker than the loudest of the utterance is no part of it: 30 dB.
const WEAKEST_SPEECH: Level = 10 * 256;
/// A feature above this stands out of the noise.
const OUTSTANDING: u16 = 300;
/// So many outstanding bands are speech however loud the noise is.
const MANY_BANDS: usize = 6;
/// So many are speech where the energy says so too.
const SOME_BANDS: usize = 2;

impl Endpointer {
    /// An endpointer that has heard nothing and waits for [`start`](Self::start).
    #[must_use]
    pub const fn new(config: EndpointerConfig) -> Self {
        Self {
            config,
            meter: Meter::new(),
            floor: Floor::new(),
            loud_run: 0,
            loud_balance: 0,
            loudest: SILENCE,
            phase: Phase::Idle,
        }
    }

    /// Begins an utterance with the next hop, dropping the one under way. The noise stays known.
    pub fn start(&mut self) {
        self.start_waiting(self.config.leading_silence_hops);
    }

    /// [`start`](Self::start), with another wait for the first word than the configuration's, in hops.
    pub fn start_waiting(&mut self, leading_silence_hops: u32) {
        self.loud_run = 0;
        self.loud_balance = 0;
        self.loudest = SILENCE;
        self.phase = Phase::Leading {
            waited: 0,
            longest: leading_silence_hops,
        };
    }

    /// Takes the next 10 ms of 16 kHz audio and the column that [`FrontEnd::push_hop`] made of it.
    ///
    /// Without a column the energy alone decides.
    ///
    /// [`FrontEnd::push_hop`]: crate::FrontEnd::push_hop
    pub fn push(&mut self, hop: &[i16; HOP], column: Option<&[u16; BANDS]>) -> Endpoint {
        let loud = self.is_loud(hop, column);
        self.loud_run = if loud {
            self.loud_run.saturating_add(1)
        } else {
            0
        };
        match self.phase {
            Phase::Idle => Endpoint::Waiting,
            Phase::Leading { waited, longest } => self.lead(loud, waited, longest),
            Phase::Speaking { spoken, pause } => self.follow(spoken + 1, pause + 1),
        }
    }

    fn lead(&mut self, loud: bool, waited: u32, longest: u32) -> Endpoint {
        self.loud_balance = if loud {
            self.loud_balance + 1
        } else {
            self.loud_balance.saturating_sub(2)
        };
        if self.loud_balance == 0 {
            self.loudest = SILENCE;
        }
        if self.loud_balance >= LOUD_TO_BEGIN {
            self.phase = Phase::Speaking {
                spoken: 0,
                pause: 0,
            };
            Endpoint::Speech
        } else if waited >= longest {
            self.phase = Phase::Idle;
            Endpoint::NoSpeech
        } else {
            self.phase = Phase::Leading {
                waited: waited + 1,
                longest,
            };
            Endpoint::Waiting
        }
    }

    fn follow(&mut self, spoken: u32, pause: u32) -> Endpoint {
        let pause = if self.loud_run >= LOUD_TO_GO_ON {
            0
        } else {
            pause
        };
        let over = pause >= self.config.trailing_silence_hops
            || spoken >= self.config.longest_utterance_hops;
        if over {
            self.phase = Phase::Idle;
            return Endpoint::End;
        }
        self.phase = Phase::Speaking { spoken, pause };
        match pause {
            0 => Endpoint::Speech,
            hops => Endpoint::Pause { hops },
        }
    }

    fn is_loud(&mut self, hop: &[i16; HOP], column: Option<&[u16; BANDS]>) -> bool {
        let reading = self.meter.read(hop);
        let above_noise = i32::from(reading.now) - i32::from(self.floor.ceiling());
        self.floor.hear(reading.smooth);
        let energetic = above_noise > self.config.speech_margin;
        let outstanding = column.map(|bands| bands.iter().filter(|&&b| b > OUTSTANDING).count());
        let loud = match outstanding {
            None => energetic,
            Some(bands) => bands >= MANY_BANDS || energetic && bands >= SOME_BANDS,
        } && reading.now > self.loudest.saturating_sub(WEAKEST_SPEECH);
        if loud {
            self.loudest = self.loudest.max(reading.smooth);
        }
        loud
    }
}
