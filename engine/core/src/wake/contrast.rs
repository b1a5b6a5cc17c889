use crate::speech::Frame;

/// A cost beyond which a class is out of the question, in 1/256 nat.
const MOST: u16 = 3000;
/// What classes cost in the mean where speech is heard as clearly as usual, in 1/256 nat.
const USUAL: i32 = 2300;
/// The unit of what is kept, in 1/256 nat: so that the sum over the longest path fits 16 bits.
const UNIT: u32 = 16;

/// How clearly the frames of a path were heard: what all classes cost in its mean.
///
/// A cost is counted above the best path there is. Where a network is unsure, in noise or in sounds that it does
/// not know, the best path is hardly better than any other, and every phrase seems nearly said. So what a
/// phrase costs is held against what everything costs there.
#[derive(Clone, Debug)]
pub(super) struct Contrast {
    /// The sum over all frames before each of the last 256, modulo 2^16.
    before: [u16; 256],
    sum: u16,
    next: u8,
}

impl Default for Contrast {
    fn default() -> Self {
        Self {
            before: [0; 256],
            sum: 0,
            next: 0,
        }
    }
}

impl Contrast {
    pub(super) fn push(&mut self, costs: &Frame) {
        let sum: u32 = costs.iter().map(|&cost| u32::from(cost.min(MOST))).sum();
        self.before[usize::from(self.next)] = self.sum;
        self.sum = self
            .sum
            .wrapping_add((sum / (costs.len() as u32 * UNIT)) as u16);
        self.next = self.next.wrapping_add(1);
    }

    /// What a path of the last `frames` costs more a phone, in 1/256 nat, where contrast counts `weight` of 256;
    /// less than nothing where it was heard more clearly than usual.
    pub(super) fn surcharge(&self, frames: u8, weight: u8) -> i32 {
        let before = self.before[usize::from(self.next.wrapping_sub(frames))];
        let sum = u32::from(self.sum.wrapping_sub(before));
        let mean = (sum * UNIT / u32::from(frames.max(1))) as i32;
        (USUAL - mean) * i32::from(weight) / 256
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::CLASSES;

    fn frame(others: u16) -> Frame {
        let mut frame = [others; CLASSES];
        frame[3] = 0;
        frame
    }

    fn after(frames: impl IntoIterator<Item = u16>) -> Contrast {
        let mut contrast = Contrast::default();
        for others in frames {
            contrast.push(&frame(others));
        }
        contrast
    }

    #[test]
    fn what_is_unclear_costs_more() {
        let (clear, unclear) = (after([2800; 20]), after([900; 20]));
        assert!(clear.surcharge(10, 90) < 0);
        assert!(unclear.surcharge(10, 90) > 400);
        assert_eq!(unclear.surcharge(10, 0), 0);
    }

    #[test]
    fn only_the_frames_of_the_path_count() {
        let both = after([900; 30].into_iter().chain([2800; 30]));
        assert_eq!(both.surcharge(30, 90), after([2800; 30]).surcharge(30, 90));
        assert!(both.surcharge(60, 90) > both.surcharge(30, 90));
    }

    #[test]
    fn sums_that_run_over_are_told_apart() {
        let long = after([u16::MAX; 5000]);
        assert_eq!(
            long.surcharge(255, 90),
            after([u16::MAX; 255]).surcharge(255, 90)
        );
    }
}
