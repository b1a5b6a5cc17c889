//! Recordings made byte by byte, so that headers can say anything.

/// One chunk of a RIFF file, padded to an even length.
pub fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u32).to_le_bytes();
    let padding = &[0][..body.len() % 2];
    [name.as_slice(), &length, body, padding].concat()
}

/// A RIFF WAVE file of these chunks.
pub fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = [b"WAVE".to_vec(), chunks.concat()].concat();
    let length = (body.len() as u32).to_le_bytes();
    [b"RIFF".as_slice(), &length, &body].concat()
}

/// The body of a `fmt ` chunk.
pub fn wav_format(tag: u16, channels: u16, rate: u32, bits: u16) -> [u8; 16] {
    let frame_bytes = channels * bits.div_ceil(8);
    let mut body = [0; 16];
    body[0..2].copy_from_slice(&tag.to_le_bytes());
    body[2..4].copy_from_slice(&channels.to_le_bytes());
    body[4..8].copy_from_slice(&rate.to_le_bytes());
    body[8..12].copy_from_slice(&rate.wrapping_mul(frame_bytes.into()).to_le_bytes());
    body[12..14].copy_from_slice(&frame_bytes.to_le_bytes());
    body[14..16].copy_from_slice(&bits.to_le_bytes());
    body
}

/// A mono 16-bit FLAC file in frames of at most 4,096 samples, none of them compressed.
pub fn flac(rate: u32, samples: &[i16]) -> Vec<u8> {
    const FRAME: usize = 4_096;
    let mut file = b"fLaC".to_vec();
    file.extend_from_slice(&[0x80, 0, 0, 34]);
    file.extend_from_slice(&(FRAME as u16).to_be_bytes());
    file.extend_from_slice(&(FRAME as u16).to_be_bytes());
    file.extend_from_slice(&[0; 6]);
    // 20 bits of rate, 3 of channels less one, 5 of bits less one, 36 of length.
    let packed = u64::from(rate) << 44 | 15 << 36 | samples.len() as u64;
    file.extend_from_slice(&packed.to_be_bytes());
    file.extend_from_slice(&[0; 16]);
    for (number, frame) in samples.chunks(FRAME).enumerate() {
        assert!(number < 128, "longer frame numbers take more bytes");
        let start = file.len();
        file.extend_from_slice(&[0xFF, 0xF8, 0x70, 0x08, number as u8]);
        file.extend_from_slice(&(frame.len() as u16 - 1).to_be_bytes());
        file.push(crc(&file[start..], 8, 0x07) as u8);
        file.push(0x02);
        file.extend(frame.iter().flat_map(|sample| sample.to_be_bytes()));
        let check = crc(&file[start..], 16, 0x8005) as u16;
        file.extend_from_slice(&check.to_be_bytes());
    }
    file
}

fn crc(bytes: &[u8], width: u32, polynomial: u32) -> u32 {
    let top = 1 << (width - 1);
    bytes.iter().fold(0, |mut state, &byte| {
        state ^= u32::from(byte) << (width - 8);
        for _ in 0..8 {
            state = if state & top != 0 {
                state << 1 ^ polynomial
            } else {
                state << 1
            };
        }
        state & (top << 1).wrapping_sub(1)
    })
}
