use core::hash::Hasher;

/// Pairs that are remembered.
const PAIRS: usize = 16;
/// Complaints after which a pair is blocked.
pub const MOST_COMPLAINTS: u8 = 3;

/// What was heard and what was made of it, as one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairId(u32);

impl PairId {
    /// FNV-1a, 32 bits, of the two texts.
    #[must_use]
    pub fn of(heard: &str, repaired: &str) -> Self {
        let mut hash = Fnv(0x811c_9dc5);
        hash.write(heard.as_bytes());
        hash.write(b"\n");
        hash.write(repaired.as_bytes());
        PairId(hash.0)
    }
}

struct Fnv(u32);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }

    fn finish(&self) -> u64 {
        self.0.into()
    }
}

/// Repairs that users did not want: who barges in on one, declines it or says at once in other words what
/// was meant, complains; after [`MOST_COMPLAINTS`] complaints a repair is made no more.
///
/// Sixteen pairs are remembered. Where they are full, the one with the fewest complaints gives way, the
/// oldest of these first.
#[derive(Clone, Debug, Default)]
pub struct Complaints {
    pairs: heapless::Vec<(PairId, u8), PAIRS>,
}

impl Complaints {
    /// Counts one against a pair; gives how many there are.
    pub fn add(&mut self, pair: PairId) -> u8 {
        if let Some((_, count)) = self.pairs.iter_mut().find(|(other, _)| *other == pair) {
            *count = count.saturating_add(1);
            return *count;
        }
        if self.pairs.is_full()
            && let Some(place) = (0..PAIRS).min_by_key(|&place| self.pairs[place].1)
        {
            self.pairs.remove(place);
        }
        // There is room now.
        let _ = self.pairs.push((pair, 1));
        1
    }

    /// Whether a repair is made no more.
    #[must_use]
    pub fn block(&self, pair: PairId) -> bool {
        let is_blocked = |&(other, count): &(PairId, u8)| other == pair && count >= MOST_COMPLAINTS;
        self.pairs.iter().any(is_blocked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    #[test]
    fn three_complaints_block_a_pair_and_no_other() {
        let mut complaints = Complaints::default();
        let (pair, other) = (PairId::of("a b", "a c"), PairId::of("a", "b\na c"));
        assert_eq!([complaints.add(pair), complaints.add(pair)], [1, 2]);
        assert!(!complaints.block(pair));
        complaints.add(pair);
        complaints.add(other);
        assert!(complaints.block(pair) && !complaints.block(other));
    }

    #[test]
    fn what_was_complained_about_most_is_kept() {
        let mut complaints = Complaints::default();
        let pair = PairId::of("play", "stay");
        (0..3).for_each(|_| {
            complaints.add(pair);
        });
        for number in 0..200 {
            complaints.add(PairId::of(&format!("{number}"), ""));
            assert!(complaints.block(pair));
        }
        assert_eq!(complaints.add(PairId::of("199", "")), 2);
        assert_eq!(complaints.add(PairId::of("0", "")), 1, "long forgotten");
    }
}
