use core::fmt;

use super::super::costs::SOUNDS;

/// Channels of each column.
pub const WIDTH: usize = 48;
/// Heads of the attention.
pub const HEADS: usize = 4;
/// Symbols: none, each sound within a word, each sound that ends one, and the end.
pub const SYMBOLS: usize = 2 * SOUNDS + 1;
/// The symbol behind a sentence.
pub const END: u8 = 2 * SOUNDS as u8;
/// Sounds on either side of one that its column sees first.
pub(super) const AROUND: usize = 2;
/// Symbols said last that the decoder looks at.
pub(super) const BEHIND: usize = 8;
pub(super) const BLOCKS: usize = 2;
pub(super) const KERNEL: usize = 5;
/// Columns before and behind that the attention tells apart by distance.
pub(super) const DISTANCE: usize = 24;

/// The mark of a [`Network`].
pub const GENERATE_MAGIC: [u8; 4] = *b"GRWG";
/// The version of [`Network`] that is read.
pub const GENERATE_VERSION: u16 = 1;

const HEADER: usize = 16;
const SHAPE: [u8; 8] = [
    WIDTH as u8,
    HEADS as u8,
    AROUND as u8,
    BEHIND as u8,
    BLOCKS as u8,
    KERNEL as u8,
    DISTANCE as u8,
    SYMBOLS as u8,
];

/// Why a model was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GenerateError {
    /// It is no model of the generator, or of another version or shape: export it again.
    Kind,
    /// It has more or fewer bytes than its kind: it was cut off, or damaged.
    Length,
    /// It holds a number that is none: it was damaged.
    Number,
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GenerateError::Kind => {
                "no generator of this version and shape; export it again with this release"
            }
            GenerateError::Length => "cut off or damaged; export it again",
            GenerateError::Number => "damaged: a number of it is infinite or none; export it again",
        })
    }
}

impl core::error::Error for GenerateError {}

/// Numbers in a row, little-endian.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    pub(super) fn at(&self, index: usize) -> f32 {
        let bytes = self.0.get(4 * index..).and_then(|rest| rest.first_chunk());
        bytes.map_or(0.0, |bytes| f32::from_le_bytes(*bytes))
    }
}

/// Rows of int8, one behind the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows<'a>(&'a [u8]);

impl<'a> Rows<'a> {
    /// Row `index`, of `N` weights.
    pub(super) fn row<const N: usize>(&self, index: usize) -> &'a [u8; N] {
        let row = self.0.get(index * N..).and_then(|rest| rest.first_chunk());
        row.unwrap_or(const { &[0; N] })
    }
}

/// A sum of table rows, one for each place, each chosen by the symbol there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tables<'a> {
    pub(super) rows: Rows<'a>,
    /// From sums to steps.
    pub(super) multiplier: f32,
    /// In steps.
    pub(super) bias: Numbers<'a>,
}

/// A product with rows of weights: for each output a multiplier from sums to steps, and a bias in steps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer<'a> {
    pub(super) rows: Rows<'a>,
    pub(super) multipliers: Numbers<'a>,
    pub(super) biases: Numbers<'a>,
}

/// A convolution whose input is added to its output.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a> {
    pub(super) layer: Layer<'a>,
    /// From steps of the input to those of the output.
    pub(super) added: f32,
}

/// The network of the strategy `generate`, read in place.
///
/// Little-endian: `GRWG`; version (`u16`), zero (`u16`); the shape in eight bytes; then numbers (`f32`), then
/// weights (`i8`), each in the order of the fields. Weights of a convolution: for each output, place by place,
/// the channels.
#[derive(Clone, Copy, Debug)]
pub struct Network<'a> {
    pub(super) heard: Tables<'a>,
    pub(super) blocks: [Block<'a>; BLOCKS],
    pub(super) keys: Layer<'a>,
    pub(super) values: Layer<'a>,
    pub(super) said: Tables<'a>,
    pub(super) query: Layer<'a>,
    /// From products of queries and keys to nats.
    pub(super) sharpness: f32,
    /// For each head, nats for each distance from `-DISTANCE` to `DISTANCE`.
    pub(super) distances: Numbers<'a>,
    pub(super) mixed_hidden: Layer<'a>,
    /// Its biases are unused: those of `mixed_hidden` serve both.
    pub(super) mixed_context: Layer<'a>,
    /// Its multipliers and biases are nats.
    pub(super) symbol: Layer<'a>,
}

