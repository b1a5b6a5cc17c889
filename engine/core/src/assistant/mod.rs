//! The whole assistant: audio, signals and the time in, events out.

mod checking;
mod context;
mod ending;
mod error;
mod near;
mod output;
mod repair;
mod skill;
mod turn;
mod unwritten;

pub use error::{NetworkError, OpenError};
pub use output::Output;

use crate::context::{CONTEXT_SECTION, Context, Signals};
use crate::dialogue::{DIALOGUE_SECTION, Dialogue, Pending, Policy};
use crate::events::{AudioTime, Event};
use crate::rewrite::generate::{GenerateModel, Generator, Width};
use crate::rewrite::{
    GENERATE_SECTION, KNOWN_SECTION, PackRewriter, REWRITER_SECTION, Rewriter, RewriterError,
    Strategy, Templates,
};
use crate::settings::{Manifest, Settings};
use crate::skills::{LocalTime, Timers};
use crate::speech::dictation::{DICTATION_SECTION, Dictation};
use crate::speech::{CLASSES, Knowledge, Recogniser, Search};
use crate::trace::{Entry, State, Trace};
use crate::understand::entities::{ENTITIES_SECTION, Entities, Resolver};
use crate::understand::network::Network;
use crate::wake::{Detector, NearMisses, Phrase, Reading};
use crate::workspace::{Column, MemoryPlan, Workspace};
use checking::Checking;
use ending::Closing;
use goldcrest_dsp::{BANDS, Endpointer, FrontEnd, HOP};
use goldcrest_nn::{Model, quantize_features};
use goldcrest_pack::{Pack, SectionKind};
use goldcrest_trie::{Grammar, Lexicon, StateId, WordId};
use heapless::Deque;
use repair::{Finder, Generating, Repairer};

/// Feature values as trainers see them are the raw ones times this.
pub const FEATURE_SCALE: f32 = 0.039_062_5;

/// Root of everything that can be said at any time.
const COMMAND_ROOT: &str = "command";
const HOP_MS: u64 = 10;
const MOST_EVENTS: usize = 12;

