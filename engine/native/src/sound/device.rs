//! The default output device through rodio.

use std::{
    error::Error,
    num::NonZero,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rodio::{
    ChannelCount, DeviceSinkBuilder, MixerDeviceSink, SampleRate, Source,
    cpal::{
        BufferSize,
        traits::{DeviceTrait, HostTrait},
    },
};
use sparrow_platform::{AudioOutput, AudioPull};

use super::NoSound;

/// Stereo frames that are asked for at once: 5 ms at 48 kHz, so that a start or a stop is heard soon.
const CHUNK_FRAMES: usize = 256;

/// How long the device's buffer is. Games answer a touch with sound; 20 ms is not heard as late.
const BUFFER_MS: u32 = 20;

const STEREO: ChannelCount = NonZero::new(2).unwrap();

/// The system's default output device. While it is stopped the device stays open and plays silence. When it goes away
/// the game goes on in silence: [`AudioOutput::advance`] pulls in its place, so that sounds still come to their end.
pub struct RodioOutput {
    sink: MixerDeviceSink,
    name: String,
    pull: Option<SharedPull>,
    running: Arc<AtomicBool>,
    lost: Arc<AtomicBool>,
}

/// The device's thread takes the lock alone until the device is lost.
type SharedPull = Arc<Mutex<AudioPull>>;

impl RodioOutput {
    /// Opens the device and plays silence.
    pub fn open() -> Result<RodioOutput, NoSound> {
        // Without a sound card libasound writes a page of complaints to the terminal; one sentence of ours is enough.
        #[cfg(target_os = "linux")]
        let _quiet = alsa::Output::local_error_handler();

        let device = rodio::cpal::default_host()
            .default_output_device()
            .ok_or_else(|| NoSound("this machine has no sound device".to_owned()))?;
        let name = device.description().map_or_else(|_| "default".to_owned(), |d| d.name().to_owned());
        let lost = Arc::new(AtomicBool::new(false));
        let tell = {
            let lost = Arc::clone(&lost);
            move |error: rodio::cpal::Error| {
                if is_fatal(error.kind()) {
                    lost.store(true, Ordering::Relaxed);
                }
            }
        };
        let rate_hz = device.default_output_config().map_or(48_000, |config| config.sample_rate());
        let builder = DeviceSinkBuilder::from_device(device).map_err(|e| no_sound(&name, &e))?;
        let frames = (rate_hz * BUFFER_MS / 1000).next_power_of_two();
        let sink = builder
            .with_buffer_size(BufferSize::Fixed(frames))
            .with_error_callback(tell)
            .open_sink_or_fallback();
        let mut sink = sink.map_err(|e| no_sound(&name, &e))?;
        sink.log_on_drop(false);
        Ok(RodioOutput { sink, name, pull: None, running: Arc::new(AtomicBool::new(true)), lost })
    }

    /// True when the device went away since it was opened, such as a headset that was unplugged.
    pub fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }
}

/// False for what the device gets over by itself.
pub(super) fn is_fatal(kind: rodio::CpalErrorKind) -> bool {
    use rodio::CpalErrorKind as Kind;
    !matches!(kind, Kind::Xrun | Kind::DeviceChanged | Kind::DeviceBusy | Kind::RealtimeDenied)
}

fn no_sound(name: &str, error: &dyn Error) -> NoSound {
    let mut text = format!("the sound device ({name}) cannot be opened: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    NoSound(text)
}

impl AudioOutput for RodioOutput {
    fn sample_rate_hz(&self) -> u32 {
        self.sink.config().sample_rate().get()
    }

    fn start(&mut self, pull: AudioPull) {
        let pull = Arc::new(Mutex::new(pull));
        self.pull = Some(Arc::clone(&pull));
        self.sink.mixer().add(PullSource {
            pull,
            lost: Arc::clone(&self.lost),
            rate: self.sink.config().sample_rate(),
            running: Arc::clone(&self.running),
            chunk: vec![0.0; CHUNK_FRAMES * 2],
            next: CHUNK_FRAMES * 2,
        });
    }

    fn advance(&mut self, mut frames: usize) {
        // A device's own clock pulls.
        if !self.is_lost() || !self.running.load(Ordering::Relaxed) {
            return;
        }
        let Some(pull) = &self.pull else { return };
        let mut pull = pull.lock().unwrap_or_else(|e| e.into_inner());
        let mut unheard = [0.0; CHUNK_FRAMES * 2];
        while frames > 0 {
            let n = frames.min(CHUNK_FRAMES);
            pull(&mut unheard[..n * 2]);
            frames -= n;
        }
    }

    fn set_running(&mut self, running: bool) {
        self.running.store(running, Ordering::Relaxed);
    }

    fn name(&self) -> String {
        self.name.clone()
    }
}

/// Our mixer as an endless source of rodio.
struct PullSource {
    pull: SharedPull,
    lost: Arc<AtomicBool>,
    rate: SampleRate,
    running: Arc<AtomicBool>,
    chunk: Vec<f32>,
    next: usize,
}

impl Iterator for PullSource {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if self.next >= self.chunk.len() {
            self.next = 0;
            let is_heard = self.running.load(Ordering::Relaxed) && !self.lost.load(Ordering::Relaxed);
            if is_heard {
                let mut pull = self.pull.lock().unwrap_or_else(|e| e.into_inner());
                pull(&mut self.chunk);
            } else {
                self.chunk.fill(0.0);
            }
        }
        let sample = self.chunk[self.next];
        self.next += 1;
        Some(sample)
    }
}

impl Source for PullSource {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        STEREO
    }

    fn sample_rate(&self) -> SampleRate {
        self.rate
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_pulls_in_chunks_and_is_silent_while_stopped() {
        let running = Arc::new(AtomicBool::new(true));
        let mut count = 0.0;
        let mut source = PullSource {
            pull: Arc::new(Mutex::new(Box::new(move |out: &mut [f32]| {
                count += 1.0;
                out.fill(count);
            }))),
            lost: Arc::default(),
            rate: NonZero::new(48_000).unwrap(),
            running: Arc::clone(&running),
            chunk: vec![0.0; 8],
            next: 8,
        };
        let mut take = |n| source.by_ref().take(n).collect::<Vec<f32>>();
        assert_eq!(take(9), [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0]);
        running.store(false, Ordering::Relaxed);
        assert_eq!(take(9), [2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 0.0, 0.0]);
        running.store(true, Ordering::Relaxed);
        assert_eq!(take(7), [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0]);
    }
}
