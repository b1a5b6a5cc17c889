//! Recordings of every kind become 16 kHz mono, and everything else an error that says what to do.

mod recordings;

use std::f64::consts::TAU;
use std::io::Cursor;
use std::path::Path;

use goldcrest_host::audio::{self, AudioError};
use hound::{SampleFormat, WavSpec, WavWriter};
use recordings::{chunk, flac, riff, wav_format};

fn tone(rate: u32, seconds: f64, hertz: f64) -> Vec<f64> {
    let step = TAU * hertz / f64::from(rate);
    let length = (f64::from(rate) * seconds) as usize;
    (0..length).map(|n| 0.5 * (step * n as f64).sin()).collect()
}

fn hound_wav(spec: WavSpec, write: impl Fn(&mut WavWriter<Cursor<&mut Vec<u8>>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = WavWriter::new(Cursor::new(&mut bytes), spec).unwrap();
    write(&mut writer);
    writer.finalize().unwrap();
    bytes
}

fn integers(rate: u32, bits: u16, channels: u16, samples: &[f64]) -> Vec<u8> {
    let spec = WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: bits,
        sample_format: SampleFormat::Int,
    };
    let scale = 2f64.powi(i32::from(bits) - 1);
    hound_wav(spec, |writer| {
        for sample in samples {
            for _ in 0..channels {
                writer
                    .write_sample((sample * scale).round() as i32)
                    .unwrap();
            }
        }
    })
}

fn worst_difference(decoded: &[i16], expected: &[f64]) -> f64 {
    assert_eq!(decoded.len(), expected.len());
    let differences = decoded
        .iter()
        .zip(expected)
        .map(|(&d, &e)| (f64::from(d) - 32_768.0 * e).abs());
    differences.fold(0.0, f64::max)
}

#[test]
fn what_the_engine_takes_comes_through_bit_for_bit() {
    let samples: Vec<i16> = (0..=u16::MAX)
        .map(|n| n.wrapping_mul(40_503) as i16)
        .collect();
    assert_eq!(
        audio::decode(&audio::encode_wav(&samples)).unwrap(),
        samples
    );
    assert_eq!(audio::decode(&flac(16_000, &samples)).unwrap(), samples);

    let mut reader = hound::WavReader::new(Cursor::new(audio::encode_wav(&samples))).unwrap();
    assert_eq!(
        (reader.spec().sample_rate, reader.spec().channels),
        (16_000, 1)
    );
    let read: Vec<i16> = reader.samples().map(Result::unwrap).collect();
    assert_eq!(read, samples);
}

#[test]
fn every_integer_width() {
    let tone = tone(16_000, 0.5, 440.0);
    for (bits, step) in [(8, 256.0), (16, 1.0), (24, 1.0), (32, 1.0)] {
        for channels in [1, 2, 6] {
            let decoded = audio::decode(&integers(16_000, bits, channels, &tone)).unwrap();
            let difference = worst_difference(&decoded, &tone);
            assert!(
                difference <= step / 2.0 + 1e-2,
                "{bits} bits, {channels} channels: {difference}"
            );
        }
    }
}

#[test]
fn floats() {
    let tone = tone(16_000, 0.5, 440.0);
    let spec = WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 32,
        sample_format: SampleFormat::Float,
    };
    let single = hound_wav(spec, |writer| {
        tone.iter()
            .for_each(|&sample| writer.write_sample(sample as f32).unwrap());
    });
    assert!(worst_difference(&audio::decode(&single).unwrap(), &tone) <= 0.51);

    let data: Vec<u8> = tone
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    let double = riff(&[
        chunk(b"fmt ", &wav_format(3, 1, 16_000, 64)),
        chunk(b"data", &data),
    ]);
    assert!(worst_difference(&audio::decode(&double).unwrap(), &tone) <= 0.51);

    let wild = [f32::NAN, f32::INFINITY, 9.0, -9.0, 0.25]
        .map(f32::to_le_bytes)
        .concat();
    let wild = riff(&[
        chunk(b"fmt ", &wav_format(3, 1, 16_000, 32)),
        chunk(b"data", &wild),
    ]);
    assert_eq!(
        audio::decode(&wild).unwrap(),
        [0, 0, i16::MAX, i16::MIN, 8192]
    );
}

#[test]
fn telephone_codes() {
    // Silence, the least step and both ends of the scale, as in the tables of ITU-T G.711.
    for (tag, codes, values) in [
        (
            7,
            [0xFF, 0x7F, 0xFE, 0x80, 0x00],
            [0, 0, 8, 32_124, -32_124],
        ),
        (
            6,
            [0xD5, 0x55, 0xD4, 0xAA, 0x2A],
            [8, -8, 24, 32_256, -32_256],
        ),
    ] {
        let wav = riff(&[
            chunk(b"fmt ", &wav_format(tag, 1, 16_000, 8)),
            chunk(b"data", &codes),
        ]);
        assert_eq!(audio::decode(&wav).unwrap(), values, "format {tag}");
    }
}

#[test]
fn stereo_is_averaged() {
    let data = [1000_i16, 3000, -5, -5, 32_767, 32_767]
        .map(i16::to_le_bytes)
        .concat();
    let wav = riff(&[
        chunk(b"fmt ", &wav_format(1, 2, 16_000, 16)),
        chunk(b"data", &data),
    ]);
    assert_eq!(audio::decode(&wav).unwrap(), [2000, -5, 32_767]);
}

