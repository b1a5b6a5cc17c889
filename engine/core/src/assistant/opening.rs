//! A pack opened: every section checked, every memory large enough.

use super::error::{NetworkError, OpenError};
use super::output::{Output, StopWord};
use super::repair::{Finder, Generating, Repairer};
use super::{Assistant, COMMAND_ROOT};
use crate::context::{CONTEXT_SECTION, Context, Signals};
use crate::dialogue::{DIALOGUE_SECTION, Dialogue, Policy};
use crate::rewrite::generate::{GenerateModel, Generator, Width};
use crate::rewrite::{
    self, GENERATE_SECTION, KNOWN_SECTION, PackRewriter, REWRITER_SECTION, Rewriter, RewriterError,
    Strategy, Templates,
};
use crate::settings::{Manifest, Settings};
use crate::skills::Timers;
use crate::speech::dictation::{DICTATION_SECTION, Dictation};
use crate::speech::{CLASSES, Knowledge, Recogniser, Search};
use crate::trace::State;
use crate::understand::entities::{ENTITIES_SECTION, Entities, Resolver};
use crate::understand::network::Network;
use crate::wake::{Detector, MOST_PHRASES, Phrase};
use crate::workspace::{MemoryPlan, Workspace};
use goldcrest_dsp::{BANDS, Endpointer, FrontEnd, HOP, HOP_MS};
use goldcrest_nn::Model;
use goldcrest_pack::{Pack, SectionKind};
use goldcrest_trie::{Grammar, Lexicon, StateId, WordId};
use heapless::Deque;

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
        let unwritten = pack
            .first(SectionKind::Understanding)
            .map(|section| Network::open(section.bytes))
            .transpose()
            .map_err(OpenError::Understanding)?;
        let Language {
            lexicon,
            grammar,
            command_root,
        } = Language::open(pack, unwritten.is_some())?;
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
        let templates = command_root.map(|root| (grammar, lexicon, root));
        let lent = (workspace.rewrite, workspace.personal, workspace.generate);
        let repairer = open_repairer(pack, templates, lent, &manifest, &settings)
            .map_err(OpenError::Rewriter)?;
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
        let wake = Wake::open(pack, &lexicon, workspace.wake, &manifest, &settings)?;
        let network = pack
            .first(SectionKind::Acoustic)
            .map(|section| open_model(section.bytes, CLASSES))
            .transpose()
            .map_err(OpenError::Acoustic)?;
        if let Some(network) = &network {
            settings.wait_for_network(network.delay() as u32 * HOP_MS);
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
            wake_words: wake.words,
            stop_word: wake.stop_word,
            output: Output::Silent,
            rings: false,
            command_root,
            front_end: FrontEnd::new(),
            hop: [0; HOP],
            hop_len: 0,
            hops: 0,
            columns: workspace.columns,
            columns_made: 0,
            columns_heard: 0,
            detector: wake.detector,
            checking: None,
            closing: None,
            near: None,
            recogniser,
            endpointer: Endpointer::new(super::turn::endpointing(&settings)),
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
}

/// What can be said, and how it is pronounced.
struct Language<'p> {
    lexicon: Lexicon<'p>,
    grammar: Grammar<'p>,
    command_root: Option<StateId>,
}

impl<'p> Language<'p> {
    /// Only a pack with a network for what was not written down may be without templates.
    fn open(pack: &Pack<'p>, has_network: bool) -> Result<Self, OpenError> {
        let lexicon = match pack.first(SectionKind::Lexicon) {
            Some(section) => Lexicon::open(section.bytes).map_err(OpenError::Lexicon)?,
            None if has_network => Lexicon::EMPTY,
            None => return Err(OpenError::NoLexicon),
        };
        let grammar = match pack.first(SectionKind::Grammar) {
            Some(section) => Grammar::open(section.bytes).map_err(OpenError::Grammar)?,
            None if has_network => Grammar::EMPTY,
            None => return Err(OpenError::NoGrammar),
        };
        let command_root = grammar.root(COMMAND_ROOT);
        if command_root.is_none() && !has_network {
            return Err(OpenError::NoRoot);
        }
        grammar
            .check_lexicon(&lexicon)
            .map_err(OpenError::Grammar)?;
        Ok(Self {
            lexicon,
            grammar,
            command_root,
        })
    }
}

