//! Loads of vectors, whole or in part, from any address.

use core::arch::x86_64::{__m128i, _mm_cvtsi32_si128, _mm_loadl_epi64, _mm_loadu_si128};

/// Sixteen bytes.
///
/// # Safety
///
/// There are 16 bytes to read.
#[inline]
#[target_feature(enable = "sse2")]
pub(super) unsafe fn sixteen(at: *const u8) -> __m128i {
    // SAFETY: as promised; any alignment will do.
    unsafe { _mm_loadu_si128(at.cast()) }
}

/// Eight bytes, and zeros.
///
/// # Safety
///
/// There are eight bytes to read.
#[inline]
#[target_feature(enable = "sse2")]
pub(super) unsafe fn eight(at: *const u8) -> __m128i {
    // SAFETY: as promised; any alignment will do.
    unsafe { _mm_loadl_epi64(at.cast()) }
}

/// Four bytes, and zeros.
///
/// # Safety
///
/// There are four bytes to read.
#[inline]
#[target_feature(enable = "sse2")]
pub(super) unsafe fn four(at: *const u8) -> __m128i {
    // SAFETY: as promised; any alignment will do.
    _mm_cvtsi32_si128(unsafe { at.cast::<i32>().read_unaligned() })
}
