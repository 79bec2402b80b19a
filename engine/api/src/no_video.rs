//! What stands where video is not built in: no video at all. An embedder may still answer `Video.create` and its kin.

use crate::{graphics::Graphics, host::Host, video_view::VideoView};
use sparrow_audio::{AudioEngine, AudioEvent, AudioId};

/// No videos.
#[derive(Default)]
pub struct Videos;

impl Videos {
    /// None.
    pub fn new(_: bool) -> Videos {
        Videos
    }

    /// No sound is one of a video.
    pub fn take_sound_event(&mut self, _: AudioId, _: &AudioEvent) -> bool {
        false
    }

    /// Nothing plays.
    pub fn hide(&mut self, _: &mut AudioEngine) {}

    /// Nothing is shown.
    pub fn views(&mut self, _: &mut Graphics) -> Vec<VideoView> {
        Vec::new()
    }

    /// Nothing is touched.
    pub fn toggle(&mut self, _: u32) {}

    /// Nothing is touched.
    pub fn jump_to(&mut self, _: u32, _: f64) {}
}

impl Host {
    /// Nothing moves on.
    pub fn poll_videos(&self, _: f64) {}
}
