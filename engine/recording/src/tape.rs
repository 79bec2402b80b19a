//! [`Tape`]: the recording that is being made, or the one that is being replayed.

use crate::{
    Head, RecordingError,
    clock::Readings,
    file::{Reader, Writer},
    frame::{Frame, decode, encode},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_bytes::ByteBuf;
use std::{
    collections::{HashMap, VecDeque},
    io::Write,
    sync::{Arc, Mutex, MutexGuard},
};

/// The first thing in which a replay is not its recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divergence {
    /// The frame, from 1; 0 is the start.
    pub frame: u64,
    /// What differs.
    pub what: String,
}

impl std::fmt::Display for Divergence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.frame {
            0 => write!(f, "the replay differs from the recording at the start: {}", self.what),
            frame => write!(f, "the replay differs from the recording at frame {frame}: {}", self.what),
        }
    }
}

/// How much was recorded or replayed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Frames, without the start.
    pub frames: u64,
    /// Pictures that were noted, or compared and found equal.
    pub pictures: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// False when the file was cut off and ends early.
    pub is_whole: bool,
}

/// Parts are written when they hold about as much.
const PART_BYTES: usize = 256 << 10;
/// And at least once in so many frames, so that a crash loses little.
const PART_FRAMES: usize = 60;

/// Records or replays one run; clones are the same tape.
#[derive(Clone)]
pub struct Tape(Arc<Mutex<State>>);

enum State {
    Recording(Box<Recording>),
    Replaying(Box<Replaying>),
}

struct Recording {
    writer: Writer,
    /// Time does not wait: what is on its way is not waited for.
    live: bool,
    frame: Frame,
    clock: Readings,
    full: Vec<Frame>,
    size: usize,
    known: HashMap<[u8; 32], u32>,
    tally: Tally,
    failure: Option<RecordingError>,
}

struct Replaying {
    frames: VecDeque<Frame>,
    frame: Frame,
    answers: VecDeque<(String, ByteBuf)>,
    clock: Readings,
    elsewhere: HashMap<String, VecDeque<ByteBuf>>,
    contents: Vec<Arc<[u8]>>,
    divergence: Option<Divergence>,
    tally: Tally,
}

impl Tape {
    /// Begins a recording. `live`: the game's time is real, so that nothing is waited for.
    pub fn record(out: Box<dyn Write + Send>, head: &Head, live: bool) -> Result<Tape, RecordingError> {
        let mut writer = Writer::new(out)?;
        writer.part(&encode(head))?;
        Ok(Tape(Arc::new(Mutex::new(State::Recording(Box::new(Recording {
            writer,
            live,
            frame: Frame::default(),
            clock: Readings::default(),
            full: Vec::new(),
            size: 0,
            known: HashMap::new(),
            tally: Tally { is_whole: true, ..Tally::default() },
            failure: None,
        }))))))
    }

    /// Reads a recording, to be replayed from its start.
    pub fn replay(bytes: &[u8]) -> Result<(Tape, Head), RecordingError> {
        let mut reader = Reader::new(bytes)?;
        let short = || RecordingError::Damaged { at: 0, what: "it ends before the first frame".to_owned() };
        let head: Head = reader.part()?.ok_or_else(short)?;
        let (mut frames, mut contents) = (VecDeque::new(), Vec::new());
        let mut elsewhere: HashMap<String, VecDeque<ByteBuf>> = HashMap::new();
        while let Some(part) = reader.part::<Vec<Frame>>()? {
            for mut frame in part {
                for (question, answer) in frame.elsewhere.drain(..) {
                    elsewhere.entry(question).or_default().push_back(answer);
                }
                contents.extend(frame.contents.drain(..).map(|bytes| Arc::from(bytes.into_vec())));
                frames.push_back(frame);
            }
        }
        let mut first = frames.pop_front().ok_or_else(short)?;
        let tally = Tally { bytes: bytes.len() as u64, is_whole: reader.is_whole, ..Tally::default() };
        let answers = std::mem::take(&mut first.answers).into();
        let (clock, divergence) = (Readings::default(), None);
        let replaying =
            Replaying { frames, frame: first, answers, clock, elsewhere, contents, divergence, tally };
        Ok((Tape(Arc::new(Mutex::new(State::Replaying(Box::new(replaying))))), head))
    }

    /// The start is over, and the first frame comes; or one frame, and the next. Recording, it notes the input and gives it back;
    /// replaying, it gives the input that was noted, and `None` when the recording is over.
    pub fn begin_frame<I: Serialize + DeserializeOwned>(&self, at_ms: f64, input: I) -> Option<I> {
        match &mut *self.state() {
            State::Recording(recording) => {
                recording.next_frame();
                recording.frame.at_ms = at_ms;
                recording.frame.input = encode(&input).into();
                Some(input)
            }
            State::Replaying(replaying) => {
                replaying.check_leftovers();
                let mut frame = replaying.frames.pop_front()?;
                replaying.answers = std::mem::take(&mut frame.answers).into();
                replaying.frame = frame;
                replaying.tally.frames += 1;
                let input = decode(&replaying.frame.input);
                if input.is_none() {
                    replaying.diverge("the recorded input cannot be read by this program".to_owned());
                }
                input
            }
        }
    }

