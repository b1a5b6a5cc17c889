use super::super::costs::{SOUNDS, UNKNOWN};
use super::super::heard::{Heard, MOST_SOUNDS};
use super::network::{AROUND, Block, END, KERNEL, Layer, Network, SYMBOLS, Tables, WIDTH};

/// Columns of the longest request: one for each sound, and one for the end.
pub(super) const COLUMNS: usize = MOST_SOUNDS + 1;
const PAD: usize = KERNEL / 2;

pub(super) type Column = [i8; WIDTH];

/// What was heard, as the decoder looks at it: a key and a value for each sound. 16 KB.
#[derive(Clone, Debug)]
pub(super) struct Encoded {
    pub(super) keys: [Column; COLUMNS],
    /// Before there are values, what they are made of, `PAD` places further on.
    pub(super) values: [Column; COLUMNS + 2 * PAD],
    /// Columns in use.
    pub(super) count: usize,
}

/// The nearest number of steps, half to even.
pub(super) fn steps(value: f32) -> i8 {
    const ROUNDER: f32 = 12_582_912.0;
    ((value.clamp(-128.0, 127.0) + ROUNDER) - ROUNDER) as i8
}

#[inline(always)]
pub(super) fn dot(values: &[i8], weights: &[u8]) -> i32 {
    let products = values.iter().zip(weights);
    products
        .map(|(&x, &w)| i32::from(x) * i32::from(w as i8))
        .sum()
}

impl Tables<'_> {
    /// The sum of the rows of these symbols, below zero cut off.
    pub(super) fn sum(&self, symbols: impl Iterator<Item = u8>) -> Column {
        let mut sums = [0i32; WIDTH];
        for (place, symbol) in symbols.enumerate() {
            let row = self
                .rows
                .row::<WIDTH>(place * SYMBOLS + usize::from(symbol));
            for (sum, &weight) in sums.iter_mut().zip(row) {
                *sum += i32::from(weight as i8);
            }
        }
        core::array::from_fn(|channel| {
            let value = sums[channel] as f32 * self.multiplier + self.bias.at(channel);
            steps(value.max(0.0))
        })
    }
}

impl Layer<'_> {
    pub(super) fn of(&self, column: &Column) -> Column {
        core::array::from_fn(|output| {
            let sum = dot(column, self.rows.row::<WIDTH>(output));
            steps(sum as f32 * self.multipliers.at(output) + self.biases.at(output))
        })
    }
}

impl Block<'_> {
    fn of(&self, window: &[Column; KERNEL]) -> Column {
        let middle = &window[PAD];
        let window = window.as_flattened();
        core::array::from_fn(|output| {
            let sum = dot(window, self.layer.rows.row::<{ KERNEL * WIDTH }>(output));
            let value =
                sum as f32 * self.layer.multipliers.at(output) + self.layer.biases.at(output);
            steps((value + f32::from(middle[output]) * self.added).max(0.0))
        })
    }
}

/// Each sound of a request as a symbol; another one where it is the last of its word.
pub(super) fn symbols_of(heard: &Heard, symbols: &mut [u8; MOST_SOUNDS]) -> usize {
    let sounds = heard.sounds();
    for (symbol, &sound) in symbols.iter_mut().zip(sounds) {
        *symbol = sound.min(UNKNOWN);
    }
    for (begin, end, _) in heard.words() {
        if end > begin {
            symbols[end - 1] += SOUNDS as u8;
        }
    }
    sounds.len()
}

impl Encoded {
    pub(super) const EMPTY: Encoded = Encoded {
        keys: [[0; WIDTH]; COLUMNS],
        values: [[0; WIDTH]; COLUMNS + 2 * PAD],
        count: 0,
    };

    /// Encodes the symbols of a request, without the end.
    pub(super) fn encode(&mut self, network: &Network<'_>, symbols: &[u8]) {
        let count = symbols.len().min(MOST_SOUNDS) + 1;
        let symbol = |at: usize| match at.checked_sub(AROUND) {
            Some(at) if at + 1 == count => END,
            Some(at) if at < count => symbols[at],
            _ => 0,
        };
        let columns = &mut self.values;
        *columns = [[0; WIDTH]; COLUMNS + 2 * PAD];
        for at in 0..count {
            let around = (at..=at + 2 * AROUND).map(symbol);
            columns[at + PAD] = network.heard.sum(around);
        }
        for block in &network.blocks {
            // What a column was before it made room for what becomes of it.
            let mut before = [[0; WIDTH]; PAD];
            for at in 0..count {
                let mut window = [[0; WIDTH]; KERNEL];
                window[..PAD].copy_from_slice(&before);
                window[PAD..].copy_from_slice(&columns[at + PAD..at + KERNEL]);
                columns[at + PAD] = block.of(&window);
                before.copy_from_slice(&window[1..=PAD]);
            }
        }
        for at in 0..count {
            let column = columns[at + PAD];
            self.keys[at] = network.keys.of(&column);
            columns[at] = network.values.of(&column);
        }
        self.count = count;
    }
}
