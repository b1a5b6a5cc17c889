//! The whole assistant: audio, signals and the time in, events out.

mod answering;
mod checking;
mod context;
mod contrary;
mod ending;
mod error;
mod leftover;
mod near;
mod opening;
mod output;
mod reading;
mod relative;
mod repair;
mod several;
mod skill;
mod slots;
mod spans;
mod templated;
mod turn;
mod unmarked;
mod unwritten;
mod wakes;

pub use error::{NetworkError, OpenError};
pub use output::Output;
pub use wakes::WakePhrase;

use crate::context::{Context, Signals};
use crate::dialogue::{Pending, Policy};
use crate::events::{AudioTime, Event};
use crate::settings::Settings;
use crate::skills::{LocalTime, Timers};
use crate::speech::Recogniser;
use crate::trace::{Entry, State, Trace};
use crate::understand::entities::Resolver;
use crate::understand::network::Network;
use crate::wake::{Detector, MOST_PHRASES, NearMisses, Reading};
use crate::workspace::Column;
use checking::Checking;
use ending::Closing;
use goldcrest_dsp::{BANDS, Endpointer, FrontEnd, HOP, HOP_MS};
use goldcrest_nn::quantize_features;
use goldcrest_trie::{Grammar, Lexicon, StateId, WordId};
use heapless::Deque;
use output::StopWord;
use repair::Repairer;

/// Feature values as trainers see them are the raw ones times this.
pub const FEATURE_SCALE: f32 = 0.039_062_5;

/// Root of everything that can be said at any time.
const COMMAND_ROOT: &str = "command";
const MOST_EVENTS: usize = 12;

/// A voice assistant.
///
/// It is given samples and the time and gives back events; it does no input or output, reads no clock
/// and allocates nothing. All it knows is in the pack, which it reads in place; all it needs is in the
/// workspace, whose sizes are checked once in [`Assistant::open`].
///
/// ```
/// use goldcrest::{Assistant, Event};
///
/// /// After every block of samples, whatever its length, and while the microphone stands still.
/// fn step<'p>(assistant: &mut Assistant<'p, '_>, samples: &[i16], now_ms: u64, act: impl Fn(Event<'p>)) {
///     assistant.push(samples);
///     while let Some(event) = assistant.poll(now_ms) {
///         act(event);
///     }
/// }
/// ```
///
/// Whatever it is fed, it comes back to listening: every state but that one has a time limit, in audio
/// time and, for a platform whose audio stands still, in the time given to [`Assistant::poll`].
#[derive(Debug)]
pub struct Assistant<'p, 'm> {
    settings: Settings,
    grammar: Grammar<'p>,
    lexicon: Lexicon<'p>,
    policy: Policy<'p>,
    context: Context<'p>,
    signals: Signals,
    network: Option<Network<'p>>,
    resolver: Resolver<'p>,
    repairer: Option<Repairer<'p, 'm>>,
    wake_words: [Option<WordId>; MOST_PHRASES],
    stop_word: Option<StopWord>,
    output: Output,
    /// Whether the device rings, or did when the turn that goes on began.
    rings: bool,
    command_root: Option<StateId>,

    front_end: FrontEnd,
    hop: [i16; HOP],
    hop_len: usize,
    hops: u64,
    columns: &'m mut [Column],
    columns_made: u64,
    columns_heard: u64,
    detector: Option<Detector<'p, 'm>>,
    checking: Option<Checking<'p>>,
    closing: Option<Closing>,
    near: Option<NearMisses<'m>>,
    recogniser: Recogniser<'p, 'm>,
    endpointer: Endpointer,
    hearing_since: u64,
    hearing_until: u64,

    state: State,
    deadline_ms: u64,
    pending: Option<Pending<'p>>,
    questions: u8,
    timers: Timers<'p>,
    now_ms: u64,
    clock: Option<(LocalTime, u64)>,
    events: Deque<Event<'p>, MOST_EVENTS>,
}

impl<'p, 'm> Assistant<'p, 'm> {
    /// Takes samples: PCM, 16 bits, 16 kHz, mono; any number of them. The events do not depend on how a
    /// recording is cut into pushes.
    ///
    /// Poll after every second of audio at the latest: the queue holds 12 events and drops the oldest.
    pub fn push(&mut self, samples: &[i16]) {
        self.push_traced(samples, &mut ());
    }

