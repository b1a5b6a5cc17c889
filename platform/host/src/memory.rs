//! The memory that a desktop lends to an assistant, sized by its pack.

use goldcrest::speech::{self, Node, Token};
use goldcrest::{Assistant, Buffer, Column, MemoryPlan, Workspace};
use goldcrest_dsp::BANDS;
use goldcrest_pack::Pack;

use crate::exit::Failure;

/// Exactly the buffers that a pack's [`MemoryPlan`] asks for.
#[derive(Debug)]
pub struct Memory {
    wake: Vec<i8>,
    speech: Vec<i8>,
    tokens: [Vec<Token>; 2],
    table: Vec<u16>,
    nodes: Vec<Node>,
    columns: Vec<Column>,
}

impl Memory {
    /// The memory that `pack` needs.
    pub fn of(pack: &Pack<'_>) -> Self {
        let plan = MemoryPlan::of(pack);
        let tokens = vec![Token::UNUSED; plan.entries(Buffer::Tokens)];
        Self {
            wake: vec![0; plan.entries(Buffer::Wake)],
            speech: vec![0; plan.entries(Buffer::Speech)],
            tokens: [tokens.clone(), tokens],
            table: vec![0; plan.entries(Buffer::Table)],
            nodes: vec![Node::UNUSED; plan.entries(Buffer::Nodes)],
            columns: vec![[0; BANDS]; plan.entries(Buffer::Columns)],
        }
    }

    /// Lends all of it.
    pub fn workspace(&mut self) -> Workspace<'_> {
        let [current, next] = &mut self.tokens;
        Workspace {
            wake: &mut self.wake,
            speech: &mut self.speech,
            search: speech::Memory {
                tokens: [current, next],
                table: &mut self.table,
                nodes: &mut self.nodes,
            },
            columns: &mut self.columns,
        }
    }

    /// Opens the assistant of a pack in this memory. `label` names the pack in messages.
    ///
    /// # Errors
    ///
    /// Bad input where a section of the pack is broken or missing.
    pub fn assistant<'p>(
        &mut self,
        pack: &Pack<'p>,
        label: &str,
    ) -> Result<Assistant<'p, '_>, Failure> {
        Assistant::open(pack, self.workspace()).map_err(|error| {
            Failure::bad_input(
                format!("{label}: {error}"),
                "look at it with `goldcrest pack inspect`, and build it anew with `goldcrest pack build`",
            )
        })
    }
}
