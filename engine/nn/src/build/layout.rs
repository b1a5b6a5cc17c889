use alloc::vec;
use alloc::vec::Vec;

use super::plan::plan;
use super::{BuildError, ModelBuilder, StreamId};
use crate::check::is_scale;
use crate::section::{HEADER_LEN, INPUT_LEN, Input, OP_LEN, Op, STREAM_LEN};

/// Weights and tables start at multiples of this.
pub(super) const DATA_ALIGNMENT: usize = 16;

impl ModelBuilder {
    /// Plans the arena and writes the section.
    ///
    /// # Errors
    ///
    /// [`BuildError::NoOutput`], [`BuildError::RatesDiffer`], [`BuildError::TooLarge`],
    /// [`BuildError::BadScale`].
    pub fn finish(mut self, outputs: &[StreamId]) -> Result<Vec<u8>, BuildError> {
        if outputs.is_empty() {
            return Err(BuildError::NoOutput);
        }
        if self.streams.iter().any(|s| s.channels == 0) {
            return Err(BuildError::TooLarge);
        }
        if !self.streams.iter().all(|s| is_scale(s.scale)) {
            return Err(BuildError::BadScale);
        }
        let mut header = plan(&mut self.streams, &self.ops, &mut self.inputs)?;
        let streams_at = HEADER_LEN;
        let ops_at = streams_at + self.streams.len() * STREAM_LEN;
        let inputs_at = ops_at + self.ops.len() * OP_LEN;
        let input_count: usize = self.inputs.iter().map(Vec::len).sum();
        let outputs_at = inputs_at + input_count * INPUT_LEN;
        let data_at = (outputs_at + 2 * outputs.len()).next_multiple_of(DATA_ALIGNMENT);
        let total_len = data_at + self.data.len();
        let word = |value: usize| u32::try_from(value).map_err(|_| BuildError::TooLarge);
        header.total_len = word(total_len)?;
        header.streams_at = word(streams_at)?;
        header.ops_at = word(ops_at)?;
        header.outputs_at = word(outputs_at)?;
        header.output_count = u16::try_from(outputs.len()).map_err(|_| BuildError::TooLarge)?;

        let mut bytes = vec![0; data_at];
        header.write(&mut bytes);
        for (index, stream) in self.streams.iter().enumerate() {
            stream.write(&mut bytes[streams_at + index * STREAM_LEN..]);
        }
        let absolute = |offset: u32| match offset {
            0 => 0,
            placed => placed - 1 + data_at as u32,
        };
        let mut input_at = inputs_at;
        for (index, (op, inputs)) in self.ops.iter().zip(&self.inputs).enumerate() {
            let op = Op {
                inputs_at: input_at as u32,
                weights_at: absolute(op.weights_at),
                biases_at: absolute(op.biases_at),
                scales_at: absolute(op.scales_at),
                ..*op
            };
            op.write(&mut bytes[ops_at + index * OP_LEN..]);
            for input in inputs {
                let input = Input {
                    table_at: absolute(input.table_at),
                    ..*input
                };
                input.write(&mut bytes[input_at..]);
                input_at += INPUT_LEN;
            }
        }
        for (index, output) in outputs.iter().enumerate() {
            bytes[outputs_at + 2 * index..][..2].copy_from_slice(&output.0.to_le_bytes());
        }
        bytes.extend(&self.data);
        Ok(bytes)
    }
}
