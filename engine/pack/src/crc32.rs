const POLYNOMIAL: u32 = 0xEDB8_8320;

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut remainder = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            remainder = (remainder >> 1) ^ (POLYNOMIAL & (remainder & 1).wrapping_neg());
            bit += 1;
        }
        table[byte] = remainder;
        byte += 1;
    }
    table
};

/// CRC-32 (IEEE 802.3, reflected, as in zlib and PNG) of the parts one after the other.
///
/// About six instructions a byte on a Cortex-M4: a pack of one megabyte is checked in some 40 ms
/// at 168 MHz.
pub fn crc32(parts: &[&[u8]]) -> u32 {
    let mut remainder = !0;
    for part in parts {
        for &byte in *part {
            remainder = (remainder >> 8) ^ TABLE[usize::from(remainder as u8 ^ byte)];
        }
    }
    !remainder
}

#[cfg(test)]
mod tests {
    use super::crc32;

    #[test]
    fn equals_the_check_value_of_the_standard() {
        assert_eq!(crc32(&[b"123456789"]), 0xCBF4_3926);
        assert_eq!(crc32(&[b"1234", b"", b"56789"]), 0xCBF4_3926);
        assert_eq!(crc32(&[]), 0);
    }
}
