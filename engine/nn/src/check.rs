use core::ops::RangeInclusive;

use crate::arena::state_len;
use crate::section::{
    FORMAT_VERSION, HEADER_LEN, Header, INDEX_LEN, INPUT_LEN, Input, MAGIC, OP_LEN, Op, OpKind,
    Requantisation, STREAM_LEN, Stream, TABLE_LEN, f32s, i32s, u16_at,
};
use crate::{Model, ModelError};

/// Sums stay inside i32: this many products of int8 values plus a bias below this.
pub(crate) const LONGEST_ROW: usize = 65_535;
pub(crate) const LARGEST_BIAS: u32 = 1 << 30;
/// Powers of two of fixed-point multipliers.
pub(crate) const SHIFTS: RangeInclusive<i8> = -31..=30;
/// Between this and its inverse no step of the arithmetic is undefined, whatever the values.
const LARGEST_SCALE: f32 = 1e30;

pub(crate) fn check(bytes: &[u8]) -> Result<Model<'_>, ModelError> {
    let actual = bytes.len();
    if actual < HEADER_LEN {
        return Err(ModelError::TooShort { actual });
    }
    if bytes[..4] != MAGIC {
        return Err(ModelError::NotAModel);
    }
    let found = u16_at(bytes, 4);
    if found != FORMAT_VERSION {
        return Err(ModelError::WrongVersion { found });
    }
    let header = Header::read(bytes);
    let expected = header.total_len as usize;
    if actual != expected {
        return Err(ModelError::WrongLength { expected, actual });
    }
    let model = Model { bytes, header };
    let check = Check { model };
    check.tables()?;
    check.streams()?;
    for index in 0..model.op_count() {
        check.op(index as u16)?;
    }
    check.outputs()?;
    Ok(model)
}

struct Check<'a> {
    model: Model<'a>,
}

