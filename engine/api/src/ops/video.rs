//! `media/video` and `media/video-decoder`, where video is built in.

use crate::{
    host::Host,
    operation::{NoOptions, OpError, OpResult, Operations},
    options::parse,
    video::{FrameData, Place},
    video_view::ObjectFit,
};
use ciborium::Value;
use serde::Deserialize;
use sparrow_base::kurbo::Rect;
use sparrow_video::FrameOrder;

pub(super) fn register(ops: &mut Operations) {
    ops.add("video.create", |host: &Host, _: NoOptions| {
        host.videos.borrow_mut().create().map_err(OpError::new)
    });
    ops.add("video.destroy", destroy);
    ops.add("video.play", |host: &Host, o: Video| with(host, o.id, |player| player.play()));
    ops.add("video.pause", |host: &Host, o: Video| with(host, o.id, |player| player.pause()));
    ops.add("video.stop", |host: &Host, o: Video| with(host, o.id, |player| player.stop()));
    ops.add("video.seek", seek);
    ops.add("video.set", set);
    ops.add("video.get", get);
    ops.add("video.place", place);
    ops.add("videoDecoder.create", |host: &Host, _: NoOptions| {
        host.videos.borrow_mut().create_decoder().map_err(OpError::new)
    });
    ops.add("videoDecoder.start", start_decoder);
    ops.add("videoDecoder.stop", stop_decoder);
    ops.add("videoDecoder.seek", seek_decoder);
    ops.add("videoDecoder.frame", decoder_frame);
    ops.add("videoDecoder.sound", decoder_sound);
}

#[derive(Deserialize)]
struct Video {
    id: u32,
}

fn with(host: &Host, id: u32, call: impl FnOnce(&mut sparrow_video::Player)) -> OpResult<()> {
    host.videos.borrow_mut().player(id).map(call).ok_or_else(gone)
}

fn gone() -> OpError {
    OpError::new("the video is destroyed")
}

fn destroy(host: &Host, o: Video) -> OpResult<()> {
    let mut audio = host.audio.borrow_mut();
    host.videos.borrow_mut().destroy(o.id, &mut audio, &mut host.graphics.borrow_mut());
    Ok(())
}

#[derive(Deserialize)]
struct Seek {
    id: u32,
    position: f64,
}

fn seek(host: &Host, o: Seek) -> OpResult<()> {
    with(host, o.id, |player| player.seek(o.position))
}

#[derive(Deserialize)]
struct Set {
    id: u32,
    name: String,
    value: Value,
}

fn set(host: &Host, o: Set) -> OpResult<()> {
    let wrong = |kind: &str| OpError::new(format!("{} should be a {kind}", o.name));
    let number = || parse::<f64>(o.value.clone()).map_err(|_| wrong("number"));
    match o.name.as_str() {
        "src" => {
            let src: String = parse(o.value.clone()).map_err(|_| wrong("string"))?;
            host.videos.borrow_mut().set_source(o.id, host, src);
        }
        "loop" => {
            let looping = parse(o.value.clone()).map_err(|_| wrong("boolean"))?;
            with(host, o.id, |player| player.looping = looping)?;
        }
        "initialTime" => {
            let seconds = number()?;
            with(host, o.id, |player| player.initial_time = seconds)?;
        }
        "volume" => host.videos.borrow_mut().set_volume(o.id, number()?, &mut host.audio.borrow_mut()),
        "playbackRate" => host.videos.borrow_mut().set_rate(o.id, number()?, &mut host.audio.borrow_mut()),
        other => return Err(OpError::new(format!("internal error: no property {other}"))),
    }
    Ok(())
}

#[derive(Deserialize)]
struct Get {
    id: u32,
    name: String,
}

fn get(host: &Host, o: Get) -> OpResult<Value> {
    let mut videos = host.videos.borrow_mut();
    let Some(player) = videos.player(o.id) else { return Ok(Value::Null) };
    Ok(match o.name.as_str() {
        "currentTime" => Value::Float(player.position()),
        "duration" => Value::Float(player.duration()),
        "paused" => Value::Bool(!player.is_playing()),
        "ended" => Value::Bool(player.is_ended()),
        "hasFrame" => Value::Bool(player.frame().is_some()),
        "frameTime" => Value::Float(player.frame().map_or(0.0, |frame| frame.pts)),
        "frameSerial" => Value::Integer(player.serial().into()),
        other => return Err(OpError::new(format!("internal error: no property {other}"))),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PlaceOptions {
    id: u32,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    fullscreen: bool,
    under: bool,
    object_fit: String,
    background_color: String,
    controls: bool,
    progress: bool,
    center_button: bool,
}

fn place(host: &Host, o: PlaceOptions) -> OpResult<()> {
    let place = Place {
        rect: Rect::new(o.x, o.y, o.x + o.width.max(0.0), o.y + o.height.max(0.0)),
        fullscreen: o.fullscreen,
        under: o.under,
        fit: match o.object_fit.as_str() {
            "cover" => ObjectFit::Cover,
            "fill" => ObjectFit::Fill,
            _ => ObjectFit::Contain,
        },
        background: o.background_color,
        bar: o.controls,
        progress: o.progress,
        center: o.center_button,
    };
    host.videos.borrow_mut().set_place(o.id, Some(place));
    Ok(())
}

#[derive(Deserialize)]
struct StartDecoder {
    id: u32,
    source: String,
    mode: Option<f64>,
}

fn start_decoder(host: &Host, o: StartDecoder) -> OpResult<()> {
    let order = if o.mode == Some(0.0) { FrameOrder::Decoded } else { FrameOrder::Shown };
    host.videos.borrow_mut().start_decoder(o.id, host, o.source, order).map_err(OpError::new)
}

fn stop_decoder(host: &Host, o: Video) -> OpResult<bool> {
    let mut videos = host.videos.borrow_mut();
    Ok(videos.decoder(o.id).is_some_and(|(decoder, _)| decoder.stop()))
}

/// Milliseconds.
fn seek_decoder(host: &Host, o: Seek) -> OpResult<()> {
    let mut videos = host.videos.borrow_mut();
    match videos.decoder(o.id) {
        Some((decoder, _)) if decoder.is_open() => decoder.seek(o.position / 1000.0),
        _ => return Err(OpError::new("the decoder is not started")),
    }
    Ok(())
}

/// A sound of the mixer with the sound of the decoder's file.
fn decoder_sound(host: &Host, o: Video) -> OpResult<u32> {
    let mut videos = host.videos.borrow_mut();
    let (decoder, _) = videos.decoder(o.id).ok_or_else(|| OpError::new("the decoder is removed"))?;
    let bytes = decoder.sound().map_err(OpError::new)?;
    let mut audio = host.audio.borrow_mut();
    let id = audio.create();
    audio.set_source(id, move || Ok(bytes.to_vec()));
    Ok(id.0)
}

fn decoder_frame(host: &Host, o: Video) -> OpResult<Option<FrameData>> {
    let mut videos = host.videos.borrow_mut();
    Ok(videos.decoder(o.id).and_then(|(decoder, wait)| decoder.frame(wait)))
}
