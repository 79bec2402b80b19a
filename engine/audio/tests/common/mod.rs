//! An output that keeps what it pulls, and the means to judge it.

// Each test program uses a part of it.
#![allow(dead_code, unreachable_pub)]

use std::sync::{Arc, Mutex};

use sparrow_audio::{AudioEngine, AudioError, AudioEvent, AudioId, Loading};
use sparrow_platform::{AudioOutput, AudioPull};

pub const RATE_HZ: u32 = 48_000;

#[derive(Default)]
struct Tape {
    pull: Option<AudioPull>,
    frames: Arc<Mutex<Vec<[f32; 2]>>>,
    stopped: bool,
}

impl AudioOutput for Tape {
    fn sample_rate_hz(&self) -> u32 {
        RATE_HZ
    }

    fn start(&mut self, pull: AudioPull) {
        self.pull = Some(pull);
    }

    fn advance(&mut self, frames: usize) {
        if self.stopped {
            return;
        }
        let mut samples = vec![0.0; frames * 2];
        if let Some(pull) = &mut self.pull {
            for chunk in samples.chunks_mut(1024) {
                pull(chunk);
            }
        }
        self.frames.lock().unwrap().extend(samples.as_chunks::<2>().0);
    }

    fn set_running(&mut self, running: bool) {
        self.stopped = !running;
    }

    fn name(&self) -> String {
        "tape".to_owned()
    }
}

/// An engine and what it played.
pub struct Studio {
    pub engine: AudioEngine,
    frames: Arc<Mutex<Vec<[f32; 2]>>>,
}

impl Studio {
    pub fn new() -> Studio {
        let tape = Tape::default();
        let frames = Arc::clone(&tape.frames);
        Studio { engine: AudioEngine::new(Box::new(tape), Loading::Immediate), frames }
    }

    /// A context with a source.
    pub fn load(&mut self, bytes: &[u8]) -> AudioId {
        let id = self.engine.create();
        self.set_source(id, bytes);
        id
    }

    pub fn set_source(&mut self, id: AudioId, bytes: &[u8]) {
        let bytes = bytes.to_vec();
        self.engine.set_source(id, move || Ok(bytes));
    }

    /// Plays on and gives what is heard.
    pub fn play_on(&mut self, ms: f64) -> Vec<[f32; 2]> {
        self.frames.lock().unwrap().clear();
        self.engine.advance(ms);
        std::mem::take(&mut *self.frames.lock().unwrap())
    }

    /// The names of the events, `timeUpdate` left out.
    pub fn events(&mut self) -> Vec<String> {
        let events = self.engine.poll_events();
        events.iter().filter(|(_, e)| *e != AudioEvent::TimeUpdate).map(|(id, e)| name(*id, e)).collect()
    }

    pub fn error(&mut self) -> AudioError {
        let events = self.engine.poll_events();
        let error = events.iter().find_map(|(_, event)| match event {
            AudioEvent::Error(error) => Some(error.clone()),
            _ => None,
        });
        error.unwrap_or_else(|| panic!("no error in {events:?}"))
    }
}

fn name(id: AudioId, event: &AudioEvent) -> String {
    match event {
        AudioEvent::Error(error) => format!("{} error {}", id.0, error.code.number()),
        event => format!("{} {event:?}", id.0).to_lowercase(),
    }
}

/// A 16-bit WAV file of any channels.
pub fn wav(rate_hz: u32, channels: u16, samples: impl IntoIterator<Item = f32>) -> Vec<u8> {
    let data: Vec<u8> =
        samples.into_iter().flat_map(|s| ((s * 32767.0).round() as i16).to_le_bytes()).collect();
    let mut bytes = Vec::new();
    bytes.extend(b"RIFF");
    bytes.extend((36 + data.len() as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate_hz.to_le_bytes());
    bytes.extend((rate_hz * u32::from(channels) * 2).to_le_bytes());
    bytes.extend((channels * 2).to_le_bytes());
    bytes.extend(16_u16.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    bytes
}

/// A sine in mono.
pub fn sine(rate_hz: u32, hz: f32, level: f32, seconds: f32) -> Vec<u8> {
    let count = (rate_hz as f32 * seconds).round() as u32;
    wav(
        rate_hz,
        1,
        (0..count).map(|i| level * (std::f32::consts::TAU * hz * i as f32 / rate_hz as f32).sin()),
    )
}

/// The amplitude of a frequency on one side (0 left, 1 right), by a windowed correlation.
pub fn level(frames: &[[f32; 2]], side: usize, hz: f64) -> f64 {
    let n = frames.len() as f64;
    let (mut re, mut im, mut weight) = (0.0, 0.0, 0.0);
    for (i, frame) in frames.iter().enumerate() {
        let window = 0.5 - 0.5 * (std::f64::consts::TAU * i as f64 / n).cos();
        let (sin, cos) = (std::f64::consts::TAU * hz * i as f64 / f64::from(RATE_HZ)).sin_cos();
        re += f64::from(frame[side]) * window * cos;
        im += f64::from(frame[side]) * window * sin;
        weight += window;
    }
    2.0 * re.hypot(im) / weight
}

pub fn peak(frames: &[[f32; 2]]) -> f32 {
    frames.as_flattened().iter().fold(0.0, |peak, s| peak.max(s.abs()))
}

pub fn sound(name: &str) -> Vec<u8> {
    // As it is now: another clone with the same CARGO_TARGET_DIR may have built this.
    let here = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let path = format!("{here}/tests/sounds/{name}");
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
