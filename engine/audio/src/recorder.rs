//! `RecorderManager`: what a microphone hears, as a file and in pieces. Time is handed in; the microphone knows what came meanwhile.

use sparrow_platform::{Microphone, NullMicrophone, RecordingFormat, wav_header};

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
    /// The microphone is gone, and why; what was recorded until then follows.
    Failed(String),
}

/// Why a call does nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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
    /// The microphone cannot be used.
    #[error("{0}")]
    Microphone(String),
}

#[derive(Debug)]
struct Session {
    options: RecordingOptions,
    /// 16-bit samples.
    data: Vec<u8>,
    told: usize,
    is_paused: bool,
}

impl Session {
    fn frame_bytes(&self) -> usize {
        usize::from(self.options.channels) * 2
    }

    /// Bytes of the longest recording that was asked for.
    fn most(&self) -> usize {
        let frames = self.options.duration_ms * f64::from(self.options.rate_hz) / 1000.0;
        frames as usize * self.frame_bytes()
    }

    fn recorded_ms(&self) -> f64 {
        let frames = self.data.len() / self.frame_bytes().max(1);
        frames as f64 * 1000.0 / f64::from(self.options.rate_hz.max(1))
    }
}

/// One recording at a time.
pub struct Recorder {
    microphone: Box<dyn Microphone>,
    session: Option<Session>,
    is_hidden: bool,
    news: Vec<RecorderNews>,
}

impl Default for Recorder {
    fn default() -> Recorder {
        Recorder::new(Box::new(NullMicrophone))
    }
}

impl Recorder {
    /// Records what `microphone` hears.
    pub fn new(microphone: Box<dyn Microphone>) -> Recorder {
        Recorder { microphone, session: None, is_hidden: false, news: Vec::new() }
    }

    /// What is heard, as a clause for the developer; of use once something is recorded.
    pub fn description(&self) -> String {
        self.microphone.description()
    }

    /// Begins.
    pub fn start(&mut self, options: RecordingOptions, now_ms: f64) -> Result<(), RecorderError> {
        if self.session.is_some() {
            return Err(RecorderError::Recording);
        }
        let format = RecordingFormat { rate_hz: options.rate_hz, channels: options.channels };
        self.microphone.start(format, now_ms).map_err(RecorderError::Microphone)?;
        if self.is_hidden {
            self.microphone.set_listening(false, now_ms).map_err(RecorderError::Microphone)?;
        }
        self.session = Some(Session { options, data: Vec::new(), told: 0, is_paused: false });
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
        self.listen(now_ms);
        Ok(())
    }

