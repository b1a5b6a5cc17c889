//! The microphone's callback runs on the audio thread: it must never allocate.
#![cfg(feature = "mic")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use goldcrest_host::mic::ring;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call is handed on to the system's allocator unchanged; the count is a plain thread-local
// cell without a destructor, so touching it allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the memory came from `System` with this layout.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn the_callback_does_not_allocate_even_when_the_ring_is_full() {
    let (mut intake, mut outlet) = ring(4_000, 2);
    let block = [1_000i16; 960];
    let before = ALLOCATIONS.get();
    for _ in 0..40 {
        intake.take(&block, |sample| f32::from(sample) / 32_768.0);
    }
    assert_eq!(ALLOCATIONS.get(), before);
    assert_eq!(outlet.lost(), 40 * 480 - 4_000);
    let mut samples = [0.0; 8_000];
    assert_eq!(outlet.take(&mut samples), 4_000);
}
