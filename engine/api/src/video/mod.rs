//! The videos and video decoders of a game: each has a player of `sparrow-video`, a sound of `sparrow-audio`, and a place.
//!
//! The sound leads: while it is heard, the picture goes where it is. Nothing here waits in real time; with virtual time a frame is
//! waited for, so that runs are equal.

mod decoder;
mod sound;

use crate::{
    data_url,
    event::HostEvent,
    graphics::Graphics,
    host::Host,
    video_view::{ObjectFit, VideoControls, VideoView},
};
use ciborium::Value;
use decoder::Decoder;
pub(crate) use decoder::FrameData;
use sound::VideoSound;
use sparrow_audio::{AudioEngine, AudioEvent, AudioId};
use sparrow_base::{ImageId, PixelBuffer, PixelSize, Premul, kurbo::Rect};
use sparrow_platform::LogLevel;
use sparrow_video::{FrameOrder, Player, VideoError, VideoErrorKind, VideoEvent, VideoLimits};
use std::{collections::BTreeMap, sync::Arc};

/// Videos and decoders of a game that have a file at a time: each has a thread and some pictures.
const MAX_OPEN: usize = 16;
/// Objects of both kinds.
const MAX_OBJECTS: usize = 256;

/// Where a video stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    pub(crate) rect: Rect,
    pub(crate) fullscreen: bool,
    pub(crate) under: bool,
    pub(crate) fit: ObjectFit,
    pub(crate) background: String,
    pub(crate) bar: bool,
    pub(crate) progress: bool,
    pub(crate) center: bool,
}

#[derive(Default)]
struct Video {
    player: Player,
    sound: VideoSound,
    /// `None`: it is not shown of itself.
    place: Option<Place>,
    poster: Option<(ImageId, PixelSize)>,
    /// The frame as Canvas 2D draws it, by the player's serial.
    image: Option<(u64, ImageId)>,
    remote: bool,
}

/// All of a game.
#[derive(Default)]
pub struct Videos {
    videos: BTreeMap<u32, Video>,
    decoders: BTreeMap<u32, Decoder>,
    last_id: u32,
    /// With virtual time a frame waits for its pictures.
    wait: bool,
    /// Of objects that the game has dropped.
    dropped: Vec<u32>,
    events: Vec<HostEvent>,
}

impl Videos {
    /// `wait`: frames wait for their pictures.
    pub fn new(wait: bool) -> Videos {
        Videos { wait, ..Videos::default() }
    }

    fn next_id(&mut self) -> Result<u32, String> {
        if self.videos.len() + self.decoders.len() >= MAX_OBJECTS {
            return Err(format!("there are {MAX_OBJECTS} videos already"));
        }
        self.last_id += 1;
        Ok(self.last_id)
    }

    pub(crate) fn create(&mut self) -> Result<u32, String> {
        let id = self.next_id()?;
        self.videos.insert(id, Video::default());
        Ok(id)
    }

    /// The object of a video was collected.
    pub(crate) fn drop_later(&mut self, id: u32) {
        self.dropped.push(id);
    }

    pub(crate) fn destroy(&mut self, id: u32, audio: &mut AudioEngine, graphics: &mut Graphics) {
        self.decoders.remove(&id);
        let Some(mut video) = self.videos.remove(&id) else { return };
        video.sound.end(audio);
        if let Some((_, image)) = video.image {
            graphics.canvases.drop_image(image);
        }
    }

    pub(crate) fn player(&mut self, id: u32) -> Option<&mut Player> {
        self.videos.get_mut(&id).map(|video| &mut video.player)
    }

    /// Why no other file can be opened.
    fn full(&self, but: u32) -> Option<String> {
        let videos = self.videos.iter().filter(|(id, video)| **id != but && video.player.is_open()).count();
        let decoders = self.decoders.iter().filter(|(id, decoder)| **id != but && decoder.has_file()).count();
        (videos + decoders >= MAX_OPEN).then(|| format!("{MAX_OPEN} videos are open already"))
    }

    pub(crate) fn set_source(&mut self, id: u32, host: &Host, src: String) {
        let full = self.full(id);
        let Some(video) = self.videos.get_mut(&id) else { return };
        video.sound.end(&mut host.audio.borrow_mut());
        video.remote = data_url::remote_url(&src).is_some();
        if src.is_empty() {
            video.player.clear_source();
        } else if let Some(reason) = full {
            video.player.refuse_source(VideoError::unsupported(reason));
        } else {
            video.player.set_source(fetch(host, src), VideoLimits::default());
        }
    }

