//! The noise floor: the least of the smoothed levels of the last two seconds, and how unsteady it is.
//!
//! ```text
//!   levels   ▁▂▁▁▂▁▁▂▁▅▇▆▇▅▁▂▁▁      eight windows of 250 ms, each with its lowest and highest level
//!   windows  |   |   |   |   |
//!   floor  ─ the lowest of all; unsteadiness ─ the second smallest spread of a window: windows with
//!            speech in them have the largest spreads and so do not count
//! ```

use super::level::{Level, SILENCE};

const WINDOWS: usize = 8;
const WINDOW_HOPS: u8 = 25;
const MOST_UNSTEADY: Level = 768;

#[derive(Clone, Copy, Debug)]
struct Span {
    lowest: Level,
    highest: Level,
}

impl Span {
    const NONE: Self = Self {
        lowest: Level::MAX,
        highest: Level::MIN,
    };
}

/// Follows the noise of a room.
#[derive(Clone, Debug)]
pub(super) struct Floor {
    windows: [Span; WINDOWS],
    current: usize,
    filled: u8,
}

impl Floor {
    pub(super) const fn new() -> Self {
        Self {
            windows: [Span::NONE; WINDOWS],
            current: 0,
            filled: 0,
        }
    }

    /// Takes a smoothed level.
    pub(super) fn hear(&mut self, level: Level) {
        let level = level.max(SILENCE);
        if self.filled == WINDOW_HOPS {
            self.filled = 0;
            self.current = (self.current + 1) % WINDOWS;
            self.windows[self.current] = Span::NONE;
        }
        let window = &mut self.windows[self.current];
        window.lowest = window.lowest.min(level);
        window.highest = window.highest.max(level);
        self.filled += 1;
    }

    /// The level that noise alone hardly exceeds; silence where nothing was heard yet.
    pub(super) fn ceiling(&self) -> Level {
        let lowest = self.windows.iter().map(|window| window.lowest).min();
        match lowest {
            Some(lowest) if lowest < Level::MAX => lowest + self.unsteadiness(),
            _ => SILENCE,
        }
    }

    fn unsteadiness(&self) -> Level {
        let (mut least, mut second) = (MOST_UNSTEADY, MOST_UNSTEADY);
        let whole = self
            .windows
            .iter()
            .enumerate()
            .filter(|&(at, window)| at != self.current && window.lowest < Level::MAX);
        let mut seen = 0;
        for (_, window) in whole {
            let spread = window.highest - window.lowest;
            seen += 1;
            if spread < least {
                (least, second) = (spread, least);
            } else {
                second = second.min(spread);
            }
        }
        match seen {
            0 => 0,
            1 => least,
            _ => second,
        }
    }
}