    /// [`Assistant::push`] with a trace.
    pub fn push_traced<T: Trace>(&mut self, samples: &[i16], trace: &mut T) {
        let mut rest = samples;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(HOP - self.hop_len));
            self.hop[self.hop_len..self.hop_len + now.len()].copy_from_slice(now);
            self.hop_len += now.len();
            rest = later;
            if self.hop_len == HOP {
                self.hop_len = 0;
                self.take_hop(trace);
            }
        }
    }

    /// The next event, if there is one. `now_ms` is the platform's monotonic clock in milliseconds; a
    /// simulator passes the time of the audio. A clock that steps back is taken to stand still.
    ///
    /// Between two calls the time is that of the last one, and 0 before the first. Where the platform's clock
    /// does not begin with the assistant, poll once before anything that takes time into account: a command,
    /// a signal, [`Assistant::set_clock`].
    pub fn poll(&mut self, now_ms: u64) -> Option<Event<'p>> {
        self.now_ms = self.now_ms.max(now_ms);
        if let Some(event) = self.events.pop_front() {
            return Some(event);
        }
        self.check_deadlines();
        self.events.pop_front()
    }

    /// Listens for a command at once, without the wake phrase (push to talk).
    pub fn listen_now(&mut self) {
        self.wake(0, None, &mut ());
    }

    /// Tells the wall clock, which the skills that say time and date need: what it shows at the time of the
    /// last [`Assistant::poll`]. It goes on by the time of those that follow; tell it again where it is set.
    pub fn set_clock(&mut self, time: LocalTime) {
        self.clock = Some((time, self.now_ms));
    }

    pub(crate) fn local_time(&self) -> Option<LocalTime> {
        let (LocalTime(then), then_ms) = self.clock?;
        let passed = self.now_ms.saturating_sub(then_ms) / 1000;
        Some(LocalTime(then.saturating_add_unsigned(passed)))
    }

    /// What it is doing.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// Whether the acoustic network is hearing a proposed wake phrase again before the assistant wakes.
    #[must_use]
    pub fn is_checking(&self) -> bool {
        self.checking.is_some()
    }

    /// Whether it wakes by its wake phrase; where the pack has no wake network, it hears commands after
    /// [`Assistant::listen_now`] only.
    #[must_use]
    pub fn wakes_by_phrase(&self) -> bool {
        self.detector.is_some()
    }

    /// Audio heard so far.
    #[must_use]
    pub fn audio_time(&self) -> AudioTime {
        AudioTime(self.hops * u64::from(HOP_MS))
    }

    /// Running timers.
    #[must_use]
    pub fn timers(&self) -> &Timers<'p> {
        &self.timers
    }

    /// The settings of the pack.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Words and their sounds.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon<'p> {
        &self.lexicon
    }

    /// What can be said.
    #[must_use]
    pub fn grammar(&self) -> &Grammar<'p> {
        &self.grammar
    }

    /// The network that reads what no template says, if the pack has one.
    #[must_use]
    pub fn network(&self) -> Option<&Network<'p>> {
        self.network.as_ref()
    }

    /// What looks up the words of slots.
    #[must_use]
    pub fn resolver(&self) -> &Resolver<'p> {
        &self.resolver
    }

    fn take_hop<T: Trace>(&mut self, trace: &mut T) {
        self.hops += 1;
        let features = self.front_end.push_hop(&self.hop);
        let endpoint = self.endpointer.push(&self.hop, features.as_ref());
        let Some(features) = features else {
            return;
        };
        trace.record(&Entry::Features {
            at: self.audio_time(),
            column: &features,
        });
        self.keep_column(&features);
        let woken = self.watch_for_wake(&features, trace);
        match (self.state, woken) {
            (State::Listening, Some(reading)) if self.checking.is_none() => {
                self.notice(reading, trace);
            }
            (State::Listening, _) => self.go_on_checking(trace),
            (_, woken) => {
                if woken.is_some_and(|reading| !self.is_stop_word(reading.phrase)) {
                    self.called_again();
                }
                self.hear(endpoint, trace);
            }
        }
    }

    fn keep_column(&mut self, features: &[u16; BANDS]) {
        let Some(network) = self.recogniser.network() else {
            return;
        };
        let quant = network.input();
        let place = (self.columns_made % self.columns.len() as u64) as usize;
        quantize_features(features, FEATURE_SCALE, quant, &mut self.columns[place]);
        self.columns_made += 1;
    }

    /// The end of the window of a column.
    fn time_of_column(&self, column: u64) -> AudioTime {
        let since = self.columns_made.saturating_sub(column + 1) * u64::from(HOP_MS);
        AudioTime(self.audio_time().0.saturating_sub(since))
    }

    fn watch_for_wake<T: Trace>(
        &mut self,
        features: &[u16; BANDS],
        trace: &mut T,
    ) -> Option<Reading> {
        let at = self.audio_time();
        let detector = self.detector.as_mut()?;
        let mut column = [0_i8; BANDS];
        quantize_features(
            features,
            FEATURE_SCALE,
            detector.model().input(),
            &mut column,
        );
        let reading = detector.push(&column)?;
        trace.record(&Entry::WakeScore {
            at,
            raw: reading.raw,
            smoothed: reading.smoothed,
            threshold: reading.threshold,
        });
        if self.state == State::Listening && self.checking.is_none() {
            self.note_near(reading);
        }
        reading.detected.then_some(reading)
    }

    fn emit(&mut self, event: Event<'p>) {
        if self.events.is_full() {
            self.events.pop_front();
        }
        // There is room now.
        let _ = self.events.push_back(event);
    }
}
