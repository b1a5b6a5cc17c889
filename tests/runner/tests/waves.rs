//! What a board plays, and what it refuses by name.

use goldcrest_board::{PcmError, PcmSource};
use goldcrest_hal::AudioSource;

const SAMPLES: [u8; 6] = [1, 0, 2, 0, 3, 0];

fn chunk(name: &[u8; 4], announced: u32, bytes: &[u8]) -> Vec<u8> {
    [&name[..], &announced.to_le_bytes(), bytes].concat()
}

fn format(rate: u32) -> Vec<u8> {
    let fields = [
        &[1, 0, 1, 0][..],
        &rate.to_le_bytes(),
        &(2 * rate).to_le_bytes(),
        &[2, 0, 16, 0],
    ];
    chunk(b"fmt ", 16, &fields.concat())
}

/// The first samples of a file of these chunks.
fn played(chunks: &[Vec<u8>]) -> Result<Vec<i16>, PcmError> {
    let file = [&b"RIFF\0\0\0\0WAVE"[..], &chunks.concat()].concat();
    let mut source = PcmSource::wav(&*file)?;
    let mut block = [0; 8];
    let count = source.read(&mut block)?;
    Ok(block[..count].to_vec())
}

#[test]
fn chunks_before_the_samples_are_passed_over() {
    let odd = chunk(b"LIST", 3, b"abc\0");
    let data = chunk(b"data", 4, &SAMPLES);
    assert_eq!(played(&[odd, format(16_000), data]), Ok(vec![1, 2]));
}

#[test]
fn what_is_no_wav_is_refused() {
    let data = chunk(b"data", 6, &SAMPLES);
    let short = chunk(b"fmt ", 2, &[1, 0]);
    let endless = chunk(b"LIST", u32::MAX, b"");
    let other = format(44_100);
    for (chunks, error) in [
        (vec![data.clone()], PcmError::NotAWav),
        (vec![short, format(16_000), data.clone()], PcmError::NotAWav),
        (
            vec![endless, format(16_000), data.clone()],
            PcmError::NotAWav,
        ),
        (vec![other, data], PcmError::WrongFormat),
    ] {
        assert_eq!(played(&chunks), Err(error));
    }
}
