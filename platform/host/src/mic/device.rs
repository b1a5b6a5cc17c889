use std::collections::VecDeque;
use std::fmt;
use std::sync::mpsc::{Receiver, channel};
use std::thread::sleep;
use std::time::{Duration, Instant};

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{
    BufferSize, Device, ErrorKind, SampleFormat, StreamConfig, SupportedBufferSize,
    SupportedStreamConfig,
};
use goldcrest_hal::AudioSource;

use super::{Converter, Intake, Outlet, ring};

const RATE: u32 = 16_000;
/// Audio that may wait in the ring before samples are lost.
const RING_SECONDS: u32 = 4;
/// Without any sample for this long the device counts as gone.
const SILENT_DEVICE: Duration = Duration::from_secs(5);

/// Why there is no sound.
#[derive(Debug)]
pub enum MicError {
    /// There is no input device, or none of this name.
    NoDevice(Option<String>),
    /// The device refuses to be opened.
    Refused(String),
    /// The device's samples are of a kind that is not supported.
    Format(SampleFormat),
    /// The device's rate cannot be converted to 16 kHz.
    Rate(u32),
    /// The device stopped delivering samples.
    Stopped(String),
}

impl fmt::Display for MicError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDevice(None) => write!(out, "there is no microphone"),
            Self::NoDevice(Some(name)) => write!(out, "there is no microphone called `{name}`"),
            Self::Refused(why) => write!(out, "the microphone cannot be opened: {why}"),
            Self::Format(format) => write!(out, "the microphone delivers {format} samples"),
            Self::Rate(rate) => write!(
                out,
                "the microphone's {rate} samples a second cannot be converted"
            ),
            Self::Stopped(why) => write!(out, "the microphone stopped: {why}"),
        }
    }
}

impl std::error::Error for MicError {}

/// An open microphone, an [`AudioSource`] of 16 kHz mono samples.
pub struct Microphone {
    _stream: cpal::Stream,
    outlet: Outlet,
    converter: Converter,
    ready: VecDeque<i16>,
    errors: Receiver<cpal::Error>,
    name: String,
}

/// The input devices by name.
pub fn names() -> Vec<String> {
    cpal::default_host()
        .input_devices()
        .map(|devices| devices.filter_map(|device| name_of(&device)).collect())
        .unwrap_or_default()
}

impl Microphone {
    /// Opens the named input device, or the default one.
    ///
    /// 16 kHz is asked for first; a device that does not offer it is opened as it likes and converted.
    ///
    /// # Errors
    ///
    /// See [`MicError`].
    pub fn open(name: Option<&str>) -> Result<Self, MicError> {
        let host = cpal::default_host();
        let device = match name {
            None => host.default_input_device(),
            Some(wanted) => host.input_devices().ok().and_then(|mut devices| {
                devices.find(|device| name_of(device).as_deref() == Some(wanted))
            }),
        }
        .ok_or_else(|| MicError::NoDevice(name.map(str::to_owned)))?;
        let supported = choose(&device)?;
        let config = StreamConfig {
            buffer_size: period(&supported),
            ..supported.config()
        };
        let capacity = config.sample_rate.saturating_mul(RING_SECONDS) as usize;
        let (intake, outlet) = ring(capacity, usize::from(config.channels));
        let converter = Converter::new(config.sample_rate)?;
        let (told, errors) = channel();
        let on_error = move |error: cpal::Error| {
            if !matches!(
                error.kind(),
                ErrorKind::DeviceChanged | ErrorKind::Xrun | ErrorKind::RealtimeDenied
            ) {
                // Nobody listens any more only while the microphone is being closed.
                let _ = told.send(error);
            }
        };
        let stream = build(&device, config, supported.sample_format(), intake, on_error)?;
        stream
            .play()
            .map_err(|error| MicError::Refused(error.to_string()))?;
        Ok(Self {
            _stream: stream,
            outlet,
            converter,
            ready: VecDeque::with_capacity(RATE as usize),
            errors,
            name: name_of(&device).unwrap_or_else(|| "default".into()),
        })
    }

