use core::fmt;

use goldcrest::rewrite::generate::{GenerateModel, Generator, Width};
use goldcrest::rewrite::{
    self, GENERATE_SECTION, KNOWN_SECTION, PackRewriter, REWRITER_SECTION, Rewriter, Strategy,
    Templates,
};
use goldcrest::speech::{CLASSES, Knowledge, Search};
use goldcrest::understand::network::Network as Understanding;
use goldcrest::{FEATURE_SCALE, Manifest, Settings, Workspace};
use goldcrest_dsp::{BANDS, FrontEnd, HOP};
use goldcrest_nn::{Model, log_softmax, quantize_features};
use goldcrest_pack::{Pack, SectionKind};
use goldcrest_trie::{Grammar, Lexicon, StateId};

/// Bytes of a second of 16-bit samples.
pub const SECOND_BYTES: usize = 32_000;
/// Columns of features in that second: a hop each, but for the first two.
pub const COLUMNS: usize = 98;
/// Frames of phone probabilities at the most: one for three columns.
pub const FRAMES: usize = COLUMNS.div_ceil(3);

/// The second of a recording that is measured: its second one, where the wake phrase is over and
/// the command has begun. `None` where the recording is shorter.
///
/// `pcm` is 16-bit little-endian samples.
pub fn second_of(pcm: &[u8]) -> Option<&[u8; SECOND_BYTES]> {
    pcm.get(SECOND_BYTES..2 * SECOND_BYTES)?.try_into().ok()
}

/// What the operations work on.
#[derive(Debug)]
pub struct Material<'p, 'm> {
    pub(crate) pcm: &'p [u8; SECOND_BYTES],
    pub(crate) columns: [[u16; BANDS]; COLUMNS],
    pub(crate) frames: [[i16; CLASSES]; FRAMES],
    pub(crate) frame_count: usize,
    pub(crate) wake: Option<Network<'p, 'm>>,
    pub(crate) acoustic: Option<Network<'p, 'm>>,
    pub(crate) understanding: Option<Understanding<'p>>,
    pub(crate) rewriting: Option<Rewriting<'p, 'm>>,
    pub(crate) search: Search<'m>,
    pub(crate) knowledge: Knowledge<'p>,
    pub(crate) root: StateId,
    pub(crate) blank_penalty: u32,
}

/// A network and the memory that it works in.
#[derive(Debug)]
pub(crate) struct Network<'p, 'm> {
    pub model: Model<'p>,
    pub arena: &'m mut [i8],
}

/// What repairs requests to what the templates say, and the memory that it searches in.
#[derive(Debug)]
pub(crate) struct Rewriting<'p, 'm> {
    pub rewriter: Rewriter<'p>,
    pub templates: Templates<'p>,
    pub search: &'m mut rewrite::Search,
    pub generating: Option<Generating<'p, 'm>>,
}

/// What the strategies `generate` and `joined` need besides.
#[derive(Debug)]
pub(crate) struct Generating<'p, 'm> {
    pub model: GenerateModel<'p>,
    pub generator: &'m mut Generator,
    pub width: Width,
    pub is_joined: bool,
}

/// Why there is nothing to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaterialError {
    /// The pack has no lexicon or no grammar that opens: build it from an assistant's folder.
    NothingToSay,
    /// The workspace is too small for a network of the pack: lend what its memory plan asks for.
    ArenaTooSmall,
}

impl fmt::Display for MaterialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NothingToSay => {
                "the pack has no lexicon or grammar: build it from an assistant's folder"
            }
            Self::ArenaTooSmall => "the workspace is smaller than the pack's memory plan says",
        })
    }
}

impl core::error::Error for MaterialError {}

