//! Sources: loading, replacing, failing, and files that are no sounds.

mod common;

use std::{sync::mpsc, time::Duration};

use common::{RATE_HZ, Studio, peak, sine, sound, wav};
use sparrow_audio::{AudioEngine, AudioError, AudioEvent, ErrorCode, Loading};
use sparrow_platform::NullAudioOutput;

#[test]
fn play_before_the_source_is_there_waits_for_it() {
    let mut studio = Studio::new();
    let id = studio.engine.create();
    studio.engine.play(id);
    assert!(!studio.engine.is_paused(id));
    let generation = studio.engine.begin_source(id).unwrap();
    studio.engine.play(id);
    studio.engine.play(id);
    assert_eq!(studio.events(), [""; 0]);
    studio.engine.finish_source(id, generation, Ok(sine(RATE_HZ, 440.0, 0.5, 0.1)));
    assert_eq!(studio.events(), ["0 canplay", "0 play"]);

    let other = studio.engine.create();
    let generation = studio.engine.begin_source(other).unwrap();
    studio.engine.play(other);
    studio.engine.stop(other);
    assert!(studio.engine.is_paused(other));
    studio.engine.finish_source(other, generation, Ok(sine(RATE_HZ, 440.0, 0.5, 0.1)));
    assert_eq!(studio.events(), ["1 waiting", "1 canplay"]);
}

#[test]
fn autoplay_starts_by_itself() {
    let mut studio = Studio::new();
    let before = studio.engine.create();
    studio.engine.set_autoplay(before, true);
    studio.set_source(before, &sound("tone.ogg"));
    let after = studio.load(&sound("tone.ogg"));
    studio.engine.set_autoplay(after, true);
    assert_eq!(studio.events(), ["0 canplay", "0 play", "1 canplay", "1 play"]);
}

#[test]
fn a_new_source_ends_the_old_one() {
    let mut studio = Studio::new();
    let id = studio.load(&sine(RATE_HZ, 440.0, 0.5, 1.0));
    studio.engine.play(id);
    studio.play_on(100.0);
    let stale = studio.engine.begin_source(id).unwrap();
    let generation = studio.engine.begin_source(id).unwrap();
    studio.engine.finish_source(id, stale, Ok(sine(RATE_HZ, 440.0, 0.5, 5.0)));
    assert_eq!(studio.engine.duration(id), 0.0);
    studio.engine.finish_source(id, generation, Ok(sine(RATE_HZ, 440.0, 0.5, 0.25)));
    assert_eq!((studio.engine.duration(id), studio.engine.current_time(id)), (0.25, 0.0));
    assert_eq!(peak(&studio.play_on(100.0)[300..]), 0.0);
    studio.engine.clear_source(id);
    assert_eq!(studio.engine.duration(id), 0.0);
    assert_eq!(studio.events(), ["0 canplay", "0 play", "0 canplay"]);
}

#[test]
fn a_destroyed_context_is_silent_in_every_way() {
    let mut studio = Studio::new();
    let id = studio.load(&sine(RATE_HZ, 440.0, 0.5, 0.2));
    studio.engine.play(id);
    studio.engine.destroy(id);
    studio.engine.destroy(id);
    studio.engine.play(id);
    studio.engine.seek(id, 0.1);
    studio.engine.set_volume(id, 0.5);
    assert_eq!(studio.engine.begin_source(id), None);
    assert_eq!(peak(&studio.play_on(500.0)), 0.0);
    assert_eq!(studio.events(), [""; 0]);
    assert_eq!((studio.engine.context_count(), studio.engine.is_paused(id)), (0, true));
    assert_ne!(studio.engine.create(), id);
}