/// A voice assistant.
///
/// It is given samples and the time and gives back events; it does no input or output, reads no clock
/// and allocates nothing. All it knows is in the pack, which it reads in place; all it needs is in the
/// workspace, whose sizes are checked once in [`Assistant::open`].
///
/// ```text
/// loop {
///     assistant.push(&samples);                 // any number of them
///     while let Some(event) = assistant.poll(now_ms) { … }
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
    wake_phrase: Option<WordId>,
    stop_word: Option<u8>,
    output: Output,
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
    /// Opens all sections of `pack` and checks that `workspace` is large enough for them.
    ///
    /// A pack without a wake network waits for [`Assistant::listen_now`]; one without an acoustic network
    /// understands text only.
    ///
    /// # Errors
    ///
    /// See [`OpenError`].
    pub fn open(pack: &Pack<'p>, workspace: Workspace<'m>) -> Result<Self, OpenError> {
        let manifest = Manifest::of(pack);
        let mut settings = Settings::read(&manifest);
        if let Some((buffer, needed, given)) = MemoryPlan::of(pack).shortage(&workspace) {
            return Err(OpenError::TooSmall {
                buffer,
                needed,
                given,
            });
        }
        let section = |kind| pack.first(kind).map(|section| section.bytes);
        let unwritten = match section(SectionKind::Understanding) {
            Some(section) => Some(Network::open(section).map_err(OpenError::Understanding)?),
            None => None,
        };
        let lexicon = match section(SectionKind::Lexicon) {
            Some(section) => Lexicon::open(section).map_err(OpenError::Lexicon)?,
            None if unwritten.is_some() => Lexicon::EMPTY,
            None => return Err(OpenError::NoLexicon),
        };
        let grammar = match section(SectionKind::Grammar) {
            Some(section) => Grammar::open(section).map_err(OpenError::Grammar)?,
            None if unwritten.is_some() => Grammar::EMPTY,
            None => return Err(OpenError::NoGrammar),
        };
        let command_root = grammar.root(COMMAND_ROOT);
        if command_root.is_none() && unwritten.is_none() {
            return Err(OpenError::NoRoot);
        }
        grammar
            .check_lexicon(&lexicon)
            .map_err(OpenError::Grammar)?;
        let dictation = pack
            .section(SectionKind::Dictation, DICTATION_SECTION)
            .map(|section| Dictation::open(section, &lexicon, &grammar))
            .transpose()
            .map_err(OpenError::Dictation)?;
        let dialogue = match pack.section(SectionKind::Dialogue, DIALOGUE_SECTION) {
            Some(section) => Dialogue::open(section).map_err(OpenError::Dialogue)?,
            None => Dialogue::EMPTY,
        };
        let context = match pack.section(SectionKind::Context, CONTEXT_SECTION) {
            Some(section) => Context::open(section).map_err(OpenError::Context)?,
            None => Context::EMPTY,
        };
        let entities = match pack.section(SectionKind::Entities, ENTITIES_SECTION) {
            Some(section) => Entities::open(section).map_err(OpenError::Entities)?,
            None => Entities::EMPTY,
        };
        let repairer = match (
            pack.section(SectionKind::Rewriter, REWRITER_SECTION),
            workspace.rewrite,
        ) {
            (Some(section), Some(search)) => {
                let known = pack.section(SectionKind::Trie, KNOWN_SECTION);
                let rewriter = PackRewriter::open(section, known).map_err(OpenError::Rewriter)?;
                let templates = command_root
                    .map(|root| Templates::new(grammar, lexicon, root, rewriter.dropped));
                let personal = workspace.personal.filter(|_| settings.personal);
                let generating =
                    generating(pack, workspace.generate, &settings).map_err(OpenError::Rewriter)?;
                let edits = Rewriter::new(rewriter.model, settings.rewrite_steps);
                let memory = (Finder::new(edits, search, generating), personal);
                Some(Repairer::new(
                    rewriter, templates, memory, &manifest, &settings,
                ))
            }
            _ => None,
        };
        let knowledge = Knowledge {
            grammar,
            lexicon,
            dictation,
            word_penalty: settings.word_penalty,
            grammar_weight: settings.grammar_weight,
            dictation_weight: settings.dictation_weight,
            filler: settings.filler,
            beam: settings.beam,
        };
        let can_check = section(SectionKind::Acoustic).is_some();
        let mut stop_word = None;
        let detector = match section(SectionKind::Wake) {
            Some(section) => {
                let model = open_wake(section).map_err(OpenError::Wake)?;
                let mut detector = Detector::new(model, workspace.wake, &settings);
                let stop = manifest.get("wake.stop").filter(|word| !word.is_empty());
                for section in pack
                    .sections()
                    .filter(|section| section.kind == SectionKind::WakePhrase)
                {
                    let phrase = Phrase::open(section.bytes).map_err(OpenError::WakePhrase)?;
                    detector
                        .watch(phrase, settings.wake_rate, can_check)
                        .map_err(OpenError::Watch)?;
                }
                let spoken = detector
                    .phrases()
                    .position(|phrase| Some(phrase.text()) == stop);
                if let Some(place) = spoken {
                    detector.tune(place, settings.stop_rate);
                    detector.keep_steady(place);
                    detector.switch(place, false);
                    stop_word = Some(place as u8);
                }
                Some(detector)
            }
            None => None,
        };
        let network = match section(SectionKind::Acoustic) {
            Some(section) => Some(open_model(section, CLASSES).map_err(OpenError::Acoustic)?),
            None => None,
        };
        if let Some(network) = &network {
            settings.wait_for_network(network.delay() as u32 * HOP_MS as u32);
        }
        let search = Search::new(workspace.search);
        let recogniser = Recogniser::new(network, workspace.speech, search, knowledge, &settings);
        Ok(Self {
            settings,
            grammar,
            lexicon,
            policy: Policy::new(dialogue),
            context,
            signals: Signals::default(),
            network: unwritten,
            resolver: Resolver::new(entities, lexicon, settings.entity_score),
            repairer,
            wake_phrase: manifest
                .get("wake.phrase")
                .and_then(|phrase| lexicon.find(phrase)),
            stop_word,
            output: Output::Silent,
            command_root,
            front_end: FrontEnd::new(),
            hop: [0; HOP],
            hop_len: 0,
            hops: 0,
            columns: workspace.columns,
            columns_made: 0,
            columns_heard: 0,
            detector,
            checking: None,
            closing: None,
            near: None,
            recogniser,
            endpointer: Endpointer::new(turn::endpointing(&settings)),
            hearing_since: 0,
            hearing_until: 0,
            state: State::Listening,
            deadline_ms: u64::MAX,
            pending: None,
            questions: 0,
            timers: Timers::default(),
            now_ms: 0,
            clock: None,
            events: Deque::new(),
        })
    }

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
        self.wake(0, false, &mut ());
    }

    /// Tells the wall clock, which the skills that say time and date need.
    pub fn set_clock(&mut self, time: LocalTime) {
        self.clock = Some((time, self.now_ms));
    }

    pub(crate) fn local_time(&self) -> Option<LocalTime> {
        let (LocalTime(then), then_ms) = self.clock?;
        Some(LocalTime(then + ((self.now_ms - then_ms) / 1000) as i64))
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
        AudioTime(self.hops * HOP_MS)
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
            _ => self.hear(endpoint, trace),
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
        let since = self.columns_made.saturating_sub(column + 1) * HOP_MS;
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

/// What the strategy of a pack needs besides what mistakes cost.
fn generating<'p, 'm>(
    pack: &Pack<'p>,
    memory: Option<&'m mut Generator>,
    settings: &Settings,
) -> Result<Option<Generating<'p, 'm>>, RewriterError> {
    if !settings.rewrite_strategy.generates() {
        return Ok(None);
    }
    let section = pack.section(SectionKind::Rewriter, GENERATE_SECTION);
    let (Some(section), Some(memory)) = (section, memory) else {
        return Err(RewriterError::NoGenerator);
    };
    Ok(Some(Generating {
        model: GenerateModel::open(section).map_err(RewriterError::Generator)?,
        memory,
        width: Width {
            beginnings: settings.rewrite_beginnings as usize,
            budget: settings.rewrite_steps,
        },
        is_joined: settings.rewrite_strategy == Strategy::Joined,
    }))
}

/// A network that knows one phrase by heart, or one of phones.
fn open_wake(section: &[u8]) -> Result<Model<'_>, error::NetworkError> {
    open_model(section, CLASSES).or_else(|_| open_model(section, 1))
}

fn open_model(section: &[u8], outputs: usize) -> Result<Model<'_>, error::NetworkError> {
    let model = Model::open(section).map_err(error::NetworkError::Model)?;
    if model.input().len != BANDS {
        return Err(error::NetworkError::Input(model.input().len));
    }
    if model.output().len != outputs {
        return Err(error::NetworkError::Output {
            expected: outputs,
            found: model.output().len,
        });
    }
    Ok(model)
}