    /// The device's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Samples lost since it was opened, because they were not read in time.
    pub fn lost(&self) -> u64 {
        self.outlet.lost()
    }
}

impl AudioSource for Microphone {
    type Error = MicError;

    fn read(&mut self, block: &mut [i16]) -> Result<usize, MicError> {
        let asked = Instant::now();
        while self.ready.is_empty() {
            let count = self.outlet.take(self.converter.room());
            let ready = &mut self.ready;
            self.converter.push(count, |sample| ready.push_back(sample));
            if count > 0 {
                continue;
            }
            if let Ok(error) = self.errors.try_recv() {
                return Err(MicError::Stopped(error.to_string()));
            }
            if asked.elapsed() > SILENT_DEVICE {
                return Err(MicError::Stopped("no sample for five seconds".into()));
            }
            sleep(Duration::from_millis(4));
        }
        let count = block.len().min(self.ready.len());
        for (slot, sample) in block.iter_mut().zip(self.ready.drain(..count)) {
            *slot = sample;
        }
        Ok(count)
    }
}

fn name_of(device: &Device) -> Option<String> {
    device
        .description()
        .ok()
        .map(|description| description.name().to_owned())
}

/// 16 kHz 16-bit with the fewest channels where offered, else 16 kHz of any kind, else the default.
fn choose(device: &Device) -> Result<SupportedStreamConfig, MicError> {
    let refused = |error: cpal::Error| MicError::Refused(error.to_string());
    let offered = device.supported_input_configs().map_err(refused)?;
    let best = offered
        .filter_map(|range| range.try_with_sample_rate(RATE))
        .filter(|config| is_supported(config.sample_format()))
        .min_by_key(|config| {
            (
                config.sample_format() != SampleFormat::I16,
                config.channels(),
            )
        });
    match best {
        Some(config) => Ok(config),
        None => device.default_input_config().map_err(refused),
    }
}

/// About 20 ms a callback: left to itself, a sound server may collect seconds before the first one.
fn period(supported: &SupportedStreamConfig) -> BufferSize {
    match supported.buffer_size() {
        SupportedBufferSize::Range { min, max } => {
            BufferSize::Fixed((supported.sample_rate() / 50).max(*min).min(*max))
        }
        SupportedBufferSize::Unknown => BufferSize::Default,
    }
}

fn is_supported(format: SampleFormat) -> bool {
    matches!(
        format,
        SampleFormat::U8 | SampleFormat::I16 | SampleFormat::I32 | SampleFormat::F32
    )
}

fn build(
    device: &Device,
    config: StreamConfig,
    format: SampleFormat,
    mut intake: Intake,
    on_error: impl FnMut(cpal::Error) + Send + 'static,
) -> Result<cpal::Stream, MicError> {
    let stream = match format {
        SampleFormat::U8 => device.build_input_stream(
            config,
            move |data: &[u8], _| intake.take(data, |sample| (f32::from(sample) - 128.0) / 128.0),
            on_error,
            None,
        ),
        SampleFormat::I16 => device.build_input_stream(
            config,
            move |data: &[i16], _| intake.take(data, |sample| f32::from(sample) / 32_768.0),
            on_error,
            None,
        ),
        SampleFormat::I32 => device.build_input_stream(
            config,
            move |data: &[i32], _| intake.take(data, |sample| sample as f32 / 2_147_483_648.0),
            on_error,
            None,
        ),
        SampleFormat::F32 => device.build_input_stream(
            config,
            move |data: &[f32], _| intake.take(data, |sample| sample),
            on_error,
            None,
        ),
        other => return Err(MicError::Format(other)),
    };
    stream.map_err(|error| MicError::Refused(error.to_string()))
}
