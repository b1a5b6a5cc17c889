//! Where the columns of a trie lie.

use super::error::TrieError;
use super::packed::{Packed, RankBits, width_of};
use super::{CLASSES, MAX_WORDS};
use crate::bytes::{Cutter, u16_at, u32_at};

pub(crate) const MAGIC: [u8; 4] = *b"GUTR";
pub(crate) const VERSION: u16 = 1;
pub(crate) const HEADER: usize = 80;
/// Bytes of the checksum at the end.
pub(crate) const TRAILER: usize = 4;

/// Arcs in a block.
pub(crate) const ARCS: u32 = 256;
/// Bytes of the bits of one kind in a block.
pub(crate) const ARC_BITS: usize = ARCS as usize / 8;
/// Bytes of a block: three counts, then three kinds of bits.
pub(crate) const ARC_BLOCK: usize = 3 * 4 + 3 * ARC_BITS;
/// States between two hints at where a state's arcs begin.
pub(crate) const HINT: u32 = 128;
/// Words whose spellings share beginnings.
pub(crate) const SPELLINGS: u32 = 8;

/// The numbers of a trie's header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Header {
    /// Words of the longest sentence.
    pub longest: u8,
    /// Bits of a weight; 0 where no arc has one.
    pub weight_width: u8,
    /// Words of the vocabulary.
    pub words: u32,
    /// States that have arcs.
    pub states: u32,
    pub arcs: u32,
    /// Arcs that lead to [EOS] at once.
    pub leaves: u32,
    /// Arcs that have a weight.
    pub weighted: u32,
    /// What every sentence costs, 255 at the most: as its costs are bytes, sums of them stay far below what is counted in.
    pub base: u32,
    pub sentences: u64,
    /// Codes in each class but the last.
    pub class_sizes: [u32; CLASSES - 1],
    /// Arcs whose code is of class 1, 2, 3 or above.
    pub class_arcs: [u32; CLASSES - 1],
    pub spelling_bytes: u32,
    /// Bytes of all.
    pub length: u64,
}

impl Header {
    pub(crate) fn read(bytes: &[u8]) -> Result<Header, TrieError> {
        if !bytes.starts_with(&MAGIC) {
            return Err(TrieError::NotATrie);
        }
        let found = bytes.len() as u64;
        let Some(bytes) = bytes.get(..HEADER) else {
            let expected = HEADER as u64;
            return Err(TrieError::WrongLength { expected, found });
        };
        let version = u16_at(bytes, 2);
        if version != VERSION {
            return Err(TrieError::Version(version));
        }
        let wide =
            |index| u64::from(u32_at(bytes, index)) | u64::from(u32_at(bytes, index + 1)) << 32;
        let header = Header {
            longest: bytes[6],
            weight_width: bytes[7],
            words: u32_at(bytes, 2),
            states: u32_at(bytes, 3),
            arcs: u32_at(bytes, 4),
            leaves: u32_at(bytes, 5),
            weighted: u32_at(bytes, 6),
            base: u32_at(bytes, 7),
            sentences: wide(8),
            class_sizes: core::array::from_fn(|class| u32_at(bytes, 10 + class)),
            class_arcs: core::array::from_fn(|class| u32_at(bytes, 13 + class)),
            spelling_bytes: u32_at(bytes, 16),
            length: wide(18),
        };
        if header.length != found {
            let expected = header.length;
            return Err(TrieError::WrongLength { expected, found });
        }
        if header.is_sound() {
            Ok(header)
        } else {
            Err(TrieError::BadHeader)
        }
    }

    #[cfg(feature = "build")]
    pub(crate) fn write(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[..4].copy_from_slice(&MAGIC);
        bytes[4..6].copy_from_slice(&VERSION.to_le_bytes());
        bytes[6] = self.longest;
        bytes[7] = self.weight_width;
        let mut put = |index: usize, field: u32| {
            bytes[index * 4..index * 4 + 4].copy_from_slice(&field.to_le_bytes());
        };
        let counts = [
            self.words,
            self.states,
            self.arcs,
            self.leaves,
            self.weighted,
            self.base,
        ];
        for (index, count) in counts.into_iter().enumerate() {
            put(2 + index, count);
        }
        put(8, self.sentences as u32);
        put(9, (self.sentences >> 32) as u32);
        for class in 0..CLASSES - 1 {
            put(10 + class, self.class_sizes[class]);
            put(13 + class, self.class_arcs[class]);
        }
        put(16, self.spelling_bytes);
        put(18, self.length as u32);
        put(19, (self.length >> 32) as u32);
        bytes
    }

