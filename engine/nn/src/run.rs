use crate::arena;
use crate::kernels::{self, Scales, Term, Weights};
use crate::model::{Model, quant};
use crate::probability::{log_softmax_column, softmax_column};
use crate::requantise::Requantiser;
use crate::section::{Input, Op, OpKind, Requantisation, Stream, TABLE_LEN, pitch};
use crate::window::{Window, back};

/// One input column through every operation that is due. Lengths were checked by the caller.
pub(crate) fn step(model: &Model<'_>, arena: &mut [i8], column: &[i8]) {
    let bound = u32::from(model.header.horizon) + u32::from(model.header.period);
    let time = arena::time(arena);
    // The period is a multiple of every stride, so going back by it changes nothing.
    let time = if time < bound {
        time
    } else {
        u32::from(model.header.horizon)
    };
    let input = model.stream(0);
    let slot = arena::advance(arena, 0, &input);
    let at = input.ring_at as usize + slot * input.pitch();
    arena[at..at + column.len()].copy_from_slice(column);
    for index in 0..model.op_count() {
        let record = model.stream_record(index + 1);
        if Stream::record_is_due(record, time)
            && let Some(op) = model.op(index)
        {
            let stream = Stream::read(record);
            let slot = arena::advance(arena, index + 1, &stream);
            let (earlier, rest) = arena.split_at_mut(stream.ring_at as usize);
            let out = &mut rest[slot * stream.pitch()..(slot + 1) * stream.pitch()];
            Step {
                model,
                op: &op,
                stream: &stream,
                arena: earlier,
            }
            .run(out);
        }
    }
    arena::set_time(arena, time + 1);
}

struct Step<'m, 'a> {
    model: &'m Model<'a>,
    op: &'m Op,
    stream: &'m Stream,
    /// All rings that lie before that of the output.
    arena: &'m [i8],
}

impl Step<'_, '_> {
    fn run(&self, out: &mut [i8]) {
        match self.op.kind {
            OpKind::Convolution | OpKind::Pointwise => {
                let window = self.window();
                let row_len = usize::from(self.op.kernel) * window.pitch();
                let weights = self.weights(row_len * out.len(), out.len());
                kernels::convolution(window, row_len, weights, self.requantiser(), out);
            }
            OpKind::Depthwise => {
                let weights = self.weights(usize::from(self.op.kernel) * out.len(), out.len());
                kernels::depthwise(self.window(), weights, self.requantiser(), out);
            }
            OpKind::Add => {
                let terms = [self.term(0), self.term(1)];
                kernels::add(terms, self.stream.scale, self.requantiser(), out);
            }
            OpKind::Concat => self.concat(out),
            OpKind::Stack => {
                let channels = usize::from(self.input(0).1.channels);
                for (out, column) in out.chunks_mut(channels).zip(self.window().columns()) {
                    let len = out.len().min(channels);
                    out[..len].copy_from_slice(&column[..len]);
                }
            }
            OpKind::Slice => {
                let channels = usize::from(self.stream.channels);
                let first = usize::from(self.op.rows);
                out[..channels].copy_from_slice(&self.newest(0)[first..first + channels]);
            }
            OpKind::Lookup => kernels::lookup(self.newest(0), self.table(self.op.weights_at), out),
            OpKind::Softmax => {
                let scale = self.input(0).1.scale;
                softmax_column(self.newest(0), scale, quant(self.stream), out);
            }
            OpKind::LogSoftmax => {
                let scale = self.input(0).1.scale;
                log_softmax_column(self.newest(0), scale, quant(self.stream), out);
            }
            OpKind::Embedding => {
                let index = self.newest(0);
                let index = u16::from_le_bytes([index[0] as u8, index[1] as u8]);
                let row = if index < self.op.rows { index } else { 0 };
                let at = self.op.weights_at + u32::from(row) * out.len() as u32;
                let row = self.model.data(at, out.len());
                for (out, &value) in out.iter_mut().zip(row) {
                    *out = value as i8;
                }
            }
        }
    }

    fn concat(&self, out: &mut [i8]) {
        let mut rest = out;
        for index in 0..usize::from(self.op.input_count) {
            let (input, stream) = self.input(index);
            let (out, next) = rest.split_at_mut(usize::from(stream.channels));
            let column = self.newest(index);
            if input.table_at == 0 {
                out.copy_from_slice(column);
            } else {
                kernels::lookup(column, self.table(input.table_at), out);
            }
            rest = next;
        }
    }

    fn input(&self, index: usize) -> (Input, Stream) {
        let input = self.model.op_input(self.op, index);
        (input, self.model.stream(usize::from(input.stream)))
    }

    /// The slot of the newest column that the operation reads.
    fn slot(&self, input: &Input, stream: &Stream) -> usize {
        let head = arena::head(self.arena, usize::from(input.stream), stream);
        back(head, usize::from(input.lag), usize::from(stream.ring_len))
    }

    fn newest(&self, index: usize) -> &[i8] {
        let (input, stream) = self.input(index);
        arena::column(self.arena, &stream, self.slot(&input, &stream))
    }

    fn term(&self, index: usize) -> Term<'_> {
        let (_, stream) = self.input(index);
        Term {
            column: self.newest(index),
            scale: stream.scale,
            zero_point: i32::from(stream.zero_point),
        }
    }

    fn window(&self) -> Window<'_> {
        let (input, stream) = self.input(0);
        Window::new(
            self.arena,
            &stream,
            self.slot(&input, &stream),
            usize::from(self.op.kernel),
            usize::from(self.op.dilation),
        )
    }

    fn weights(&self, values: usize, channels: usize) -> Weights<'_> {
        let pitch = pitch(channels);
        let scales = self
            .model
            .data(self.op.scales_at, self.op.scales_len(pitch));
        let (multipliers, shifts) = scales.split_at(4 * pitch);
        Weights {
            values: self.model.data(self.op.weights_at, values),
            biases: self.model.data(self.op.biases_at, 4 * pitch),
            scales: match self.op.requantisation {
                Requantisation::Float => Scales::Float(multipliers),
                Requantisation::RoundedTwice => Scales::RoundedTwice(multipliers, shifts),
                Requantisation::RoundedOnce => Scales::RoundedOnce(multipliers, shifts),
            },
        }
    }

    fn table(&self, at: u32) -> &[u8; TABLE_LEN] {
        self.model
            .data(at, TABLE_LEN)
            .first_chunk()
            .expect("a slice of the table's length")
    }

    fn requantiser(&self) -> Requantiser {
        Requantiser::new(self.stream, self.op)
    }
}
