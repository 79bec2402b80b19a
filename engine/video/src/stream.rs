//! A thread that fetches a file, opens it and decodes ahead; whoever shows it takes the frame for a time.

use crate::{Frame, FrameOrder, FrameReader, Step, VideoError, VideoFile, VideoInfo, VideoLimits};
use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

/// Frames that wait to be taken: four of 1920 x 1080 are 33 MB.
const MAX_WAITING: usize = 4;

/// A file that was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What it holds.
    pub info: VideoInfo,
    /// The file, for its sound.
    pub bytes: Arc<[u8]>,
}

/// What there is for a time.
#[derive(Debug, Default)]
pub struct Taken {
    /// The frame to show from now on, if it is another one.
    pub frame: Option<Frame>,
    /// There is no later frame.
    pub at_end: bool,
    /// No frame for that time is decoded yet.
    pub late: bool,
    /// Decoding ended here.
    pub error: Option<VideoError>,
}

/// What there is to take.
#[derive(Debug)]
pub struct Outlook {
    /// A frame.
    pub has_frame: bool,
    /// Nothing, and nothing will come.
    pub at_end: bool,
    /// Nothing, because decoding ended here.
    pub error: Option<VideoError>,
}

#[derive(Default)]
struct State {
    opened: Option<Result<Opened, VideoError>>,
    /// Of the last jump; what was decoded for an older one is thrown away.
    jump: u32,
    target: f64,
    /// Where playback is.
    position: f64,
    frames: VecDeque<Frame>,
    at_end: bool,
    failed: Option<VideoError>,
    closing: bool,
}

impl State {
    fn is_settled(&self) -> bool {
        self.at_end || self.failed.is_some() || matches!(self.opened, Some(Err(_)))
    }
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }
}

/// One file that is being decoded. Dropping it ends the thread after the picture that it is at.
pub struct FrameStream(Arc<Shared>);

impl FrameStream {
    /// Starts; `fetch` gives the bytes, on the thread, and may take its time.
    pub fn start(
        fetch: impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static,
        limits: VideoLimits,
        order: FrameOrder,
    ) -> FrameStream {
        let shared = Arc::new(Shared::default());
        let of_thread = shared.clone();
        let work = move || {
            let opening = || {
                let bytes = fetch().map_err(VideoError::source)?;
                let file = Arc::new(VideoFile::open(bytes.into(), &limits)?);
                let reader = FrameReader::new(file.clone(), order)?;
                Ok((file, reader))
            };
            // What a fetch does is not ours.
            let opened = catch_unwind(AssertUnwindSafe(opening))
                .unwrap_or_else(|_| Err(VideoError::damaged("the video could not be opened")));
            let mut state = of_thread.lock();
            match opened {
                Ok((file, reader)) => {
                    let opened = Opened { info: file.info().clone(), bytes: file.bytes().clone() };
                    state.opened = Some(Ok(opened));
                    drop(state);
                    of_thread.changed.notify_all();
                    // Whoever waits for a frame must not wait for ever.
                    if catch_unwind(AssertUnwindSafe(|| decode(&of_thread, reader))).is_err() {
                        let failure = VideoError::damaged("the decoder failed on this video");
                        of_thread.lock().failed = Some(failure);
                        of_thread.changed.notify_all();
                    }
                }
                Err(error) => {
                    state.opened = Some(Err(error));
                    drop(state);
                    of_thread.changed.notify_all();
                }
            }
        };
        if let Err(error) = thread::Builder::new().name("sparrow-video".to_owned()).spawn(work) {
            let error = VideoError::source(format!("no thread to decode on: {error}"));
            shared.lock().opened = Some(Err(error));
        }
        FrameStream(shared)
    }

    /// What was opened; `None` while it is on its way. `wait` waits for it.
    pub fn opened(&self, wait: bool) -> Option<Result<Opened, VideoError>> {
        let mut state = self.0.lock();
        while wait && state.opened.is_none() {
            state = self.0.wait(state);
        }
        state.opened.clone()
    }

    /// Jumps: frames of before are gone.
    pub fn seek(&self, seconds: f64) {
        let mut state = self.0.lock();
        state.jump = state.jump.wrapping_add(1);
        (state.target, state.position) = (seconds, seconds);
        state.frames.clear();
        state.at_end = false;
        state.failed = None;
        drop(state);
        self.0.changed.notify_all();
    }

    /// Takes the frame that is shown at a time, and drops those before it. `wait` waits until it is known which one that is.
    pub fn take_for(&self, seconds: f64, wait: bool) -> Taken {
        let mut taken = Taken::default();
        let mut state = self.0.lock();
        state.position = seconds;
        loop {
            while state.frames.front().is_some_and(|frame| frame.pts <= seconds) {
                taken.frame = state.frames.pop_front();
                self.0.changed.notify_all();
            }
            if !state.frames.is_empty() || state.is_settled() {
                break;
            }
            if !wait {
                taken.late = true;
                break;
            }
            state = self.0.wait(state);
        }
        taken.at_end = state.at_end && state.frames.is_empty();
        taken.error = state.failed.clone().filter(|_| state.frames.is_empty());
        taken
    }

    /// Takes the next frame, whatever its time is.
    pub fn take_next(&self, wait: bool) -> Taken {
        let mut state = self.0.lock();
        while wait && state.frames.is_empty() && !state.is_settled() {
            state = self.0.wait(state);
        }
        let frame = state.frames.pop_front();
        let late = frame.is_none() && !state.is_settled();
        let empty = state.frames.is_empty();
        let error = state.failed.clone().filter(|_| empty);
        let taken = Taken { late, at_end: state.at_end && empty, error, frame };
        drop(state);
        self.0.changed.notify_all();
        taken
    }

    /// What could be taken. `wait` waits until that is known.
    pub fn look(&self, wait: bool) -> Outlook {
        let mut state = self.0.lock();
        while wait && state.frames.is_empty() && !state.is_settled() {
            state = self.0.wait(state);
        }
        let has_frame = !state.frames.is_empty();
        let error = state.failed.clone().filter(|_| !has_frame);
        Outlook { has_frame, at_end: state.at_end && !has_frame, error }
    }
}

impl Drop for FrameStream {
    fn drop(&mut self) {
        self.0.lock().closing = true;
        self.0.changed.notify_all();
        // The thread is not waited for: it may be in the middle of a download.
    }
}

/// Fills the queue until it is told to end.
fn decode(shared: &Shared, mut reader: FrameReader) {
    let mut jump = 0;
    loop {
        let mut state = shared.lock();
        while !state.closing
            && state.jump == jump
            && (state.frames.len() >= MAX_WAITING || state.is_settled())
        {
            state = shared.wait(state);
        }
        if state.closing {
            return;
        }
        let jumped = (state.jump != jump).then_some(state.target);
        jump = state.jump;
        let position = state.position;
        drop(state);
        let step = match jumped {
            Some(target) => reader.seek(target).map(|()| Step::More),
            None => {
                reader.skip_before(position);
                reader.step()
            }
        };
        let mut state = shared.lock();
        if state.jump != jump {
            continue;
        }
        match step {
            Ok(Step::More) => continue,
            Ok(Step::Frame(frame)) => state.frames.push_back(frame),
            Ok(Step::End) => state.at_end = true,
            Err(error) => state.failed = Some(error),
        }
        drop(state);
        shared.changed.notify_all();
    }
}
