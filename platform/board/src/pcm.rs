use goldcrest_hal::AudioSource;

/// Where the bytes of a recording come from: memory, or a file of the machine that emulates.
pub trait ReadBytes {
    /// Fills the front of `bytes` and says how many; 0 is the end.
    fn read_bytes(&mut self, bytes: &mut [u8]) -> Result<usize, PcmError>;
}

impl ReadBytes for &[u8] {
    fn read_bytes(&mut self, bytes: &mut [u8]) -> Result<usize, PcmError> {
        let count = bytes.len().min(self.len());
        let (now, later) = self.split_at(count);
        bytes[..count].copy_from_slice(now);
        *self = later;
        Ok(count)
    }
}

/// Why a recording cannot be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PcmError {
    /// The file cannot be opened: check the path, which is relative to where cargo was called.
    CannotOpen,
    /// The file was opened and then could not be read.
    CannotRead,
    /// The WAV header ends early or is not one: convert the file, or give raw samples as `.pcm`.
    NotAWav,
    /// The WAV is not 16 kHz, 16 bit, one channel: a board plays that only, so convert it.
    WrongFormat,
}

impl core::fmt::Display for PcmError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::CannotOpen => "cannot be opened: check the path",
            Self::CannotRead => "cannot be read",
            Self::NotAWav => "is not a WAV file: convert it, or give raw samples as .pcm",
            Self::WrongFormat => "is not 16 kHz, 16 bit, one channel: convert it",
        })
    }
}

impl core::error::Error for PcmError {}

/// Plays 16-bit little-endian samples, with or without a WAV header before them.
#[derive(Debug)]
pub struct PcmSource<R> {
    bytes: R,
    left: usize,
}

impl<R: ReadBytes> PcmSource<R> {
    /// Raw samples, up to the end of `bytes`. Half a sample at the end is dropped.
    pub fn raw(bytes: R) -> Self {
        Self {
            bytes,
            left: usize::MAX,
        }
    }

    /// The samples of a WAV file. Reads its header.
    pub fn wav(mut bytes: R) -> Result<Self, PcmError> {
        let left = wav_data(&mut bytes)?;
        Ok(Self { bytes, left })
    }
}

impl<R: ReadBytes> AudioSource for PcmSource<R> {
    type Error = PcmError;

    fn read(&mut self, block: &mut [i16]) -> Result<usize, PcmError> {
        let mut bytes = [0; 320];
        let wanted = (block.len() * 2).min(self.left & !1).min(bytes.len());
        let mut filled = 0;
        while filled < wanted {
            match self.bytes.read_bytes(&mut bytes[filled..wanted])? {
                0 => break,
                count => filled += count,
            }
        }
        self.left -= filled;
        let pairs = bytes[..filled].as_chunks::<2>().0;
        for (sample, pair) in block.iter_mut().zip(pairs) {
            *sample = i16::from_le_bytes(*pair);
        }
        Ok(pairs.len())
    }
}

/// Reads up to the first sample of a WAV and gives the length of its data in bytes.
fn wav_data<R: ReadBytes>(bytes: &mut R) -> Result<usize, PcmError> {
    let mut riff = [0; 12];
    exactly(bytes, &mut riff)?;
    if &riff[..4] != b"RIFF" || &riff[8..] != b"WAVE" {
        return Err(PcmError::NotAWav);
    }
    let mut format_seen = false;
    loop {
        let mut head = [0; 8];
        exactly(bytes, &mut head)?;
        let [a, b, c, d, length @ ..] = head;
        let length = u32::from_le_bytes(length) as usize;
        match &[a, b, c, d] {
            b"fmt " if length < 16 => return Err(PcmError::NotAWav),
            b"fmt " => {
                let mut format = [0; 16];
                exactly(bytes, &mut format)?;
                skip(bytes, padded(length) - 16)?;
                const MONO: [u8; 2] = [1, 0];
                const SIXTEEN_BITS: [u8; 2] = [16, 0];
                if format[2..4] != MONO
                    || format[4..8] != 16_000u32.to_le_bytes()
                    || format[14..] != SIXTEEN_BITS
                {
                    return Err(PcmError::WrongFormat);
                }
                format_seen = true;
            }
            b"data" if format_seen => return Ok(length),
            _ => skip(bytes, padded(length))?,
        }
    }
}

/// Bytes that a chunk of `length` takes: chunks begin at even places.
fn padded(length: usize) -> usize {
    length.saturating_add(length % 2)
}

fn exactly<R: ReadBytes>(bytes: &mut R, buffer: &mut [u8]) -> Result<(), PcmError> {
    let mut filled = 0;
    while filled < buffer.len() {
        match bytes.read_bytes(&mut buffer[filled..])? {
            0 => return Err(PcmError::NotAWav),
            count => filled += count,
        }
    }
    Ok(())
}

fn skip<R: ReadBytes>(bytes: &mut R, mut count: usize) -> Result<(), PcmError> {
    let mut sink = [0; 32];
    while count > 0 {
        let part = count.min(sink.len());
        exactly(bytes, &mut sink[..part])?;
        count -= part;
    }
    Ok(())
}
