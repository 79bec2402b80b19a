//! What is heard, and which events tell of it.

mod common;

use common::{RATE_HZ, Studio, level, peak, sine, sound, wav};
use sparrow_audio::{AudioEvent, MAX_VOICES};

fn near(actual: f64, expected: f64, tolerance: f64) {
    assert!((actual - expected).abs() <= tolerance, "{actual} is not {expected} +- {tolerance}");
}

#[test]
fn a_wav_of_the_same_rate_is_heard_bit_for_bit() {
    let mut studio = Studio::new();
    let samples: Vec<f32> = (0..4800).map(|i| ((i * 37 % 201) as f32 - 100.0) / 128.0).collect();
    let id = studio.load(&wav(RATE_HZ, 2, samples.iter().copied()));
    studio.engine.play(id);
    let heard = studio.play_on(40.0);
    for (i, frame) in heard.iter().take(1900).enumerate() {
        let expected = [samples[2 * i], samples[2 * i + 1]].map(|s| (s * 32767.0).round() / 32768.0);
        assert_eq!(*frame, expected, "frame {i}");
    }
}

#[test]
fn every_format_is_decoded_with_its_level_and_frequency() {
    for name in ["tone.mp3", "tone.ogg"] {
        let mut studio = Studio::new();
        let id = studio.load(&sound(name));
        near(studio.engine.duration(id), 0.5, 0.001);
        studio.engine.play(id);
        let heard = studio.play_on(501.0);
        near(level(&heard[4800..19200], 0, 440.0), 0.5, 0.02);
        near(level(&heard[4800..19200], 1, 440.0), 0.5, 0.02);
        near(level(&heard[4800..19200], 0, 660.0), 0.0, 0.005);
        assert_eq!(studio.events(), ["0 canplay", "0 play", "0 ended"], "{name}");
    }
    let mut studio = Studio::new();
    let id = studio.load(&sound("stereo.mp3"));
    studio.engine.play(id);
    let heard = &studio.play_on(400.0)[4800..14400];
    near(level(heard, 0, 440.0), 0.5, 0.02);
    near(level(heard, 1, 880.0), 0.5, 0.02);
    near(level(heard, 0, 880.0), 0.0, 0.01);
}

#[test]
fn other_rates_keep_the_frequency() {
    for rate_hz in [8_000, 11_025, 22_050, 44_100, 96_000] {
        let mut studio = Studio::new();
        let id = studio.load(&sine(rate_hz, 500.0, 0.8, 0.5));
        studio.engine.play(id);
        let heard = studio.play_on(500.0);
        near(level(&heard[2400..21600], 0, 500.0), 0.8, 0.01);
        // What the interpolation adds is 40 dB below.
        if rate_hz < RATE_HZ {
            near(level(&heard[2400..21600], 0, f64::from(rate_hz) - 500.0), 0.0, 0.02);
        }
    }
}

#[test]
fn ended_comes_at_the_right_time() {
    let mut studio = Studio::new();
    let id = studio.load(&sine(44_100, 440.0, 0.5, 1.0));
    near(studio.engine.duration(id), 1.0, 1e-9);
    studio.engine.play(id);
    studio.events();
    let mut ended_ms = 0.0;
    for frame in 1..=70 {
        studio.engine.advance(1000.0 / 60.0);
        if studio.events() == ["0 ended"] {
            ended_ms = f64::from(frame) * 1000.0 / 60.0;
        } else if ended_ms == 0.0 {
            near(studio.engine.current_time(id), f64::from(frame) / 60.0, 0.001);
        }
    }
    near(ended_ms, 1000.0, 17.0);
    assert!(studio.engine.is_paused(id));
    assert_eq!(studio.engine.current_time(id), 0.0);
    // Again, from the beginning.
    studio.engine.play(id);
    studio.play_on(100.0);
    near(studio.engine.current_time(id), 0.1, 0.001);
    assert_eq!(studio.events(), ["0 play"]);
}

#[test]
fn volume_is_a_factor_and_changes_without_a_click() {
    let mut studio = Studio::new();
    let id = studio.load(&wav(RATE_HZ, 1, std::iter::repeat_n(0.8, 48_000)));
    studio.engine.set_volume(id, 0.5);
    studio.engine.play(id);
    let heard = studio.play_on(100.0);
    near(f64::from(heard[2000][0]), 0.4, 0.001);
    studio.engine.set_volume(id, 7.0);
    assert_eq!(studio.engine.volume(id), 1.0);
    let heard = studio.play_on(100.0);
    near(f64::from(heard[4000][0]), 0.8, 0.001);
    let steps = heard.windows(2).map(|w| (w[1][0] - w[0][0]).abs()).fold(0.0, f32::max);
    assert!(steps < 0.01, "{steps}");
    studio.engine.pause(id);
    let heard = studio.play_on(100.0);
    let steps = heard.windows(2).map(|w| (w[1][0] - w[0][0]).abs()).fold(0.0, f32::max);
    assert!(steps < 0.01, "{steps}");
    assert_eq!(peak(&heard[300..]), 0.0);
}

