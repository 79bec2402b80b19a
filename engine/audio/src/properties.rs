//! The properties of a context: what is set, and what is answered at once.

use crate::{
    AudioEngine, AudioId,
    context::{Context, Load, Motion},
    mixer::Command,
};

/// The platform's bounds of `playbackRate`.
const MIN_RATE: f64 = 0.5;
const MAX_RATE: f64 = 2.0;

/// The setters take what a game gives: what is out of bounds is clamped, what is no number is ignored. The getters of a
/// context that was destroyed give the defaults.
impl AudioEngine {
    /// Sets `volume`, clamped to 0..=1.
    pub fn set_volume(&mut self, id: AudioId, volume: f64) {
        if let Some(context) = self.contexts.get_mut(&id).filter(|_| !volume.is_nan()) {
            context.volume = volume.clamp(0.0, 1.0) as f32;
            let volume = context.volume;
            self.send(Command::Volume(id, volume));
        }
    }

    /// `volume`.
    pub fn volume(&self, id: AudioId) -> f64 {
        self.contexts.get(&id).map_or(1.0, |c| f64::from(c.volume))
    }

    /// Sets `loop`.
    pub fn set_loop(&mut self, id: AudioId, is_looping: bool) {
        if let Some(context) = self.contexts.get_mut(&id) {
            context.is_looping = is_looping;
            self.send(Command::Loop(id, is_looping));
        }
    }

    /// `loop`.
    pub fn is_loop(&self, id: AudioId) -> bool {
        self.contexts.get(&id).is_some_and(|c| c.is_looping)
    }

    /// Sets `playbackRate`, clamped to 0.5..=2. The pitch follows the rate.
    pub fn set_playback_rate(&mut self, id: AudioId, rate: f64) {
        if let Some(context) = self.contexts.get_mut(&id).filter(|_| !rate.is_nan()) {
            context.rate = rate.clamp(MIN_RATE, MAX_RATE);
            let rate = context.rate;
            self.send(Command::Rate(id, rate));
        }
    }

    /// `playbackRate`.
    pub fn playback_rate(&self, id: AudioId) -> f64 {
        self.contexts.get(&id).map_or(1.0, |c| c.rate)
    }

    /// Sets `startTime` in seconds: where a start after a stop begins.
    pub fn set_start_time(&mut self, id: AudioId, seconds: f64) {
        if let Some(context) = self.contexts.get_mut(&id).filter(|_| seconds.is_finite()) {
            context.start_time = seconds.max(0.0);
        }
    }

    /// `startTime`.
    pub fn start_time(&self, id: AudioId) -> f64 {
        self.contexts.get(&id).map_or(0.0, |c| c.start_time)
    }

    /// Sets `autoplay`; true starts a source that is loaded or loading.
    pub fn set_autoplay(&mut self, id: AudioId, autoplay: bool) {
        let Some(context) = self.contexts.get_mut(&id) else { return };
        let is_new = autoplay && !context.autoplay;
        context.autoplay = autoplay;
        match context.load {
            Load::Loading => context.wants_play |= is_new,
            Load::Ready(_) if is_new && context.motion == Motion::Stopped => self.start(id),
            _ => {}
        }
    }

    /// `autoplay`.
    pub fn autoplay(&self, id: AudioId) -> bool {
        self.contexts.get(&id).is_some_and(|c| c.autoplay)
    }

    /// `duration` in seconds; 0 until the source is loaded.
    pub fn duration(&self, id: AudioId) -> f64 {
        self.contexts.get(&id).map_or(0.0, Context::duration)
    }

    /// `currentTime` in seconds.
    pub fn current_time(&self, id: AudioId) -> f64 {
        self.contexts.get(&id).map_or(0.0, Context::position)
    }

    /// `buffered` in seconds: a source is loaded as a whole.
    pub fn buffered(&self, id: AudioId) -> f64 {
        self.duration(id)
    }

    /// `paused`: true unless it plays or waits to.
    pub fn is_paused(&self, id: AudioId) -> bool {
        self.contexts.get(&id).is_none_or(|c| c.motion != Motion::Playing && !c.wants_play)
    }
}
