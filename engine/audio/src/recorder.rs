//! `RecorderManager` without a microphone: what is recorded is a tone, so that a game's recording, upload and playback can be
//! tried. Time is handed in.

use std::f64::consts::TAU;

use sparrow_platform::wav_header;

/// The tone that stands for the player's voice.
const TONE_HZ: f64 = 440.0;
const TONE_LEVEL: f64 = 0.25;

/// What `start` asks for, checked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecordingOptions {
    /// Frames per second.
    pub rate_hz: u32,
    /// 1 or 2.
    pub channels: u16,
    /// Recording ends by itself after this.
    pub duration_ms: f64,
    /// A WAV file; else bare samples.
    pub is_wav: bool,
    /// Tell of every so many bytes.
    pub piece_bytes: Option<usize>,
}

/// A recording that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its length.
    pub duration_ms: f64,
    /// `wav` or `pcm`.
    pub extension: &'static str,
}

/// What the recorder tells.
#[derive(Clone, Debug, PartialEq)]
pub enum RecorderNews {
    /// A piece of `piece_bytes`, or the rest.
    Piece {
        /// 16-bit samples.
        bytes: Vec<u8>,
        /// The last of this recording.
        is_last: bool,
    },
    /// The recording is over.
    Stopped(Recording),
}

/// Why a call does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecorderError {
    /// `start` while it records.
    #[error("audio is recording, don't start record again")]
    Recording,
    /// `stop`, `pause` or `resume` without a recording.
    #[error("recorder not start")]
    NotStarted,
    /// `resume` of what is not paused, or `pause` of what is.
    #[error("recorder is in another state")]
    OtherState,
}

#[derive(Debug)]
struct Session {
    options: RecordingOptions,
    /// Until when it has recorded.
    now_ms: f64,
    recorded_ms: f64,
    frames: u64,
    data: Vec<u8>,
    told: usize,
    is_paused: bool,
}

/// One at a time.
#[derive(Debug, Default)]
pub struct Recorder {
    session: Option<Session>,
    news: Vec<RecorderNews>,
}

impl Recorder {
    /// Begins.
    pub fn start(&mut self, options: RecordingOptions, now_ms: f64) -> Result<(), RecorderError> {
        if self.session.is_some() {
            return Err(RecorderError::Recording);
        }
        let session = Session {
            options,
            now_ms,
            recorded_ms: 0.0,
            frames: 0,
            data: Vec::new(),
            told: 0,
            is_paused: false,
        };
        self.session = Some(session);
        Ok(())
    }

    /// Pauses or goes on.
    pub fn set_paused(&mut self, is_paused: bool, now_ms: f64) -> Result<(), RecorderError> {
        self.record(now_ms);
        let session = self.session.as_mut().ok_or(RecorderError::NotStarted)?;
        if session.is_paused == is_paused {
            return Err(RecorderError::OtherState);
        }
        session.is_paused = is_paused;
        Ok(())
    }

    /// Ends; [`Self::poll`] tells of the file.
    pub fn stop(&mut self, now_ms: f64) -> Result<(), RecorderError> {
        self.record(now_ms);
        let session = self.session.take();
        match session {
            Some(session) => {
                self.finish(session);
                Ok(())
            }
            // It ended by itself a moment ago.
            None if !self.news.is_empty() => Ok(()),
            None => Err(RecorderError::NotStarted),
        }
    }

    /// What happened until `now_ms`, in order.
    pub fn poll(&mut self, now_ms: f64) -> Vec<RecorderNews> {
        self.record(now_ms);
        std::mem::take(&mut self.news)
    }

    fn record(&mut self, now_ms: f64) {
        let Some(session) = &mut self.session else { return };
        let elapsed_ms = (now_ms - session.now_ms).max(0.0);
        session.now_ms = now_ms;
        if session.is_paused {
            return;
        }
        let options = session.options;
        session.recorded_ms = (session.recorded_ms + elapsed_ms).min(options.duration_ms);
        let frames = (session.recorded_ms * f64::from(options.rate_hz) / 1000.0) as u64;
        for frame in session.frames..frames {
            let phase = TAU * TONE_HZ * frame as f64 / f64::from(options.rate_hz);
            let sample = (phase.sin() * TONE_LEVEL * 32767.0).round() as i16;
            for _ in 0..options.channels {
                session.data.extend(sample.to_le_bytes());
            }
        }
        session.frames = frames;
        if let Some(size) = options.piece_bytes {
            while session.data.len() - session.told >= size {
                let bytes = session.data[session.told..session.told + size].to_vec();
                session.told += size;
                self.news.push(RecorderNews::Piece { bytes, is_last: false });
            }
        }
        if session.recorded_ms >= options.duration_ms
            && let Some(session) = self.session.take()
        {
            self.finish(session);
        }
    }

    fn finish(&mut self, session: Session) {
        let Session { options, data, told, recorded_ms, .. } = session;
        if options.piece_bytes.is_some() {
            self.news.push(RecorderNews::Piece { bytes: data[told..].to_vec(), is_last: true });
        }
        let mut bytes = Vec::new();
        if options.is_wav {
            bytes.extend(wav_header(options.rate_hz, options.channels, data.len() as u32));
        }
        bytes.extend(data);
        let extension = if options.is_wav { "wav" } else { "pcm" };
        self.news.push(RecorderNews::Stopped(Recording { bytes, duration_ms: recorded_ms, extension }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> RecordingOptions {
        RecordingOptions { rate_hz: 8000, channels: 1, duration_ms: 1000.0, is_wav: false, piece_bytes: None }
    }

    #[test]
    fn a_recording_is_as_long_as_it_was_made_without_its_pauses() {
        let mut recorder = Recorder::default();
        recorder.start(options(), 0.0).unwrap();
        assert_eq!(recorder.start(options(), 0.0), Err(RecorderError::Recording));
        recorder.set_paused(true, 100.0).unwrap();
        recorder.set_paused(false, 400.0).unwrap();
        recorder.stop(500.0).unwrap();
        let [RecorderNews::Stopped(recording)] = &recorder.poll(500.0)[..] else { panic!() };
        assert_eq!((recording.duration_ms, recording.bytes.len()), (200.0, 3200));
        assert_eq!(recorder.stop(500.0), Err(RecorderError::NotStarted));
    }

    #[test]
    fn it_ends_by_itself_and_tells_of_pieces() {
        let mut recorder = Recorder::default();
        recorder.start(RecordingOptions { piece_bytes: Some(6000), is_wav: true, ..options() }, 0.0).unwrap();
        let news = recorder.poll(5000.0);
        let sizes: Vec<_> = news
            .iter()
            .map(|news| match news {
                RecorderNews::Piece { bytes, is_last } => (bytes.len(), *is_last),
                RecorderNews::Stopped(recording) => (recording.bytes.len(), true),
            })
            .collect();
        assert_eq!(sizes, [(6000, false), (6000, false), (4000, true), (16_044, true)]);
    }
}
