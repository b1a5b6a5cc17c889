//! How much stack was ever used: start-up painted it, and use scrubs the paint off.

unsafe extern "C" {
    static _stack_start: u32;
    static _stack_end: u32;
}

/// The most stack that was used since the start, in bytes.
pub fn high_water() -> usize {
    let top = &raw const _stack_start;
    let mut lowest = &raw const _stack_end;
    // SAFETY: the linker script puts both symbols at the ends of the stack's RAM, 4-byte aligned,
    // and every word between them is readable; nothing else lives there.
    unsafe {
        while lowest < top && lowest.read_volatile() == cortex_m_rt::STACK_PAINT_VALUE {
            lowest = lowest.add(1);
        }
        top.byte_offset_from_unsigned(lowest)
    }
}
