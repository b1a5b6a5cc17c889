//! The memory that an assistant works in: lent by the caller, sized by the pack.

#[cfg(feature = "alloc")]
mod heap;

#[cfg(feature = "alloc")]
pub use heap::HeapBuffers;

use crate::rewrite;
use crate::rewrite::generate::Generator;
use crate::settings::{Manifest, Settings};
use crate::speech::{Memory, Node, Token};
use crate::understand::network::Network;
use core::fmt;
use goldcrest_dsp::BANDS;
use goldcrest_nn::Model;
use goldcrest_pack::{Pack, SectionKind};

/// Columns of pre-roll that are kept: 2.4 s.
pub const PRE_ROLL_COLUMNS: usize = 240;

/// Nodes of history for each token of the beam.
const NODES_A_TOKEN: usize = 4;

/// A feature column, quantised for the acoustic network.
pub type Column = [i8; BANDS];

/// Memory of fixed sizes, for a `static` or the stack. `WAKE` and `SPEECH` are the bytes of the two
/// networks' arenas, `TOKENS` and `NODES` the entries of the search's tables, `REWRITE` is 1 where the pack
/// rewrites requests, `PERSONAL` where it remembers them, and `GENERATE` where a generator rewrites;
/// [`MemoryPlan::of`] says what a pack needs, and so does `goldcrest pack plan`.
/// Unused memory is all zeros: a `static` takes RAM, but no flash. Too little of it is told by
/// [`Assistant::open`](crate::Assistant::open), by name.
///
/// ```
/// use goldcrest::{Assistant, Buffers, OpenError};
/// # use goldcrest_pack::{Pack, PackBuilder};
///
/// # let bytes = PackBuilder::new().finish().unwrap();
/// # let pack = Pack::open(&bytes).unwrap();
/// // Networks of 8 and 40 KB, 1,024 tokens with four nodes each, no rewriting.
/// let mut buffers = Box::new(Buffers::<8192, 40_960, 1024, 4096>::new());
/// match Assistant::open(&pack, buffers.workspace()) {
///     Ok(mut assistant) => assistant.understand("turn on the kitchen light"),
///     Err(OpenError::TooSmall { buffer, needed, given }) => {
///         panic!("the {buffer} has {given} entries and needs {needed}")
///     }
///     Err(error) => println!("{error}"),
/// }
/// ```
#[derive(Debug)]
pub struct Buffers<
    const WAKE: usize,
    const SPEECH: usize,
    const TOKENS: usize,
    const NODES: usize,
    const REWRITE: usize = 0,
    const PERSONAL: usize = 0,
    const GENERATE: usize = 0,
> {
    wake: [i8; WAKE],
    speech: [i8; SPEECH],
    tokens: [[Token; TOKENS]; 2],
    table: [[u16; TOKENS]; 2],
    nodes: [Node; NODES],
    columns: [Column; PRE_ROLL_COLUMNS],
    rewrite: [rewrite::Search; REWRITE],
    personal: [rewrite::Personal; PERSONAL],
    generate: [Generator; GENERATE],
}

impl<
    const WAKE: usize,
    const SPEECH: usize,
    const TOKENS: usize,
    const NODES: usize,
    const REWRITE: usize,
    const PERSONAL: usize,
    const GENERATE: usize,
> Buffers<WAKE, SPEECH, TOKENS, NODES, REWRITE, PERSONAL, GENERATE>
{
    /// Unused memory.
    #[allow(
        clippy::new_without_default,
        reason = "it is too large to be made in passing"
    )]
    #[must_use]
    pub const fn new() -> Self {
        Self {
            wake: [0; WAKE],
            speech: [0; SPEECH],
            tokens: [[Token::UNUSED; TOKENS]; 2],
            table: [[0; TOKENS]; 2],
            nodes: [Node::UNUSED; NODES],
            columns: [[0; BANDS]; PRE_ROLL_COLUMNS],
            rewrite: [const { rewrite::Search::new() }; REWRITE],
            personal: [const { rewrite::Personal::new() }; PERSONAL],
            generate: [const { Generator::new() }; GENERATE],
        }
    }

    /// Lends all of it.
    pub fn workspace(&mut self) -> Workspace<'_> {
        let [current, next] = &mut self.tokens;
        Workspace {
            wake: &mut self.wake,
            speech: &mut self.speech,
            search: Memory {
                tokens: [current, next],
                table: self.table.as_flattened_mut(),
                nodes: &mut self.nodes,
            },
            columns: &mut self.columns,
            rewrite: self.rewrite.first_mut(),
            personal: self.personal.first_mut(),
            generate: self.generate.first_mut(),
        }
    }
}

impl<
    const WAKE: usize,
    const SPEECH: usize,
    const TOKENS: usize,
    const NODES: usize,
    const REWRITE: usize,
    const PERSONAL: usize,
    const GENERATE: usize,
> LendWorkspace for Buffers<WAKE, SPEECH, TOKENS, NODES, REWRITE, PERSONAL, GENERATE>
{
    fn workspace(&mut self) -> Workspace<'_> {
        Buffers::workspace(self)
    }
}

/// Memory of whatever sizes that can be lent to an assistant, for platforms that do not care which.
pub trait LendWorkspace {
    /// Lends all of it.
    fn workspace(&mut self) -> Workspace<'_>;
}