#[test]
fn what_is_no_sound_is_an_error_that_says_so() {
    let cases: [(&[u8], ErrorCode, &str); 8] = [
        (b"", ErrorCode::File, "the sound file is empty"),
        (b"<!DOCTYPE html><html>404</html>", ErrorCode::Format, "this is no sound file that is known"),
        (&[0; 10_000], ErrorCode::Format, "this is no sound file that is known"),
        (b"\0\0\0\x20ftypM4A ", ErrorCode::Format, "the M4A file cannot be played"),
        (b"fLaC\0\0\0\x22", ErrorCode::Format, "the FLAC file cannot be played"),
        (b"RIFF\x10\0\0\0WAVE", ErrorCode::Format, "the WAV file cannot be played"),
        (b"OggS and nothing more", ErrorCode::Format, "the OGG file cannot be played"),
        (&[0xff, 0xfb, 0x90, 0x00, 1, 2, 3], ErrorCode::Format, "the "),
    ];
    for (bytes, code, message) in cases {
        let mut studio = Studio::new();
        let id = studio.load(bytes);
        let error = studio.error();
        assert_eq!(error.code, code, "{error}");
        assert!(error.message.starts_with(message), "{error}");
        studio.engine.play(id);
        assert_eq!(studio.error(), error);
        assert!(studio.engine.is_paused(id));
    }
    let mut studio = Studio::new();
    let id = studio.engine.create();
    studio.engine.set_source(id, || Err(AudioError::new(ErrorCode::File, "a.mp3: no such file")));
    assert_eq!(studio.events(), ["0 error 10003"]);
    studio.engine.set_source(id, || panic!("a loader's mistake"));
    assert_eq!(studio.events(), ["0 error 10001"]);
}

#[test]
fn damaged_files_never_harm_the_host() {
    let good: Vec<Vec<u8>> = ["tone.mp3", "tone.ogg", "stereo.mp3", "tone.aac", "tone.m4a", "tone.flac"]
        .map(sound)
        .into_iter()
        .chain([sine(8_000, 440.0, 0.5, 0.1)])
        .collect();
    let mut state = 7_u64;
    let mut random = move |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    for round in 0..400 {
        let mut bytes = good[round % good.len()].clone();
        match round % 3 {
            0 => bytes.truncate(random(bytes.len())),
            1 => {
                for _ in 0..1 + random(30) {
                    let at = random(bytes.len());
                    bytes[at] = random(256) as u8;
                }
            }
            _ => {
                let at = random(bytes.len());
                bytes.drain(at..(at + random(200)).min(bytes.len()));
            }
        }
        let mut studio = Studio::new();
        let id = studio.load(&bytes);
        studio.engine.play(id);
        let heard = studio.play_on(300.0);
        studio.engine.seek(id, 0.1);
        studio.play_on(50.0);
        assert!(heard.as_flattened().iter().all(|s| s.abs() <= 1.0));
    }
}

#[test]
fn a_file_that_was_cut_off_plays_as_far_as_it_goes() {
    for name in ["tone.mp3", "steps.mp3", "steps.ogg"] {
        let mut studio = Studio::new();
        let whole = sound(name);
        let id = studio.load(&whole[..whole.len() * 3 / 4]);
        studio.engine.play(id);
        assert!(peak(&studio.play_on(200.0)) > 0.2, "{name}");
        studio.engine.advance(10_000.0);
        studio.engine.advance(10_000.0);
        assert_eq!(studio.events(), ["0 canplay", "0 play", "0 ended"], "{name}");
    }
}

#[test]
fn tags_and_zeros_before_an_mp3_do_no_harm() {
    // A tag as large as one with a picture of the album in it; its length is in four times seven bits.
    let len = 2_000_000_u32;
    let mut tagged = b"ID3\x03\0\0".to_vec();
    tagged.extend([21, 14, 7, 0].map(|shift| (len >> shift & 0x7f) as u8));
    tagged.resize(10 + len as usize, 0);
    tagged.extend(sound("tone.mp3"));
    let zeros = [vec![0; 1000], sound("tone.mp3")].concat();
    for bytes in [tagged, zeros] {
        let mut studio = Studio::new();
        let id = studio.load(&bytes);
        assert!((studio.engine.duration(id) - 0.5).abs() < 0.001);
        studio.engine.play(id);
        assert!(peak(&studio.play_on(100.0)) > 0.4);
    }
}