impl Check<'_> {
    fn tables(&self) -> Result<(), ModelError> {
        let header = &self.model.header;
        let streams = usize::from(header.stream_count);
        let fits = streams > 0
            && self.fits(header.streams_at, streams * STREAM_LEN)
            && self.fits(header.ops_at, (streams - 1) * OP_LEN)
            && self.fits(header.outputs_at, 2 * usize::from(header.output_count));
        fits.then_some(()).ok_or(ModelError::TableOutOfBounds)
    }

    fn streams(&self) -> Result<(), ModelError> {
        let header = &self.model.header;
        let mut end = state_len(self.model.stream_count());
        for index in 0..header.stream_count {
            let stream = self.model.stream(usize::from(index));
            let ring_at = stream.ring_at as usize;
            let next = ring_at.checked_add(stream.ring_bytes());
            let sound = stream.channels > 0
                && stream.ring_len > 0
                && stream.stride > 0
                && is_scale(stream.scale)
                && (index > 0 || stream.stride == 1 && stream.delay == 0)
                && !(stream.is_index && usize::from(stream.channels) != INDEX_LEN)
                && !(stream.is_index && index > 0)
                && ring_at >= end;
            let (true, Some(next)) = (sound, next) else {
                return Err(ModelError::BadStream { stream: index });
            };
            if header.period == 0
                || !header.period.is_multiple_of(stream.stride)
                || header.horizon < stream.delay
            {
                return Err(ModelError::BadPlan);
            }
            end = next;
        }
        if end > header.arena_len as usize {
            return Err(ModelError::BadPlan);
        }
        Ok(())
    }

    fn op(&self, index: u16) -> Result<(), ModelError> {
        let record = self.model.op_record(usize::from(index));
        let op =
            Op::read(record).map_err(|kind| ModelError::UnknownOperation { op: index, kind })?;
        Op::requantisation(record)
            .filter(|_| can_requantise(&op))
            .ok_or(ModelError::UnknownRequantisation { op: index })?;
        let out = self.model.stream(usize::from(index) + 1);
        self.inputs(index, &op, &out)
            .then_some(())
            .ok_or(ModelError::BadInput { op: index })?;
        for input in self.op_inputs(&op) {
            let stream = self.model.stream(usize::from(input.stream));
            if !timing(&op, &input, &stream, &out) {
                return Err(ModelError::BadTiming { op: index });
            }
        }
        self.weights(&op, &out)
            .then_some(())
            .ok_or(ModelError::BadWeights { op: index })
    }

    fn inputs(&self, index: u16, op: &Op, out: &Stream) -> bool {
        let expected = match op.kind {
            OpKind::Add => 2..=2,
            OpKind::Concat => 1..=u16::MAX,
            _ => 1..=1,
        };
        let table_len = usize::from(op.input_count) * INPUT_LEN;
        if !expected.contains(&op.input_count) || !self.fits(op.inputs_at, table_len) {
            return false;
        }
        let takes_index = op.kind == OpKind::Embedding;
        let known = self.op_inputs(op).all(|input| {
            input.stream <= index
                && self.model.stream(usize::from(input.stream)).is_index == takes_index
        });
        known && self.shape(op, out)
    }

    fn shape(&self, op: &Op, out: &Stream) -> bool {
        let channels = usize::from(out.channels);
        let first = self
            .model
            .stream(usize::from(self.model.op_input(op, 0).stream));
        let same = self
            .op_inputs(op)
            .all(|input| self.model.stream(usize::from(input.stream)).channels == out.channels);
        let one_column = op.kernel == 1;
        match op.kind {
            OpKind::Convolution => usize::from(op.kernel) * first.pitch() <= LONGEST_ROW,
            OpKind::Pointwise => one_column && first.pitch() <= LONGEST_ROW,
            OpKind::Depthwise => same,
            OpKind::Add | OpKind::Lookup | OpKind::Softmax | OpKind::LogSoftmax => {
                same && one_column
            }
            OpKind::Concat => {
                let total: usize = self
                    .op_inputs(op)
                    .map(|input| usize::from(self.model.stream(usize::from(input.stream)).channels))
                    .sum();
                one_column && total == channels
            }
            OpKind::Stack => usize::from(op.kernel) * usize::from(first.channels) == channels,
            OpKind::Embedding => one_column,
            OpKind::Slice => {
                one_column && usize::from(op.rows) + channels <= usize::from(first.channels)
            }
        }
    }

    fn weights(&self, op: &Op, out: &Stream) -> bool {
        let pitch = out.pitch();
        let first = self
            .model
            .stream(usize::from(self.model.op_input(op, 0).stream));
        let kernel = usize::from(op.kernel);
        let affine = |values: usize| {
            self.fits(op.weights_at, values)
                && self.fits(op.biases_at, 4 * pitch)
                && self.fits(op.scales_at, op.scales_len(pitch))
                && i32s(self.model.data(op.biases_at, 4 * pitch))
                    .all(|bias| bias.unsigned_abs() <= LARGEST_BIAS)
                && self.scales(op, pitch)
                && op.low <= op.high
        };
        match op.kind {
            OpKind::Convolution | OpKind::Pointwise => affine(kernel * first.pitch() * pitch),
            OpKind::Depthwise => affine(kernel * pitch),
            OpKind::Add => op.low <= op.high,
            OpKind::Concat => self
                .op_inputs(op)
                .all(|input| input.table_at == 0 || self.fits(input.table_at, TABLE_LEN)),
            OpKind::Lookup => self.fits(op.weights_at, TABLE_LEN),
            OpKind::Embedding => {
                op.rows > 0 && self.fits(op.weights_at, usize::from(op.rows) * pitch)
            }
            OpKind::Stack | OpKind::Softmax | OpKind::LogSoftmax | OpKind::Slice => true,
        }
    }

    fn scales(&self, op: &Op, pitch: usize) -> bool {
        let table = self.model.data(op.scales_at, op.scales_len(pitch));
        let (multipliers, shifts) = table.split_at(4 * pitch);
        match op.requantisation {
            Requantisation::Float => f32s(multipliers).all(f32::is_finite),
            Requantisation::RoundedTwice | Requantisation::RoundedOnce => {
                i32s(multipliers).all(|multiplier| multiplier >= 0)
                    && shifts.iter().all(|&shift| SHIFTS.contains(&(shift as i8)))
            }
        }
    }

    fn outputs(&self) -> Result<(), ModelError> {
        let count = self.model.output_count();
        let named =
            (0..count).all(|output| self.model.output_stream(output) < self.model.stream_count());
        (count > 0 && named)
            .then_some(())
            .ok_or(ModelError::BadOutput)
    }

    fn op_inputs<'c>(&'c self, op: &'c Op) -> impl Iterator<Item = Input> + 'c {
        (0..usize::from(op.input_count)).map(|index| self.model.op_input(op, index))
    }

    fn fits(&self, at: u32, len: usize) -> bool {
        (at as usize)
            .checked_add(len)
            .is_some_and(|end| end <= self.model.bytes.len())
    }
}

/// Whether the operation knows its way of requantising; only weights have more than one.
fn can_requantise(op: &Op) -> bool {
    let has_weights = matches!(
        op.kind,
        OpKind::Convolution | OpKind::Pointwise | OpKind::Depthwise
    );
    has_weights || op.requantisation == Requantisation::Float
}

/// Whether every column that the operation reads has come and is still in its ring.
fn timing(op: &Op, input: &Input, stream: &Stream, out: &Stream) -> bool {
    if op.kernel == 0 || op.dilation == 0 || op.stride == 0 {
        return false;
    }
    if u32::from(stream.stride) * u32::from(op.stride) != u32::from(out.stride) {
        return false;
    }
    let later = i32::from(out.delay) - i32::from(stream.delay);
    let lag = later.div_euclid(i32::from(stream.stride)) - i32::from(input.reach);
    lag == i32::from(input.lag) && usize::from(input.lag) + op.span() < usize::from(stream.ring_len)
}

pub(crate) fn is_scale(scale: f32) -> bool {
    (1.0 / LARGEST_SCALE..=LARGEST_SCALE).contains(&scale)
}
