//! The bytes of a model section: fixed-size records, little-endian, at offsets from its start.

pub(crate) const MAGIC: [u8; 4] = *b"GCNN";
pub(crate) const FORMAT_VERSION: u16 = 1;
pub(crate) const HEADER_LEN: usize = 36;
pub(crate) const STREAM_LEN: usize = 24;
pub(crate) const OP_LEN: usize = 32;
pub(crate) const INPUT_LEN: usize = 12;
/// Columns in rings and rows of weights are padded to a multiple of this, so that kernels may read
/// whole words.
pub(crate) const PITCH: usize = 4;
/// Entries of a table that maps every int8 value.
pub(crate) const TABLE_LEN: usize = 256;
/// Values of one column of token numbers: a u16, low byte first.
pub(crate) const INDEX_LEN: usize = 2;

macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal, $text:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant = $number,)*
        }

        impl $name {
            pub(crate) const fn from_number(number: u8) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// Lower-case English name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

numbered! {
    /// What an operation computes.
    OpKind {
        /// Every output channel from every input channel of `kernel` columns.
        Convolution = 1, "convolution";
        /// Each channel from its own past.
        Depthwise = 2, "depthwise";
        /// Every output channel from every input channel of one column; also dense layers.
        Pointwise = 3, "pointwise";
        /// Sum of two streams.
        Add = 4, "add";
        /// Channels of several streams one after the other.
        Concat = 5, "concat";
        /// The last `kernel` columns one after the other, oldest first.
        Stack = 6, "stack";
        /// A table of 256 values: sigmoid, tanh, change of scale.
        Lookup = 7, "lookup";
        /// Shares that sum to one over the channels.
        Softmax = 8, "softmax";
        /// Logarithm of the softmax.
        LogSoftmax = 9, "log-softmax";
        /// One row of a table, chosen by a token number.
        Embedding = 10, "embedding";
        /// Some of the channels of a stream.
        Slice = 11, "slice";
    }
}

numbered! {
    /// How sums become int8 again.
    Requantisation {
        /// One f32 a channel, round half to even: ONNX Runtime.
        Float = 0, "float";
        /// A 31-bit fraction and a power of two a channel, rounded after each: convolutions of
        /// TensorFlow Lite's reference kernels.
        RoundedTwice = 1, "fixed-point, rounded twice";
        /// The same, rounded in the end: dense layers of TensorFlow Lite's reference kernels.
        RoundedOnce = 2, "fixed-point, rounded once";
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    pub(crate) total_len: u32,
    pub(crate) arena_len: u32,
    pub(crate) stream_count: u16,
    pub(crate) output_count: u16,
    pub(crate) streams_at: u32,
    pub(crate) ops_at: u32,
    pub(crate) outputs_at: u32,
    /// A multiple of every stream's stride, in input columns.
    pub(crate) period: u16,
    /// The largest delay of any stream, in input columns.
    pub(crate) horizon: u16,
}

impl Header {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        Self {
            total_len: u32_at(bytes, 8),
            arena_len: u32_at(bytes, 12),
            stream_count: u16_at(bytes, 16),
            output_count: u16_at(bytes, 18),
            streams_at: u32_at(bytes, 20),
            ops_at: u32_at(bytes, 24),
            outputs_at: u32_at(bytes, 28),
            period: u16_at(bytes, 32),
            horizon: u16_at(bytes, 34),
        }
    }

    #[cfg(feature = "build")]
    pub(crate) fn write(&self, bytes: &mut [u8]) {
        put(bytes, 0, &MAGIC);
        put(bytes, 4, &FORMAT_VERSION.to_le_bytes());
        put(bytes, 8, &self.total_len.to_le_bytes());
        put(bytes, 12, &self.arena_len.to_le_bytes());
        put(bytes, 16, &self.stream_count.to_le_bytes());
        put(bytes, 18, &self.output_count.to_le_bytes());
        put(bytes, 20, &self.streams_at.to_le_bytes());
        put(bytes, 24, &self.ops_at.to_le_bytes());
        put(bytes, 28, &self.outputs_at.to_le_bytes());
        put(bytes, 32, &self.period.to_le_bytes());
        put(bytes, 34, &self.horizon.to_le_bytes());
    }
}

/// A vector of channels over time and the ring that keeps its last columns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stream {
    pub(crate) channels: u16,
    /// Columns kept.
    pub(crate) ring_len: u16,
    /// First byte of the ring in the arena.
    pub(crate) ring_at: u32,
    /// Input columns for each column of this stream.
    pub(crate) stride: u16,
    /// Column `j` is written while input column `j * stride + delay` is pushed.
    pub(crate) delay: u16,
    pub(crate) scale: f32,
    pub(crate) zero_point: i8,
    /// The values are token numbers, not int8 channels.
    pub(crate) is_index: bool,
}

impl Stream {
    pub(crate) fn read(bytes: &[u8; STREAM_LEN]) -> Self {
        Self {
            channels: u16_at(bytes, 0),
            ring_len: u16_at(bytes, 2),
            ring_at: u32_at(bytes, 4),
            stride: u16_at(bytes, 8),
            delay: u16_at(bytes, 10),
            scale: f32_at(bytes, 12),
            zero_point: bytes[16] as i8,
            is_index: bytes[17] != 0,
        }
    }

    #[cfg(feature = "build")]
    pub(crate) fn write(&self, bytes: &mut [u8]) {
        put(bytes, 0, &self.channels.to_le_bytes());
        put(bytes, 2, &self.ring_len.to_le_bytes());
        put(bytes, 4, &self.ring_at.to_le_bytes());
        put(bytes, 8, &self.stride.to_le_bytes());
        put(bytes, 10, &self.delay.to_le_bytes());
        put(bytes, 12, &self.scale.to_le_bytes());
        bytes[16] = self.zero_point as u8;
        bytes[17] = u8::from(self.is_index);
    }

