//! Files with known pictures: at each time the block is where it was drawn, whatever way one came there.

use sparrow_video::{Frame, FrameOrder, FrameReader, Sound, Step, VideoErrorKind, VideoFile, VideoLimits};
use std::sync::Arc;

const BARS: &[u8] = include_bytes!("files/bars.mp4");
const PIECES: &[u8] = include_bytes!("files/pieces.mp4");

fn open(bytes: &[u8]) -> Arc<VideoFile> {
    Arc::new(VideoFile::open(bytes.into(), &VideoLimits::default()).expect("a video"))
}

fn rest(reader: &mut FrameReader) -> Vec<Frame> {
    let mut frames = Vec::new();
    loop {
        match reader.step().expect("a sound file") {
            Step::Frame(frame) => frames.push(frame),
            Step::More => {}
            Step::End => return frames,
        }
    }
}

fn all(bytes: &[u8], order: FrameOrder) -> Vec<Frame> {
    rest(&mut FrameReader::new(open(bytes), order).expect("a decoder"))
}

/// The number of the picture, read from where its block is.
fn number(frame: &Frame) -> u32 {
    let dark = |x: u32| frame.pixels.pixel(x, 48)[..3].iter().all(|&c| c < 70);
    let left = (0..96).find(|&x| dark(x)).expect("a black block");
    left.div_ceil(2)
}

fn near(pixel: [u8; 4], wanted: [u8; 3]) -> bool {
    pixel[3] == 255 && pixel.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 12)
}

#[test]
fn every_picture_comes_once_and_in_order() {
    for bytes in [BARS, PIECES] {
        let frames = all(bytes, FrameOrder::Shown);
        let numbers: Vec<_> = frames.iter().map(number).collect();
        assert_eq!(numbers, (0..40).collect::<Vec<_>>());
        for (n, frame) in frames.iter().enumerate() {
            assert!((frame.pts - n as f64 * 0.05).abs() < 1e-6, "{n}: {}", frame.pts);
            assert!((frame.end - frame.pts - 0.05).abs() < 1e-6, "{n}");
        }
    }
}

#[test]
fn colours_are_those_that_were_drawn() {
    let frame = &all(BARS, FrameOrder::Shown)[20];
    for (x, wanted) in [(10, [255, 0, 0]), (34, [0, 255, 0]), (60, [0, 0, 255]), (86, [255, 255, 255])] {
        let pixel = frame.pixels.pixel(x, 12);
        assert!(near(pixel, wanted), "{x}: {pixel:?}");
    }
    assert!(near(frame.pixels.pixel(48, 48), [0, 0, 0]));
}

#[test]
fn the_order_of_decoding_has_the_same_pictures() {
    let frames = all(BARS, FrameOrder::Decoded);
    let numbers: Vec<_> = frames.iter().map(number).collect();
    // With pictures that look ahead the two differ.
    assert_ne!(numbers, (0..40).collect::<Vec<_>>());
    assert!(frames.windows(2).all(|two| two[0].dts < two[1].dts));
    let mut sorted = numbers;
    sorted.sort_unstable();
    assert_eq!(sorted, (0..40).collect::<Vec<_>>());
}

#[test]
fn a_jump_gives_the_picture_of_that_time() {
    for bytes in [BARS, PIECES] {
        let mut reader = FrameReader::new(open(bytes), FrameOrder::Shown).unwrap();
        for (seconds, wanted) in
            [(1.0, 20), (0.0, 0), (1.97, 39), (0.43, 8), (0.5, 10), (99.0, 39), (f64::NAN, 0)]
        {
            reader.seek(seconds).unwrap();
            let frames = rest(&mut reader);
            assert_eq!(number(&frames[0]), wanted, "at {seconds}");
            assert_eq!(frames.len() as u32, 40 - wanted, "from {seconds}");
        }
    }
}

#[test]
fn what_a_file_holds_is_said() {
    let bars = open(BARS);
    let info = bars.info();
    assert_eq!((info.size.width, info.size.height, info.frames), (96, 64, 40));
    assert_eq!(info.sound, Sound::Mpeg4);
    assert!((info.duration - 2.0).abs() < 0.05, "{}", info.duration);
    let pieces = open(PIECES);
    assert_eq!(pieces.info().sound, Sound::None);
    assert!((pieces.info().duration - 2.0).abs() < 1e-6, "{}", pieces.info().duration);
}

