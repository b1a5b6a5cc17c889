use alloc::vec;
use alloc::vec::Vec;

use super::BuildError;
use crate::arena::state_len;
use crate::section::{Header, Input, Op, Stream};

/// Finds when every column is due, how far back it is read and where its ring lies.
///
/// `inputs` are those of each operation, which writes the stream after its own number. Returns the
/// header with everything but table offsets and lengths.
pub(super) fn plan(
    streams: &mut [Stream],
    ops: &[Op],
    inputs: &mut [Vec<Input>],
) -> Result<Header, BuildError> {
    let mut columns = vec![1_usize; streams.len()];
    for (index, (op, inputs)) in ops.iter().zip(inputs).enumerate() {
        let stride = common_stride(streams, op, inputs)?;
        let delay = inputs
            .iter()
            .map(|input| {
                let stream = &streams[usize::from(input.stream)];
                i32::from(stream.delay) + i32::from(input.reach) * i32::from(stream.stride)
            })
            .max()
            .unwrap_or(0)
            .max(0);
        let out = &mut streams[index + 1];
        out.stride = stride;
        out.delay = u16::try_from(delay).map_err(|_| BuildError::TooLarge)?;
        for input in inputs {
            let stream = &streams[usize::from(input.stream)];
            let later = delay - i32::from(stream.delay);
            let lag = later.div_euclid(i32::from(stream.stride)) - i32::from(input.reach);
            input.lag = u16::try_from(lag).map_err(|_| BuildError::TooLarge)?;
            let needed = usize::from(input.lag) + op.span() + 1;
            let kept = &mut columns[usize::from(input.stream)];
            *kept = needed.max(*kept);
        }
    }
    let mut end = state_len(streams.len());
    let mut period = 1_u64;
    for (stream, &columns) in streams.iter_mut().zip(&columns) {
        stream.ring_len = u16::try_from(columns).map_err(|_| BuildError::TooLarge)?;
        stream.ring_at = u32::try_from(end).map_err(|_| BuildError::TooLarge)?;
        end += stream.ring_bytes();
        period = least_common_multiple(period, u64::from(stream.stride));
    }
    Ok(Header {
        total_len: 0,
        arena_len: u32::try_from(end).map_err(|_| BuildError::TooLarge)?,
        stream_count: u16::try_from(streams.len()).map_err(|_| BuildError::TooLarge)?,
        output_count: 0,
        streams_at: 0,
        ops_at: 0,
        outputs_at: 0,
        period: u16::try_from(period).map_err(|_| BuildError::TooLarge)?,
        horizon: streams.iter().map(|s| s.delay).max().unwrap_or(0),
    })
}

fn common_stride(streams: &[Stream], op: &Op, inputs: &[Input]) -> Result<u16, BuildError> {
    let mut strides = inputs
        .iter()
        .map(|input| streams[usize::from(input.stream)].stride);
    let first = strides.next().unwrap_or(1);
    if strides.any(|stride| stride != first) {
        return Err(BuildError::RatesDiffer);
    }
    first.checked_mul(op.stride).ok_or(BuildError::TooLarge)
}

fn least_common_multiple(a: u64, b: u64) -> u64 {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a / x * b
}
