use super::{LANES, Room, depthwise_4};
use crate::requantise::Requantiser;
use crate::section::{f32s, i32s};
use crate::window::Window;

/// Weights with one bias and one multiplier for each output channel.
#[derive(Clone, Copy)]
pub(crate) struct Weights<'a> {
    /// int8 values. Convolution: a row of `kernel * pitch` for each output channel. Depthwise: a
    /// row of `pitch` for each column of the kernel.
    pub(crate) values: &'a [u8],
    /// Little-endian i32.
    pub(crate) biases: &'a [u8],
    /// Little-endian f32.
    pub(crate) multipliers: &'a [u8],
}

/// Every output channel from all values of the window; `rows` are weights, output-channel major.
///
/// Four rows at a time share each load of an input value.
pub(crate) fn convolution(
    window: Window<'_>,
    row_len: usize,
    weights: Weights<'_>,
    requantiser: Requantiser,
    out: &mut [i8],
) {
    let mut room = Room::new();
    let mut values = room.take(window);
    let blocks = out
        .chunks_exact_mut(LANES)
        .zip(weights.values.chunks_exact(LANES * row_len))
        .zip(weights.biases.chunks_exact(4 * LANES))
        .zip(weights.multipliers.chunks_exact(4 * LANES));
    for (((out, rows), biases), multipliers) in blocks {
        let mut sums = load_biases(biases);
        values.dot_4(rows, row_len, &mut sums);
        store(sums, multipliers, requantiser, out);
    }
}

/// Each channel from its own values in the window.
pub(crate) fn depthwise(
    window: Window<'_>,
    weights: Weights<'_>,
    requantiser: Requantiser,
    out: &mut [i8],
) {
    let pitch = window.pitch();
    let [before, after] = window.strips();
    let (rows_before, rows_after) = weights.values.split_at(before.count * pitch);
    let blocks = out
        .chunks_exact_mut(LANES)
        .zip(weights.biases.chunks_exact(4 * LANES))
        .zip(weights.multipliers.chunks_exact(4 * LANES));
    for (block, ((out, biases), multipliers)) in blocks.enumerate() {
        let mut sums = load_biases(biases);
        depthwise_4(before, rows_before, pitch, block * LANES, &mut sums);
        depthwise_4(after, rows_after, pitch, block * LANES, &mut sums);
        store(sums, multipliers, requantiser, out);
    }
}

/// One stream of a sum.
#[derive(Clone, Copy)]
pub(crate) struct Term<'b> {
    pub(crate) column: &'b [i8],
    pub(crate) scale: f32,
    pub(crate) zero_point: i32,
}

/// The sum of what two columns stand for, in steps of `scale`, in the order that ONNX prescribes.
pub(crate) fn add(terms: [Term<'_>; 2], scale: f32, requantiser: Requantiser, out: &mut [i8]) {
    let real = |term: Term<'_>, value: i8| (i32::from(value) - term.zero_point) as f32 * term.scale;
    let [a, b] = terms;
    for ((out, &left), &right) in out.iter_mut().zip(a.column).zip(b.column) {
        *out = requantiser.steps((real(a, left) + real(b, right)) / scale);
    }
}

/// Every value through a table of 256, indexed by the value plus 128.
pub(crate) fn lookup(column: &[i8], table: &[u8; 256], out: &mut [i8]) {
    for (out, &value) in out.iter_mut().zip(column) {
        *out = table[usize::from(value as u8 ^ 0x80)] as i8;
    }
}

#[inline(always)]
fn load_biases(bytes: &[u8]) -> [i32; LANES] {
    let mut biases = [0; LANES];
    for (bias, value) in biases.iter_mut().zip(i32s(bytes)) {
        *bias = value;
    }
    biases
}

#[inline(always)]
fn store(sums: [i32; LANES], multipliers: &[u8], requantiser: Requantiser, out: &mut [i8]) {
    for ((out, sum), multiplier) in out.iter_mut().zip(sums).zip(f32s(multipliers)) {
        *out = requantiser.sum(sum, multiplier);
    }
}
