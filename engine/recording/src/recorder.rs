//! A recording that is being made.

use crate::{
    RecordingError, Tally,
    clock::Readings,
    file::Writer,
    frame::{Frame, encode},
};
use std::collections::HashMap;

/// Parts are written when they hold about as much.
const PART_BYTES: usize = 256 << 10;
/// And at least once in so many frames, so that a crash loses little.
const PART_FRAMES: usize = 60;

/// Gathers a frame, and writes frames in parts.
pub(crate) struct Recording {
    pub(crate) writer: Writer,
    /// Time does not wait: what is on its way is not waited for.
    pub(crate) live: bool,
    pub(crate) frame: Frame,
    pub(crate) clock: Readings,
    pub(crate) full: Vec<Frame>,
    pub(crate) size: usize,
    pub(crate) known: HashMap<[u8; 32], u32>,
    pub(crate) tally: Tally,
    pub(crate) failure: Option<RecordingError>,
}

impl Recording {
    /// Begins with the start, which is frame 0.
    pub(crate) fn new(writer: Writer, live: bool) -> Recording {
        Recording {
            writer,
            live,
            frame: Frame::default(),
            clock: Readings::default(),
            full: Vec::new(),
            size: 0,
            known: HashMap::new(),
            tally: Tally { is_whole: true, ..Tally::default() },
            failure: None,
        }
    }

    pub(crate) fn answer(&mut self, question: String, answer: Vec<u8>) {
        self.clock.close(&mut self.frame.answers);
        self.size += question.len() + answer.len();
        self.frame.answers.push((question, answer.into()));
    }

    pub(crate) fn reading(&mut self, now_ms: f64) {
        self.size += 1;
        self.clock.note(now_ms);
    }

    pub(crate) fn elsewhere(&mut self, question: String, answer: Vec<u8>) {
        self.size += question.len() + answer.len();
        self.frame.elsewhere.push((question, answer.into()));
    }

    pub(crate) fn contents(&mut self, bytes: &[u8]) -> u32 {
        let next = self.known.len() as u32;
        let number = *self.known.entry(*blake3::hash(bytes).as_bytes()).or_insert(next);
        if number == next {
            self.size += bytes.len();
            self.frame.contents.push(bytes.to_vec().into());
        }
        number
    }

    /// Closes the open frame.
    pub(crate) fn next_frame(&mut self) {
        self.clock.close(&mut self.frame.answers);
        let number = self.frame.number + 1;
        self.tally.frames = self.frame.number;
        let done = std::mem::replace(&mut self.frame, Frame { number, ..Frame::default() });
        self.full.push(done);
        if self.size >= PART_BYTES || self.full.len() >= PART_FRAMES {
            self.write();
        }
    }

    pub(crate) fn write(&mut self) {
        self.size = 0;
        let frames = std::mem::take(&mut self.full);
        if !frames.is_empty()
            && self.failure.is_none()
            && let Err(error) = self.writer.part(&encode(&frames))
        {
            // Told when the recording ends: the game goes on.
            self.failure = Some(error);
        }
    }
}
