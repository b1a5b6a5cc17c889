use super::NetworkError;
use super::features::Word;
use super::section::Header;

pub(super) const MOST_DIMENSIONS: usize = 256;

/// How wide a value of the table is. Fewer bits leave room for more rows, which fewer words then share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Bits {
    /// From -128 to 127.
    #[default]
    Eight = 8,
    /// Odd numbers from -15 to 15.
    Four = 4,
}

impl Bits {
    /// Bytes of a row of so many values.
    #[must_use]
    pub fn bytes(self, dimensions: u16) -> usize {
        (usize::from(dimensions) * self as usize).div_ceil(8)
    }

    fn unpack(self, row: &[u8], values: &mut [i8]) {
        match self {
            Bits::Eight => {
                for (value, &byte) in values.iter_mut().zip(row) {
                    *value = byte as i8;
                }
            }
            Bits::Four => {
                let odd = |code: i8| 2 * code + 1;
                for (pair, &byte) in values.chunks_exact_mut(2).zip(row) {
                    pair.copy_from_slice(&[odd((byte << 4) as i8 >> 4), odd(byte as i8 >> 4)]);
                }
            }
        }
    }
}

impl TryFrom<u8> for Bits {
    type Error = NetworkError;

    fn try_from(bits: u8) -> Result<Self, NetworkError> {
        match bits {
            8 => Ok(Bits::Eight),
            4 => Ok(Bits::Four),
            other => Err(NetworkError::TableBits(other)),
        }
    }
}

/// The table of rows and the factors that make sums of them input columns of the body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Embedding<'p> {
    table: &'p [u8],
    bits: Bits,
    dimensions: usize,
    row_len: usize,
    rows: u32,
    word_gain: f32,
    gram_gain: f32,
}

impl<'p> Embedding<'p> {
    pub(super) fn open(section: &'p [u8], header: &Header) -> Result<Self, NetworkError> {
        let dimensions = usize::from(header.dimensions);
        if dimensions == 0 || dimensions % 4 != 0 || dimensions > MOST_DIMENSIONS {
            return Err(NetworkError::Dimensions(header.dimensions));
        }
        if header.rows == 0 {
            return Err(NetworkError::NoRows);
        }
        if !header.factors_are_positive() {
            return Err(NetworkError::BadFactor);
        }
        Ok(Self {
            table: header.table(section)?,
            bits: header.bits,
            dimensions,
            row_len: header.bits.bytes(header.dimensions),
            rows: header.rows,
            word_gain: header.word_gain,
            gram_gain: header.gram_gain,
        })
    }

    pub(super) fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// `word row * word gain + sum of n-gram rows * (gram gain / their count)`, rounded half to even, plus
    /// the zero point, clamped.
    pub(super) fn column(&self, word: &Word, zero_point: i8, out: &mut [i8]) {
        let mut sums = [0_i32; MOST_DIMENSIONS];
        let sums = &mut sums[..self.dimensions];
        let mut row = [0_i8; MOST_DIMENSIONS];
        let row = &mut row[..self.dimensions];
        let mut count = 0_u16;
        for gram in word.grams() {
            count += 1;
            self.bits.unpack(self.row(gram), row);
            for (sum, &value) in sums.iter_mut().zip(&*row) {
                *sum += i32::from(value);
            }
        }
        let gram_gain = self.gram_gain / f32::from(count.max(1));
        self.bits.unpack(self.row(word.whole()), row);
        for ((out, &sum), &value) in out.iter_mut().zip(&*sums).zip(&*row) {
            let of_word = f32::from(value) * self.word_gain;
            let of_grams = sum as f32 * gram_gain;
            let steps = libm::rintf(of_word + of_grams) + f32::from(zero_point);
            *out = steps.clamp(-128.0, 127.0) as i8;
        }
    }

    fn row(&self, hash: u32) -> &'p [u8] {
        let row = (u64::from(hash) * u64::from(self.rows)) >> 32;
        let at = row as usize * self.row_len;
        &self.table[at..at + self.row_len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn low_bits_come_first_and_values_lie_evenly_around_zero() {
        let mut values = [0; 4];
        Bits::Four.unpack(&[0x70, 0x8f], &mut values);
        assert_eq!(values, [1, 15, -1, -15]);
        Bits::Eight.unpack(&[0, 0x7f, 0x80, 0xff], &mut values);
        assert_eq!(values, [0, 127, -128, -1]);
    }

    #[test]
    fn a_row_has_whole_bytes() {
        let bytes = |dimensions| [Bits::Eight, Bits::Four].map(|b| b.bytes(dimensions));
        assert_eq!(bytes(64), [64, 32]);
        assert_eq!(bytes(4), [4, 2]);
    }
}