/// Memory lent to an assistant.
#[derive(Debug)]
pub struct Workspace<'m> {
    /// Arena of the wake network.
    pub wake: &'m mut [i8],
    /// Arena of the acoustic network, and, when listening is over, of the understanding network.
    pub speech: &'m mut [i8],
    /// Tables of the search.
    pub search: Memory<'m>,
    /// Ring of feature columns; its length is the pre-roll in units of 10 ms.
    pub columns: &'m mut [Column],
    /// Memory of the search of known sentences.
    pub rewrite: Option<&'m mut rewrite::Search>,
    /// The requests of the user; what it knows already stays known.
    pub personal: Option<&'m mut rewrite::Personal>,
    /// Memory of the strategies `generate` and `joined`.
    pub generate: Option<&'m mut Generator>,
}

/// The buffers of a [`Workspace`], by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buffer {
    /// [`Workspace::wake`].
    Wake,
    /// [`Workspace::speech`].
    Speech,
    /// [`Memory::tokens`], each of the two.
    Tokens,
    /// [`Memory::table`].
    Table,
    /// [`Memory::nodes`].
    Nodes,
    /// [`Workspace::columns`].
    Columns,
    /// [`Workspace::rewrite`].
    Rewrite,
    /// [`Workspace::personal`].
    Personal,
    /// [`Workspace::generate`].
    Generate,
}

impl fmt::Display for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Buffer::Wake => "wake arena",
            Buffer::Speech => "speech arena",
            Buffer::Tokens => "search tokens",
            Buffer::Table => "search table",
            Buffer::Nodes => "search history",
            Buffer::Columns => "pre-roll",
            Buffer::Rewrite => "rewriting search",
            Buffer::Personal => "personal layer",
            Buffer::Generate => "generator",
        })
    }
}

/// One line of a memory plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanLine {
    /// Which buffer.
    pub buffer: Buffer,
    /// Entries that the pack needs.
    pub entries: usize,
    /// Bytes of these entries.
    pub bytes: usize,
}

/// What a pack needs of a [`Workspace`].
///
/// ```
/// use goldcrest::{Buffer, MemoryPlan};
/// # use goldcrest_pack::{Pack, PackBuilder};
///
/// # let bytes = PackBuilder::new().finish().unwrap();
/// # let pack = Pack::open(&bytes).unwrap();
/// let plan = MemoryPlan::of(&pack);
/// for line in plan.lines {
///     println!("{}: {} entries, {} bytes", line.buffer, line.entries, line.bytes);
/// }
/// assert_eq!(plan.entries(Buffer::Tokens), 1024, "unless the pack says otherwise");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryPlan {
    /// A line for each buffer.
    pub lines: [PlanLine; 9],
}

impl MemoryPlan {
    /// The plan of a pack; networks that do not open count nothing.
    #[must_use]
    pub fn of(pack: &Pack<'_>) -> Self {
        let arena = |kind| {
            pack.first(kind)
                .and_then(|section| Model::open(section.bytes).ok())
                .map_or(0, |model| model.arena_bytes())
        };
        // The two are never at work at once: text is understood when listening is over.
        let understanding = pack
            .first(SectionKind::Understanding)
            .and_then(|section| Network::open(section.bytes).ok())
            .map_or(0, |network| network.arena_bytes());
        let rewrites = usize::from(pack.first(SectionKind::Rewriter).is_some());
        let settings = Settings::read(&Manifest::of(pack));
        let personal = usize::from(settings.personal).min(rewrites);
        let generators = usize::from(settings.rewrite_strategy.generates()).min(rewrites);
        let tokens = settings.tokens as usize;
        let line = |buffer, entries, size, copies| PlanLine {
            buffer,
            entries,
            bytes: entries * size * copies,
        };
        Self {
            lines: [
                line(Buffer::Wake, arena(SectionKind::Wake), 1, 1),
                line(
                    Buffer::Speech,
                    arena(SectionKind::Acoustic).max(understanding),
                    1,
                    1,
                ),
                line(Buffer::Tokens, tokens, size_of::<Token>(), 2),
                line(Buffer::Table, 2 * tokens, size_of::<u16>(), 1),
                line(Buffer::Nodes, NODES_A_TOKEN * tokens, size_of::<Node>(), 1),
                line(Buffer::Columns, PRE_ROLL_COLUMNS, size_of::<Column>(), 1),
                line(Buffer::Rewrite, rewrites, size_of::<rewrite::Search>(), 1),
                line(
                    Buffer::Personal,
                    personal,
                    size_of::<rewrite::Personal>(),
                    1,
                ),
                line(Buffer::Generate, generators, size_of::<Generator>(), 1),
            ],
        }
    }

    /// Entries needed of a buffer.
    #[must_use]
    pub fn entries(&self, buffer: Buffer) -> usize {
        self.lines
            .iter()
            .find(|line| line.buffer == buffer)
            .map_or(0, |line| line.entries)
    }

    /// All bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.lines.iter().map(|line| line.bytes).sum()
    }

    /// The first buffer of `workspace` that is too small, with the entries needed and given.
    #[must_use]
    pub fn shortage(&self, workspace: &Workspace<'_>) -> Option<(Buffer, usize, usize)> {
        let [current, next] = &workspace.search.tokens;
        let given = |buffer| match buffer {
            Buffer::Wake => workspace.wake.len(),
            Buffer::Speech => workspace.speech.len(),
            Buffer::Tokens => current.len().min(next.len()),
            Buffer::Table => workspace.search.table.len(),
            Buffer::Nodes => workspace.search.nodes.len(),
            Buffer::Columns => workspace.columns.len(),
            Buffer::Rewrite => usize::from(workspace.rewrite.is_some()),
            Buffer::Personal => usize::from(workspace.personal.is_some()),
            Buffer::Generate => usize::from(workspace.generate.is_some()),
        };
        self.lines
            .iter()
            .map(|line| (line.buffer, line.entries, given(line.buffer)))
            .find(|(_, needed, given)| given < needed)
    }
}