#[test]
fn the_rate_moves_pitch_and_time() {
    let mut studio = Studio::new();
    let id = studio.load(&sine(RATE_HZ, 500.0, 0.5, 1.0));
    studio.engine.set_playback_rate(id, 2.0);
    studio.engine.play(id);
    let heard = studio.play_on(490.0);
    near(level(&heard, 0, 1000.0), 0.5, 0.02);
    near(studio.engine.current_time(id), 0.98, 0.001);
    assert_eq!(studio.events(), ["0 canplay", "0 play"]);
    studio.play_on(20.0);
    assert_eq!(studio.events(), ["0 ended"]);
    studio.engine.set_playback_rate(id, 100.0);
    assert_eq!(studio.engine.playback_rate(id), 2.0);
}

#[test]
fn a_loop_has_no_gap_and_no_end() {
    let mut studio = Studio::new();
    // Exactly 48 periods, so that the wave runs on across the seam.
    let id = studio.load(&sine(RATE_HZ, 480.0, 0.5, 0.1));
    studio.engine.set_loop(id, true);
    studio.engine.play(id);
    let heard = studio.play_on(1000.0);
    near(level(&heard, 0, 480.0), 0.5, 0.002);
    let steps = heard[10..].windows(2).map(|w| (w[1][0] - w[0][0]).abs()).fold(0.0, f32::max);
    assert!(steps < 0.035, "{steps}");
    assert_eq!(studio.events(), ["0 canplay", "0 play"]);
    studio.play_on(30.0);
    near(studio.engine.current_time(id), 0.03, 0.001);
    studio.engine.set_loop(id, false);
    studio.play_on(90.0);
    assert_eq!(studio.events(), ["0 ended"]);
}

#[test]
fn pause_keeps_and_stop_forgets_the_position() {
    let mut studio = Studio::new();
    let id = studio.load(&sine(RATE_HZ, 440.0, 0.5, 1.0));
    studio.engine.play(id);
    studio.play_on(300.0);
    studio.engine.pause(id);
    near(studio.engine.current_time(id), 0.3, 0.001);
    studio.play_on(300.0);
    // The fade of 4 ms is part of what was heard.
    near(studio.engine.current_time(id), 0.304, 0.001);
    assert!(studio.engine.is_paused(id));
    studio.engine.play(id);
    studio.play_on(100.0);
    near(studio.engine.current_time(id), 0.404, 0.001);
    studio.engine.stop(id);
    assert_eq!(studio.engine.current_time(id), 0.0);
    studio.engine.set_start_time(id, 0.7);
    studio.engine.play(id);
    near(studio.engine.current_time(id), 0.7, 1e-9);
    studio.play_on(200.0);
    near(studio.engine.current_time(id), 0.9, 0.001);
    assert_eq!(studio.events(), ["0 canplay", "0 play", "0 pause", "0 play", "0 stop", "0 play"]);
    studio.engine.stop(id);
    studio.engine.stop(id);
    studio.engine.pause(id);
    assert_eq!(studio.events(), ["0 stop"]);
}

#[test]
fn long_sounds_are_streamed_and_sought_in() {
    for name in ["steps.mp3", "steps-bare.mp3", "steps.ogg"] {
        let mut studio = Studio::new();
        let id = studio.load(&sound(name));
        // Without a header the encoder's silence at both ends counts.
        near(studio.engine.duration(id), 15.0, if name == "steps-bare.mp3" { 0.25 } else { 0.001 });
        studio.engine.play(id);
        let hear = |studio: &mut Studio, second: i32| {
            let hz = f64::from(300 + 100 * second);
            let heard = studio.play_on(400.0);
            near(level(&heard[4800..], 0, hz), 0.5, 0.05);
            near(level(&heard[4800..], 0, hz + 100.0), 0.0, 0.02);
        };
        studio.play_on(100.0);
        hear(&mut studio, 0);
        for second in [7, 3, 12, 0, 14] {
            studio.engine.seek(id, f64::from(second) + 0.3);
            near(studio.engine.current_time(id), f64::from(second) + 0.3, 1e-9);
            hear(&mut studio, second);
            near(studio.engine.current_time(id), f64::from(second) + 0.7, 0.01);
        }
        studio.engine.set_loop(id, true);
        // From 14.7 s on: over the end and into the first second.
        studio.play_on(600.0);
        hear(&mut studio, 0);
        studio.engine.stop(id);
        studio.engine.play(id);
        studio.play_on(100.0);
        hear(&mut studio, 0);
        studio.engine.set_loop(id, false);
        studio.engine.seek(id, 100.0);
        studio.play_on(20.0);
        let events = studio.events();
        assert_eq!(events.last().unwrap(), "0 ended", "{name}: {events:?}");
        assert!(!events.iter().any(|e| e.contains("error")), "{name}: {events:?}");
    }
}

