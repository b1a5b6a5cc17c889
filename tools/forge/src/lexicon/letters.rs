//! Letter to sound: a small convolutional network over the letters of a word.
//!
//! Each letter gives two frames; each frame is a phone or nothing, repeats are
//! one (connectionist temporal classification), so a letter says at most two
//! phones and a group of letters may share one.
//!
//! ```text
//!   l     i     g     h     t
//!   |     |     |     |     |      embedding, C channels a letter
//!  [=== layers of convolution ===]
//!  L -   AY -   - -   - -   T -    two frames a letter, best class each
//! ```
//!
//! # File
//!
//! Little-endian: `GCLS`, then as `u16` the version (1), letters, channels C,
//! layers, kernel width K (odd), frames a letter; 32 bytes of alphabet padded
//! with zeros; then tensors. A tensor of n rows is its `i8` values, row after
//! row, followed by one `f32` scale a row: embedding (letters x C), for each
//! layer the weights (C x K·C) and C `f32` biases, then the head
//! (frames·40 x C) and its `f32` biases.

use std::fmt;

use goldcrest_trie::Phone;

const MAGIC: &[u8; 4] = b"GCLS";
const VERSION: u16 = 1;
const ALPHABET: usize = 32;
const CLASSES: usize = Phone::COUNT + 1;

/// Why a letter-to-sound file was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterModelError {
    /// The file does not begin with `GCLS`.
    NotALetterModel,
    /// A version that this program does not read.
    Version(u16),
    /// Sizes that make no network.
    BadSizes,
    /// The file is longer or shorter than its sizes say.
    WrongLength,
}

impl fmt::Display for LetterModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LetterModelError::NotALetterModel => f.write_str("not a letter-to-sound model"),
            LetterModelError::Version(version) => {
                write!(
                    f,
                    "letter-to-sound format {version} is not {VERSION}: train it again"
                )
            }
            LetterModelError::BadSizes => f.write_str("the letter-to-sound model has no sense"),
            LetterModelError::WrongLength => f.write_str("the letter-to-sound model is damaged"),
        }
    }
}

impl std::error::Error for LetterModelError {}

#[derive(Clone, Debug)]
struct Layer {
    weights: Vec<f32>,
    bias: Vec<f32>,
}

/// A letter-to-sound model.
#[derive(Clone, Debug)]
pub struct LetterToSound {
    alphabet: Vec<char>,
    channels: usize,
    kernel: usize,
    frames: usize,
    embedding: Vec<f32>,
    layers: Vec<Layer>,
    head: Layer,
}

struct Reader<'f> {
    rest: &'f [u8],
}

impl<'f> Reader<'f> {
    fn bytes(&mut self, count: usize) -> Result<&'f [u8], LetterModelError> {
        let (front, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or(LetterModelError::WrongLength)?;
        self.rest = rest;
        Ok(front)
    }

    fn size(&mut self) -> Result<usize, LetterModelError> {
        let bytes = self.bytes(2)?;
        Ok(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
    }

    fn floats(&mut self, count: usize) -> Result<Vec<f32>, LetterModelError> {
        let bytes = self.bytes(count * 4)?;
        Ok(bytes
            .chunks_exact(4)
            .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
            .collect())
    }

    fn rows(&mut self, count: usize, width: usize) -> Result<Vec<f32>, LetterModelError> {
        let values = self.bytes(count * width)?;
        let scales = self.floats(count)?;
        Ok(values
            .chunks_exact(width)
            .zip(scales)
            .flat_map(|(row, scale)| row.iter().map(move |&value| f32::from(value as i8) * scale))
            .collect())
    }
}

impl LetterToSound {
    /// The model that comes with this program: English, trained on the CMU
    /// pronouncing dictionary (see `data/CARD.md`). `None` only if that file
    /// is damaged.
    pub fn english() -> Option<LetterToSound> {
        LetterToSound::read(crate::data::LETTER_TO_SOUND).ok()
    }

    /// Reads a model.
    ///
    /// # Errors
    ///
    /// See [`LetterModelError`].
    pub fn read(file: &[u8]) -> Result<LetterToSound, LetterModelError> {
        let mut reader = Reader { rest: file };
        if reader
            .bytes(4)
            .map_err(|_| LetterModelError::NotALetterModel)?
            != MAGIC
        {
            return Err(LetterModelError::NotALetterModel);
        }
        let version = reader.size()? as u16;
        if version != VERSION {
            return Err(LetterModelError::Version(version));
        }
        let letters = reader.size()?;
        let channels = reader.size()?;
        let layer_count = reader.size()?;
        let kernel = reader.size()?;
        let frames = reader.size()?;
        let alphabet = std::str::from_utf8(reader.bytes(ALPHABET)?)
            .map_err(|_| LetterModelError::BadSizes)?
            .trim_end_matches('\0');
        let alphabet: Vec<char> = alphabet.chars().collect();
        let sizes_fit = alphabet.len() == letters
            && (1..=1024).contains(&channels)
            && layer_count <= 64
            && kernel % 2 == 1
            && kernel <= 31
            && (1..=8).contains(&frames);
        if !sizes_fit {
            return Err(LetterModelError::BadSizes);
        }
        let embedding = reader.rows(letters, channels)?;
        let mut layers = Vec::new();
        for _ in 0..layer_count {
            layers.push(Layer {
                weights: reader.rows(channels, kernel * channels)?,
                bias: reader.floats(channels)?,
            });
        }
        let head = Layer {
            weights: reader.rows(frames * CLASSES, channels)?,
            bias: reader.floats(frames * CLASSES)?,
        };
        if !reader.rest.is_empty() {
            return Err(LetterModelError::WrongLength);
        }
        Ok(LetterToSound {
            alphabet,
            channels,
            kernel,
            frames,
            embedding,
            layers,
            head,
        })
    }