#[test]
fn odd_wav_files_play() {
    let mut studio = Studio::new();
    // Six channels: front left, front right, centre, ...
    let surround = wav(RATE_HZ, 6, (0..4800 * 6).map(|i| [0.1, 0.2, 0.3, 0.9, 0.9, 0.9][i % 6]));
    let id = studio.load(&surround);
    studio.engine.play(id);
    let heard = studio.play_on(50.0);
    assert!((heard[100][0] - 0.3121).abs() < 0.001, "{:?}", heard[100]);
    assert!((heard[100][1] - 0.4121).abs() < 0.001, "{:?}", heard[100]);
    // No frames at all, in a loop.
    let id = studio.load(&wav(RATE_HZ, 1, []));
    studio.engine.set_loop(id, true);
    studio.engine.play(id);
    studio.play_on(50.0);
}

#[test]
fn the_background_gives_the_same_events() {
    let mut engine = AudioEngine::new(Box::new(NullAudioOutput::default()), Loading::Background);
    let ids: Vec<_> = (0..20).map(|_| engine.create()).collect();
    // The first source is held back until all are asked for: nothing waits for it.
    let (go, wait) = mpsc::channel::<()>();
    engine.set_source(ids[0], move || {
        let _ = wait.recv_timeout(Duration::from_secs(30));
        Ok(sound("tone.mp3"))
    });
    for id in &ids[1..] {
        engine.set_source(*id, || Ok(sound("tone.ogg")));
    }
    for id in &ids {
        engine.play(*id);
    }
    assert!(engine.poll_events().iter().all(|(_, e)| *e == AudioEvent::Waiting));
    drop(go);
    let mut ended = 0;
    let mut events = Vec::new();
    while ended < ids.len() {
        engine.advance(16.0);
        let new = engine.poll_events();
        if new.is_empty() {
            std::thread::yield_now();
        }
        ended += new.iter().filter(|(_, e)| *e == AudioEvent::Ended).count();
        events.extend(new);
    }
    for id in &ids {
        let of_one: Vec<_> = events.iter().filter(|(i, e)| i == id && *e != AudioEvent::TimeUpdate).collect();
        assert_eq!(of_one.len(), 3, "{of_one:?}");
        assert_eq!((&of_one[0].1, &of_one[1].1), (&AudioEvent::CanPlay, &AudioEvent::Play));
    }
}

#[test]
fn a_source_that_is_on_its_way_keeps_no_other_waiting() {
    let mut engine = AudioEngine::new(Box::new(NullAudioOutput::default()), Loading::Background);
    let (far, near) = (engine.create(), engine.create());
    let mut take = None;
    engine.fetch_source(far, |given| take = Some(given));
    engine.set_source(near, || Ok(sound("tone.ogg")));
    let wait_for = |engine: &mut AudioEngine, id| {
        loop {
            engine.advance(16.0);
            if engine.poll_events().contains(&(id, AudioEvent::CanPlay)) {
                return;
            }
            std::thread::yield_now();
        }
    };
    wait_for(&mut engine, near);
    take.unwrap()(Ok(sound("tone.mp3")));
    wait_for(&mut engine, far);
    // A game ends although somebody has not answered yet, and the answer leads nowhere.
    let mut late = None;
    engine.fetch_source(far, |given| late = Some(given));
    drop(engine);
    late.unwrap()(Ok(Vec::new()));
}

#[test]
fn engines_come_and_go() {
    for _ in 0..100 {
        let mut engine = AudioEngine::new(Box::new(NullAudioOutput::default()), Loading::Background);
        let id = engine.create();
        engine.set_source(id, || Ok(sound("steps.ogg")));
        engine.play(id);
        engine.advance(16.0);
    }
}
