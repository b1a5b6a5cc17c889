use std::fs;
use std::path::{Path, PathBuf};

/// A recording as the firmware links it: 16-bit little-endian samples, 16 kHz, one channel.
pub struct Converted {
    /// File name of the WAV it was made from.
    pub name: String,
    pub path: PathBuf,
    pub bytes: u64,
}

/// Converts every WAV of `folder`, in the order of their names. No folder, no recordings.
pub fn convert(folder: &Path, out: &Path) -> Vec<Converted> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "wav"))
        .collect();
    files.sort();
    files.iter().map(|wav| one(wav, out)).collect()
}

fn one(wav: &Path, out: &Path) -> Converted {
    let mut reader =
        hound::WavReader::open(wav).unwrap_or_else(|error| panic!("{}: {error}", wav.display()));
    let spec = reader.spec();
    assert!(
        spec.channels == 1 && spec.sample_rate == 16_000 && spec.bits_per_sample == 16,
        "{}: demo recordings are 16 kHz, 16 bit, mono",
        wav.display()
    );
    let mut pcm = Vec::new();
    for sample in reader.samples::<i16>() {
        let sample = sample.unwrap_or_else(|error| panic!("{}: {error}", wav.display()));
        pcm.extend_from_slice(&sample.to_le_bytes());
    }
    let name = wav
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let path = out.join(&name).with_extension("pcm");
    fs::write(&path, &pcm).expect("OUT_DIR is writable");
    Converted {
        name,
        path,
        bytes: pcm.len() as u64,
    }
}