#[test]
fn a_jump_lands_on_the_frame() {
    // A ramp says at which frame it is.
    let ramp: Vec<f32> = (0..30_000).map(|i| i as f32 / 2.0 / 32767.0).collect();
    let mut studio = Studio::new();
    let id = studio.load(&wav(RATE_HZ, 1, ramp));
    studio.engine.seek(id, 0.25);
    assert_eq!(studio.engine.current_time(id), 0.25);
    studio.engine.play(id);
    let heard = studio.play_on(10.0);
    assert_eq!((heard[0][0] * 65536.0).round(), 12_000.0);
    studio.engine.seek(id, 0.5);
    let heard = studio.play_on(10.0);
    assert_eq!((heard[300][0] * 65536.0).round(), 24_300.0);
    assert_eq!(studio.events(), ["0 canplay", "0 seeking", "0 seeked", "0 play", "0 seeking", "0 seeked"]);
    for bad in [f64::NAN, -5.0, f64::INFINITY] {
        studio.engine.seek(id, bad);
        studio.play_on(1.0);
    }
    assert_eq!(studio.events().last().unwrap(), "0 ended");
}

#[test]
fn a_hundred_sounds_at_once_add_up_without_being_cut() {
    let mut studio = Studio::new();
    let file = sine(RATE_HZ, 440.0, 0.1, 0.5);
    let ids: Vec<_> = (0..100).map(|_| studio.load(&file)).collect();
    for id in &ids {
        studio.engine.set_volume(*id, 0.05);
        studio.engine.play(*id);
    }
    let heard = studio.play_on(250.0);
    near(level(&heard, 0, 440.0), 100.0 * 0.1 * 0.05, 0.005);
    for id in &ids {
        studio.engine.set_volume(*id, 1.0);
    }
    let heard = studio.play_on(200.0);
    assert!(peak(&heard) <= 1.0);
    // A sum of 10 is lowered to 1 and stays a sine.
    let heard = &heard[2400..];
    assert!(level(heard, 0, 440.0) > 0.8);
    near(level(heard, 0, 1320.0), 0.0, 0.05);
    studio.play_on(100.0);
    let ended = studio.events().iter().filter(|e| e.ends_with("ended")).count();
    assert_eq!(ended, 100);
}

#[test]
fn one_sound_too_many_is_told() {
    let mut studio = Studio::new();
    let file = sine(RATE_HZ, 440.0, 0.1, 0.5);
    let ids: Vec<_> = (0..=MAX_VOICES).map(|_| studio.load(&file)).collect();
    for id in &ids {
        studio.engine.play(*id);
    }
    assert_eq!(studio.events().last().unwrap(), "128 error 10001");
    studio.engine.stop(ids[0]);
    studio.engine.play(ids[128]);
    assert_eq!(studio.events(), ["0 stop", "128 play"]);
}

#[test]
fn time_updates_come_four_times_a_second() {
    let mut studio = Studio::new();
    let id = studio.load(&sine(8_000, 440.0, 0.1, 3.0));
    studio.engine.play(id);
    let mut updates = 0;
    for _ in 0..120 {
        studio.engine.advance(1000.0 / 60.0);
        let events = studio.engine.poll_events();
        updates += events.iter().filter(|(_, e)| *e == AudioEvent::TimeUpdate).count();
    }
    assert!((7..=8).contains(&updates), "{updates}");
}

#[test]
fn hide_pauses_all_and_show_leaves_the_game_to_go_on() {
    let mut studio = Studio::new();
    let file = sine(RATE_HZ, 440.0, 0.5, 1.0);
    let (a, b) = (studio.load(&file), studio.load(&file));
    studio.engine.play(a);
    studio.play_on(100.0);
    studio.engine.hide();
    assert!(studio.play_on(100.0).is_empty());
    studio.engine.show();
    assert_eq!(peak(&studio.play_on(100.0)[300..]), 0.0);
    assert!(studio.engine.is_paused(a));
    studio.engine.play(a);
    assert!(peak(&studio.play_on(100.0)) > 0.4);
    assert_eq!(studio.events(), ["0 canplay", "1 canplay", "0 play", "0 pause", "0 play"]);
    assert!(studio.engine.is_paused(b));
}

#[test]
fn two_runs_give_the_same_samples() {
    let run = || {
        let mut studio = Studio::new();
        let mut heard = Vec::new();
        let ids: Vec<_> =
            ["steps.ogg", "tone.mp3", "stereo.mp3"].iter().map(|n| studio.load(&sound(n))).collect();
        for (i, id) in ids.iter().enumerate() {
            studio.engine.set_playback_rate(*id, 0.9 + 0.1 * i as f64);
            studio.engine.play(*id);
            heard.extend(studio.play_on(77.7));
        }
        studio.engine.seek(ids[0], 3.3);
        studio.engine.destroy(ids[2]);
        heard.extend(studio.play_on(200.0));
        (heard, studio.events())
    };
    assert!(run() == run());
}
