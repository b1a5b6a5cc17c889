//! Kernels for x86-64: SSE2, which every one has, and AVX2 where the processor says that it has it.

mod avx2;
mod loads;
mod sse2;

use core::arch::x86_64::{__cpuid, __cpuid_count, _xgetbv};
use core::sync::atomic::{AtomicU8, Ordering};

use super::Weights;
use crate::requantise::Requantiser;
use crate::window::Window;

pub(crate) use sse2::{Room, depthwise_4};

/// [`layers::convolution`](super::layers::convolution) with AVX2; false where there is none.
#[inline]
pub(crate) fn convolution(
    window: Window<'_>,
    row_len: usize,
    weights: Weights<'_>,
    requantiser: Requantiser,
    out: &mut [i8],
) -> bool {
    if !has_avx2() {
        return false;
    }
    // SAFETY: the processor has AVX2.
    unsafe { avx2::convolution(window, row_len, weights, requantiser, out) };
    true
}

/// [`layers::depthwise`](super::layers::depthwise) with AVX2; false where there is none.
#[inline]
pub(crate) fn depthwise(
    window: Window<'_>,
    weights: Weights<'_>,
    requantiser: Requantiser,
    out: &mut [i8],
) -> bool {
    if !has_avx2() {
        return false;
    }
    // SAFETY: the processor has AVX2.
    unsafe { avx2::depthwise(window, weights, requantiser, out) };
    true
}

/// Whether processor and operating system have AVX2; asked once, whoever asks first.
#[inline]
fn has_avx2() -> bool {
    const UNKNOWN: u8 = 0;
    const NO: u8 = 1;
    const YES: u8 = 2;
    static ANSWER: AtomicU8 = AtomicU8::new(UNKNOWN);
    match ANSWER.load(Ordering::Relaxed) {
        UNKNOWN => {
            let answer = if detect() { YES } else { NO };
            ANSWER.store(answer, Ordering::Relaxed);
            answer == YES
        }
        answer => answer == YES,
    }
}

#[cold]
#[allow(
    unused_unsafe,
    reason = "asking the processor became safe in later compilers"
)]
fn detect() -> bool {
    const OSXSAVE_AND_AVX: u32 = 0b11 << 27;
    const AVX2: u32 = 1 << 5;
    const XMM_AND_YMM: u64 = 0b110;
    // SAFETY: every x86-64 has CPUID; a leaf that it lacks gives bits that mean nothing, and no fault.
    let (highest, first, seventh) =
        unsafe { (__cpuid(0).eax, __cpuid(1).ecx, __cpuid_count(7, 0).ebx) };
    if highest < 7 || first & OSXSAVE_AND_AVX != OSXSAVE_AND_AVX || seventh & AVX2 == 0 {
        return false;
    }
    // SAFETY: OSXSAVE says that the operating system has enabled XGETBV.
    unsafe { _xgetbv(0) & XMM_AND_YMM == XMM_AND_YMM }
}
