use std::vec::Vec;

use goldcrest_pack::crc32;

use super::UtteranceError;
use super::codes::Vocabulary;
use super::frozen::{END, Frozen};
use super::number::Order;
use crate::utterances::CLASSES;
use crate::utterances::layout::{ARC_BITS, ARCS, HEADER, HINT, Header, SPELLINGS, TRAILER};
use crate::utterances::packed::{RankBits, width_of};
use crate::utterances::spelling::write_block;

/// What was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltTrie {
    /// Sentences.
    pub sentences: u64,
    /// Words of the vocabulary.
    pub words: u32,
    /// States that have arcs.
    pub states: u32,
    /// Arcs.
    pub arcs: u32,
    /// States that the register forgot because it was full. 0: the automaton
    /// is the smallest for its sentences and costs.
    pub forgotten: u64,
}

pub(super) struct Facts {
    pub base: u32,
    pub sentences: u64,
    pub longest: u8,
    pub forgotten: u64,
}

/// Writes the columns, side by side in one pass over the arcs.
pub(super) fn write(
    frozen: &Frozen,
    order: &Order,
    vocabulary: &Vocabulary,
    facts: &Facts,
) -> Result<(Vec<u8>, BuiltTrie), UtteranceError> {
    let states = order.states.len() as u32;
    let heaviest = frozen.all().map(|arc| u32::from(arc.cost)).max();
    let weight_width = width_of(heaviest.unwrap_or(0) + 1);
    let mut blocks = ArcBlocks::default();
    let mut codes = vocabulary.classes.map(|size| Bits::new(width_of(size)));
    let mut classes = [RankColumn::default(), RankColumn::default()];
    let mut leaves = RankColumn::default();
    let mut crossing = Bits::new(width_of(states));
    let mut weighted = RankColumn::default();
    let mut weights = Bits::new(weight_width);
    let mut next = 1;
    for &state in &order.states {
        let mut arcs = frozen.arcs(state).peekable();
        while let Some(arc) = arcs.next() {
            let (class, code) = class_of(arc.word, &vocabulary.classes);
            codes[class].push(code);
            let number = (arc.target != END).then(|| order.numbers[arc.target as usize]);
            let tree = number == Some(next);
            next += u32::from(tree);
            blocks.push([arcs.peek().is_none(), tree, class > 0]);
            for (index, column) in classes.iter_mut().enumerate() {
                if class > index {
                    column.push(class > index + 1);
                }
            }
            if !tree {
                leaves.push(number.is_none());
                if let Some(number) = number {
                    crossing.push(number);
                }
            }
            if weight_width > 0 {
                weighted.push(arc.cost > 0);
                if arc.cost > 0 {
                    weights.push(u32::from(arc.cost));
                }
            }
        }
    }
    let (starts, spellings) = spellings(vocabulary)?;
    let [first, second, third, _] = vocabulary.classes;
    let mut header = Header {
        longest: facts.longest,
        weight_width: weight_width as u8,
        words: vocabulary.words.len() as u32,
        states,
        arcs: blocks.length,
        leaves: leaves.ones,
        weighted: weighted.ones,
        base: facts.base,
        sentences: facts.sentences,
        class_sizes: [first, second, third],
        class_arcs: [blocks.counts[2], classes[0].ones, classes[1].ones],
        spelling_bytes: spellings.len() as u32,
        length: 0,
    };
    let hints = blocks.hints(states);
    let blocks = blocks.finish();
    let classes = classes.map(RankColumn::finish);
    let codes = codes.map(Bits::finish);
    let leaves = leaves.finish();
    let crossing = crossing.finish();
    let weighted = weighted.finish();
    let weights = weights.finish();
    let starts = starts.finish();
    let columns: [&[u8]; 14] = [
        &blocks,
        &hints,
        &classes[0],
        &classes[1],
        &codes[0],
        &codes[1],
        &codes[2],
        &codes[3],
        &leaves,
        &crossing,
        &weighted,
        &weights,
        &starts,
        &spellings,
    ];
    let body: usize = columns.iter().map(|column| column.len()).sum();
    header.length = (HEADER + body + TRAILER) as u64;
    let mut bytes = Vec::with_capacity(HEADER + body + TRAILER);
    bytes.extend(header.write());
    for column in columns {
        bytes.extend(column);
    }
    bytes.extend(crc32(&[&bytes]).to_le_bytes());
    let built = BuiltTrie {
        sentences: header.sentences,
        words: header.words,
        states,
        arcs: header.arcs,
        forgotten: facts.forgotten,
    };
    Ok((bytes, built))
}