#[test]
fn a_turned_video_is_shown_upright() {
    // The matrix of the first track header (version 0: 40 bytes after the name's end).
    let mut bytes = PIECES.to_vec();
    let at = bytes.windows(4).position(|w| w == b"tkhd").unwrap() + 4 + 40;
    let quarter: [i32; 5] = [0, 0x1_0000, 0, -0x1_0000, 0];
    for (n, value) in quarter.into_iter().enumerate() {
        bytes[at + n * 4..at + n * 4 + 4].copy_from_slice(&value.to_be_bytes());
    }
    let file = open(&bytes);
    assert_eq!((file.info().size.width, file.info().size.height), (64, 96));
    let frame = &all(&bytes, FrameOrder::Shown)[0];
    assert!(near(frame.pixels.pixel(60, 10), [255, 0, 0]), "red is at the top");
    assert!(near(frame.pixels.pixel(60, 86), [255, 255, 255]), "white is at the bottom");
}

#[test]
fn other_files_say_what_they_are() {
    let fails = |bytes: &[u8]| VideoFile::open(bytes.into(), &VideoLimits::default()).unwrap_err();
    for (bytes, words) in [
        (include_bytes!("files/bars.webm").as_slice(), "WebM"),
        (include_bytes!("files/old.mp4").as_slice(), "mp4v"),
        (b"GIF89a".as_slice(), "not an MP4"),
        (b"".as_slice(), "not an MP4"),
    ] {
        let error = fails(bytes);
        assert_eq!(error.kind, VideoErrorKind::Unsupported, "{error}");
        assert!(error.reason.contains(words), "{error}");
    }
}

#[test]
fn limits_hold() {
    let fails = |limits: VideoLimits| VideoFile::open(BARS.into(), &limits).unwrap_err().reason;
    let usual = VideoLimits::default();
    assert!(fails(VideoLimits { max_side: 95, ..usual }).contains("too large"));
    assert!(fails(VideoLimits { max_pixels: 6143, ..usual }).contains("too large"));
    assert!(fails(VideoLimits { max_samples: 39, ..usual }).contains("pictures"));
    assert!(fails(VideoLimits { max_bytes: 1000, ..usual }).contains("bytes"));
}

#[test]
fn a_file_that_is_cut_short_plays_as_far_as_it_goes_and_says_so() {
    let cut = &BARS[..BARS.len() - 4000];
    let mut reader = FrameReader::new(open(cut), FrameOrder::Shown).unwrap();
    let mut frames = 0;
    let error = loop {
        match reader.step() {
            Ok(Step::Frame(_)) => frames += 1,
            Ok(Step::More) => {}
            Ok(Step::End) => panic!("the end of a file that has none"),
            Err(error) => break error,
        }
    };
    assert!(frames > 5, "{frames}");
    assert_eq!(error.kind, VideoErrorKind::Damaged);
    // The tables come first in this file: without all of them there is nothing.
    for length in (0..1500).step_by(7) {
        let _ = VideoFile::open(BARS[..length].into(), &VideoLimits::default());
    }
}

#[test]
fn broken_bytes_give_errors_and_no_panic() {
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random
    };
    for _ in 0..60 {
        let mut bytes = if next() % 2 == 0 { BARS.to_vec() } else { PIECES.to_vec() };
        for _ in 0..1 + next() % 20 {
            let at = next() as usize % bytes.len();
            bytes[at] = next() as u8;
        }
        let limits = VideoLimits { max_side: 512, max_pixels: 1 << 18, ..VideoLimits::default() };
        let Ok(file) = VideoFile::open(bytes.into(), &limits) else { continue };
        let Ok(mut reader) = FrameReader::new(Arc::new(file), FrameOrder::Shown) else { continue };
        for _ in 0..200 {
            if matches!(reader.step(), Ok(Step::End) | Err(_)) {
                break;
            }
        }
        let _ = reader.seek(1.2);
        let _ = reader.step();
    }
}
