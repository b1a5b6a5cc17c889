use crate::section::{PITCH, Stream};

const HEADS_AT: usize = 4;

/// Bytes in front of the rings: the time and the newest slot of every ring.
pub(crate) const fn state_len(streams: usize) -> usize {
    (HEADS_AT + 2 * streams).next_multiple_of(PITCH)
}

pub(crate) fn time(arena: &[i8]) -> u32 {
    u32::from_le_bytes([
        arena[0] as u8,
        arena[1] as u8,
        arena[2] as u8,
        arena[3] as u8,
    ])
}

pub(crate) fn set_time(arena: &mut [i8], time: u32) {
    for (byte, value) in arena.iter_mut().zip(time.to_le_bytes()) {
        *byte = value as i8;
    }
}

/// Slot of the newest column of a stream's ring.
pub(crate) fn head(arena: &[i8], index: usize, stream: &Stream) -> usize {
    let at = HEADS_AT + 2 * index;
    let slot = usize::from(u16::from_le_bytes([arena[at] as u8, arena[at + 1] as u8]));
    // An arena that was never reset may hold anything.
    if slot < usize::from(stream.ring_len) {
        slot
    } else {
        0
    }
}

/// Moves a ring on by one column and returns the slot to write.
pub(crate) fn advance(arena: &mut [i8], index: usize, stream: &Stream) -> usize {
    let next = head(arena, index, stream) + 1;
    let slot = if next == usize::from(stream.ring_len) {
        0
    } else {
        next
    };
    let [low, high] = (slot as u16).to_le_bytes();
    let at = HEADS_AT + 2 * index;
    arena[at] = low as i8;
    arena[at + 1] = high as i8;
    slot
}

/// The column in a slot of a stream's ring, without padding.
pub(crate) fn column<'b>(arena: &'b [i8], stream: &Stream, slot: usize) -> &'b [i8] {
    let at = stream.ring_at as usize + slot * stream.pitch();
    &arena[at..at + usize::from(stream.channels)]
}