#[test]
fn other_rates_keep_pitch_time_and_level() {
    for rate in [
        8_000, 11_025, 12_345, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000,
    ] {
        let decoded = audio::decode(&integers(rate, 16, 1, &tone(rate, 1.0, 440.0))).unwrap();
        assert!(
            decoded.len().abs_diff(16_000) <= 1,
            "{rate}: {}",
            decoded.len()
        );
        let expected = tone(16_000, 1.0, 440.0);
        let middle = 1_000..15_000;
        let difference = worst_difference(&decoded[middle.clone()], &expected[middle]);
        assert!(difference < 40.0, "{rate}: {difference}");
    }
}

#[test]
fn what_the_engine_cannot_hear_does_not_fold_back() {
    let decoded = audio::decode(&integers(48_000, 16, 1, &tone(48_000, 1.0, 11_000.0))).unwrap();
    let loudest = decoded[1_000..15_000]
        .iter()
        .map(|sample| sample.unsigned_abs())
        .max();
    assert!(loudest < Some(20), "{loudest:?}");
}

#[test]
fn other_chunks_and_streamed_lengths() {
    let format = wav_format(1, 1, 16_000, 16);
    let data = [7_i16, -8, 9].map(i16::to_le_bytes).concat();
    let with_list = riff(&[
        chunk(b"LIST", b"odd"),
        chunk(b"fmt ", &format),
        chunk(b"fact", &[0; 4]),
        chunk(b"data", &data),
    ]);
    assert_eq!(audio::decode(&with_list).unwrap(), [7, -8, 9]);

    let plain = riff(&[chunk(b"fmt ", &format), chunk(b"data", &data)]);
    for length in [0, u32::MAX] {
        let mut streamed = plain.clone();
        streamed[40..44].copy_from_slice(&length.to_le_bytes());
        assert_eq!(audio::decode(&streamed).unwrap(), [7, -8, 9]);
    }
}

#[test]
fn every_fault_has_its_own_error_and_a_remedy() {
    let format = wav_format(1, 1, 16_000, 16);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("is empty", vec![]),
        ("looks like a text file", b"not a recording\n".to_vec()),
        ("looks like an MP3 file", b"ID3\x04".to_vec()),
        ("looks like an MP4 file", b"\0\0\0\x20ftypM4A ".to_vec()),
        ("looks like no known audio format", vec![0; 64]),
        (
            "a RIFF file of another kind",
            b"RIFF\x04\0\0\0AVI ".to_vec(),
        ),
        (
            "holds no samples",
            riff(&[chunk(b"fmt ", &format), chunk(b"data", b"")]),
        ),
        ("no `data` chunk", riff(&[chunk(b"fmt ", &format)])),
        ("before their format", riff(&[chunk(b"data", &[0; 8])])),
        (
            "`fmt ` chunk is too short",
            riff(&[chunk(b"fmt ", &format[..8]), chunk(b"data", &[0; 8])]),
        ),
        (
            "format 2 with 4 bits",
            riff(&[
                chunk(b"fmt ", &wav_format(2, 1, 16_000, 4)),
                chunk(b"data", &[0; 8]),
            ]),
        ),
        (
            "announces 0 channels",
            riff(&[
                chunk(b"fmt ", &wav_format(1, 0, 16_000, 16)),
                chunk(b"data", &[0; 8]),
            ]),
        ),
        (
            "announces 0 samples a second",
            riff(&[
                chunk(b"fmt ", &wav_format(1, 1, 0, 16)),
                chunk(b"data", &[0; 8]),
            ]),
        ),
        (
            "announces 4000000000",
            riff(&[
                chunk(b"fmt ", &wav_format(1, 1, 4_000_000_000, 16)),
                chunk(b"data", &[0; 8]),
            ]),
        ),
        (
            "is cut off",
            riff(&[chunk(b"fmt ", &format), chunk(b"data", &[0; 900])])[..500].to_vec(),
        ),
        ("is cut off", flac(16_000, &[100; 9_000])[..12_000].to_vec()),
        ("big-endian WAV", b"RIFX\0\0\0\0WAVE".to_vec()),
    ];
    for (words, bytes) in cases {
        let error = audio::decode(&bytes).expect_err(words);
        assert!(error.to_string().contains(words), "{words}: {error}");
        assert!(error.remedy().len() > 10, "{words}");
    }
    assert!(matches!(
        audio::read(Path::new("missing.wav")),
        Err(AudioError::Unreadable(_))
    ));
    assert!(matches!(
        audio::read(Path::new("src")),
        Err(AudioError::Folder)
    ));
}

#[test]
fn broken_files_never_panic() {
    let samples: Vec<i16> = (0..600).map(|n| (n * 91 % 4001) as i16).collect();
    for whole in [audio::encode_wav(&samples), flac(44_100, &samples)] {
        for end in 0..whole.len() {
            assert!(audio::decode(&whole[..end]).is_err(), "cut at {end}");
        }
        let mut state = 1_u32;
        for _ in 0..4_000 {
            let mut broken = whole.clone();
            for _ in 0..3 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // Mostly headers: a flipped sample is only another sample.
                let at = (state >> 8) as usize % if state & 1 == 0 { 60 } else { broken.len() };
                broken[at] ^= 1 << (state >> 29);
            }
            _ = audio::decode(&broken);
        }
    }
}
