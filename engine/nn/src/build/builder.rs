use alloc::vec::Vec;

use super::affine::Packed;
use super::layout::DATA_ALIGNMENT;
use super::{Affine, BuildError, Output, Quantisation, Source, StreamId, Taps};
use crate::section::{INDEX_LEN, Input, Op, OpKind, Requantisation, Stream, TABLE_LEN, pitch};

/// Collects the operations of a network in order and writes its section, memory plan included.
#[derive(Clone, Debug)]
pub struct ModelBuilder {
    pub(super) streams: Vec<Stream>,
    pub(super) ops: Vec<Op>,
    pub(super) inputs: Vec<Vec<Input>>,
    /// Offsets in operations and inputs count from here until the section is laid out, plus one
    /// so that 0 means none.
    pub(super) data: Vec<u8>,
}

impl ModelBuilder {
    /// The network's input.
    pub const INPUT: StreamId = StreamId(0);

    /// A network that takes columns of int8 channels.
    #[must_use]
    pub fn new(channels: usize, quantisation: Quantisation) -> (Self, Source) {
        Self::with_input(channels, quantisation, false)
    }

    /// A network that takes token numbers.
    #[must_use]
    pub fn with_token_input() -> (Self, Source) {
        let plain = Quantisation {
            scale: 1.0,
            zero_point: 0,
        };
        Self::with_input(INDEX_LEN, plain, true)
    }

    fn with_input(channels: usize, quantisation: Quantisation, is_index: bool) -> (Self, Source) {
        let mut builder = Self {
            streams: Vec::new(),
            ops: Vec::new(),
            inputs: Vec::new(),
            data: Vec::new(),
        };
        // Checked with everything else when the section is finished.
        builder.streams.push(Stream {
            channels: u16::try_from(channels).unwrap_or(0),
            ring_len: 1,
            ring_at: 0,
            stride: 1,
            delay: 0,
            scale: quantisation.scale,
            zero_point: quantisation.zero_point,
            is_index,
        });
        (builder, Source::from(Self::INPUT))
    }

    /// Channels of a stream.
    #[must_use]
    pub fn channels(&self, stream: StreamId) -> usize {
        usize::from(self.stream(stream).channels)
    }

    /// What the values of a stream stand for.
    #[must_use]
    pub fn quantisation(&self, stream: StreamId) -> Quantisation {
        let stream = self.stream(stream);
        Quantisation {
            scale: stream.scale,
            zero_point: stream.zero_point,
        }
    }

    /// Every output channel from every input channel; with one tap a dense layer on each column.
    ///
    /// # Errors
    ///
    /// Any [`BuildError`] about weights or taps.
    pub fn convolution(
        &mut self,
        source: Source,
        affine: &Affine,
        taps: Taps,
        output: Output,
    ) -> Result<StreamId, BuildError> {
        let zero_point = self.stream(source.stream).zero_point;
        let packed = affine.pack_rows(self.channels(source.stream), taps.kernel, zero_point)?;
        let kind = if taps.kernel == 1 {
            OpKind::Pointwise
        } else {
            OpKind::Convolution
        };
        self.affine_op(kind, source, affine.outputs(), &packed, taps, output)
    }

    /// Each channel from its own past.
    ///
    /// # Errors
    ///
    /// Any [`BuildError`] about weights or taps.
    pub fn depthwise(
        &mut self,
        source: Source,
        affine: &Affine,
        taps: Taps,
        output: Output,
    ) -> Result<StreamId, BuildError> {
        if affine.outputs() != self.channels(source.stream) {
            return Err(BuildError::ChannelsDiffer);
        }
        let zero_point = self.stream(source.stream).zero_point;
        let packed = affine.pack_depthwise(taps.kernel, zero_point)?;
        let outputs = affine.outputs();
        self.affine_op(OpKind::Depthwise, source, outputs, &packed, taps, output)
    }

    /// Sum of two streams.
    ///
    /// # Errors
    ///
    /// [`BuildError::ChannelsDiffer`].
    pub fn add(&mut self, a: Source, b: Source, output: Output) -> Result<StreamId, BuildError> {
        let channels = self.channels(a.stream);
        if channels != self.channels(b.stream) {
            return Err(BuildError::ChannelsDiffer);
        }
        let target = output.quantisation;
        self.push(
            blank(OpKind::Add, output),
            &[(a, Taps::ONE, 0), (b, Taps::ONE, 0)],
            channels,
            target,
        )
    }

