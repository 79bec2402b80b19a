//! The sound of one video: a sound of the mixer that nobody but the video hears of.

use sparrow_audio::{AudioEngine, AudioEvent, AudioId};
use sparrow_video::{Player, Sound};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// There is none, or it cannot be played.
    #[default]
    None,
    Loading,
    Ready,
    /// It is shorter than the video, and over.
    Over,
}

pub(super) struct VideoSound {
    id: Option<AudioId>,
    stage: Stage,
    /// What the mixer was told last.
    plays: bool,
    volume: f64,
    rate: f64,
    failure: Option<String>,
}

impl Default for VideoSound {
    fn default() -> Self {
        VideoSound { id: None, stage: Stage::None, plays: false, volume: 1.0, rate: 1.0, failure: None }
    }
}

impl VideoSound {
    /// The file is open. Says why there is no sound where there should be some.
    pub(super) fn begin(&mut self, player: &Player, audio: &mut AudioEngine) -> Option<String> {
        let opened = player.opened()?;
        match &opened.info.sound {
            Sound::None => return None,
            Sound::Other(codec) => return Some(format!("sound of the codec {codec} is not played here")),
            Sound::Mpeg4 => {}
        }
        let id = audio.create();
        self.id = Some(id);
        self.stage = Stage::Loading;
        audio.set_volume(id, self.volume);
        audio.set_playback_rate(id, self.rate);
        let bytes = opened.bytes.clone();
        audio.set_source(id, move || Ok(bytes.to_vec()));
        None
    }

    /// The file is closed.
    pub(super) fn end(&mut self, audio: &mut AudioEngine) {
        if let Some(id) = self.id.take() {
            audio.destroy(id);
        }
        self.stage = Stage::None;
        self.plays = false;
    }

    pub(super) fn is_loading(&self) -> bool {
        self.stage == Stage::Loading
    }

    /// Where it is, while it leads.
    pub(super) fn position(&self, player: &Player, audio: &AudioEngine) -> Option<f64> {
        let id = self.id.filter(|_| self.stage == Stage::Ready && self.plays && player.is_playing())?;
        Some(audio.current_time(id))
    }

    pub(super) fn set_volume(&mut self, volume: f64, audio: &mut AudioEngine) {
        self.volume = volume;
        if let Some(id) = self.id {
            audio.set_volume(id, volume);
        }
    }

    pub(super) fn set_rate(&mut self, rate: f64, audio: &mut AudioEngine) {
        self.rate = rate;
        if let Some(id) = self.id {
            audio.set_playback_rate(id, rate);
        }
    }

    /// The video jumped.
    pub(super) fn seek(&mut self, player: &Player, audio: &mut AudioEngine) {
        let Some(id) = self.id else { return };
        if self.stage == Stage::Over {
            self.stage = Stage::Ready;
            self.plays = false;
        }
        audio.seek(id, player.position());
    }

    /// Plays when the video does.
    pub(super) fn follow(&mut self, player: &Player, audio: &mut AudioEngine) {
        let Some(id) = self.id.filter(|_| self.stage == Stage::Ready) else { return };
        let plays = player.is_playing();
        if plays == self.plays {
            return;
        }
        self.plays = plays;
        if plays {
            audio.seek(id, player.position());
            audio.play(id);
        } else {
            audio.pause(id);
        }
    }

    /// True when it is about this sound.
    pub(super) fn take_event(&mut self, id: AudioId, event: &AudioEvent) -> bool {
        if self.id != Some(id) {
            return false;
        }
        match event {
            AudioEvent::CanPlay => self.stage = Stage::Ready,
            AudioEvent::Ended => {
                self.stage = Stage::Over;
                self.plays = false;
            }
            AudioEvent::Error(error) => {
                self.stage = Stage::None;
                self.failure = Some(format!("its sound cannot be played: {}", error.message));
            }
            _ => {}
        }
        true
    }

    pub(super) fn take_failure(&mut self) -> Option<String> {
        self.failure.take()
    }
}
