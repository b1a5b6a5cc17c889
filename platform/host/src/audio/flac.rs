use claxon::{Error, FlacReader};

use super::{AudioError, MOST_SAMPLES, mono::Mono};

pub(super) fn decode(bytes: &[u8]) -> Result<Mono, AudioError> {
    let mut reader = FlacReader::new(bytes).map_err(|error| explained(error, None, 0))?;
    let info = reader.streaminfo();
    let announced = info.samples;
    let mut mono = Mono::new(info.sample_rate, info.channels as usize)?;
    // The announced length may be a lie: no more is set aside than the bytes could plausibly hold.
    mono.reserve(announced.unwrap_or(0).min(bytes.len() as u64 * 16))?;
    let scale = 2f32.powi(16 - info.bits_per_sample as i32);

    let mut blocks = reader.blocks();
    let mut storage = Vec::new();
    loop {
        let present = mono.samples.len() as u64;
        if present > MOST_SAMPLES {
            return Err(AudioError::TooLong);
        }
        let Some(block) = blocks
            .read_next_or_eof(storage)
            .map_err(|error| explained(error, announced, present))?
        else {
            break;
        };
        if block.channels() != info.channels {
            return Err(AudioError::Damaged("its channel count changes".into()));
        }
        for at in 0..block.duration() {
            let frame = (0..info.channels).map(|channel| block.sample(channel, at) as f32 * scale);
            mono.push(frame);
        }
        storage = block.into_buffer();
    }
    let present = mono.samples.len() as u64;
    match announced {
        Some(announced) if announced > present => Err(AudioError::Truncated {
            announced,
            present,
            unit: "samples",
        }),
        _ => Ok(mono),
    }
}

fn explained(error: Error, announced: Option<u64>, present: u64) -> AudioError {
    match error {
        Error::IoError(_) => AudioError::Truncated {
            announced: announced.unwrap_or(present + 1),
            present,
            unit: "samples",
        },
        Error::FormatError(how) => AudioError::Damaged(how.into()),
        Error::Unsupported(what) => AudioError::Unsupported(format!("FLAC with {what}")),
    }
}
