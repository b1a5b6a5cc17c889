//! The flank weights, made by `tests/golden/tables.py` from the reference.
//!
//! They are not computed here because the reference computes them in single precision: three of them
//! lie so close to a half that they depend on its `log1pf`. The test below holds all others to the
//! formula.

use super::{BINS, SPANS};

/// Bins in each span between neighbouring corners.
pub(super) static WIDTHS: [u8; SPANS] = [
    1, 2, 1, 2, 2, 2, 2, 2, 3, 2, 3, 3, 3, 3, 3, 4, 4, 3, 5, 4, 5, 5, 5, 5, 6, 6, 7, 7, 7, 8, 8, 9,
    9, 9, 11, 10, 12, 12, 13, 13, 15,
];

/// For each bin, how far it still is from its span's upper corner, in Q12.
#[rustfmt::skip]
pub(super) static WEIGHTS: [u16; BINS] = [
    1377, 2852, 321, 1971, 3701, 1408, 3281, 1124, 3124, 1087, 3201, 1272,
    3488, 1655, 3963, 2218, 513, 2943, 1314, 3817, 2258, 731, 3332, 1866,
    430, 3117, 1734, 377, 3141, 1833, 548, 3381, 2139, 918, 3814, 2632,
    1470, 325, 3294, 2185, 1092, 15, 3049, 2003, 972, 4051, 3048, 2058,
    1082, 118, 3263, 2324, 1398, 482, 3674, 2782, 1899, 1028, 167, 3411,
    2570, 1738, 915, 102, 3393, 2598, 1810, 1032, 261, 3594, 2840, 2093,
    1353, 621, 3993, 3275, 2564, 1861, 1163, 473, 3885, 3207, 2536, 1870,
    1211, 557, 4006, 3364, 2727, 2096, 1471, 850, 235, 3721, 3117, 2517,
    1922, 1331, 746, 165, 3685, 3113, 2546, 1983, 1424, 870, 320, 3869,
    3327, 2789, 2255, 1725, 1198, 676, 157, 3737, 3226, 2717, 2213, 1711,
    1214, 719, 228, 3836, 3352, 2870, 2392, 1917, 1445, 976, 510, 46,
    3682, 3225, 2770, 2319, 1870, 1424, 980, 539, 101, 3762, 3329, 2898,
    2471, 2045, 1622, 1202, 784, 368, 4050, 3639, 3231, 2824, 2420, 2018,
    1618, 1220, 825, 432, 40, 3747, 3360, 2975, 2592, 2211, 1832, 1455,
    1079, 706, 335, 4061, 3693, 3328, 2964, 2601, 2241, 1882, 1526, 1170,
    817, 465, 115, 3863, 3516, 3171, 2827, 2486, 2145, 1807, 1469, 1134,
    800, 467, 136, 3903, 3575, 3248, 2923, 2599, 2277, 1956, 1636, 1318,
    1002, 686, 372, 60, 3844, 3534, 3226, 2918, 2612, 2307, 2004, 1702,
    1401, 1101, 802, 505, 209, 4010, 3716, 3423, 3132, 2841, 2552, 2264,
    1977, 1692, 1407, 1123, 841, 560, 279, 0,
];

#[cfg(test)]
mod tests {
    use super::{WEIGHTS, WIDTHS};
    use crate::{
        SAMPLE_RATE,
        fft::SIZE,
        filterbank::{FIRST_BIN, SPANS, WEIGHT_BITS},
        series,
    };

    const LOW_HZ: f64 = 125.0;
    const HIGH_HZ: f64 = 7500.0;
    const HZ_PER_BIN: f64 = SAMPLE_RATE as f64 / SIZE as f64;

    fn mel(hz: f64) -> f64 {
        1127.0 * series::ln(1.0 + hz / 700.0)
    }

    #[test]
    fn weights_fall_evenly_in_mel_from_corner_to_corner() {
        let spacing = (mel(HIGH_HZ) - mel(LOW_HZ)) / SPANS as f64;
        let mut weights = WEIGHTS.iter().enumerate();
        for (span, &width) in WIDTHS.iter().enumerate() {
            let corner = mel(LOW_HZ) + spacing * (span + 1) as f64;
            for (bin, &weight) in weights.by_ref().take(width.into()) {
                let hz = (FIRST_BIN + bin) as f64 * HZ_PER_BIN;
                let exact = (corner - mel(hz)) / spacing * f64::from(1 << WEIGHT_BITS);
                let error = f64::from(weight) - exact;
                assert!(
                    error < 0.52 && error > -0.52,
                    "bin {bin}: {weight} for {exact}"
                );
            }
        }
        assert_eq!(weights.next(), None);
    }
}
