use crate::section::{Header, INPUT_LEN, Input, OP_LEN, Op, STREAM_LEN, Stream, u16_at};
use crate::{ModelError, RunError, arena, check, run};

/// A checked view of a model section. It has no state: see [`Model::reset`].
///
/// ```no_run
/// use goldcrest_nn::Model;
///
/// # fn run(section: &[u8], columns: &[[i8; 40]]) -> Result<(), Box<dyn std::error::Error>> {
/// let model = Model::open(section)?;
/// let mut arena = vec![0; model.arena_bytes()];
/// model.reset(&mut arena)?;
/// for column in columns {
///     // One output column for every `stride()` of the input.
///     if let Some(output) = model.push(&mut arena, column)? {
///         println!("{output:?}");
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) header: Header,
}

/// How the int8 values of a stream stand for real ones: `scale * (q - zero_point)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quant {
    /// Values in a column. For a model that takes token numbers, 2: a u16, low byte first.
    pub len: usize,
    /// Real difference between neighbouring values, positive.
    pub scale: f32,
    /// The value that stands for 0.
    pub zero_point: i8,
}

impl<'a> Model<'a> {
    /// Checks a section, every offset, shape, scale and the memory plan, and makes it usable.
    ///
    /// Reads all biases and scales once, not the weights. The bytes may lie at any address; a pack
    /// aligns them to 16 for kernels that profit.
    ///
    /// # Errors
    ///
    /// See [`ModelError`]. What was checked here never fails later.
    pub fn open(bytes: &'a [u8]) -> Result<Self, ModelError> {
        check::check(bytes)
    }

    /// The columns that [`push`](Self::push) takes.
    #[must_use]
    pub fn input(&self) -> Quant {
        quant(&self.stream(0))
    }

    /// The columns that [`push`](Self::push) returns: output 0.
    #[must_use]
    pub fn output(&self) -> Quant {
        self.output_at(0)
    }

    /// How many outputs the model has; most have one.
    #[must_use]
    pub fn output_count(&self) -> usize {
        usize::from(self.header.output_count)
    }

    /// The columns of an output.
    ///
    /// # Panics
    ///
    /// Where `output` is not below [`output_count`](Self::output_count).
    #[must_use]
    pub fn output_at(&self, output: usize) -> Quant {
        quant(&self.stream(self.output_stream(output)))
    }

    /// Input columns for each column of output 0.
    #[must_use]
    pub fn stride(&self) -> usize {
        usize::from(self.stream(self.output_stream(0)).stride)
    }

    /// Look-ahead: column `j` of output 0 is returned by the push of input column
    /// `j * stride + delay`, counting from 0.
    #[must_use]
    pub fn delay(&self) -> usize {
        usize::from(self.stream(self.output_stream(0)).delay)
    }

    /// Bytes of working memory that the model needs.
    #[must_use]
    pub fn arena_bytes(&self) -> usize {
        self.header.arena_len as usize
    }

    /// Bytes of the section: weights and tables.
    #[must_use]
    pub fn section_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Makes the arena ready for the first column of a recording.
    ///
    /// # Errors
    ///
    /// [`RunError::ArenaTooSmall`].
    pub fn reset(&self, arena: &mut [i8]) -> Result<(), RunError> {
        let arena = self.cut(arena)?;
        arena.fill(0);
        for index in 0..self.stream_count() {
            let stream = self.stream(index);
            let at = stream.ring_at as usize;
            arena[at..at + stream.ring_bytes()].fill(stream.zero_point);
        }
        Ok(())
    }

    /// Takes one input column and returns the column of output 0 that became due, if one did.
    ///
    /// An arena that was not [`reset`](Self::reset) before the first column gives meaningless
    /// values, never a panic.
    ///
    /// # Errors
    ///
    /// [`RunError`] where arena or column are too small; nothing has changed then.
    pub fn push<'b>(
        &self,
        arena: &'b mut [i8],
        column: &[i8],
    ) -> Result<Option<&'b [i8]>, RunError> {
        let arena = self.cut(arena)?;
        let input = self.stream(0);
        if column.len() != usize::from(input.channels) {
            return Err(RunError::WrongColumnLength {
                expected: usize::from(input.channels),
                given: column.len(),
            });
        }
        run::step(self, arena, column);
        Ok(self.newest_output(arena, 0))
    }

    /// The column of an output that the last push made, if it made one.
    ///
    /// # Errors
    ///
    /// [`RunError::ArenaTooSmall`].
    ///
    /// # Panics
    ///
    /// Where `output` is not below [`output_count`](Self::output_count).
    pub fn output_column<'b>(
        &self,
        arena: &'b [i8],
        output: usize,
    ) -> Result<Option<&'b [i8]>, RunError> {
        if arena.len() < self.arena_bytes() {
            return Err(self.too_small(arena));
        }
        Ok(self.newest_output(arena, output))
    }

    fn newest_output<'b>(&self, arena: &'b [i8], output: usize) -> Option<&'b [i8]> {
        let index = self.output_stream(output);
        let stream = self.stream(index);
        let last = arena::time(arena).checked_sub(1)?;
        let slot = arena::head(arena, index, &stream);
        stream
            .is_due(last)
            .then(|| arena::column(arena, &stream, slot))
    }

    fn cut<'b>(&self, arena: &'b mut [i8]) -> Result<&'b mut [i8], RunError> {
        let needed = self.arena_bytes();
        if arena.len() < needed {
            return Err(self.too_small(arena));
        }
        Ok(&mut arena[..needed])
    }

    fn too_small(&self, arena: &[i8]) -> RunError {
        RunError::ArenaTooSmall {
            needed: self.arena_bytes(),
            given: arena.len(),
        }
    }

    pub(crate) fn stream_count(&self) -> usize {
        usize::from(self.header.stream_count)
    }

    pub(crate) fn op_count(&self) -> usize {
        self.stream_count() - 1
    }

    pub(crate) fn stream(&self, index: usize) -> Stream {
        Stream::read(self.stream_record(index))
    }

    pub(crate) fn stream_record(&self, index: usize) -> &'a [u8; STREAM_LEN] {
        let at = self.header.streams_at as usize + index * STREAM_LEN;
        self.bytes[at..]
            .first_chunk()
            .expect("the section was checked to hold its streams")
    }

    pub(crate) fn op_record(&self, index: usize) -> &'a [u8] {
        let at = self.header.ops_at as usize + index * OP_LEN;
        &self.bytes[at..at + OP_LEN]
    }

    pub(crate) fn op(&self, index: usize) -> Option<Op> {
        Op::read(self.op_record(index)).ok()
    }

    pub(crate) fn op_input(&self, op: &Op, index: usize) -> Input {
        let at = op.inputs_at as usize + index * INPUT_LEN;
        Input::read(&self.bytes[at..at + INPUT_LEN])
    }

    pub(crate) fn data(&self, at: u32, len: usize) -> &'a [u8] {
        let at = at as usize;
        &self.bytes[at..at + len]
    }

    pub(crate) fn output_stream(&self, output: usize) -> usize {
        assert!(output < self.output_count(), "no such output");
        let at = self.header.outputs_at as usize + 2 * output;
        usize::from(u16_at(self.bytes, at))
    }
}

pub(crate) fn quant(stream: &Stream) -> Quant {
    Quant {
        len: usize::from(stream.channels),
        scale: stream.scale,
        zero_point: stream.zero_point,
    }
}
