//! One video that is played: where it is, what it shows, what happened. Whoever holds it moves its time on.

use crate::{Frame, FrameOrder, FrameStream, Opened, VideoError, VideoInfo, VideoLimits};

/// What happened, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum VideoEvent {
    /// The file is open: its size and its length are known.
    Loaded,
    /// It plays.
    Play,
    /// It stands.
    Pause,
    /// It stands at its beginning.
    Stop,
    /// It came to its end.
    Ended,
    /// It began anew, because it loops. The sound is to follow.
    Looped,
    /// A jump was made. The sound is to follow.
    Seeked,
    /// The position moved.
    TimeUpdate,
    /// It cannot go on yet.
    Waiting,
    /// It cannot go on at all.
    Error(VideoError),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Motion {
    /// At the beginning or the end.
    Stopped,
    Playing,
    Paused,
}

/// How far the position moves on between two [`VideoEvent::TimeUpdate`].
const TIME_UPDATE_SECONDS: f64 = 0.25 - SLACK_SECONDS;
/// Positions are sums of frame times.
const SLACK_SECONDS: f64 = 0.001;

/// A video with a position.
pub struct Player {
    stream: Option<FrameStream>,
    opened: Option<Opened>,
    failed: Option<VideoError>,
    motion: Motion,
    wants_play: bool,
    position: f64,
    frame: Option<Frame>,
    /// Changes with the frame.
    serial: u64,
    told_position: f64,
    told_waiting: bool,
    events: Vec<VideoEvent>,
    /// Begins anew at the end.
    pub looping: bool,
    /// How fast it plays.
    pub rate: f64,
    /// Where it begins, in seconds.
    pub initial_time: f64,
}

impl Default for Player {
    fn default() -> Self {
        Player {
            stream: None,
            opened: None,
            failed: None,
            motion: Motion::Stopped,
            wants_play: false,
            position: 0.0,
            frame: None,
            serial: 0,
            told_position: 0.0,
            told_waiting: false,
            events: Vec::new(),
            looping: false,
            rate: 1.0,
            initial_time: 0.0,
        }
    }
}

impl Player {
    /// Sets what is to be played; what played before is over.
    pub fn set_source(
        &mut self,
        fetch: impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static,
        limits: VideoLimits,
    ) {
        self.clear_source();
        self.stream = Some(FrameStream::start(fetch, limits, FrameOrder::Shown));
    }

    /// Sets a source that is not even tried.
    pub fn refuse_source(&mut self, error: VideoError) {
        self.clear_source();
        self.fail(error);
    }

    /// True while a thread decodes for it.
    pub fn is_open(&self) -> bool {
        self.stream.is_some()
    }

    /// Takes the source away.
    pub fn clear_source(&mut self) {
        self.stream = None;
        self.opened = None;
        self.failed = None;
        self.motion = Motion::Stopped;
        self.wants_play = false;
        self.position = 0.0;
        self.told_position = 0.0;
        self.told_waiting = false;
        self.show(None);
    }

    /// Plays, or goes on; from the beginning when it was at its end.
    pub fn play(&mut self) {
        if let Some(error) = &self.failed {
            self.events.push(VideoEvent::Error(error.clone()));
            return;
        }
        if self.opened.is_none() {
            if !self.wants_play && self.stream.is_some() {
                self.events.push(VideoEvent::Waiting);
            }
            self.wants_play = true;
            return;
        }
        if self.motion == Motion::Playing {
            return;
        }
        if self.position >= self.duration() {
            self.jump(0.0);
        }
        self.motion = Motion::Playing;
        self.events.push(VideoEvent::Play);
    }

    /// Stands still where it is.
    pub fn pause(&mut self) {
        self.wants_play = false;
        if self.motion == Motion::Playing {
            self.motion = Motion::Paused;
            self.events.push(VideoEvent::Pause);
        }
    }

    /// Stands still at the beginning.
    pub fn stop(&mut self) {
        self.wants_play = false;
        if self.opened.is_some() && (self.motion != Motion::Stopped || self.position > 0.0) {
            self.motion = Motion::Stopped;
            self.jump(0.0);
            self.events.push(VideoEvent::Stop);
        }
    }

    /// Jumps to a time in seconds; past the end is the end. Before the file is open it sets where to begin.
    pub fn seek(&mut self, seconds: f64) {
        if seconds.is_nan() {
            return;
        }
        if self.opened.is_none() {
            self.initial_time = seconds.max(0.0);
            return;
        }
        self.jump(seconds);
        self.events.push(VideoEvent::Seeked);
        self.events.push(VideoEvent::TimeUpdate);
    }

