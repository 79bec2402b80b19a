//! The default input device through cpal, which rodio brings along.

use rodio::{
    CpalErrorKind,
    cpal::{
        BufferSize, Device, Error, FromSample, InputCallbackInfo, Sample, SampleFormat, SizedSample, Stream,
        StreamConfig,
        traits::{DeviceTrait, HostTrait, StreamTrait},
    },
};
use sparrow_platform::{NoInput, RecordingFormat, SoundInput};
use std::sync::{Arc, Mutex, PoisonError};

/// Sound that nobody fetched; a game that stands so long has missed the rest. In seconds.
const MAX_WAIT_SECONDS: usize = 10;

/// The system's default microphone.
#[derive(Default)]
pub(super) struct CpalInput {
    name: String,
    open: Option<Open>,
}

struct Open {
    heard: Arc<Mutex<Heard>>,
    /// Listens as long as it is there.
    _stream: Stream,
}

#[derive(Default)]
struct Heard {
    samples: Vec<f32>,
    most: usize,
    lost: Option<String>,
}

impl SoundInput for CpalInput {
    fn open(&mut self, wanted: RecordingFormat) -> Result<RecordingFormat, NoInput> {
        self.open = None;
        // Without a sound card libasound writes a page of complaints to the terminal.
        #[cfg(target_os = "linux")]
        let _quiet = alsa::Output::local_error_handler();

        let absent = || NoInput::Absent("this machine has no input device".to_owned());
        let device = rodio::cpal::default_host().default_input_device().ok_or_else(absent)?;
        self.name = device.description().map_or_else(|_| "default".to_owned(), |d| d.name().to_owned());
        let failed = |error: &Error| {
            let text = format!("{}: {error}", self.name);
            match error.kind() {
                CpalErrorKind::DeviceNotAvailable | CpalErrorKind::HostUnavailable => NoInput::Absent(text),
                _ => NoInput::Failed(text),
            }
        };
        let (config, samples) = config(&device, wanted).map_err(|e| failed(&e))?;
        let format = RecordingFormat { rate_hz: config.sample_rate, channels: config.channels };
        let most = config.sample_rate as usize * usize::from(config.channels) * MAX_WAIT_SECONDS;
        let heard = Arc::new(Mutex::new(Heard { most, ..Heard::default() }));
        let stream = listen(&device, config, samples, &heard).map_err(|e| failed(&e))?;
        stream.play().map_err(|e| failed(&e))?;
        self.open = Some(Open { heard, _stream: stream });
        Ok(format)
    }

    fn read(&mut self, samples: &mut Vec<f32>) -> Result<(), String> {
        let Some(open) = &self.open else { return Ok(()) };
        let mut heard = open.heard.lock().unwrap_or_else(PoisonError::into_inner);
        samples.append(&mut heard.samples);
        heard.lost.clone().map_or(Ok(()), Err)
    }

    fn close(&mut self) {
        self.open = None;
    }

    fn name(&self) -> String {
        self.name.clone()
    }
}

/// The wanted format, where the device has it; else its usual one.
fn config(device: &Device, wanted: RecordingFormat) -> Result<(StreamConfig, SampleFormat), Error> {
    let usual = device.default_input_config()?;
    let fits = device.supported_input_configs().ok().and_then(|configs| {
        configs
            .filter(|range| range.channels() == wanted.channels && is_known(range.sample_format()))
            .filter_map(|range| range.try_with_sample_rate(wanted.rate_hz))
            .max_by_key(|config| config.sample_format() == usual.sample_format())
    });
    let config = fits.unwrap_or(usual);
    let samples = config.sample_format();
    Ok((StreamConfig { buffer_size: BufferSize::Default, ..config.config() }, samples))
}

fn is_known(samples: SampleFormat) -> bool {
    use SampleFormat as F;
    matches!(samples, F::I8 | F::I16 | F::I32 | F::U8 | F::U16 | F::U32 | F::F32 | F::F64)
}

fn listen(
    device: &Device,
    config: StreamConfig,
    samples: SampleFormat,
    heard: &Arc<Mutex<Heard>>,
) -> Result<Stream, Error> {
    match samples {
        SampleFormat::I8 => listen_as::<i8>(device, config, heard),
        SampleFormat::I16 => listen_as::<i16>(device, config, heard),
        SampleFormat::I32 => listen_as::<i32>(device, config, heard),
        SampleFormat::U8 => listen_as::<u8>(device, config, heard),
        SampleFormat::U16 => listen_as::<u16>(device, config, heard),
        SampleFormat::U32 => listen_as::<u32>(device, config, heard),
        SampleFormat::F64 => listen_as::<f64>(device, config, heard),
        // What is none of these is refused by the device with its own words.
        _ => listen_as::<f32>(device, config, heard),
    }
}

fn listen_as<S>(device: &Device, config: StreamConfig, heard: &Arc<Mutex<Heard>>) -> Result<Stream, Error>
where
    S: SizedSample,
    f32: FromSample<S>,
{
    let (hears, fails) = (heard.clone(), heard.clone());
    let hear = move |data: &[S], _: &InputCallbackInfo| {
        let mut heard = hears.lock().unwrap_or_else(PoisonError::into_inner);
        heard.take(data.iter().map(|sample| f32::from_sample(*sample)));
    };
    let fail = move |error: Error| {
        if super::device::is_fatal(error.kind()) {
            fails.lock().unwrap_or_else(PoisonError::into_inner).lost = Some(error.to_string());
        }
    };
    device.build_input_stream(config, hear, fail, None)
}

impl Heard {
    /// On the device's thread.
    fn take(&mut self, samples: impl ExactSizeIterator<Item = f32>) {
        if self.samples.len() + samples.len() <= self.most {
            self.samples.extend(samples);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_fetches_is_bounded() {
        let mut heard = Heard { most: 5, ..Heard::default() };
        heard.take([1.0, 2.0, 3.0].into_iter());
        heard.take([4.0, 5.0, 6.0].into_iter());
        heard.take([7.0, 8.0].into_iter());
        assert_eq!(heard.samples, [1.0, 2.0, 3.0, 7.0, 8.0]);
    }
}
