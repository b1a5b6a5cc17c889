use crate::speech::Frame;

/// Frames before a phrase that are looked at: 420 ms.
const FRAMES: u32 = 14;
/// How many of the sounds begun in them count.
const SOUNDS: u16 = 3;

/// How much was said just before a phrase would begin.
///
/// Who calls a device pauses first; what is taken for a phrase by mistake mostly lies in the middle of running
/// speech. So a beginning behind other sounds costs more, though never so much that a phrase said clearly there
/// is not heard.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Onset {
    /// A bit a frame, the last one lowest: a sound began in it.
    began: u16,
    /// The likeliest class of the last frame.
    class: usize,
}

impl Onset {
    /// How many sounds count for a phrase that begins in the next frame.
    pub(super) fn sounds(&self) -> u16 {
        let recent = self.began & ((1 << FRAMES) - 1);
        SOUNDS.min(recent.count_ones() as u16)
    }

    pub(super) fn push(&mut self, costs: &Frame) {
        let class = costs.iter().position(|&cost| cost == 0).unwrap_or(0);
        let begins = class != 0 && class != self.class;
        self.began = self.began << 1 | u16::from(begins);
        self.class = class;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::CLASSES;

    fn likeliest(class: usize) -> Frame {
        let mut frame = [500; CLASSES];
        frame[class] = 0;
        frame
    }

    fn after(classes: &[usize]) -> u16 {
        let mut onset = Onset::default();
        for &class in classes {
            onset.push(&likeliest(class));
        }
        onset.sounds()
    }

    #[test]
    fn each_sound_counts_once_and_three_at_the_most() {
        assert_eq!(after(&[0, 0, 0]), 0);
        assert_eq!(after(&[0, 5, 5, 0]), 1);
        assert_eq!(after(&[5, 0, 5, 9]), 3);
        assert_eq!(after(&[5, 6, 7, 8, 9]), 3);
    }

    #[test]
    fn what_was_said_long_before_does_not_count() {
        let mut classes = [0; FRAMES as usize + 1];
        classes[1] = 5;
        assert_eq!(after(&classes), 1);
        classes.swap(0, 1);
        assert_eq!(after(&classes), 0);
    }
}
