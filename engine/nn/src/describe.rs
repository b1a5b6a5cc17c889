use crate::Model;
use crate::model::quant;
use crate::section::{OpKind, TABLE_LEN};
use crate::{Quant, Requantisation};

/// What one operation is and costs, for `pack inspect` and memory plans.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpSummary {
    /// What it computes.
    pub kind: OpKind,
    /// How its sums become int8.
    pub requantisation: Requantisation,
    /// Streams that it reads.
    pub inputs: usize,
    /// Channels of the first stream that it reads.
    pub input_channels: usize,
    /// Channels that it writes.
    pub output_channels: usize,
    /// Columns that it reads for each one it writes.
    pub kernel: usize,
    /// Distance of these columns.
    pub dilation: usize,
    /// Columns of its first input for each one it writes.
    pub stride: usize,
    /// Columns of its first input that it reads beyond the one it stands at.
    pub reach: isize,
    /// Least and greatest value written: how ReLU and clip are done.
    pub clamp: (i8, i8),
    /// Bytes of weights, biases, scales and tables in the section, padding included.
    pub bytes: usize,
    /// Multiplications for each column that it writes.
    pub products: usize,
    /// Columns of the model's input for each one it writes.
    pub period: usize,
}

/// One stream's place in the arena.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreamSummary {
    /// Channels and what their values mean.
    pub quant: Quant,
    /// Columns kept.
    pub columns: usize,
    /// Bytes of the ring.
    pub bytes: usize,
    /// Columns of the model's input for each of its columns.
    pub stride: usize,
    /// Columns of the model's input before its first column.
    pub delay: usize,
}

impl<'a> Model<'a> {
    /// Every operation in the order in which they run; operation `i` writes stream `i + 1`.
    pub fn ops(&self) -> impl Iterator<Item = OpSummary> + use<'a> {
        let model = *self;
        (0..model.op_count()).filter_map(move |index| model.op_summary(index))
    }

    /// Every stream, the input first.
    pub fn streams(&self) -> impl Iterator<Item = StreamSummary> + use<'a> {
        let model = *self;
        (0..model.stream_count()).map(move |index| {
            let stream = model.stream(index);
            StreamSummary {
                quant: quant(&stream),
                columns: usize::from(stream.ring_len),
                bytes: stream.ring_bytes(),
                stride: usize::from(stream.stride),
                delay: usize::from(stream.delay),
            }
        })
    }

    /// Multiplications in a second at this many input columns a second.
    #[must_use]
    pub fn products_per_second(&self, columns_per_second: usize) -> usize {
        self.ops()
            .map(|op| op.products * columns_per_second / op.period)
            .sum()
    }

    fn op_summary(&self, index: usize) -> Option<OpSummary> {
        let op = self.op(index)?;
        let first_input = self.op_input(&op, 0);
        let first = self.stream(usize::from(first_input.stream));
        let out = self.stream(index + 1);
        let kernel = usize::from(op.kernel);
        let channels = usize::from(out.channels);
        let affine = |values: usize| values + 4 * out.pitch() + op.scales_len(out.pitch());
        let (bytes, products) = match op.kind {
            OpKind::Convolution | OpKind::Pointwise => (
                affine(kernel * first.pitch() * out.pitch()),
                kernel * usize::from(first.channels) * channels,
            ),
            OpKind::Depthwise => (affine(kernel * out.pitch()), kernel * channels),
            OpKind::Add => (0, 2 * channels),
            OpKind::Concat => {
                let tables = (0..usize::from(op.input_count))
                    .filter(|&input| self.op_input(&op, input).table_at != 0)
                    .count();
                (tables * TABLE_LEN, 0)
            }
            OpKind::Lookup => (TABLE_LEN, 0),
            OpKind::Embedding => (usize::from(op.rows) * out.pitch(), 0),
            OpKind::Stack | OpKind::Softmax | OpKind::LogSoftmax | OpKind::Slice => (0, 0),
        };
        Some(OpSummary {
            kind: op.kind,
            requantisation: op.requantisation,
            inputs: usize::from(op.input_count),
            input_channels: usize::from(first.channels),
            output_channels: channels,
            kernel,
            dilation: usize::from(op.dilation),
            stride: usize::from(op.stride),
            reach: isize::from(first_input.reach),
            clamp: (op.low, op.high),
            bytes,
            products,
            period: usize::from(out.stride),
        })
    }
}