    /// Nobody is recorded by a game that they do not see.
    pub fn set_hidden(&mut self, is_hidden: bool, now_ms: f64) {
        self.record(now_ms);
        self.is_hidden = is_hidden;
        self.listen(now_ms);
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

    fn listen(&mut self, now_ms: f64) {
        let Some(session) = &self.session else { return };
        let listens = !session.is_paused && !self.is_hidden;
        if let Err(reason) = self.microphone.set_listening(listens, now_ms) {
            self.fail(reason);
        }
    }

    fn record(&mut self, now_ms: f64) {
        let Some(session) = &mut self.session else { return };
        if session.is_paused || self.is_hidden {
            return;
        }
        let heard = self.microphone.read(now_ms);
        let most = session.most();
        let samples = heard.as_deref().unwrap_or_default();
        let room = most.saturating_sub(session.data.len()) / 2;
        session.data.extend(samples.iter().take(room).flat_map(|sample| sample.to_le_bytes()));
        if let Some(size) = session.options.piece_bytes {
            while session.data.len() - session.told >= size {
                let bytes = session.data[session.told..session.told + size].to_vec();
                session.told += size;
                self.news.push(RecorderNews::Piece { bytes, is_last: false });
            }
        }
        let is_over = session.data.len() >= most;
        match heard {
            Err(reason) => self.fail(reason),
            Ok(_) if is_over => {
                if let Some(session) = self.session.take() {
                    self.finish(session);
                }
            }
            Ok(_) => {}
        }
    }

    fn fail(&mut self, reason: String) {
        self.news.push(RecorderNews::Failed(reason));
        if let Some(session) = self.session.take() {
            self.finish(session);
        }
    }

    fn finish(&mut self, session: Session) {
        self.microphone.stop();
        let duration_ms = session.recorded_ms();
        let Session { options, data, told, .. } = session;
        if options.piece_bytes.is_some() {
            self.news.push(RecorderNews::Piece { bytes: data[told..].to_vec(), is_last: true });
        }
        let mut bytes = Vec::new();
        if options.is_wav {
            bytes.extend(wav_header(options.rate_hz, options.channels, data.len() as u32));
        }
        bytes.extend(data);
        let extension = if options.is_wav { "wav" } else { "pcm" };
        self.news.push(RecorderNews::Stopped(Recording { bytes, duration_ms, extension }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ToneMicrophone;

    fn recorder() -> Recorder {
        Recorder::new(Box::<ToneMicrophone>::default())
    }

    fn options() -> RecordingOptions {
        RecordingOptions { rate_hz: 8000, channels: 1, duration_ms: 1000.0, is_wav: false, piece_bytes: None }
    }

    #[test]
    fn a_recording_is_as_long_as_it_was_made_without_its_pauses() {
        let mut recorder = recorder();
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
        let mut recorder = recorder();
        recorder.start(RecordingOptions { piece_bytes: Some(6000), is_wav: true, ..options() }, 0.0).unwrap();
        let news = recorder.poll(5000.0);
        let sizes: Vec<_> = news
            .iter()
            .map(|news| match news {
                RecorderNews::Piece { bytes, is_last } => (bytes.len(), *is_last),
                RecorderNews::Stopped(recording) => (recording.bytes.len(), true),
                RecorderNews::Failed(reason) => panic!("{reason}"),
            })
            .collect();
        assert_eq!(sizes, [(6000, false), (6000, false), (4000, true), (16_044, true)]);
    }

    #[test]
    fn a_hidden_game_records_nothing() {
        let mut recorder = recorder();
        recorder.start(options(), 0.0).unwrap();
        recorder.set_hidden(true, 100.0);
        recorder.set_hidden(false, 400.0);
        recorder.stop(500.0).unwrap();
        let [RecorderNews::Stopped(recording)] = &recorder.poll(500.0)[..] else { panic!() };
        assert_eq!(recording.duration_ms, 200.0);
    }

    /// Hears a second of something, then goes away.
    struct Unplugged(u32);

    impl Microphone for Unplugged {
        fn start(&mut self, _: RecordingFormat, _: f64) -> Result<(), String> {
            Ok(())
        }
        fn read(&mut self, _: f64) -> Result<Vec<i16>, String> {
            self.0 += 1;
            if self.0 > 1 { Err("unplugged".to_owned()) } else { Ok(vec![1; 800]) }
        }
        fn set_listening(&mut self, _: bool, _: f64) -> Result<(), String> {
            Ok(())
        }
        fn stop(&mut self) {}
        fn description(&self) -> String {
            String::new()
        }
    }

    #[test]
    fn what_was_recorded_before_a_microphone_went_is_kept() {
        let mut recorder = Recorder::new(Box::new(Unplugged(0)));
        recorder.start(options(), 0.0).unwrap();
        assert_eq!(recorder.poll(16.0), []);
        let news = recorder.poll(32.0);
        let [RecorderNews::Failed(reason), RecorderNews::Stopped(recording)] = &news[..] else {
            panic!("{news:?}")
        };
        assert_eq!((reason.as_str(), recording.bytes.len()), ("unplugged", 1600));
        assert_eq!(
            Recorder::default().start(options(), 0.0),
            Err(RecorderError::Microphone("there is no microphone".to_owned()))
        );
    }
}
