//! The default output device through rodio.

use std::{
    error::Error,
    num::NonZero,
    sync::{
        Arc,
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

/// The system's default output device. While it is stopped the device stays open and plays silence.
pub struct RodioOutput {
    sink: MixerDeviceSink,
    name: String,
    running: Arc<AtomicBool>,
    failed: Arc<AtomicBool>,
}

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
        let failed = Arc::new(AtomicBool::new(false));
        let tell = || {
            let failed = Arc::clone(&failed);
            move |_: rodio::cpal::Error| failed.store(true, Ordering::Relaxed)
        };
        let rate_hz = device.default_output_config().map_or(48_000, |config| config.sample_rate());
        let builder = DeviceSinkBuilder::from_device(device).map_err(|e| no_sound(&name, &e))?;
        let frames = (rate_hz * BUFFER_MS / 1000).next_power_of_two();
        let sink = builder
            .with_buffer_size(BufferSize::Fixed(frames))
            .with_error_callback(tell())
            .open_sink_or_fallback();
        let mut sink = sink.map_err(|e| no_sound(&name, &e))?;
        sink.log_on_drop(false);
        Ok(RodioOutput { sink, name, running: Arc::new(AtomicBool::new(true)), failed })
    }

    /// True when the device reported an error since it was opened, such as being unplugged.
    pub fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }
}

fn no_sound(name: &str, error: &dyn Error) -> NoSound {
    let mut text = format!("the sound device {name} cannot be opened: {error}");
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
        self.sink.mixer().add(PullSource {
            pull,
            rate: self.sink.config().sample_rate(),
            running: Arc::clone(&self.running),
            chunk: vec![0.0; CHUNK_FRAMES * 2],
            next: CHUNK_FRAMES * 2,
        });
    }

    fn advance(&mut self, _frames: usize) {
        // The device's own clock pulls.
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
    pull: AudioPull,
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
            if self.running.load(Ordering::Relaxed) {
                (self.pull)(&mut self.chunk);
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
            pull: Box::new(move |out| {
                count += 1.0;
                out.fill(count);
            }),
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
