//! What the operations of a network under construction take and give.

/// A stream of a network under construction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamId(pub(super) u16);

/// A stream seen shifted in time: column `j` is the stream's column `j - shift`, zero before its
/// first one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The stream.
    pub stream: StreamId,
    /// Columns by which it is late; negative to look ahead.
    pub shift: i32,
}

/// What the values of a stream stand for: `scale * (q - zero_point)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantisation {
    /// Real difference between neighbouring values.
    pub scale: f32,
    /// The value that stands for 0.
    pub zero_point: i8,
}

/// The stream that an operation writes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Output {
    /// What its values stand for.
    pub quantisation: Quantisation,
    /// Least value: the zero point for ReLU.
    pub low: i8,
    /// Greatest value.
    pub high: i8,
}

/// Which columns an operation reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taps {
    /// Columns read.
    pub kernel: usize,
    /// Distance between them.
    pub dilation: usize,
    /// Columns by which the place moves on.
    pub stride: usize,
    /// Zero columns in front of the first.
    pub padding: usize,
}

impl From<StreamId> for Source {
    fn from(stream: StreamId) -> Self {
        Self { stream, shift: 0 }
    }
}

impl From<Quantisation> for Output {
    /// The whole range of int8.
    fn from(quantisation: Quantisation) -> Self {
        Self {
            quantisation,
            low: i8::MIN,
            high: i8::MAX,
        }
    }
}

impl Taps {
    /// One column, the current one.
    pub const ONE: Self = Self {
        kernel: 1,
        dilation: 1,
        stride: 1,
        padding: 0,
    };
}

impl Quantisation {
    /// The nearest value, ties to even, within int8.
    #[must_use]
    pub fn quantise(&self, real: f32) -> i8 {
        let steps = libm::rintf(real / self.scale) + f32::from(self.zero_point);
        steps as i8
    }

    /// What a value stands for.
    #[must_use]
    pub fn real(&self, value: i8) -> f32 {
        f32::from(i16::from(value) - i16::from(self.zero_point)) * self.scale
    }
}