    /// Bytes from one column to the next in the ring.
    pub(crate) fn pitch(&self) -> usize {
        pitch(usize::from(self.channels))
    }

    pub(crate) fn ring_bytes(&self) -> usize {
        self.pitch() * usize::from(self.ring_len)
    }

    /// Whether a column is written at `time`, the number of the input column being pushed.
    pub(crate) fn is_due(&self, time: u32) -> bool {
        is_due(time, self.stride, self.delay)
    }

    /// [`is_due`](Self::is_due) of a record, without reading the rest of it.
    pub(crate) fn record_is_due(bytes: &[u8; STREAM_LEN], time: u32) -> bool {
        is_due(time, u16_at(bytes, 8), u16_at(bytes, 10))
    }
}

fn is_due(time: u32, stride: u16, delay: u16) -> bool {
    time.checked_sub(u32::from(delay))
        .is_some_and(|since| since.is_multiple_of(u32::from(stride)))
}

/// One operation. What is not used by its kind is zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Op {
    pub(crate) kind: OpKind,
    pub(crate) requantisation: Requantisation,
    pub(crate) low: i8,
    pub(crate) high: i8,
    pub(crate) input_count: u16,
    pub(crate) inputs_at: u32,
    pub(crate) kernel: u16,
    pub(crate) dilation: u16,
    pub(crate) stride: u16,
    /// Rows of an embedding table; the first channel of a slice.
    pub(crate) rows: u16,
    pub(crate) weights_at: u32,
    pub(crate) biases_at: u32,
    pub(crate) scales_at: u32,
}

impl Op {
    /// The record at the start of `bytes`, or its unknown kind.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, u8> {
        Ok(Self {
            kind: OpKind::from_number(bytes[0]).ok_or(bytes[0])?,
            // Unknown ones were refused when the section was opened.
            requantisation: Self::requantisation(bytes).unwrap_or(Requantisation::Float),
            low: bytes[2] as i8,
            high: bytes[3] as i8,
            input_count: u16_at(bytes, 4),
            kernel: u16_at(bytes, 6),
            inputs_at: u32_at(bytes, 8),
            dilation: u16_at(bytes, 12),
            stride: u16_at(bytes, 14),
            rows: u16_at(bytes, 16),
            weights_at: u32_at(bytes, 20),
            biases_at: u32_at(bytes, 24),
            scales_at: u32_at(bytes, 28),
        })
    }

    pub(crate) fn requantisation(bytes: &[u8]) -> Option<Requantisation> {
        Requantisation::from_number(bytes[1])
    }

    #[cfg(feature = "build")]
    pub(crate) fn write(&self, bytes: &mut [u8]) {
        bytes[0] = self.kind as u8;
        bytes[1] = self.requantisation as u8;
        bytes[2] = self.low as u8;
        bytes[3] = self.high as u8;
        put(bytes, 4, &self.input_count.to_le_bytes());
        put(bytes, 6, &self.kernel.to_le_bytes());
        put(bytes, 8, &self.inputs_at.to_le_bytes());
        put(bytes, 12, &self.dilation.to_le_bytes());
        put(bytes, 14, &self.stride.to_le_bytes());
        put(bytes, 16, &self.rows.to_le_bytes());
        put(bytes, 20, &self.weights_at.to_le_bytes());
        put(bytes, 24, &self.biases_at.to_le_bytes());
        put(bytes, 28, &self.scales_at.to_le_bytes());
    }

    /// Bytes of the table at `scales_at` for so many channels, padding included.
    pub(crate) fn scales_len(&self, pitch: usize) -> usize {
        match self.requantisation {
            Requantisation::Float => 4 * pitch,
            Requantisation::RoundedTwice | Requantisation::RoundedOnce => 5 * pitch,
        }
    }

    /// Columns from the oldest to the newest that the operation reads, less one.
    pub(crate) fn span(&self) -> usize {
        (usize::from(self.kernel) - 1) * usize::from(self.dilation)
    }
}

/// A stream that an operation reads, and how far back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input {
    pub(crate) stream: u16,
    /// Columns between the newest of the stream and the newest that is read.
    pub(crate) lag: u16,
    /// The newest column read for column `j` is `j * stride + reach`.
    pub(crate) reach: i16,
    /// Table that every value goes through first (concat only); 0 for none.
    pub(crate) table_at: u32,
}

impl Input {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        Self {
            stream: u16_at(bytes, 0),
            lag: u16_at(bytes, 2),
            reach: u16_at(bytes, 4) as i16,
            table_at: u32_at(bytes, 8),
        }
    }

    #[cfg(feature = "build")]
    pub(crate) fn write(&self, bytes: &mut [u8]) {
        put(bytes, 0, &self.stream.to_le_bytes());
        put(bytes, 2, &self.lag.to_le_bytes());
        put(bytes, 4, &self.reach.to_le_bytes());
        put(bytes, 8, &self.table_at.to_le_bytes());
    }
}

pub(crate) fn pitch(channels: usize) -> usize {
    channels.next_multiple_of(PITCH)
}

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

pub(crate) fn f32_at(bytes: &[u8], at: usize) -> f32 {
    f32::from_bits(u32_at(bytes, at))
}

pub(crate) fn i32s(bytes: &[u8]) -> impl Iterator<Item = i32> + '_ {
    bytes
        .chunks_exact(4)
        .map(|b| i32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

pub(crate) fn f32s(bytes: &[u8]) -> impl Iterator<Item = f32> + '_ {
    bytes
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

#[cfg(feature = "build")]
fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}
