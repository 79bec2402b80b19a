//! A player under a clock that is moved by hand.

use sparrow_video::{Player, VideoErrorKind, VideoEvent, VideoLimits};

const BARS: &[u8] = include_bytes!("files/bars.mp4");
const FRAME: f64 = 1.0 / 60.0;

fn player(bytes: &'static [u8]) -> Player {
    let mut player = Player::default();
    player.set_source(|| Ok(bytes.to_vec()), VideoLimits::default());
    player
}

/// What happened within so many frames, without the ticks of time.
fn run(player: &mut Player, frames: usize) -> Vec<VideoEvent> {
    let mut events = Vec::new();
    for _ in 0..frames {
        player.advance(FRAME, None, true);
        events.extend(player.take_events());
    }
    events.retain(|event| *event != VideoEvent::TimeUpdate);
    events
}

fn number(player: &Player) -> u32 {
    let frame = player.frame().expect("a frame");
    let dark = |x: u32| frame.pixels.pixel(x, 48)[..3].iter().all(|&c| c < 70);
    (0..96).find(|&x| dark(x)).expect("a block").div_ceil(2)
}

#[test]
fn it_plays_to_its_end() {
    let mut player = player(BARS);
    player.play();
    assert_eq!(run(&mut player, 1), [VideoEvent::Waiting, VideoEvent::Loaded, VideoEvent::Play]);
    // The first frame of time has passed already.
    run(&mut player, 59);
    assert_eq!(number(&player), 20, "after a second");
    assert_eq!(run(&mut player, 70), [VideoEvent::Ended]);
    assert_eq!(number(&player), 39);
    assert!(player.is_ended() && !player.is_playing());
    player.play();
    assert_eq!(run(&mut player, 2), [VideoEvent::Play]);
    assert_eq!(number(&player), 0);
}

#[test]
fn time_is_told_four_times_a_second() {
    let mut player = player(BARS);
    player.play();
    let mut told = Vec::new();
    for _ in 0..130 {
        player.advance(FRAME, None, true);
        let events = player.take_events();
        told.extend(events.iter().filter(|e| **e == VideoEvent::TimeUpdate).map(|_| player.position()));
    }
    assert_eq!(told.len(), 8, "{told:?}");
    assert!(told.windows(2).all(|two| (0.24..0.28).contains(&(two[1] - two[0]))), "{told:?}");
}

#[test]
fn it_stands_jumps_and_loops() {
    let mut player = player(BARS);
    run(&mut player, 1);
    assert_eq!(number(&player), 0, "the first picture is there before it plays");
    player.play();
    run(&mut player, 30);
    player.pause();
    assert_eq!(run(&mut player, 60), [VideoEvent::Play, VideoEvent::Pause][1..]);
    assert_eq!(number(&player), 10);
    player.seek(1.5);
    assert_eq!(run(&mut player, 1), [VideoEvent::Seeked]);
    assert_eq!(number(&player), 30);
    player.looping = true;
    player.play();
    assert_eq!(run(&mut player, 33), [VideoEvent::Play, VideoEvent::Looped]);
    assert!(number(&player) <= 1);
    player.stop();
    assert_eq!(run(&mut player, 1), [VideoEvent::Stop]);
    assert_eq!(player.position(), 0.0);
}

#[test]
fn its_pace_and_the_sound_s_position_count() {
    let mut player = player(BARS);
    player.play();
    player.rate = 2.0;
    run(&mut player, 30);
    assert_eq!(number(&player), 20);
    player.advance(FRAME, Some(1.25), true);
    assert_eq!(number(&player), 25);
}

#[test]
fn errors_are_told_once_and_again_at_the_next_try() {
    let mut player = Player::default();
    player.set_source(|| Err("no such file".to_owned()), VideoLimits::default());
    player.play();
    let events = run(&mut player, 5);
    assert!(
        matches!(&events[..], [VideoEvent::Waiting, VideoEvent::Error(e)] if e.kind == VideoErrorKind::Source),
        "{events:?}"
    );
    player.play();
    assert!(matches!(&run(&mut player, 1)[..], [VideoEvent::Error(_)]));
    let mut cut = self::player(&BARS[..BARS.len() - 4000]);
    cut.play();
    let events = run(&mut cut, 200);
    assert!(
        matches!(events.last(), Some(VideoEvent::Error(e)) if e.kind == VideoErrorKind::Damaged),
        "{events:?}"
    );
}
