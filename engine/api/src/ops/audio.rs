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
use sparrow_audio::{AudioError, AudioId, ErrorCode, TakeBytes};
use sparrow_platform::network::NetworkError;

pub(super) fn register(ops: &mut Operations) {
    ops.add("audio.create", create);
    ops.add("audio.play", |host, o: Context| with(host, o.id, sparrow_audio::AudioEngine::play));
    ops.add("audio.pause", |host, o: Context| with(host, o.id, sparrow_audio::AudioEngine::pause));
    ops.add("audio.stop", |host, o: Context| with(host, o.id, sparrow_audio::AudioEngine::stop));
    ops.add("audio.destroy", |host, o: Context| with(host, o.id, sparrow_audio::AudioEngine::destroy));
    ops.add("audio.seek", seek);
    ops.add("audio.set", set);
    ops.add("audio.get", get);
}

#[derive(Deserialize)]
struct Context {
    id: u32,
}

fn with(host: &Host, id: u32, call: fn(&mut sparrow_audio::AudioEngine, AudioId)) -> OpResult<()> {
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

fn network_failed(url: &str, error: &NetworkError) -> AudioError {
    AudioError::new(ErrorCode::Network, format!("{url}: {error}"))
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
                let (mounts, fetcher) = (host.mounts.clone(), host.network.borrow().fetcher());
                match data_url::remote_url(&src) {
                    Some(url) => {
                        let (address, waits) = (url.clone(), fetcher.clone());
                        let fetch = |take: TakeBytes| {
                            network::fetch(&*fetcher, &url.clone(), move |fetched| {
                                take(fetched.map_err(|e| network_failed(&url, &e)));
                            });
                        };
                        let wait = move || {
                            network::fetch_and_wait(&*waits, &address)
                                .map_err(|e| network_failed(&address, &e))
                        };
                        audio.set_source_fetched(id, fetch, wait);
                    }
                    None => audio.set_source(id, move || {
                        data_url::bytes_of_local(&mounts, &src)
                            .map_err(|e| AudioError::new(ErrorCode::File, e))
                    }),
                }
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
