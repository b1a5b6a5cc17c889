use super::{Buffer, Column, MemoryPlan, Workspace};
use crate::rewrite;
use crate::rewrite::generate::Generator;
use crate::speech::{Memory, Node, Token};
use alloc::vec;
use alloc::vec::Vec;
use goldcrest_dsp::BANDS;
use goldcrest_pack::Pack;

/// As [`Buffers`](super::Buffers), on the heap of a host: exactly what a pack's [`MemoryPlan`] asks for.
#[derive(Debug)]
pub struct HeapBuffers {
    wake: Vec<i8>,
    speech: Vec<i8>,
    tokens: [Vec<Token>; 2],
    table: Vec<u16>,
    nodes: Vec<Node>,
    columns: Vec<Column>,
    rewrite: Vec<rewrite::Search>,
    personal: Vec<rewrite::Personal>,
    generate: Vec<Generator>,
}

impl HeapBuffers {
    /// The memory that `pack` needs.
    #[must_use]
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
            rewrite: vec![rewrite::Search::new(); plan.entries(Buffer::Rewrite)],
            personal: vec![rewrite::Personal::new(); plan.entries(Buffer::Personal)],
            generate: vec![Generator::new(); plan.entries(Buffer::Generate)],
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
                table: &mut self.table,
                nodes: &mut self.nodes,
            },
            columns: &mut self.columns,
            rewrite: self.rewrite.first_mut(),
            personal: self.personal.first_mut(),
            generate: self.generate.first_mut(),
        }
    }
}
