//! Bit-packed columns: integers of one width, and bits that can be counted.
//!
//! Nothing here fails: what lies beyond the end reads as zero.

use crate::bytes::u32_at;

/// Integers of `width` bits each, least significant bit first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed<'a> {
    bytes: &'a [u8],
    width: u32,
}

/// How many bits the numbers 0 to `count` - 1 need.
pub(crate) const fn width_of(count: u32) -> u32 {
    match count {
        0 | 1 => 0,
        more => u32::BITS - (more - 1).leading_zeros(),
    }
}

impl<'a> Packed<'a> {
    pub(crate) const fn bytes_for(count: u32, width: u32) -> u64 {
        (count as u64 * width as u64).div_ceil(8)
    }

    pub(crate) fn new(bytes: &'a [u8], width: u32) -> Self {
        Packed { bytes, width }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    #[inline]
    pub(crate) fn get(&self, index: u32) -> u32 {
        let bit = u64::from(index) * u64::from(self.width);
        let (at, shift) = ((bit / 8) as usize, bit % 8);
        let field = match self.bytes.get(at..).and_then(|rest| rest.first_chunk()) {
            Some(eight) => u64::from_le_bytes(*eight),
            None => self.tail(at),
        };
        (field >> shift & ((1 << self.width) - 1)) as u32
    }

    fn tail(&self, at: usize) -> u64 {
        let rest = self.bytes.get(at..).unwrap_or(&[]);
        rest.iter()
            .take(8)
            .rev()
            .fold(0, |field, &byte| field << 8 | u64::from(byte))
    }
}

/// Bits in blocks of [`RankBits::BLOCK`], each behind the count of ones before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RankBits<'a> {
    blocks: &'a [u8],
}

impl<'a> RankBits<'a> {
    /// Bits in a block.
    pub(crate) const BLOCK: u32 = 512;
    /// Bytes of a block: the count, then the bits.
    pub(crate) const BLOCK_BYTES: usize = 4 + Self::BLOCK as usize / 8;

    pub(crate) const fn bytes_for(bits: u32) -> u64 {
        bits.div_ceil(Self::BLOCK) as u64 * Self::BLOCK_BYTES as u64
    }

    pub(crate) fn new(blocks: &'a [u8]) -> Self {
        RankBits { blocks }
    }

    pub(crate) fn blocks(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.blocks.chunks_exact(Self::BLOCK_BYTES)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.blocks.len()
    }

    /// The bit at `index`, and how many ones there are before it.
    #[inline]
    pub(crate) fn get(&self, index: u32) -> (bool, u32) {
        let at = (index / Self::BLOCK) as usize * Self::BLOCK_BYTES;
        let block = self
            .blocks
            .get(at..at + Self::BLOCK_BYTES)
            .unwrap_or(&[0; Self::BLOCK_BYTES]);
        let within = index % Self::BLOCK;
        let (bit, ones) = bit_and_rank(&block[4..], within);
        (bit, u32_at(block, 0).wrapping_add(ones))
    }
}

/// The bit number `within` of some bytes, and the ones before it.
#[inline]
pub(crate) fn bit_and_rank(bits: &[u8], within: u32) -> (bool, u32) {
    let word = (within / 32) as usize;
    let before: u32 = (0..word).map(|word| u32_at(bits, word).count_ones()).sum();
    let bits = u32_at(bits, word);
    let mask = 1u32 << (within % 32);
    (bits & mask != 0, before + (bits & (mask - 1)).count_ones())
}

/// Where the one number `rank` (counted from 0) of some bytes is.
pub(crate) fn select(bits: &[u8], mut rank: u32) -> Option<u32> {
    for word in 0..bits.len() / 4 {
        let mut field = u32_at(bits, word);
        let ones = field.count_ones();
        if rank >= ones {
            rank -= ones;
            continue;
        }
        for _ in 0..rank {
            field &= field - 1;
        }
        return Some(word as u32 * 32 + field.trailing_zeros());
    }
    None
}