    fn jump(&mut self, seconds: f64) {
        self.position = seconds.clamp(0.0, self.duration());
        self.told_position = self.position;
        self.told_waiting = false;
        if let Some(stream) = &self.stream {
            stream.seek(self.position);
        }
    }

    /// Moves on by `elapsed` seconds of the caller's time, or to where the sound is. `wait` waits for what is not decoded yet, so
    /// that runs are equal; otherwise the last frame stays until the next one is there.
    pub fn advance(&mut self, elapsed: f64, sound: Option<f64>, wait: bool) {
        if !self.open(wait) {
            return;
        }
        if self.motion == Motion::Playing && elapsed > 0.0 {
            self.position = sound.unwrap_or(self.position + elapsed * self.rate);
            if self.position >= self.duration() - SLACK_SECONDS {
                self.come_to_end();
            } else if (self.position - self.told_position).abs() >= TIME_UPDATE_SECONDS {
                self.told_position = self.position;
                self.events.push(VideoEvent::TimeUpdate);
            }
        }
        let Some(stream) = &self.stream else { return };
        let mut taken = stream.take_for(self.position + SLACK_SECONDS, wait);
        if self.frame.is_none() && taken.frame.is_none() && stream.look(false).has_frame {
            // A video whose first picture comes late shows it from the beginning.
            taken = stream.take_next(false);
        }
        if let Some(error) = taken.error {
            self.fail(error);
        } else if taken.late && self.motion == Motion::Playing && taken.frame.is_none() {
            let ends = self.frame.as_ref().map_or(0.0, |frame| frame.end);
            if !self.told_waiting && self.position >= ends + 1.0 {
                self.told_waiting = true;
                self.events.push(VideoEvent::Waiting);
            }
        } else {
            self.told_waiting = false;
        }
        if taken.frame.is_some() {
            self.show(taken.frame);
        }
    }

    /// True when the file is open.
    fn open(&mut self, wait: bool) -> bool {
        if self.opened.is_some() {
            return true;
        }
        let Some(stream) = self.stream.as_ref().filter(|_| self.failed.is_none()) else { return false };
        match stream.opened(wait) {
            None => false,
            Some(Err(error)) => {
                self.fail(error);
                false
            }
            Some(Ok(opened)) => {
                self.opened = Some(opened);
                if self.initial_time > 0.0 {
                    self.jump(self.initial_time);
                }
                self.events.push(VideoEvent::Loaded);
                if std::mem::take(&mut self.wants_play) {
                    self.motion = Motion::Playing;
                    self.events.push(VideoEvent::Play);
                }
                true
            }
        }
    }

    fn come_to_end(&mut self) {
        if self.looping && self.duration() > 0.0 {
            self.jump(0.0);
            self.events.push(VideoEvent::Looped);
            return;
        }
        self.position = self.duration();
        self.told_position = self.position;
        self.motion = Motion::Stopped;
        self.events.push(VideoEvent::TimeUpdate);
        self.events.push(VideoEvent::Ended);
    }

    fn fail(&mut self, error: VideoError) {
        self.motion = Motion::Stopped;
        self.wants_play = false;
        self.stream = None;
        self.failed = Some(error.clone());
        self.events.push(VideoEvent::Error(error));
    }

    fn show(&mut self, frame: Option<Frame>) {
        self.frame = frame;
        self.serial += 1;
    }

    /// What happened since the last call.
    pub fn take_events(&mut self) -> Vec<VideoEvent> {
        std::mem::take(&mut self.events)
    }

    /// The frame to show.
    pub fn frame(&self) -> Option<&Frame> {
        self.frame.as_ref()
    }

    /// Another number whenever [`frame`](Self::frame) is another.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// What the file holds, once it is open.
    pub fn opened(&self) -> Option<&Opened> {
        self.opened.as_ref()
    }

    /// What the file holds, once it is open.
    pub fn info(&self) -> Option<&VideoInfo> {
        self.opened.as_ref().map(|opened| &opened.info)
    }

    /// In seconds; 0 until the file is open.
    pub fn duration(&self) -> f64 {
        self.info().map_or(0.0, |info| info.duration)
    }

    /// In seconds.
    pub fn position(&self) -> f64 {
        self.position
    }

    /// True while it moves on.
    pub fn is_playing(&self) -> bool {
        self.motion == Motion::Playing
    }

    /// True when it came to its end.
    pub fn is_ended(&self) -> bool {
        self.opened.is_some() && self.motion == Motion::Stopped && self.position >= self.duration()
    }
}