    /// Channels of several streams one after the other, each brought to the output's scale.
    ///
    /// # Errors
    ///
    /// [`BuildError::NoOutput`] without sources.
    pub fn concat(
        &mut self,
        sources: &[Source],
        target: Quantisation,
    ) -> Result<StreamId, BuildError> {
        let mut inputs = Vec::new();
        let mut channels = 0;
        for &source in sources {
            channels += self.channels(source.stream);
            let from = self.quantisation(source.stream);
            let table_at = if from == target {
                0
            } else {
                self.store(&rescaling(from, target))?
            };
            inputs.push((source, Taps::ONE, table_at));
        }
        if inputs.is_empty() {
            return Err(BuildError::NoOutput);
        }
        let op = blank(OpKind::Concat, Output::from(target));
        self.push(op, &inputs, channels, target)
    }

    /// The channels `first .. first + channels` of a stream.
    ///
    /// # Errors
    ///
    /// [`BuildError::ChannelsDiffer`] where the stream does not have them.
    pub fn slice(
        &mut self,
        source: Source,
        first: usize,
        channels: usize,
    ) -> Result<StreamId, BuildError> {
        let end = first.checked_add(channels);
        if end.is_none_or(|end| end > self.channels(source.stream)) {
            return Err(BuildError::ChannelsDiffer);
        }
        let target = self.quantisation(source.stream);
        let op = Op {
            rows: u16::try_from(first).map_err(|_| BuildError::TooLarge)?,
            ..blank(OpKind::Slice, Output::from(target))
        };
        self.push(op, &[(source, Taps::ONE, 0)], channels, target)
    }

    /// The columns of the taps one after the other, oldest first.
    ///
    /// # Errors
    ///
    /// [`BuildError::BadTaps`].
    pub fn stack(&mut self, source: Source, taps: Taps) -> Result<StreamId, BuildError> {
        let target = self.quantisation(source.stream);
        let channels = self.channels(source.stream) * taps.kernel;
        let op = blank(OpKind::Stack, Output::from(target));
        self.push(op, &[(source, taps, 0)], channels, target)
    }

    /// Every value through a table, whose first entry is for -128.
    ///
    /// # Errors
    ///
    /// [`BuildError::TooLarge`].
    pub fn lookup(
        &mut self,
        source: Source,
        table: &[i8; TABLE_LEN],
        target: Quantisation,
    ) -> Result<StreamId, BuildError> {
        let weights_at = self.store(&table.map(|v| v as u8))?;
        let op = Op {
            weights_at,
            ..blank(OpKind::Lookup, Output::from(target))
        };
        let channels = self.channels(source.stream);
        self.push(op, &[(source, Taps::ONE, 0)], channels, target)
    }

    /// Shares over the channels that sum to one.
    ///
    /// # Errors
    ///
    /// [`BuildError::TooLarge`].
    pub fn softmax(
        &mut self,
        source: Source,
        target: Quantisation,
    ) -> Result<StreamId, BuildError> {
        self.normalise(OpKind::Softmax, source, target)
    }

    /// Logarithms of these shares.
    ///
    /// # Errors
    ///
    /// [`BuildError::TooLarge`].
    pub fn log_softmax(
        &mut self,
        source: Source,
        target: Quantisation,
    ) -> Result<StreamId, BuildError> {
        self.normalise(OpKind::LogSoftmax, source, target)
    }

    fn normalise(
        &mut self,
        kind: OpKind,
        source: Source,
        target: Quantisation,
    ) -> Result<StreamId, BuildError> {
        let channels = self.channels(source.stream);
        let op = blank(kind, Output::from(target));
        self.push(op, &[(source, Taps::ONE, 0)], channels, target)
    }