    pub(crate) fn set_volume(&mut self, id: u32, volume: f64, audio: &mut AudioEngine) {
        if let Some(video) = self.videos.get_mut(&id) {
            video.sound.set_volume(volume, audio);
        }
    }

    pub(crate) fn set_rate(&mut self, id: u32, rate: f64, audio: &mut AudioEngine) {
        if let Some(video) = self.videos.get_mut(&id).filter(|_| rate.is_finite() && rate > 0.0) {
            video.player.rate = rate;
            video.sound.set_rate(rate, audio);
        }
    }

    pub(crate) fn set_place(&mut self, id: u32, place: Option<Place>) {
        if let Some(video) = self.videos.get_mut(&id) {
            video.place = place;
        }
    }

    /// The image's owner keeps it.
    pub(crate) fn set_poster(&mut self, id: u32, poster: Option<(ImageId, PixelSize)>) {
        if let Some(video) = self.videos.get_mut(&id) {
            video.poster = poster;
        }
    }

    /// The frame as Canvas 2D draws it.
    pub(crate) fn drawable(&mut self, id: u32, graphics: &mut Graphics) -> Option<ImageId> {
        self.videos.get_mut(&id)?.drawable(graphics)
    }

    /// The frame as it is. Opaque.
    pub(crate) fn pixels(&self, id: u32) -> Option<Arc<PixelBuffer<Premul>>> {
        Some(self.videos.get(&id)?.player.frame()?.pixels.clone())
    }

    /// Of the pictures, once it is known.
    pub(crate) fn size(&self, id: u32) -> PixelSize {
        let info = self.videos.get(&id).and_then(|video| video.player.info());
        info.map_or(PixelSize::new(0, 0), |info| info.size)
    }

    /// True when the sound is one of a video: nobody else hears of it.
    pub fn take_sound_event(&mut self, id: AudioId, event: &AudioEvent) -> bool {
        self.videos.values_mut().any(|video| video.sound.take_event(id, event))
    }

    /// The game is hidden: everything stands.
    pub fn hide(&mut self, audio: &mut AudioEngine) {
        for video in self.videos.values_mut() {
            video.player.pause();
            video.sound.follow(&video.player, audio);
        }
    }

    /// What the runtime is to draw, in the order in which it was made.
    pub fn views(&mut self, graphics: &mut Graphics) -> Vec<VideoView> {
        let mut views = Vec::new();
        for (&id, video) in &mut self.videos {
            let Some(place) = video.place.clone() else { continue };
            let controls = VideoControls {
                bar: place.bar,
                progress: place.progress,
                center: place.center,
                playing: video.player.is_playing(),
                position: video.player.position(),
                duration: video.player.duration(),
            };
            // The poster stands until it is played for the first time.
            let untouched = !video.player.is_playing() && video.player.position() == 0.0;
            let size = video.player.frame().map(|frame| frame.pixels.size());
            let picture = match video.poster.filter(|_| untouched) {
                Some(poster) => Some(poster),
                None => video.drawable(graphics).zip(size),
            };
            views.push(VideoView {
                id,
                rect: place.rect,
                fullscreen: place.fullscreen,
                under: place.under,
                fit: place.fit,
                background: place.background,
                picture,
                controls,
            });
        }
        views
    }

    /// The user touched the button.
    pub fn toggle(&mut self, id: u32) {
        if let Some(player) = self.player(id) {
            if player.is_playing() { player.pause() } else { player.play() }
        }
    }

    /// The user touched the line of time, at a part of its length.
    pub fn jump_to(&mut self, id: u32, part: f64) {
        if let Some(player) = self.player(id).filter(|player| player.duration() > 0.0) {
            player.seek(player.duration() * part.clamp(0.0, 1.0));
        }
    }

    fn poll(&mut self, elapsed: f64, audio: &mut AudioEngine, graphics: &mut Graphics) -> Vec<VideoSaid> {
        for id in std::mem::take(&mut self.dropped) {
            self.destroy(id, audio, graphics);
        }
        let mut said = Vec::new();
        for (&id, video) in &mut self.videos {
            let heard = video.sound.position(&video.player, audio);
            let elapsed = if video.sound.is_loading() { 0.0 } else { elapsed };
            video.player.advance(elapsed, heard, self.wait);
            for event in video.player.take_events() {
                if let VideoEvent::Loaded = event
                    && let Some(why) = video.sound.begin(&video.player, audio)
                {
                    said.push(VideoSaid(why));
                }
                if let VideoEvent::Seeked | VideoEvent::Looped = event {
                    video.sound.seek(&video.player, audio);
                }
                if let VideoEvent::Error(error) = &event {
                    said.push(VideoSaid(error.reason.clone()));
                }
                self.events.extend(video.event(id, &event));
            }
            video.sound.follow(&video.player, audio);
            said.extend(video.sound.take_failure().map(VideoSaid));
        }
        for (&id, decoder) in &mut self.decoders {
            for (name, fields) in decoder.poll(self.wait) {
                self.events.push(event(id, name, fields));
            }
        }
        said
    }
}

