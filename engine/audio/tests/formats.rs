//! Every format: its length, its sound, and a jump into it.

mod common;

use common::{Studio, level, sound};
use sparrow_audio::graph::ContextNews;

/// Once the encoder's delay is over.
fn heard(studio: &mut Studio) -> Vec<[f32; 2]> {
    studio.play_on(100.0);
    studio.play_on(200.0)
}

#[test]
fn the_tone_is_heard_from_every_format() {
    for name in ["tone.mp3", "tone.ogg", "tone.aac", "tone.m4a", "tone.flac"] {
        let mut studio = Studio::new();
        let id = studio.load(&sound(name));
        assert!((studio.engine.duration(id) - 0.5).abs() < 0.08, "{name}: {}", studio.engine.duration(id));
        studio.engine.play(id);
        let frames = heard(&mut studio);
        let (left, right, other) =
            (level(&frames, 0, 440.0), level(&frames, 1, 440.0), level(&frames, 0, 1000.0));
        assert!((left - 0.5).abs() < 0.03 && (right - left).abs() < 1e-6, "{name}: {left} {right}");
        assert!(other < 0.01, "{name}: {other}");
    }
}

#[test]
fn a_jump_lands_where_it_should() {
    for name in ["steps.mp3", "steps.ogg", "steps.m4a", "steps.flac"] {
        let mut studio = Studio::new();
        let id = studio.load(&sound(name));
        studio.engine.seek(id, 2.3);
        studio.engine.play(id);
        let frames = heard(&mut studio);
        let (right, wrong) = (level(&frames, 0, 500.0), level(&frames, 0, 600.0));
        assert!((right - 0.5).abs() < 0.05 && wrong < 0.05, "{name}: {right} {wrong}");
    }
}

#[test]
fn decode_audio_data_gives_the_context_s_rate_and_every_channel() {
    for (name, channels, seconds) in [
        ("tone.m4a", 1, 0.5),
        ("tone.flac", 1, 0.5),
        ("stereo.mp3", 2, 0.4),
        ("tone.ogg", 1, 0.5),
        ("tone.aac", 1, 0.5),
    ] {
        let mut studio = Studio::new();
        let ticket = studio.engine.decode(sound(name));
        let [ContextNews::Decoded { ticket: told, result }] = &studio.engine.poll_contexts()[..] else {
            panic!("no news")
        };
        assert_eq!(*told, ticket);
        let buffer = result.as_ref().unwrap();
        assert_eq!((buffer.rate_hz, buffer.channels.len()), (48_000.0, channels), "{name}");
        assert!((buffer.seconds() - seconds).abs() < 0.08, "{name}: {}", buffer.seconds());
        let middle: Vec<[f32; 2]> = buffer.channels[0][9_600..14_400].iter().map(|s| [*s, 0.0]).collect();
        assert!((level(&middle, 0, 440.0) - 0.5).abs() < 0.03, "{name}");
    }
    let mut studio = Studio::new();
    studio.engine.decode(b"no sound".to_vec());
    let news = studio.engine.poll_contexts();
    assert!(matches!(&news[..], [ContextNews::Decoded { result: Err(_), .. }]), "{news:?}");
}
