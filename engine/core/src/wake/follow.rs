//! Follows the pronunciations of a phrase through the frames of a phone network.

use crate::speech::Frame;

/// No path: more than any that counts.
pub(super) const NEVER: u16 = u16::MAX;

/// The cheapest path that ends in a phone, or in the blank after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    cost: u16,
    frames: u8,
}

impl Cell {
    /// No path.
    pub const EMPTY: Self = Self {
        cost: NEVER,
        frames: 0,
    };

    /// Its cost, in 1/256 nat; [`u16::MAX`] where there is none.
    #[must_use]
    pub fn cost(self) -> u16 {
        self.cost
    }

    /// Frames (30 ms) that it takes.
    #[must_use]
    pub fn frames(self) -> u8 {
        self.frames
    }

    fn cheaper(self, other: Self) -> Self {
        if other.cost < self.cost { other } else { self }
    }

    fn paying(self, cost: u16, longest: u8) -> Self {
        let frames = self.frames.saturating_add(1);
        if self.cost == NEVER || frames > longest {
            return Self::EMPTY;
        }
        Self {
            cost: self.cost.saturating_add(cost),
            frames,
        }
    }
}

/// Takes one frame: `cells` holds two for each of `phones` (classes 1 to 39), the phone's and that of the
/// blank after it. Returns the phrase ending in this frame, its cost in 1/256 nat over the unconstrained best path;
/// [`Cell::EMPTY`] where it cannot.
///
/// A path that begins in this frame costs `begin` more; where that is nothing (and every frame's best class costs
/// nothing), it is the latest good beginning that is found. One of more than `longest` frames is dropped. CTC's rules hold: a blank may
/// stand between any two phones, and must between two that are equal. Costs `2 * phones` additions and
/// comparisons.
pub fn follow(cells: &mut [Cell], phones: &[u8], costs: &Frame, longest: u8, begin: u16) -> Cell {
    let blank = costs[0];
    for index in (0..phones.len()).rev() {
        let phone = phones[index];
        let (stay, after) = (cells[2 * index], cells[2 * index + 1]);
        let entering = match index.checked_sub(1) {
            None => Cell {
                cost: begin,
                frames: 0,
            },
            Some(before) => {
                let pause = cells[2 * before + 1];
                if phones[before] == phone {
                    pause
                } else {
                    pause.cheaper(cells[2 * before])
                }
            }
        };
        cells[2 * index + 1] = after.cheaper(stay).paying(blank, longest);
        let own = costs[usize::from(phone)];
        cells[2 * index] = stay.cheaper(entering).paying(own, longest);
    }
    match phones.len().checked_sub(1) {
        None => Cell::EMPTY,
        Some(last) => cells[2 * last],
    }
}