    /// When the next recorded frame began, in milliseconds since the start; `None` when none is left, or when this records.
    pub fn next_at_ms(&self) -> Option<f64> {
        match &*self.state() {
            State::Recording(_) => None,
            State::Replaying(replaying) => replaying.frames.front().map(|frame| frame.at_ms),
        }
    }

    /// When the frame that runs now began in the recording.
    pub fn at_ms(&self) -> f64 {
        match &*self.state() {
            State::Recording(recording) => recording.frame.at_ms,
            State::Replaying(replaying) => replaying.frame.at_ms,
        }
    }

    /// True when a replay needs the fingerprint of this frame's picture.
    pub fn wants_picture(&self) -> bool {
        match &*self.state() {
            State::Recording(_) => false,
            State::Replaying(replaying) => replaying.frame.pixels.is_some(),
        }
    }

    /// Notes what the screen shows at the end of a frame, or compares it.
    pub fn picture(&self, fingerprint: u64) {
        match &mut *self.state() {
            State::Recording(recording) => {
                recording.frame.pixels = Some(fingerprint);
                recording.tally.pictures += 1;
            }
            State::Replaying(replaying) => match replaying.frame.pixels {
                Some(recorded) if recorded == fingerprint => replaying.tally.pictures += 1,
                Some(_) => replaying.diverge("the picture is another one".to_owned()),
                None => {}
            },
        }
    }

    /// In what the replay differed first, if it did.
    pub fn divergence(&self) -> Option<Divergence> {
        match &*self.state() {
            State::Recording(_) => None,
            State::Replaying(replaying) => replaying.divergence.clone(),
        }
    }

    /// True for a replay.
    pub fn is_replay(&self) -> bool {
        matches!(&*self.state(), State::Replaying(_))
    }

    /// Ends a recording: what is left is written. For a replay it looks whether something of the last frame is left.
    pub fn finish(&self) -> Result<Tally, RecordingError> {
        match &mut *self.state() {
            State::Recording(recording) => {
                recording.next_frame();
                recording.write();
                match recording.failure.take() {
                    Some(error) => return Err(error),
                    None => recording.writer.end()?,
                }
                recording.tally.bytes = recording.writer.written;
                Ok(recording.tally)
            }
            State::Replaying(replaying) => {
                replaying.check_leftovers();
                Ok(replaying.tally)
            }
        }
    }

    /// True when answers must not be waited for: a recording in real time.
    pub(crate) fn is_live(&self) -> bool {
        matches!(&*self.state(), State::Recording(recording) if recording.live)
    }

    /// A question of the game's thread: asked and noted, or answered from the recording. A replay that differs gets `ask`'s answer.
    pub(crate) fn exchange<T: Serialize + DeserializeOwned>(
        &self,
        question: impl FnOnce() -> String,
        ask: impl FnOnce() -> T,
    ) -> T {
        if self.is_replay() {
            return self.recorded(question()).unwrap_or_else(ask);
        }
        let answer = ask();
        if let State::Recording(recording) = &mut *self.state() {
            recording.answer(question(), encode(&answer));
        }
        answer
    }

    fn recorded<T: DeserializeOwned>(&self, question: String) -> Option<T> {
        let mut state = self.state();
        let State::Replaying(replaying) = &mut *state else { return None };
        let answer = replaying.answer(&question)?;
        let value = decode(&answer);
        if value.is_none() {
            replaying.diverge(format!("the recorded answer to `{question}` cannot be read by this program"));
        }
        value
    }

    /// A reading of the clock.
    pub(crate) fn reading(&self, read: impl FnOnce() -> f64) -> f64 {
        match &mut *self.state() {
            State::Recording(recording) => {
                let now_ms = read();
                recording.reading(now_ms);
                now_ms
            }
            State::Replaying(replaying) => replaying.reading(),
        }
    }

    /// A question that any thread may ask, at any time.
    pub(crate) fn exchange_elsewhere<T: Serialize + DeserializeOwned>(
        &self,
        question: String,
        ask: impl FnOnce() -> T,
    ) -> T {
        if self.is_replay() {
            return self.recorded_elsewhere(&question).unwrap_or_else(ask);
        }
        let answer = ask();
        if let State::Recording(recording) = &mut *self.state() {
            recording.elsewhere(question, encode(&answer));
        }
        answer
    }

    /// The same for contents, which are kept once however often they are seen.
    pub(crate) fn exchange_contents<E: Serialize + DeserializeOwned>(
        &self,
        question: String,
        ask: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        if self.is_replay() {
            return match self.recorded_elsewhere::<Result<u32, E>>(&question) {
                Some(Ok(number)) => self.contents(number).map_or_else(ask, Ok),
                Some(Err(error)) => Err(error),
                None => ask(),
            };
        }
        let answer = ask();
        self.note_contents(question, answer.as_ref().map(Vec::as_slice));
        answer
    }

