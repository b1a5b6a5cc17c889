use super::{LANES, Room, depthwise_4};
use crate::requantise::{Requantiser, rounded_once, rounded_twice};
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
    pub(crate) scales: Scales<'a>,
}

/// What sums are multiplied with, one for each output channel.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scales<'a> {
    /// Little-endian f32.
    Float(&'a [u8]),
    /// Little-endian i32, not negative, which are fractions of 2^31; then powers of two, int8.
    RoundedTwice(&'a [u8], &'a [u8]),
    /// The same.
    RoundedOnce(&'a [u8], &'a [u8]),
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
    #[cfg(target_arch = "x86_64")]
    if super::x86_64::convolution(window, row_len, weights, requantiser, out) {
        return;
    }
    let mut room = Room::new();
    let mut values = room.take(window);
    let blocks = out
        .chunks_exact_mut(LANES)
        .zip(weights.values.chunks_exact(LANES * row_len))
        .zip(weights.biases.chunks_exact(4 * LANES));
    for (block, ((out, rows), biases)) in blocks.enumerate() {
        let mut sums = load_biases(biases);
        values.dot_4(rows, row_len, &mut sums);
        weights.scales.store(sums, block, requantiser, out);
    }
}

/// Each channel from its own values in the window.
pub(crate) fn depthwise(
    window: Window<'_>,
    weights: Weights<'_>,
    requantiser: Requantiser,
    out: &mut [i8],
) {
    #[cfg(target_arch = "x86_64")]
    if super::x86_64::depthwise(window, weights, requantiser, out) {
        return;
    }
    let pitch = window.pitch();
    let [before, after] = window.strips();
    let (rows_before, rows_after) = weights.values.split_at(before.count * pitch);
    let blocks = out
        .chunks_exact_mut(LANES)
        .zip(weights.biases.chunks_exact(4 * LANES));
    for (block, (out, biases)) in blocks.enumerate() {
        let mut sums = load_biases(biases);
        depthwise_4(before, rows_before, pitch, block * LANES, &mut sums);
        depthwise_4(after, rows_after, pitch, block * LANES, &mut sums);
        weights.scales.store(sums, block, requantiser, out);
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

impl Scales<'_> {
    /// How many blocks of output channels they are for.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn blocks(&self) -> usize {
        let (Self::Float(multipliers)
        | Self::RoundedTwice(multipliers, _)
        | Self::RoundedOnce(multipliers, _)) = self;
        multipliers.len() / (4 * LANES)
    }

    /// Writes the sums of a block of output channels.
    #[inline(always)]
    pub(crate) fn store(
        &self,
        sums: [i32; LANES],
        block: usize,
        requantiser: Requantiser,
        out: &mut [i8],
    ) {
        let words = 4 * LANES * block..4 * LANES * (block + 1);
        let lanes = LANES * block..LANES * (block + 1);
        match *self {
            Self::Float(multipliers) => {
                let multipliers = f32s(&multipliers[words]);
                for ((out, sum), multiplier) in out.iter_mut().zip(sums).zip(multipliers) {
                    *out = requantiser.sum(sum, multiplier);
                }
            }
            Self::RoundedTwice(multipliers, shifts) => {
                let scales = i32s(&multipliers[words]).zip(&shifts[lanes]);
                for ((out, sum), (multiplier, &shift)) in out.iter_mut().zip(sums).zip(scales) {
                    *out = requantiser.whole(rounded_twice(sum, multiplier, shift as i8));
                }
            }
            Self::RoundedOnce(multipliers, shifts) => {
                let scales = i32s(&multipliers[words]).zip(&shifts[lanes]);
                for ((out, sum), (multiplier, &shift)) in out.iter_mut().zip(sums).zip(scales) {
                    *out = requantiser.whole(rounded_once(sum, multiplier, shift as i8));
                }
            }
        }
    }
}