/// What wakes the assistant, and what silences it.
struct Wake<'p, 'm> {
    detector: Option<Detector<'p, 'm>>,
    stop_word: Option<StopWord>,
    /// The word of the lexicon that each phrase is, where it has one.
    words: [Option<WordId>; MOST_PHRASES],
}

impl<'p, 'm> Wake<'p, 'm> {
    fn open(
        pack: &Pack<'p>,
        lexicon: &Lexicon<'p>,
        memory: &'m mut [i8],
        manifest: &Manifest<'p>,
        settings: &Settings,
    ) -> Result<Self, OpenError> {
        let mut wake = Self {
            detector: None,
            stop_word: None,
            words: [None; MOST_PHRASES],
        };
        wake.words[0] = manifest
            .get("wake.phrase")
            .and_then(|phrase| lexicon.find(phrase));
        let Some(network) = pack.first(SectionKind::Wake) else {
            return Ok(wake);
        };
        let model = open_wake(network.bytes).map_err(OpenError::Wake)?;
        let mut detector = Detector::new(model, memory, settings);
        let can_check = pack.first(SectionKind::Acoustic).is_some();
        let phrases = pack
            .sections()
            .filter(|section| section.kind == SectionKind::WakePhrase);
        for (number, section) in phrases.enumerate() {
            let phrase = Phrase::open(section.bytes).map_err(OpenError::WakePhrase)?;
            let rate = settings.rate_of_phrase(manifest, number, phrase.text());
            detector
                .watch(phrase, rate, can_check)
                .map_err(OpenError::Watch)?;
            if wake.stop_word.is_none() && manifest.is_stop_word(phrase.text()) {
                detector.keep_steady(number);
                detector.switch(number, false);
                let phrase = number as u8;
                wake.stop_word = Some(StopWord { phrase, on: true });
            }
            if let Some(word) = lexicon.find(phrase.text()) {
                wake.words[number] = Some(word);
            }
        }
        wake.detector = Some(detector);
        Ok(wake)
    }
}

/// Memory that repairing works in: of the search, of what the user taught, of generation.
type Lent<'m> = (
    Option<&'m mut rewrite::Search>,
    Option<&'m mut rewrite::Personal>,
    Option<&'m mut Generator>,
);

/// What repairs misheard requests, where the pack and the platform have room for it.
fn open_repairer<'p, 'm>(
    pack: &Pack<'p>,
    templates: Option<(Grammar<'p>, Lexicon<'p>, StateId)>,
    (search, personal, generator): Lent<'m>,
    manifest: &Manifest<'p>,
    settings: &Settings,
) -> Result<Option<Repairer<'p, 'm>>, RewriterError> {
    let section = pack.section(SectionKind::Rewriter, REWRITER_SECTION);
    let (Some(section), Some(search)) = (section, search) else {
        return Ok(None);
    };
    let known = pack.section(SectionKind::Trie, KNOWN_SECTION);
    let rewriter = PackRewriter::open(section, known)?;
    let templates = templates
        .map(|(grammar, lexicon, root)| Templates::new(grammar, lexicon, root, rewriter.dropped));
    let personal = personal.filter(|_| settings.personal);
    let generating = generating(pack, generator, settings)?;
    let edits = Rewriter::new(rewriter.model, settings.rewrite_steps);
    let memory = (Finder::new(edits, search, generating), personal);
    Ok(Some(Repairer::new(
        rewriter, templates, memory, manifest, settings,
    )))
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
fn open_wake(section: &[u8]) -> Result<Model<'_>, NetworkError> {
    open_model(section, CLASSES).or_else(|_| open_model(section, 1))
}

fn open_model(section: &[u8], outputs: usize) -> Result<Model<'_>, NetworkError> {
    let model = Model::open(section).map_err(NetworkError::Model)?;
    if model.input().len != BANDS {
        return Err(NetworkError::Input(model.input().len));
    }
    if model.output().len != outputs {
        return Err(NetworkError::Output {
            expected: outputs,
            found: model.output().len,
        });
    }
    Ok(model)
}
