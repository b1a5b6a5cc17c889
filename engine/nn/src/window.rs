use crate::section::Stream;

/// The columns of a ring that one operation reads, oldest first.
///
/// Columns include the padding up to the pitch.
#[derive(Clone, Copy)]
pub(crate) struct Window<'b> {
    ring: &'b [i8],
    pitch: usize,
    ring_len: usize,
    oldest: usize,
    dilation: usize,
    kernel: usize,
}

impl<'b> Window<'b> {
    /// `newest` is the slot of the newest column read; the section was checked to keep the oldest.
    pub(crate) fn new(
        arena: &'b [i8],
        stream: &Stream,
        newest: usize,
        kernel: usize,
        dilation: usize,
    ) -> Self {
        let at = stream.ring_at as usize;
        let ring_len = usize::from(stream.ring_len);
        Self {
            ring: &arena[at..at + stream.ring_bytes()],
            pitch: stream.pitch(),
            ring_len,
            oldest: back(newest, (kernel - 1) * dilation, ring_len),
            dilation,
            kernel,
        }
    }

    pub(crate) fn pitch(&self) -> usize {
        self.pitch
    }

    /// Each column by itself.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &'b [i8]> {
        let pitch = self.pitch;
        self.strips()
            .into_iter()
            .flat_map(move |strip| strip.columns.chunks(strip.step).map(move |c| &c[..pitch]))
    }

    /// The same columns before and after the ring's end; the second strip may be empty.
    pub(crate) fn strips(&self) -> [Strip<'b>; 2] {
        let to_end = (self.ring_len - self.oldest).div_ceil(self.dilation);
        let before = self.kernel.min(to_end);
        let wrapped = self.oldest + before * self.dilation;
        [
            self.strip(self.oldest, before),
            self.strip(wrapped.wrapping_sub(self.ring_len), self.kernel - before),
        ]
    }

    fn strip(&self, slot: usize, count: usize) -> Strip<'b> {
        let columns = match count.checked_sub(1) {
            None => &[],
            Some(steps) => {
                let end = slot + steps * self.dilation + 1;
                &self.ring[slot * self.pitch..end * self.pitch]
            }
        };
        Strip {
            columns,
            step: self.dilation * self.pitch,
            count,
        }
    }

    /// The same values in as few slices as possible: two at most without dilation.
    pub(crate) fn runs(&self) -> Runs<'b> {
        Runs {
            window: *self,
            slot: self.oldest,
            left: self.kernel,
        }
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Runs<'b> {
    window: Window<'b>,
    slot: usize,
    left: usize,
}

impl<'b> Iterator for Runs<'b> {
    type Item = &'b [i8];

    fn next(&mut self) -> Option<&'b [i8]> {
        if self.left == 0 {
            return None;
        }
        let Window {
            ring,
            pitch,
            ring_len,
            dilation,
            ..
        } = self.window;
        let columns = if dilation == 1 {
            self.left.min(ring_len - self.slot)
        } else {
            1
        };
        let run = &ring[self.slot * pitch..(self.slot + columns) * pitch];
        self.left -= columns;
        self.slot += columns * dilation;
        if self.slot >= ring_len {
            self.slot -= ring_len;
        }
        Some(run)
    }
}

/// Columns at even distances.
#[derive(Clone, Copy)]
pub(crate) struct Strip<'b> {
    /// From the first column to the end of the last.
    pub(crate) columns: &'b [i8],
    /// Values from the beginning of one column to that of the next.
    pub(crate) step: usize,
    /// How many columns there are.
    pub(crate) count: usize,
}

/// The slot `distance` columns before `slot` in a ring longer than `distance`.
pub(crate) fn back(slot: usize, distance: usize, ring_len: usize) -> usize {
    if slot >= distance {
        slot - distance
    } else {
        slot + ring_len - distance
    }
}
