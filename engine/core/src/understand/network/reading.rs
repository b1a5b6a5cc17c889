use super::tokens::{MOST_TOKENS, Token};
use heapless::Vec;

/// Intents in a reading.
pub const MOST_INTENTS: usize = 5;
/// Slots in a reading.
pub const MOST_SPANS: usize = 16;
/// Probabilities count in shares of this: it stands for 1.
pub const WHOLE: u16 = u16::MAX;

/// What the network makes of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Tokens read, first to last.
    pub tokens: Vec<Token, MOST_TOKENS>,
    /// The likeliest intents, best first.
    pub intents: Vec<IntentScore, MOST_INTENTS>,
    /// Slots, first to last; they do not overlap.
    pub spans: Vec<Span, MOST_SPANS>,
    /// How surely the text means one of the intents at all, of [`WHOLE`]: compare it with
    /// [`Network::scope_threshold`](super::Network::scope_threshold).
    pub in_scope: u16,
}

/// An intent and its calibrated probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntentScore {
    /// Number of the intent.
    pub intent: u16,
    /// Of [`WHOLE`].
    pub probability: u16,
}

/// A slot found in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Number of the slot.
    pub slot: u16,
    /// First token.
    pub first: u8,
    /// One past the last token.
    pub end: u8,
    /// Probability of the least sure of its tags, of [`WHOLE`].
    pub score: u16,
}

impl Reading {
    /// Bytes of the text that a slot covers.
    #[must_use]
    pub fn place(&self, span: &Span) -> Token {
        let first = self.tokens.get(usize::from(span.first));
        let last = self.tokens.get(usize::from(span.end).saturating_sub(1));
        match (first, last) {
            (Some(first), Some(last)) => Token {
                start: first.start,
                end: last.end,
            },
            _ => Token::default(),
        }
    }

    /// Takes the logits of all classes, of which the first `real` are intents.
    pub(super) fn set_intents(&mut self, logits: &[i8], scale: f32, real: usize) {
        let whole = Shares::new(logits, scale);
        for (intent, &logit) in logits[..real].iter().enumerate() {
            let score = IntentScore {
                intent: intent as u16,
                probability: whole.of(logit),
            };
            // Equal logits keep the order of their numbers.
            let place = self
                .intents
                .iter()
                .position(|better| logit > logits[usize::from(better.intent)])
                .unwrap_or(self.intents.len());
            if self.intents.is_full() && place < MOST_INTENTS {
                self.intents.pop();
            }
            // Full and worse than all: left out.
            let _ = self.intents.insert(place, score);
        }
        self.in_scope = self.intents.first().map_or(0, |best| best.probability);
    }
}

/// A softmax over int8 logits, computed in f32 in their order.
pub(super) struct Shares {
    largest: i8,
    scale: f32,
    sum: f32,
}

impl Shares {
    pub(super) fn new(logits: &[i8], scale: f32) -> Self {
        let largest = logits.iter().copied().max().unwrap_or(0);
        let mut shares = Self {
            largest,
            scale,
            sum: 0.0,
        };
        for &logit in logits {
            shares.sum += shares.power(logit);
        }
        shares
    }

    /// The probability of a logit, of [`WHOLE`].
    pub(super) fn of(&self, logit: i8) -> u16 {
        libm::rintf(self.power(logit) / self.sum * f32::from(WHOLE)) as u16
    }

    fn power(&self, logit: i8) -> f32 {
        libm::expf(f32::from(i16::from(logit) - i16::from(self.largest)) * self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_five_in_order() {
        let mut reading = Reading::default();
        reading.set_intents(&[3, 9, 1, 9, -4, 5, 7, 100], 0.5, 7);
        let order: std::vec::Vec<u16> = reading.intents.iter().map(|i| i.intent).collect();
        assert_eq!(order, [1, 3, 6, 5, 0]);
        assert_eq!(reading.in_scope, 0);
    }

    #[test]
    fn shares_sum_to_the_whole() {
        let logits = [3, 9, 1, 9, -4];
        let shares = Shares::new(&logits, 0.1);
        let sum: u32 = logits.iter().map(|&l| u32::from(shares.of(l))).sum();
        assert!(sum.abs_diff(u32::from(WHOLE)) < 4);
    }
}
