use super::encode::{Column, Encoded, dot, steps};
use super::network::{BEHIND, DISTANCE, HEADS, Network, SYMBOLS, WIDTH};

/// Channels of a head.
const SIZE: usize = WIDTH / HEADS;

/// The symbols said last, the oldest first; 0 before the beginning.
pub(super) type History = [u8; BEHIND];

/// For each symbol the logarithm of the probability that it is said next.
pub(super) type Next = [f32; SYMBOLS];

/// A history with one symbol more.
pub(super) fn with(history: History, symbol: u8) -> History {
    let mut next = history;
    next.rotate_left(1);
    next[BEHIND - 1] = symbol;
    next
}

impl Network<'_> {
    /// What is said next behind `said` symbols of which these were the last: a softmax over all symbols.
    pub(super) fn next(&self, encoded: &Encoded, history: &History, said: usize) -> Next {
        let hidden = self.said.sum(history.iter().copied());
        let query = self.query.of(&hidden);
        let context = self.attend(encoded, &query, said);
        let mixed: Column = core::array::from_fn(|output| {
            let (from_hidden, from_context) = (&self.mixed_hidden, &self.mixed_context);
            let hidden = dot(&hidden, from_hidden.rows.row::<WIDTH>(output)) as f32;
            let context = dot(&context, from_context.rows.row::<WIDTH>(output)) as f32;
            let value = hidden * from_hidden.multipliers.at(output)
                + context * from_context.multipliers.at(output)
                + from_hidden.biases.at(output);
            steps(value.max(0.0))
        });
        let mut next: Next = core::array::from_fn(|symbol| {
            let sum = dot(&mixed, self.symbol.rows.row::<WIDTH>(symbol)) as f32;
            sum * self.symbol.multipliers.at(symbol) + self.symbol.biases.at(symbol)
        });
        let most = next.iter().fold(f32::MIN, |most, &logit| most.max(logit));
        let mut sum = 0.0;
        for &logit in &next {
            sum += libm::expf(logit - most);
        }
        let all = most + libm::logf(sum);
        for logit in &mut next {
            *logit -= all;
        }
        next
    }

    /// The values of all columns, each as much as its key is like the query and as its distance says.
    fn attend(&self, encoded: &Encoded, query: &Column, said: usize) -> Column {
        let mut context = [0; WIDTH];
        let mut shares = [0.0f32; super::encode::COLUMNS];
        let shares = &mut shares[..encoded.count];
        for head in 0..HEADS {
            let channels = head * SIZE..(head + 1) * SIZE;
            let query = query[channels.clone()].iter();
            let mut most = f32::MIN;
            for (at, (share, key)) in shares.iter_mut().zip(&encoded.keys).enumerate() {
                let products = query.clone().zip(&key[channels.clone()]);
                let sum: i32 = products.map(|(&q, &k)| i32::from(q) * i32::from(k)).sum();
                let distance = (at + DISTANCE).saturating_sub(said).min(2 * DISTANCE);
                let usual = self.distances.at(head * (2 * DISTANCE + 1) + distance);
                *share = sum as f32 * self.sharpness + usual;
                most = most.max(*share);
            }
            let mut sum = 0.0;
            for share in shares.iter_mut() {
                *share = libm::expf(*share - most);
                sum += *share;
            }
            for channel in channels {
                let mut value = 0.0;
                for (share, values) in shares.iter().zip(&encoded.values) {
                    value += share * f32::from(values[channel]);
                }
                context[channel] = steps(value / sum);
            }
        }
        context
    }
}