    /// Notes an answer that came from another thread.
    pub(crate) fn note_contents<E: Serialize>(&self, question: String, answer: Result<&[u8], &E>) {
        if let State::Recording(recording) = &mut *self.state() {
            let noted: Result<u32, &E> = answer.map(|bytes| recording.contents(bytes));
            recording.elsewhere(question, encode(&noted));
        }
    }

    /// The next recorded answer to a question of other threads.
    pub(crate) fn recorded_elsewhere<T: DeserializeOwned>(&self, question: &str) -> Option<T> {
        let mut state = self.state();
        let State::Replaying(replaying) = &mut *state else { return None };
        let answer = replaying.elsewhere.get_mut(question).and_then(VecDeque::pop_front);
        let value = answer.and_then(|answer| decode(&answer));
        if value.is_none() {
            replaying.diverge(format!(
                "the game asks `{question}`, which it did not ask in the recording, or not as often"
            ));
        }
        value
    }

    /// Numbers contents, for an answer that names them.
    pub(crate) fn keep_contents(&self, bytes: &[u8]) -> u32 {
        match &mut *self.state() {
            State::Recording(recording) => recording.contents(bytes),
            State::Replaying(_) => 0,
        }
    }

    /// Recorded contents.
    pub(crate) fn contents(&self, number: u32) -> Option<Vec<u8>> {
        let mut state = self.state();
        let State::Replaying(replaying) = &mut *state else { return None };
        let found = replaying.contents.get(number as usize).map(|bytes| bytes.to_vec());
        if found.is_none() {
            replaying.diverge(format!("the recording has no contents {number}"));
        }
        found
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl Recording {
    fn answer(&mut self, question: String, answer: Vec<u8>) {
        self.clock.close(&mut self.frame.answers);
        self.size += question.len() + answer.len();
        self.frame.answers.push((question, answer.into()));
    }

    fn reading(&mut self, now_ms: f64) {
        self.size += 1;
        self.clock.note(now_ms);
    }

    fn elsewhere(&mut self, question: String, answer: Vec<u8>) {
        self.size += question.len() + answer.len();
        self.frame.elsewhere.push((question, answer.into()));
    }

    fn contents(&mut self, bytes: &[u8]) -> u32 {
        let next = self.known.len() as u32;
        let number = *self.known.entry(*blake3::hash(bytes).as_bytes()).or_insert(next);
        if number == next {
            self.size += bytes.len();
            self.frame.contents.push(bytes.to_vec().into());
        }
        number
    }

    /// Closes the open frame.
    fn next_frame(&mut self) {
        self.clock.close(&mut self.frame.answers);
        let number = self.frame.number + 1;
        self.tally.frames = self.frame.number;
        let done = std::mem::replace(&mut self.frame, Frame { number, ..Frame::default() });
        self.full.push(done);
        if self.size >= PART_BYTES || self.full.len() >= PART_FRAMES {
            self.write();
        }
    }

    fn write(&mut self) {
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

impl Replaying {
    /// The first difference counts; all later ones follow from it.
    fn diverge(&mut self, what: String) {
        if self.divergence.is_none() {
            self.divergence = Some(Divergence { frame: self.frame.number, what });
        }
    }

    fn answer(&mut self, question: &str) -> Option<ByteBuf> {
        if self.clock.has_more() {
            let what =
                format!("the game asks `{question}` where it read the clock once more in the recording");
            self.diverge(what);
            return None;
        }
        let what = match self.answers.front() {
            Some((recorded, _)) if recorded == question => {
                return self.answers.pop_front().map(|(_, answer)| answer);
            }
            Some((recorded, _)) if recorded.is_empty() => "it read the clock".to_owned(),
            Some((recorded, _)) => format!("it asked `{recorded}`"),
            None => "it asked nothing more in this frame".to_owned(),
        };
        self.diverge(format!("the game asks `{question}` where {what} in the recording"));
        None
    }

    fn reading(&mut self) -> f64 {
        if !self.clock.has_more() {
            match self.answers.front() {
                Some((question, _)) if question.is_empty() => {
                    if let Some((_, readings)) = self.answers.pop_front() {
                        self.clock.open(readings.into_vec());
                    }
                }
                other => {
                    let what = match other {
                        Some((question, _)) => format!("it asked `{question}`"),
                        None => "it asked nothing more in this frame".to_owned(),
                    };
                    self.diverge(format!("the game reads the clock where {what} in the recording"));
                }
            }
        }
        self.clock.next()
    }

    /// What the frame that ends did not ask for.
    fn check_leftovers(&mut self) {
        let left =
            self.answers.iter().map(|(question, _)| question.as_str()).find(|question| !question.is_empty());
        if let Some(question) = left {
            let what = format!("the game did not ask `{question}`, which it asked in the recording");
            self.diverge(what);
        } else if self.clock.has_more() || !self.answers.is_empty() {
            self.diverge("the game read the clock less often than in the recording".to_owned());
        }
        self.answers.clear();
        self.clock.skip();
    }
}
