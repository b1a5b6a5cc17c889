//! From log-probabilities to costs.

/// Classes of the acoustic network: the CTC blank and the 39 phones.
pub const CLASSES: usize = 40;

/// The costs of one frame, in 1/256 nat; the likeliest class costs nothing.
pub type Frame = [u16; CLASSES];

/// No class costs more than this in one frame (12 nats): one bad frame must not decide an utterance.
pub const MOST: u16 = 12 * 256;

/// Costs of a frame relative to its likeliest class, after `blank_penalty` has been taken from the
/// blank's log-probability. Both in 1/256 nat.
#[must_use]
pub fn frame_costs(log_probabilities: &[i16], blank_penalty: u32) -> Frame {
    let mut adjusted = [i32::MIN / 2; CLASSES];
    for (to, from) in adjusted.iter_mut().zip(log_probabilities) {
        *to = i32::from(*from);
    }
    adjusted[0] -= blank_penalty as i32;
    let best = adjusted.iter().copied().max().unwrap_or(0);
    adjusted.map(|value| (best - value).min(i32::from(MOST)) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_class_is_free_and_the_blank_pays_its_penalty() {
        let mut log_probabilities = [-2000_i16; CLASSES];
        log_probabilities[0] = -10;
        log_probabilities[7] = -300;
        let plain = frame_costs(&log_probabilities, 0);
        assert_eq!((plain[0], plain[7]), (0, 290));
        let penalised = frame_costs(&log_probabilities, 640);
        assert_eq!((penalised[0], penalised[7]), (350, 0));
    }
}