/// [`follow()`] for every way to say a phrase, whose cells lie one after the other: the cost of a phone of
/// the cheapest; [`u16::MAX`] where none ends in this frame. Beginning costs `begin` more a phone, and a path of
/// so many frames what `surcharge` says; no cost falls below nothing.
pub fn follow_phrase<'a>(
    cells: &mut [Cell],
    pronunciations: impl Iterator<Item = &'a [u8]>,
    costs: &Frame,
    longest: u8,
    begin: u16,
    surcharge: impl Fn(u8) -> i32,
) -> u16 {
    let mut rest = cells;
    let mut cheapest = NEVER;
    for phones in pronunciations {
        let (own, after) = rest.split_at_mut(2 * phones.len());
        rest = after;
        let begin = begin.saturating_mul(phones.len() as u16);
        let whole = follow(own, phones, costs, longest, begin);
        if whole.cost != NEVER {
            let each = i32::from(whole.cost / phones.len() as u16) + surcharge(whole.frames);
            cheapest = cheapest.min(each.clamp(0, i32::from(NEVER)) as u16);
        }
    }
    cheapest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::CLASSES;
    use proptest::prelude::*;
    use std::vec;
    use std::vec::Vec;

    const LONGEST: u8 = 12;

    /// Every path over every window that ends in the last frame, by brute force.
    fn cheapest(phones: &[u8], frames: &[Frame]) -> u16 {
        fn walk(phones: &[u8], frames: &[Frame], at: usize, in_blank: bool, cost: u32) -> u32 {
            let Some((frame, rest)) = frames.split_first() else {
                let ends = at + 1 == phones.len() && !in_blank;
                return if ends { cost } else { u32::MAX };
            };
            let mut best = walk(phones, rest, at, true, cost + u32::from(frame[0]));
            if !in_blank {
                let stay = cost + u32::from(frame[usize::from(phones[at])]);
                best = best.min(walk(phones, rest, at, false, stay));
            }
            if let Some(&next) = phones.get(at + 1)
                && (in_blank || next != phones[at])
            {
                let go = cost + u32::from(frame[usize::from(next)]);
                best = best.min(walk(phones, rest, at + 1, false, go));
            }
            best
        }
        (0..frames.len())
            .filter(|from| frames.len() - from <= usize::from(LONGEST))
            .map(|from| {
                let first = u32::from(frames[from][usize::from(phones[0])]);
                walk(phones, &frames[from + 1..], 0, false, first)
            })
            .min()
            .map_or(NEVER, |cost| u16::try_from(cost).unwrap_or(NEVER))
    }

    fn frame(some: &[(usize, u16)]) -> Frame {
        let mut frame = [500; CLASSES];
        for &(class, cost) in some {
            frame[class] = cost;
        }
        frame
    }

    fn run(phones: &[u8], frames: &[Frame], longest: u8) -> Vec<u16> {
        let mut cells = vec![Cell::EMPTY; 2 * phones.len()];
        frames
            .iter()
            .map(|frame| follow(&mut cells, phones, frame, longest, 0).cost)
            .collect()
    }

    #[test]
    fn a_phrase_said_clearly_costs_nothing() {
        let said = [frame(&[(7, 0)]), frame(&[(0, 0)]), frame(&[(9, 0)])];
        assert_eq!(run(&[7, 9], &said, LONGEST), [NEVER, 500, 0]);
    }

    #[test]
    fn equal_neighbours_need_a_blank() {
        let held = [frame(&[(7, 0)]), frame(&[(7, 0)]), frame(&[(7, 0)])];
        assert_eq!(run(&[7, 7], &held, LONGEST)[2], 500);
        let twice = [frame(&[(7, 0)]), frame(&[(0, 0)]), frame(&[(7, 0)])];
        assert_eq!(run(&[7, 7], &twice, LONGEST)[2], 0);
    }

    #[test]
    fn what_takes_too_long_is_another_phrase() {
        let mut slow = vec![frame(&[(0, 0)]); 8];
        slow[0] = frame(&[(7, 0)]);
        slow[7] = frame(&[(9, 0)]);
        assert_eq!(run(&[7, 9], &slow, 8)[7], 0);
        assert!(run(&[7, 9], &slow, 7)[7] > 0);
    }

    #[test]
    fn a_beginning_may_cost_more_in_some_frames() {
        let held = [frame(&[(7, 0)]), frame(&[(7, 0)]), frame(&[(9, 0)])];
        let mut cells = [Cell::EMPTY; 4];
        let begin = |cells: &mut [Cell], dear: [u16; 3]| {
            let frames = held.iter().zip(dear);
            let costs =
                frames.map(|(frame, dear)| follow(cells, &[7, 9], frame, LONGEST, dear).cost);
            costs.last()
        };
        assert_eq!(begin(&mut cells, [40, 90, 90]), Some(40));
        cells = [Cell::EMPTY; 4];
        assert_eq!(begin(&mut cells, [90, 40, 90]), Some(40));
        cells = [Cell::EMPTY; 4];
        assert_eq!(begin(&mut cells, [90, 90, 0]), Some(90));
    }

    proptest! {
        #[test]
        fn equals_the_cheapest_of_all_paths(
            phones in prop::collection::vec(1_u8..4, 1..4),
            frames in prop::collection::vec(prop::collection::vec(0_u16..900, 4), 1..8),
        ) {
            let frames: Vec<Frame> = frames
                .iter()
                .map(|costs| frame(&costs.iter().copied().enumerate().collect::<Vec<_>>()))
                .collect();
            let found = run(&phones, &frames, LONGEST);
            prop_assert_eq!(found[frames.len() - 1], cheapest(&phones, &frames));
        }
    }
}