    fn is_sound(&self) -> bool {
        let [first, second, third] = self.class_arcs;
        let classes = self
            .class_sizes
            .iter()
            .try_fold(0u32, |sum, &size| sum.checked_add(size));
        let others = self.arcs.checked_sub(self.states.saturating_sub(1));
        (1..=MAX_WORDS).contains(&usize::from(self.longest))
            && self.weight_width <= 8
            && self.base <= u32::from(u8::MAX)
            && (1..u32::MAX).contains(&self.words)
            && (1..u32::MAX).contains(&self.states)
            && self.arcs >= self.states
            && others.is_some_and(|others| self.leaves <= others && self.leaves > 0)
            && self.weighted <= self.arcs
            && (self.weight_width > 0 || self.weighted == 0)
            && self.class_sizes[0] > 0
            && classes.is_some_and(|codes| codes <= self.words + 1)
            && third <= second
            && second <= first
            && first <= self.arcs
    }

    /// Codes of each class: [EOS] and the words.
    pub(crate) fn classes(&self) -> [u32; CLASSES] {
        let [first, second, third] = self.class_sizes;
        let rest = (self.words + 1).saturating_sub(first + second + third);
        [first, second, third, rest]
    }

    fn crossing(&self) -> u32 {
        self.arcs - (self.states - 1) - self.leaves
    }

    fn spelling_blocks(&self) -> u32 {
        let [first, rest @ ..] = self.classes();
        let blocks = |words: u32| words.div_ceil(SPELLINGS);
        rest.into_iter().map(blocks).sum::<u32>() + blocks(first - 1)
    }
}

/// The columns, cut by the header's counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns<'a> {
    pub arcs: &'a [u8],
    pub hints: &'a [u8],
    pub classes: [RankBits<'a>; CLASSES - 2],
    pub codes: [Packed<'a>; CLASSES],
    pub leaves: RankBits<'a>,
    pub crossing: Packed<'a>,
    pub weighted: RankBits<'a>,
    pub weights: Packed<'a>,
    pub spelling_starts: Packed<'a>,
    pub spellings: &'a [u8],
}

impl<'a> Columns<'a> {
    pub(crate) fn cut(header: &Header, bytes: &'a [u8]) -> Result<Columns<'a>, TrieError> {
        let mut cutter = Cutter::new(bytes.get(HEADER..).unwrap_or(&[]));
        let mut cut = |length: u64| {
            let length = usize::try_from(length).map_err(|_| TrieError::BadHeader)?;
            cutter.cut(length).ok_or(TrieError::BadHeader)
        };
        let blocks = |count: u32, of: u32| u64::from(count.div_ceil(of));
        let arcs = cut(blocks(header.arcs, ARCS) * ARC_BLOCK as u64)?;
        let hints = cut(blocks(header.states, HINT) * 4)?;
        let [first, second, third] = header.class_arcs;
        let classes = [
            RankBits::new(cut(RankBits::bytes_for(first))?),
            RankBits::new(cut(RankBits::bytes_for(second))?),
        ];
        let arcs_of = [header.arcs - first, first - second, second - third, third];
        let mut codes = [Packed::new(&[], 0); CLASSES];
        for ((column, size), arcs) in codes.iter_mut().zip(header.classes()).zip(arcs_of) {
            let width = width_of(size);
            *column = Packed::new(cut(Packed::bytes_for(arcs, width))?, width);
        }
        let others = header.arcs - (header.states - 1);
        let leaves = RankBits::new(cut(RankBits::bytes_for(others))?);
        let width = width_of(header.states);
        let crossing = Packed::new(cut(Packed::bytes_for(header.crossing(), width))?, width);
        let width = u32::from(header.weight_width);
        let weighted_arcs = if width == 0 { 0 } else { header.arcs };
        let weighted = RankBits::new(cut(RankBits::bytes_for(weighted_arcs))?);
        let weights = Packed::new(cut(Packed::bytes_for(header.weighted, width))?, width);
        let width = width_of(header.spelling_bytes);
        let starts = cut(Packed::bytes_for(header.spelling_blocks(), width))?;
        let spellings = cut(u64::from(header.spelling_bytes))?;
        cut(TRAILER as u64)?;
        if cutter.left() != 0 {
            return Err(TrieError::BadHeader);
        }
        Ok(Columns {
            arcs,
            hints,
            classes,
            codes,
            leaves,
            crossing,
            weighted,
            weights,
            spelling_starts: Packed::new(starts, width),
            spellings,
        })
    }

    /// Names and bytes of the columns, header and checksum included.
    pub(crate) fn sizes(&self) -> [(&'static str, usize); 10] {
        let codes: usize = self.codes.iter().map(Packed::bytes).sum();
        let classes: usize = self.classes.iter().map(RankBits::bytes).sum();
        [
            ("header", HEADER + TRAILER),
            ("arc blocks", self.arcs.len()),
            ("hints", self.hints.len()),
            ("word classes", classes),
            ("words", codes),
            ("leaves", self.leaves.bytes()),
            ("crossing", self.crossing.bytes()),
            ("weights", self.weighted.bytes() + self.weights.bytes()),
            ("spelling starts", self.spelling_starts.bytes()),
            ("spellings", self.spellings.len()),
        ]
    }
}
