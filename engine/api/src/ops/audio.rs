//! `media/audio`: InnerAudioContext.

use crate::{
    data_url,
    host::Host,
    network,
    operation::{NoOptions, OpError, OpResult, Operations},
    options::parse,
};
use ciborium::Value;
use serde::Deserialize;
use sparrow_audio::{AudioEngine, AudioError, AudioId, ErrorCode};

pub(super) fn register(ops: &mut Operations) {
    ops.add("audio.create", create);
    ops.add("audio.play", |host, o: Context| with(host, o.id, AudioEngine::play));
    ops.add("audio.pause", |host, o: Context| with(host, o.id, AudioEngine::pause));
    ops.add("audio.stop", |host, o: Context| with(host, o.id, AudioEngine::stop));
    ops.add("audio.destroy", |host, o: Context| with(host, o.id, AudioEngine::destroy));
    ops.add("audio.seek", seek);
    ops.add("audio.set", set);
    ops.add("audio.get", get);
}

#[derive(Deserialize)]
struct Context {
    id: u32,
}

fn with(host: &Host, id: u32, call: fn(&mut AudioEngine, AudioId)) -> OpResult<()> {
    call(&mut host.audio.borrow_mut(), AudioId(id));
    Ok(())
}

fn create(host: &Host, _: NoOptions) -> OpResult<u32> {
    Ok(host.audio.borrow_mut().create().0)
}

#[derive(Deserialize)]
struct Seek {
    id: u32,
    position: f64,
}

fn seek(host: &Host, options: Seek) -> OpResult<()> {
    host.audio.borrow_mut().seek(AudioId(options.id), options.position);
    Ok(())
}

#[derive(Deserialize)]
struct Set {
    id: u32,
    name: String,
    value: Value,
}

fn set(host: &Host, options: Set) -> OpResult<()> {
    let id = AudioId(options.id);
    let mut audio = host.audio.borrow_mut();
    let number = || -> OpResult<f64> {
        parse(options.value.clone()).map_err(|_| OpError::new(format!("{} should be a number", options.name)))
    };
    let flag = || -> OpResult<bool> {
        parse(options.value.clone())
            .map_err(|_| OpError::new(format!("{} should be a boolean", options.name)))
    };
    match options.name.as_str() {
        "src" => {
            let src: String = parse(options.value).map_err(|_| OpError::new("src should be a string"))?;
            if src.is_empty() {
                audio.clear_source(id);
            } else {
                set_source(host, &mut audio, id, src);
            }
        }
        "startTime" => audio.set_start_time(id, number()?),
        "autoplay" => audio.set_autoplay(id, flag()?),
        "loop" => audio.set_loop(id, flag()?),
        "volume" => audio.set_volume(id, number()?),
        "playbackRate" => audio.set_playback_rate(id, number()?),
        other => return Err(OpError::new(format!("internal error: no property {other}"))),
    }
    Ok(())
}

/// A file is read where it is decoded; an address is fetched meanwhile.
fn set_source(host: &Host, audio: &mut AudioEngine, id: AudioId, src: String) {
    let Some(url) = data_url::remote_url(&src) else {
        let mounts = host.mounts.clone();
        let read = move || data_url::bytes_of_local(&mounts, &src);
        return audio.set_source(id, move || read().map_err(|e| AudioError::new(ErrorCode::File, e)));
    };
    let fetcher = host.network.borrow().fetcher();
    audio.fetch_source(id, move |take| {
        let address = url.clone();
        let failed = move |e| AudioError::new(ErrorCode::Network, format!("{url}: {e}"));
        network::fetch(&*fetcher, &address, move |fetched| take(fetched.map_err(failed)));
    });
}

#[derive(Deserialize)]
struct Get {
    id: u32,
    name: String,
}

fn get(host: &Host, options: Get) -> OpResult<Value> {
    let id = AudioId(options.id);
    let audio = host.audio.borrow();
    Ok(match options.name.as_str() {
        "duration" => Value::Float(audio.duration(id)),
        "currentTime" => Value::Float(audio.current_time(id)),
        "buffered" => Value::Float(audio.buffered(id)),
        "paused" => Value::Bool(audio.is_paused(id)),
        other => return Err(OpError::new(format!("internal error: no property {other}"))),
    })
}
