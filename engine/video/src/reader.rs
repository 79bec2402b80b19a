//! Jumps and decodes: the frames of a file, one sample a step.

use crate::{VideoError, VideoErrorKind, VideoFile, color, h264::H264};
use rust_h264::decoder::Frame as Picture;
use sparrow_base::{PixelBuffer, Premul};
use std::{collections::BTreeMap, sync::Arc};

/// A picture with its times, in seconds.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Opaque: the bytes are the same with straight alpha.
    pub pixels: Arc<PixelBuffer<Premul>>,
    /// When it is shown.
    pub pts: f64,
    /// When it was decoded.
    pub dts: f64,
    /// When the next one is shown.
    pub end: f64,
}

/// In which order frames come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FrameOrder {
    /// As they are shown.
    #[default]
    Shown,
    /// As they are decoded.
    Decoded,
}

/// What one step gave.
#[derive(Debug)]
pub enum Step {
    /// The next frame.
    Frame(Frame),
    /// A sample was decoded; there is more.
    More,
    /// There are no more frames.
    End,
}

/// H.264 holds back at most 16 pictures. What a file wants beyond that is given out of order.
const MAX_HELD: usize = 17;
/// Pictures in a row that cannot be decoded before the video counts as broken.
const MAX_FAILURES: u32 = 30;

/// Decodes a file from wherever it is told.
pub struct FrameReader {
    file: Arc<VideoFile>,
    order: FrameOrder,
    decoder: H264,
    next_sample: usize,
    /// The next frame to give, by its place in the order of showing.
    next_rank: u32,
    /// By that place; `None`: it cannot be decoded.
    held: BTreeMap<u32, Option<Held>>,
    /// Frames that are over before this are not given.
    from: f64,
    failures: u32,
}

struct Held {
    picture: Picture,
    matrix: color::Matrix,
}

impl FrameReader {
    /// Begins with the first frame.
    pub fn new(file: Arc<VideoFile>, order: FrameOrder) -> Result<FrameReader, VideoError> {
        let decoder = H264::new(&file.config, &file.limits)?;
        let mut reader = FrameReader {
            file,
            order,
            decoder,
            next_sample: 0,
            next_rank: 0,
            held: BTreeMap::new(),
            from: 0.0,
            failures: 0,
        };
        reader.seek(0.0)?;
        Ok(reader)
    }

    /// Goes to a time: the next frame is the one that is shown then, or the last.
    pub fn seek(&mut self, seconds: f64) -> Result<(), VideoError> {
        let seconds = if seconds.is_finite() { seconds.max(0.0) } else { 0.0 };
        self.decoder = H264::new(&self.file.config, &self.file.limits)?;
        self.next_sample = self.file.key_before(seconds);
        self.next_rank = self.file.rank[self.next_sample];
        self.held.clear();
        self.from = seconds;
        self.failures = 0;
        Ok(())
    }

    /// Frames that are over at a time need not be given: whoever asks is late.
    pub fn skip_before(&mut self, seconds: f64) {
        self.from = self.from.max(seconds);
    }

    /// Decodes at most one sample.
    pub fn step(&mut self) -> Result<Step, VideoError> {
        if let Some(frame) = self.held_frame()? {
            return Ok(Step::Frame(frame));
        }
        let Some(&sample) = self.file.samples.get(self.next_sample) else { return Ok(Step::End) };
        let at = self.next_sample;
        self.next_sample += 1;
        let rank = self.file.rank[at];
        let data = self.file.data(&sample)?;
        let picture = match self.decoder.decode(data) {
            Ok(picture) => picture,
            Err(error) if error.kind == VideoErrorKind::Damaged && self.failures < MAX_FAILURES => None,
            Err(error) => return Err(error),
        };
        match picture {
            Some(_) => self.failures = 0,
            None => self.failures += 1,
        }
        let held = picture.map(|picture| Held { picture, matrix: self.decoder.matrix() });
        match self.order {
            FrameOrder::Decoded => {
                let frame = held.filter(|_| self.wanted(rank)).map(|held| self.frame(rank, &held));
                Ok(frame.transpose()?.map_or(Step::More, Step::Frame))
            }
            FrameOrder::Shown => {
                // Before the picture with which decoding began: its references are not there.
                if rank >= self.next_rank {
                    self.held.insert(rank, held);
                }
                Ok(self.held_frame()?.map_or(Step::More, Step::Frame))
            }
        }
    }

    /// The next frame, if it is decoded.
    fn held_frame(&mut self) -> Result<Option<Frame>, VideoError> {
        let at_end = self.next_sample >= self.file.samples.len();
        while let Some((&rank, _)) = self.held.first_key_value() {
            if rank != self.next_rank && self.held.len() <= MAX_HELD && !at_end {
                return Ok(None);
            }
            self.next_rank = rank + 1;
            let Some(held) = self.held.remove(&rank).flatten() else { continue };
            if self.wanted(rank) {
                return self.frame(rank, &held).map(Some);
            }
        }
        Ok(None)
    }

    /// The last frame always is: it stays when the video is over.
    fn wanted(&self, rank: u32) -> bool {
        self.file.end_of(rank) > self.from || rank as usize + 1 == self.file.shown.len()
    }

    fn frame(&self, rank: u32, held: &Held) -> Result<Frame, VideoError> {
        let sample = &self.file.samples[self.file.shown[rank as usize] as usize];
        let pixels = color::pixels(&held.picture, held.matrix, self.file.rotation)
            .ok_or_else(|| VideoError::damaged("a picture of the video is incomplete"))?;
        Ok(Frame {
            pixels: Arc::new(pixels),
            pts: self.file.seconds(sample.pts),
            dts: self.file.seconds(sample.dts),
            end: self.file.end_of(rank),
        })
    }
}