impl<'p, 'm> Material<'p, 'm> {
    /// Runs every stage once over `pcm`, so that each has its input.
    ///
    /// `workspace` must be large enough for the pack. Operations of networks that the pack does
    /// not have do nothing.
    ///
    /// # Errors
    ///
    /// See [`MaterialError`].
    pub fn prepare(
        pack: &Pack<'p>,
        pcm: &'p [u8; SECOND_BYTES],
        workspace: Workspace<'m>,
    ) -> Result<Self, MaterialError> {
        let section = |kind| pack.first(kind).map(|section| section.bytes);
        let settings = Settings::read(&Manifest::of(pack));
        let lexicon = section(SectionKind::Lexicon).and_then(|bytes| Lexicon::open(bytes).ok());
        let grammar = section(SectionKind::Grammar).and_then(|bytes| Grammar::open(bytes).ok());
        let (Some(lexicon), Some(grammar)) = (lexicon, grammar) else {
            return Err(MaterialError::NothingToSay);
        };
        let network = |kind, arena| {
            let model = Model::open(section(kind)?).ok()?;
            Some(Network { model, arena })
        };
        let root = grammar.root("command").ok_or(MaterialError::NothingToSay)?;
        let generating = workspace.generate.and_then(|generator| {
            let section = pack.section(SectionKind::Rewriter, GENERATE_SECTION)?;
            Some(Generating {
                model: GenerateModel::open(section).ok()?,
                generator,
                width: Width {
                    beginnings: settings.rewrite_beginnings as usize,
                    budget: settings.rewrite_steps,
                },
                is_joined: settings.rewrite_strategy == Strategy::Joined,
            })
        });
        let rewriting = workspace.rewrite.and_then(|search| {
            let known = pack.section(SectionKind::Trie, KNOWN_SECTION);
            let section = pack.section(SectionKind::Rewriter, REWRITER_SECTION)?;
            let pack = PackRewriter::open(section, known).ok()?;
            Some(Rewriting {
                rewriter: Rewriter::new(pack.model, settings.rewrite_steps).by_beam(),
                templates: Templates::new(grammar, lexicon, root, pack.dropped),
                search,
                generating,
            })
        });
        let mut material = Self {
            pcm,
            columns: [[0; BANDS]; COLUMNS],
            frames: [[0; CLASSES]; FRAMES],
            frame_count: 0,
            wake: network(SectionKind::Wake, workspace.wake),
            acoustic: network(SectionKind::Acoustic, workspace.speech),
            understanding: section(SectionKind::Understanding)
                .and_then(|bytes| Understanding::open(bytes).ok()),
            rewriting,
            search: Search::new(workspace.search),
            knowledge: Knowledge {
                grammar,
                lexicon,
                dictation: None,
                word_penalty: settings.word_penalty,
                grammar_weight: settings.grammar_weight,
                dictation_weight: settings.dictation_weight,
                filler: settings.filler,
                beam: settings.beam,
            },
            root,
            blank_penalty: settings.blank_penalty,
        };
        material.hear();
        material.recognise()?;
        Ok(material)
    }

    fn hear(&mut self) {
        let mut front_end = FrontEnd::new();
        let mut columns = self.columns.iter_mut();
        for hop in hops(self.pcm) {
            if let Some(features) = front_end.push_hop(&hop)
                && let Some(column) = columns.next()
            {
                *column = features;
            }
        }
    }

    fn recognise(&mut self) -> Result<(), MaterialError> {
        for network in self.wake.iter_mut().chain(&mut self.acoustic) {
            let reset = network.model.reset(network.arena);
            reset.map_err(|_| MaterialError::ArenaTooSmall)?;
        }
        let Some(network) = &mut self.acoustic else {
            return Ok(());
        };
        let quant = network.model.output();
        for column in &self.columns {
            let mut input = [0; BANDS];
            quantize_features(column, FEATURE_SCALE, network.model.input(), &mut input);
            if let Ok(Some(logits)) = network.model.push(network.arena, &input)
                && let Some(frame) = self.frames.get_mut(self.frame_count)
            {
                log_softmax(logits, quant, frame);
                self.frame_count += 1;
            }
        }
        Ok(())
    }
}

/// The hops of a second of little-endian samples.
pub(crate) fn hops(pcm: &[u8; SECOND_BYTES]) -> impl Iterator<Item = [i16; HOP]> {
    let (blocks, _) = pcm.as_chunks::<{ 2 * HOP }>();
    blocks.iter().map(|block| {
        let (samples, _) = block.as_chunks::<2>();
        core::array::from_fn(|index| i16::from_le_bytes(samples[index]))
    })
}
