//! One sound that plays: where it is, how fast, how loud.

use std::sync::{
    Arc,
    atomic::{AtomicU32, AtomicU64, Ordering},
};

use crate::{AudioError, decode::Frame, resample::Resampler, sound::Sound};

/// A change of volume and an end by hand take this long, so that they do not click: 4 ms at 48 kHz.
pub(crate) const FADE_FRAMES: usize = 192;

/// What the game's thread can see of a voice at any time.
#[derive(Debug, Default)]
pub(crate) struct VoiceStatus {
    position_bits: AtomicU64,
    serial: AtomicU32,
}

impl VoiceStatus {
    /// The position in seconds, when the voice has carried out command `serial` of its context or a later one.
    pub(crate) fn position_since(&self, serial: u32) -> Option<f64> {
        let is_done = self.serial.load(Ordering::Acquire) >= serial;
        is_done.then(|| f64::from_bits(self.position_bits.load(Ordering::Relaxed)))
    }

    fn set(&self, position: f64, serial: u32) {
        self.position_bits.store(position.to_bits(), Ordering::Relaxed);
        self.serial.store(serial, Ordering::Release);
    }
}

/// How a stretch of playing went.
#[derive(Debug, PartialEq)]
pub(crate) enum Played {
    /// There is more.
    On,
    /// The sound came to its end within the stretch.
    Ended,
    /// It cannot be decoded further.
    Failed(AudioError),
}

/// A sound in the mixer.
pub(crate) struct Voice {
    sound: Sound,
    status: Arc<VoiceStatus>,
    serial: u32,
    pub(crate) is_playing: bool,
    pub(crate) is_looping: bool,
    rate: f64,
    gain: f32,
    target_gain: f32,
    resampler: Resampler,
    chunk: Vec<Frame>,
    chunk_next: usize,
    chunk_number: u64,
    at_end: bool,
    failure: Option<AudioError>,
    /// Something of it was heard since it was last started.
    is_heard: bool,
}

/// The number of frames that follow the end of the sound.
const AFTER_END: u64 = u64::MAX;

impl Voice {
    pub(crate) fn new(sound: Sound, status: Arc<VoiceStatus>) -> Voice {
        Voice {
            sound,
            status,
            serial: 0,
            is_playing: false,
            is_looping: false,
            rate: 1.0,
            gain: 1.0,
            target_gain: 1.0,
            resampler: Resampler::default(),
            chunk: Vec::new(),
            chunk_next: 0,
            chunk_number: 0,
            at_end: true,
            failure: None,
            is_heard: false,
        }
    }

    pub(crate) fn serial(&self) -> u32 {
        self.serial
    }

    /// True when silence from now on would be a click.
    pub(crate) fn is_heard(&self) -> bool {
        self.is_playing && self.is_heard
    }

    /// The volume from now on; reached softly while it plays.
    pub(crate) fn set_volume(&mut self, volume: f32) {
        self.target_gain = volume;
        if !self.is_playing {
            self.gain = volume;
        }
    }

    /// How many times as fast, and as high.
    pub(crate) fn set_rate(&mut self, rate: f64) {
        self.rate = rate;
    }

    /// Plays, from `seconds` on or from where it was paused.
    pub(crate) fn play(&mut self, seconds: Option<f64>, serial: u32) {
        self.is_playing = true;
        self.is_heard = false;
        self.gain = self.target_gain;
        match seconds {
            Some(seconds) => self.seek(seconds, serial),
            None => self.publish(serial),
        }
    }

    /// Goes to a position.
    pub(crate) fn seek(&mut self, seconds: f64, serial: u32) {
        let frame = self.sound.frame_at(seconds);
        self.chunk.clear();
        self.chunk_next = 0;
        self.at_end = false;
        if let Err(error) = self.sound.seek(frame) {
            self.failure = Some(error);
            self.at_end = true;
        }
        self.resampler = Resampler::default();
        // The window's second frame is heard first; before it there is nothing.
        for _ in 0..3 {
            self.pull();
        }
        self.publish(serial);
    }

    /// The volume holds at once, as after a jump.
    pub(crate) fn set_gain_at_once(&mut self) {
        self.gain = self.target_gain;
    }

    /// No longer plays; what is still to be heard of it was rendered before.
    pub(crate) fn halt(&mut self, serial: u32) {
        self.is_playing = false;
        self.publish(serial);
    }

    fn publish(&mut self, serial: u32) {
        self.serial = serial;
        self.status.set(self.position(), serial);
    }

    fn position(&self) -> f64 {
        match self.resampler.number() {
            AFTER_END => self.sound.seconds(),
            number => (number as f64 + self.resampler.fraction()) / f64::from(self.sound.rate_hz()),
        }
    }

    /// One frame of the source into the window.
    fn pull(&mut self) {
        while self.chunk_next >= self.chunk.len() && !self.at_end {
            self.refill();
        }
        match self.chunk.get(self.chunk_next) {
            Some(frame) => {
                self.resampler.push(*frame, self.chunk_number + self.chunk_next as u64);
                self.chunk_next += 1;
            }
            None => self.resampler.push([0.0; 2], AFTER_END),
        }
    }

    fn refill(&mut self) {
        self.chunk_next = 0;
        match self.sound.next_chunk(&mut self.chunk) {
            Ok(Some(number)) => self.chunk_number = number,
            // A sound without frames would loop for ever in one pull.
            Ok(None) if self.is_looping && self.sound.seconds() > 0.0 => {
                if self.sound.seek(0).is_err() || !self.first_of_loop() {
                    self.at_end = true;
                }
            }
            Ok(None) => self.at_end = true,
            Err(error) => {
                self.failure = Some(error);
                self.at_end = true;
            }
        }
        if self.at_end {
            self.chunk.clear();
        }
    }

    fn first_of_loop(&mut self) -> bool {
        match self.sound.next_chunk(&mut self.chunk) {
            Ok(Some(number)) => {
                self.chunk_number = number;
                true
            }
            _ => false,
        }
    }

    /// Adds the next frames to `out`; `fade` makes them run out to silence.
    pub(crate) fn render(&mut self, out: &mut [Frame], out_rate_hz: u32, fade: bool) -> Played {
        let step = f64::from(self.sound.rate_hz()) / f64::from(out_rate_hz) * self.rate;
        let target = if fade { 0.0 } else { self.target_gain };
        let ramp_frames = FADE_FRAMES.min(out.len()).max(1);
        let ramp = (target - self.gain) / ramp_frames as f32;
        let mut played = Played::On;
        for (i, frame) in out.iter_mut().enumerate() {
            if self.resampler.number() == AFTER_END {
                played = self.failure.take().map_or(Played::Ended, Played::Failed);
                break;
            }
            let gain = if i < ramp_frames { self.gain + ramp * i as f32 } else { target };
            let [left, right] = self.resampler.value();
            frame[0] += left * gain;
            frame[1] += right * gain;
            for _ in 0..self.resampler.advance(step) {
                self.pull();
            }
        }
        self.gain = target;
        self.is_heard = true;
        // A sound that ends with the stretch ends now, not a stretch later.
        if played == Played::On && self.resampler.number() == AFTER_END {
            played = self.failure.take().map_or(Played::Ended, Played::Failed);
        }
        self.status.set(self.position(), self.serial);
        played
    }
}