fn class_of(code: u32, classes: &[u32; CLASSES]) -> (usize, u32) {
    let mut code = code;
    for (class, &size) in classes.iter().enumerate() {
        if code < size {
            return (class, code);
        }
        code -= size;
    }
    (CLASSES - 1, code)
}

fn spellings(vocabulary: &Vocabulary) -> Result<(Bits, Vec<u8>), UtteranceError> {
    let mut starts = Vec::new();
    let mut text = Vec::new();
    let mut rest = &vocabulary.words[..];
    for (class, &codes) in vocabulary.classes.iter().enumerate() {
        let words = codes as usize - usize::from(class == 0);
        let (of_class, others) = rest.split_at(words);
        rest = others;
        for block in of_class.chunks(SPELLINGS as usize) {
            let place =
                u32::try_from(text.len()).map_err(|_| UtteranceError::TooMany("letters"))?;
            starts.push(place);
            let words: Vec<&str> = block.iter().map(|word| &**word).collect();
            write_block(&words, &mut text);
        }
    }
    let mut column = Bits::new(width_of(text.len() as u32));
    for start in starts {
        column.push(start);
    }
    Ok((column, text))
}

/// Writes what [`Packed`](crate::utterances::packed::Packed) reads.
struct Bits {
    bytes: Vec<u8>,
    width: u32,
    open: u64,
    bits: u32,
}

impl Bits {
    fn new(width: u32) -> Self {
        Bits {
            bytes: Vec::new(),
            width,
            open: 0,
            bits: 0,
        }
    }

    fn push(&mut self, field: u32) {
        self.open |= u64::from(field) << self.bits;
        self.bits += self.width;
        while self.bits >= 8 {
            self.bytes.push(self.open as u8);
            self.open >>= 8;
            self.bits -= 8;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        if self.bits > 0 {
            self.bytes.push(self.open as u8);
        }
        self.bytes
    }
}

/// Writes what [`RankBits`] reads.
#[derive(Default)]
struct RankColumn {
    bytes: Vec<u8>,
    length: u32,
    ones: u32,
}

impl RankColumn {
    fn push(&mut self, bit: bool) {
        let within = self.length % RankBits::BLOCK;
        if within == 0 {
            self.bytes.extend(self.ones.to_le_bytes());
            self.bytes
                .resize(self.bytes.len() + RankBits::BLOCK as usize / 8, 0);
        }
        let block = self.bytes.len() - RankBits::BLOCK as usize / 8;
        self.bytes[block + within as usize / 8] |= u8::from(bit) << (within % 8);
        self.length += 1;
        self.ones += u32::from(bit);
    }

    fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

#[derive(Default)]
struct ArcBlocks {
    bytes: Vec<u8>,
    length: u32,
    counts: [u32; 3],
    /// The block in which each state's last arc lies, for every [`HINT`]th.
    hints: Vec<u8>,
}

impl ArcBlocks {
    fn push(&mut self, kinds: [bool; 3]) {
        let within = self.length % ARCS;
        if within == 0 {
            self.bytes
                .extend(self.counts.iter().flat_map(|count| count.to_le_bytes()));
            self.bytes.resize(self.bytes.len() + 3 * ARC_BITS, 0);
        }
        let block = self.bytes.len() - 3 * ARC_BITS;
        if kinds[0] && self.counts[0].is_multiple_of(HINT) {
            self.hints.extend((self.length / ARCS).to_le_bytes());
        }
        for (kind, bit) in kinds.into_iter().enumerate() {
            let at = block + kind * ARC_BITS + within as usize / 8;
            self.bytes[at] |= u8::from(bit) << (within % 8);
            self.counts[kind] += u32::from(bit);
        }
        self.length += 1;
    }

    fn hints(&mut self, states: u32) -> Vec<u8> {
        debug_assert_eq!(self.hints.len() as u32, states.div_ceil(HINT) * 4);
        core::mem::take(&mut self.hints)
    }

    fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