/// Decoders of frames.
impl Videos {
    pub(crate) fn create_decoder(&mut self) -> Result<u32, String> {
        let id = self.next_id()?;
        self.decoders.insert(id, Decoder::default());
        Ok(id)
    }

    pub(crate) fn start_decoder(
        &mut self,
        id: u32,
        host: &Host,
        source: String,
        order: FrameOrder,
    ) -> Result<(), String> {
        if let Some(reason) = self.full(id) {
            return Err(reason);
        }
        let decoder = self.decoders.get_mut(&id).ok_or("the decoder is removed")?;
        decoder.start(fetch(host, source), order);
        Ok(())
    }

    pub(crate) fn decoder(&mut self, id: u32) -> Option<(&mut Decoder, bool)> {
        let wait = self.wait;
        self.decoders.get_mut(&id).map(|decoder| (decoder, wait))
    }
}

/// A line for the developer.
struct VideoSaid(String);

impl Video {
    fn drawable(&mut self, graphics: &mut Graphics) -> Option<ImageId> {
        let serial = self.player.serial();
        if let Some((_, image)) = self.image.filter(|(of, _)| *of == serial) {
            return Some(image);
        }
        if let Some((_, old)) = self.image.take() {
            graphics.canvases.drop_image(old);
        }
        let image = graphics.canvases.create_image(self.player.frame()?.pixels.clone());
        self.image = Some((serial, image));
        Some(image)
    }

    /// As the JavaScript half takes it.
    fn event(&self, id: u32, what: &VideoEvent) -> Option<HostEvent> {
        let mut fields = vec![
            field("position", self.player.position()),
            field("duration", self.player.duration()),
            field("width", self.player.info().map_or(0, |info| info.size.width)),
            field("height", self.player.info().map_or(0, |info| info.size.height)),
        ];
        let name = match what {
            VideoEvent::Loaded => "loaded",
            VideoEvent::Play => "play",
            VideoEvent::Pause => "pause",
            VideoEvent::Stop => "stop",
            VideoEvent::Ended => "ended",
            VideoEvent::Seeked => "seeked",
            VideoEvent::TimeUpdate => "timeupdate",
            VideoEvent::Waiting => "waiting",
            VideoEvent::Looped => return None,
            VideoEvent::Error(error) => {
                fields.push(field("code", code(error, self.remote)));
                fields.push(field("reason", error.reason.as_str()));
                "error"
            }
        };
        Some(event(id, name, fields))
    }
}

/// The platform's words.
fn code(error: &VideoError, remote: bool) -> &'static str {
    match error.kind {
        VideoErrorKind::Source if remote => "MEDIA_ERR_NETWORK",
        VideoErrorKind::Damaged => "MEDIA_ERR_DECODE",
        VideoErrorKind::Source | VideoErrorKind::Unsupported => "MEDIA_ERR_SRC_NOT_SUPPORTED",
    }
}

fn event(id: u32, name: &'static str, mut fields: Vec<(Value, Value)>) -> HostEvent {
    fields.push(field("id", id));
    HostEvent::Sound { family: "video", name, detail: Value::Map(fields) }
}

fn field(name: &str, value: impl Into<Value>) -> (Value, Value) {
    (Value::Text(name.to_owned()), value.into())
}

/// The bytes of a source, on the thread that decodes them.
fn fetch(host: &Host, src: String) -> impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static {
    let (mounts, fetcher) = (host.mounts.clone(), host.network.borrow().fetcher());
    move || data_url::bytes_of_source(&mounts, &*fetcher, &src)
}

impl Host {
    /// Moves the videos on, and queues what happened. Once a frame.
    pub fn poll_videos(&self, elapsed_ms: f64) {
        let mut videos = self.videos.borrow_mut();
        let said =
            videos.poll(elapsed_ms / 1000.0, &mut self.audio.borrow_mut(), &mut self.graphics.borrow_mut());
        let events = std::mem::take(&mut videos.events);
        drop(videos);
        for VideoSaid(text) in said {
            self.say(LogLevel::Warn, format!("video: {text}"));
        }
        for event in events {
            self.post(event);
        }
    }
}