    /// Row `i` of the table for token number `i`; row 0 also for numbers beyond the table.
    ///
    /// # Errors
    ///
    /// [`BuildError::WrongLength`], [`BuildError::WrongInputKind`].
    pub fn embedding(
        &mut self,
        source: Source,
        table: &[i8],
        channels: usize,
        target: Quantisation,
    ) -> Result<StreamId, BuildError> {
        if channels == 0 || table.is_empty() || !table.len().is_multiple_of(channels) {
            return Err(BuildError::WrongLength {
                what: "values in each row of the embedding",
                expected: channels,
                given: table.len(),
            });
        }
        let mut padded = Vec::new();
        for row in table.chunks_exact(channels) {
            padded.extend(row.iter().map(|&v| v as u8));
            padded.resize(padded.len().next_multiple_of(pitch(1)), 0);
        }
        let op = Op {
            weights_at: self.store(&padded)?,
            rows: u16::try_from(table.len() / channels).map_err(|_| BuildError::TooLarge)?,
            ..blank(OpKind::Embedding, Output::from(target))
        };
        self.push(op, &[(source, Taps::ONE, 0)], channels, target)
    }

    fn affine_op(
        &mut self,
        kind: OpKind,
        source: Source,
        channels: usize,
        packed: &Packed,
        taps: Taps,
        output: Output,
    ) -> Result<StreamId, BuildError> {
        let op = Op {
            weights_at: self.store(&packed.values)?,
            biases_at: self.store(&packed.biases)?,
            scales_at: self.store(&packed.scales)?,
            requantisation: packed.requantisation,
            ..blank(kind, output)
        };
        self.push(op, &[(source, taps, 0)], channels, output.quantisation)
    }

    /// Appends an operation and the stream that it writes.
    fn push(
        &mut self,
        op: Op,
        sources: &[(Source, Taps, u32)],
        channels: usize,
        target: Quantisation,
    ) -> Result<StreamId, BuildError> {
        let takes_index = op.kind == OpKind::Embedding;
        let mut inputs = Vec::new();
        let mut op = op;
        for &(source, taps, table_at) in sources {
            if self.stream(source.stream).is_index != takes_index {
                return Err(BuildError::WrongInputKind);
            }
            let count = |value: usize| {
                u16::try_from(value)
                    .ok()
                    .filter(|&value| value > 0)
                    .ok_or(BuildError::BadTaps)
            };
            op.kernel = count(taps.kernel)?;
            op.dilation = count(taps.dilation)?;
            op.stride = count(taps.stride)?;
            let padding = i64::try_from(taps.padding).map_err(|_| BuildError::BadTaps)?;
            let reach = op.span() as i64 - padding - i64::from(source.shift);
            inputs.push(Input {
                stream: source.stream.0,
                lag: 0,
                reach: i16::try_from(reach).map_err(|_| BuildError::BadTaps)?,
                table_at,
            });
        }
        let stream = u16::try_from(self.streams.len()).map_err(|_| BuildError::TooLarge)?;
        self.streams.push(Stream {
            channels: u16::try_from(channels).map_err(|_| BuildError::TooLarge)?,
            ring_len: 1,
            ring_at: 0,
            stride: 1,
            delay: 0,
            scale: target.scale,
            zero_point: target.zero_point,
            is_index: false,
        });
        self.ops.push(Op {
            input_count: u16::try_from(inputs.len()).map_err(|_| BuildError::TooLarge)?,
            ..op
        });
        self.inputs.push(inputs);
        Ok(StreamId(stream))
    }

    /// Appends data and returns its offset plus one.
    fn store(&mut self, bytes: &[u8]) -> Result<u32, BuildError> {
        let aligned = self.data.len().next_multiple_of(DATA_ALIGNMENT);
        self.data.resize(aligned, 0);
        self.data.extend(bytes);
        u32::try_from(aligned + 1).map_err(|_| BuildError::TooLarge)
    }

    fn stream(&self, stream: StreamId) -> &Stream {
        &self.streams[usize::from(stream.0)]
    }
}

fn blank(kind: OpKind, output: Output) -> Op {
    Op {
        kind,
        requantisation: Requantisation::Float,
        low: output.low,
        high: output.high,
        input_count: 0,
        inputs_at: 0,
        kernel: 1,
        dilation: 1,
        stride: 1,
        rows: 0,
        weights_at: 0,
        biases_at: 0,
        scales_at: 0,
    }
}

fn rescaling(from: Quantisation, to: Quantisation) -> [u8; TABLE_LEN] {
    core::array::from_fn(|index| to.quantise(from.real((index as u8 ^ 0x80) as i8)) as u8)
}