    /// How a word is likely said; `None` if it has a letter that the model
    /// does not know.
    pub fn phones(&self, word: &str) -> Option<Vec<Phone>> {
        let channels = self.channels;
        let mut columns = Vec::new();
        for char in word.to_lowercase().chars() {
            let letter = self.alphabet.iter().position(|&other| other == char)?;
            columns.extend_from_slice(&self.embedding[letter * channels..][..channels]);
        }
        for layer in &self.layers {
            columns = self.convolve(&columns, layer);
        }
        let mut phones = Vec::new();
        let mut before = usize::from(Phone::BLANK);
        for column in columns.chunks_exact(channels) {
            for frame in 0..self.frames {
                let rows = frame * CLASSES..(frame + 1) * CLASSES;
                let class = best(rows.map(|row| {
                    let weights = &self.head.weights[row * channels..][..channels];
                    self.head.bias[row] + dot(weights, column)
                }));
                if class != before {
                    phones.extend(Phone::from_class(class as u8));
                }
                before = class;
            }
        }
        Some(phones)
    }

    /// One layer: each column plus what its neighbours make of it, not below
    /// zero.
    fn convolve(&self, columns: &[f32], layer: &Layer) -> Vec<f32> {
        let channels = self.channels;
        let count = columns.len() / channels;
        let reach = self.kernel / 2;
        let mut output = Vec::with_capacity(columns.len());
        for at in 0..count {
            for channel in 0..channels {
                let weights = &layer.weights[channel * self.kernel * channels..];
                let mut sum = columns[at * channels + channel] + layer.bias[channel];
                for tap in 0..self.kernel {
                    let Some(source) = (at + tap).checked_sub(reach).filter(|&at| at < count)
                    else {
                        continue;
                    };
                    let weights = &weights[tap * channels..][..channels];
                    sum += dot(weights, &columns[source * channels..][..channels]);
                }
                output.push(sum.max(0.0));
            }
        }
        output
    }
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn best(scores: impl Iterator<Item = f32>) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (class, score) in scores.enumerate() {
        if score > best.1 {
            best = (class, score);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor(out: &mut Vec<u8>, rows: &[&[i8]], scale: f32) {
        out.extend(
            rows.iter()
                .flat_map(|row| row.iter().map(|&value| value as u8)),
        );
        for _ in rows {
            out.extend(scale.to_le_bytes());
        }
    }

    /// Two letters, two channels. "a" is AE; "b" is B and, behind an "a",
    /// also Z.
    fn small() -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        for field in [VERSION, 2, 2, 1, 3, 2] {
            out.extend(field.to_le_bytes());
        }
        let mut alphabet = [0; ALPHABET];
        alphabet[..2].copy_from_slice(b"ab");
        out.extend(alphabet);
        tensor(&mut out, &[&[2, 0], &[0, 2]], 0.5);
        // The second channel of a letter takes half of the first of the one before.
        tensor(&mut out, &[&[0; 6], &[1, 0, 0, 0, 0, 0]], 0.5);
        out.extend([0f32, 0.0].map(f32::to_le_bytes).concat());
        let mut head = [[0i8; 2]; 2 * CLASSES];
        head[2] = [10, 0];
        head[7] = [0, 10];
        head[CLASSES + 38] = [0, 10];
        let rows: Vec<&[i8]> = head.iter().map(|row| &row[..]).collect();
        tensor(&mut out, &rows, 1.0);
        let mut bias = [0f32; 2 * CLASSES];
        bias[CLASSES] = 12.0;
        out.extend(bias.map(f32::to_le_bytes).concat());
        out
    }

    fn spoken(model: &LetterToSound, word: &str) -> Option<String> {
        let phones = model.phones(word)?;
        let names: Vec<&str> = phones.iter().map(|phone| phone.name()).collect();
        Some(names.join(" "))
    }

    #[test]
    fn the_network_is_worked_out_as_described() {
        let model = LetterToSound::read(&small()).unwrap();
        assert_eq!(spoken(&model, "a").as_deref(), Some("AE"));
        assert_eq!(spoken(&model, "b").as_deref(), Some("B"));
        assert_eq!(spoken(&model, "AB").as_deref(), Some("AE B Z"));
        assert_eq!(spoken(&model, "bb").as_deref(), Some("B B"));
        assert_eq!(spoken(&model, "abc"), None);
        assert_eq!(spoken(&model, "").as_deref(), Some(""));
    }

    #[test]
    fn damaged_models_are_refused() {
        let good = small();
        for length in 0..good.len() {
            assert!(LetterToSound::read(&good[..length]).is_err());
        }
        let longer = [&good[..], &[0]].concat();
        let errors = [
            LetterToSound::read(b"GGRM").unwrap_err(),
            LetterToSound::read(&longer).unwrap_err(),
            LetterToSound::read(&[&b"GCLS\x07\0"[..], &good[6..]].concat()).unwrap_err(),
            LetterToSound::read(&[&good[..8], &[0xff; 2], &good[10..]].concat()).unwrap_err(),
        ];
        assert_eq!(
            errors,
            [
                LetterModelError::NotALetterModel,
                LetterModelError::WrongLength,
                LetterModelError::Version(7),
                LetterModelError::BadSizes
            ]
        );
    }

    #[test]
    fn english_words_are_said() {
        let english = LetterToSound::english().unwrap();
        for (word, phones) in [("lamp", "L AE M P"), ("kitchen", "K IH CH AH N")] {
            assert_eq!(spoken(&english, word).as_deref(), Some(phones));
        }
    }
}