struct Reader<'a> {
    numbers: &'a [u8],
    weights: &'a [u8],
}

impl<'a> Reader<'a> {
    fn numbers(&mut self, count: usize) -> Option<Numbers<'a>> {
        let (front, rest) = self.numbers.split_at_checked(4 * count)?;
        self.numbers = rest;
        Some(Numbers(front))
    }

    fn number(&mut self) -> Option<f32> {
        self.numbers(1).map(|one| one.at(0))
    }

    fn rows(&mut self, count: usize, length: usize) -> Option<Rows<'a>> {
        let (front, rest) = self.weights.split_at_checked(count * length)?;
        self.weights = rest;
        Some(Rows(front))
    }

    fn tables(&mut self, places: usize) -> Option<Tables<'a>> {
        Some(Tables {
            multiplier: self.number()?,
            bias: self.numbers(WIDTH)?,
            rows: self.rows(places * SYMBOLS, WIDTH)?,
        })
    }

    fn layer(&mut self, outputs: usize, inputs: usize) -> Option<Layer<'a>> {
        Some(Layer {
            multipliers: self.numbers(outputs)?,
            biases: self.numbers(outputs)?,
            rows: self.rows(outputs, inputs)?,
        })
    }

    fn block(&mut self) -> Option<Block<'a>> {
        Some(Block {
            added: self.number()?,
            layer: self.layer(WIDTH, KERNEL * WIDTH)?,
        })
    }
}

impl<'a> Network<'a> {
    const PLACES: usize = 2 * AROUND + 1;
    const NUMBERS: usize = 2 * (1 + WIDTH)
        + BLOCKS * (1 + 2 * WIDTH)
        + 5 * 2 * WIDTH
        + 1
        + HEADS * (2 * DISTANCE + 1)
        + 2 * SYMBOLS;
    const WEIGHTS: usize = (Self::PLACES + BEHIND) * SYMBOLS * WIDTH
        + BLOCKS * KERNEL * WIDTH * WIDTH
        + 5 * WIDTH * WIDTH
        + SYMBOLS * WIDTH;
    /// Bytes of a model.
    pub const BYTES: usize = HEADER + 4 * Self::NUMBERS + Self::WEIGHTS;

    /// Opens a model; all of its numbers are looked at once.
    ///
    /// # Errors
    ///
    /// See [`GenerateError`].
    pub fn open(bytes: &'a [u8]) -> Result<Self, GenerateError> {
        let (header, rest) = bytes
            .split_first_chunk::<HEADER>()
            .ok_or(GenerateError::Kind)?;
        let [low, high] = GENERATE_VERSION.to_le_bytes();
        if header[..4] != GENERATE_MAGIC
            || header[4..8] != [low, high, 0, 0]
            || header[8..] != SHAPE
        {
            return Err(GenerateError::Kind);
        }
        if bytes.len() != Self::BYTES {
            return Err(GenerateError::Length);
        }
        let (numbers, weights) = rest.split_at(4 * Self::NUMBERS);
        let is_sound = |index| Numbers(numbers).at(index).abs() < 1e6;
        if !(0..Self::NUMBERS).all(is_sound) {
            return Err(GenerateError::Number);
        }
        Self::read(Reader { numbers, weights }).ok_or(GenerateError::Length)
    }

    fn read(mut from: Reader<'a>) -> Option<Self> {
        Some(Network {
            heard: from.tables(Self::PLACES)?,
            blocks: [from.block()?, from.block()?],
            keys: from.layer(WIDTH, WIDTH)?,
            values: from.layer(WIDTH, WIDTH)?,
            said: from.tables(BEHIND)?,
            query: from.layer(WIDTH, WIDTH)?,
            sharpness: from.number()?,
            distances: from.numbers(HEADS * (2 * DISTANCE + 1))?,
            mixed_hidden: from.layer(WIDTH, WIDTH)?,
            mixed_context: from.layer(WIDTH, WIDTH)?,
            symbol: from.layer(SYMBOLS, WIDTH)?,
        })
    }
}
