//! [`Tape`]: the recording that is being made, or the one that is being replayed.

use crate::{
    Head, RecordingError,
    clock::Readings,
    file::{Reader, Writer},
    frame::{Frame, decode, encode},
    recorder::Recording,
    replayer::Replaying,
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

/// Records or replays one run; clones are the same tape.
#[derive(Clone)]
pub struct Tape(Arc<Mutex<State>>);

enum State {
    Recording(Box<Recording>),
    Replaying(Box<Replaying>),
}

impl Tape {
    /// Begins a recording. `live`: the game's time is real, so that nothing is waited for.
    pub fn record(out: Box<dyn Write + Send>, head: &Head, live: bool) -> Result<Tape, RecordingError> {
        let mut writer = Writer::new(out)?;
        writer.part(&encode(head))?;
        Ok(Tape(Arc::new(Mutex::new(State::Recording(Box::new(Recording::new(writer, live)))))))
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

    #[allow(clippy::needless_pass_by_value, reason = "made for the call")]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_tape::{Memory, head};

    /// Two frames: questions, readings of the clock, and what other threads asked.
    fn recorded() -> Vec<u8> {
        let file = Memory::default();
        let tape = Tape::record(Box::new(file.clone()), &head(), false).unwrap();
        assert_eq!(tape.reading(|| 0.5), 0.5);
        assert_eq!(tape.exchange(|| "name".to_owned(), || "sparrow".to_owned()), "sparrow");
        tape.begin_frame(16.0, vec![1_u8]).unwrap();
        assert_eq!((tape.reading(|| 16.0), tape.reading(|| 17.0)), (16.0, 17.0));
        let read: Result<Vec<u8>, String> = tape.exchange_contents("read a".to_owned(), || Ok(vec![7; 9]));
        assert_eq!(read, Ok(vec![7; 9]));
        let _: Result<Vec<u8>, String> = tape.exchange_contents("read b".to_owned(), || Ok(vec![7; 9]));
        tape.picture(42);
        tape.begin_frame(32.0, vec![2_u8]).unwrap();
        assert_eq!(tape.exchange(|| "count".to_owned(), || 3_u32), 3);
        let tally = tape.finish().unwrap();
        assert_eq!((tally.frames, tally.pictures), (2, 1));
        let bytes = file.0.lock().unwrap().clone();
        assert_eq!(bytes.len() as u64, tally.bytes);
        bytes
    }

    fn start(bytes: &[u8]) -> Tape {
        let (tape, read) = Tape::replay(bytes).unwrap();
        assert_eq!(read, head());
        assert_eq!(tape.reading(|| 99.0), 0.5);
        assert_eq!(tape.exchange(|| "name".to_owned(), String::new), "sparrow");
        assert_eq!(tape.begin_frame(0.0, Vec::<u8>::new()), Some(vec![1]));
        tape
    }

    #[test]
    fn a_replay_gives_what_was_recorded() {
        let tape = start(&recorded());
        assert_eq!((tape.reading(|| 0.0), tape.reading(|| 0.0)), (16.0, 17.0));
        for name in ["read b", "read a"] {
            let read: Result<Vec<u8>, String> =
                tape.exchange_contents(name.to_owned(), || Err(String::new()));
            assert_eq!(read, Ok(vec![7; 9]), "other threads may come in any order");
        }
        assert!(tape.wants_picture());
        tape.picture(42);
        assert_eq!((tape.at_ms(), tape.next_at_ms()), (16.0, Some(32.0)));
        assert_eq!(tape.begin_frame(0.0, Vec::<u8>::new()), Some(vec![2]));
        assert_eq!(tape.exchange(|| "count".to_owned(), || 0_u32), 3);
        assert_eq!(tape.begin_frame(0.0, Vec::<u8>::new()), None);
        assert_eq!(tape.divergence(), None);
        let tally = tape.finish().unwrap();
        assert_eq!((tally.frames, tally.pictures, tally.is_whole), (2, 1, true));
    }

    #[test]
    fn the_first_difference_is_told() {
        let bytes = recorded();
        let told = |work: &dyn Fn(&Tape)| {
            let tape = start(&bytes);
            work(&tape);
            tape.divergence().map(|divergence| (divergence.frame, divergence.what)).unwrap_or_default()
        };
        let next = |tape: &Tape| drop(tape.begin_frame(0.0, Vec::<u8>::new()));
        let (frame, what) = told(&|tape| {
            assert_eq!(
                tape.exchange(|| "size".to_owned(), || 5_u32),
                5,
                "it goes on with an answer of its own"
            );
            tape.exchange(|| "weight".to_owned(), || 5_u32);
        });
        assert_eq!(frame, 1);
        assert_eq!(what, "the game asks `size` where it read the clock in the recording");
        let (_, what) = told(&|tape| {
            tape.reading(|| 0.0);
            next(tape);
        });
        assert_eq!(what, "the game read the clock less often than in the recording");
        let (_, what) = told(&|tape| {
            for _ in 0..3 {
                tape.reading(|| 0.0);
            }
        });
        assert_eq!(
            what,
            "the game reads the clock where it asked nothing more in this frame in the recording"
        );
        let (frame, what) = told(&|tape| {
            for _ in 0..2 {
                tape.reading(|| 0.0);
            }
            next(tape);
            next(tape);
        });
        assert_eq!(
            (frame, what.as_str()),
            (2, "the game did not ask `count`, which it asked in the recording")
        );
        let (_, what) = told(&|tape| tape.picture(43));
        assert_eq!(what, "the picture is another one");
        let (_, what) = told(&|tape| {
            let _: Result<Vec<u8>, String> =
                tape.exchange_contents("read c".to_owned(), || Err(String::new()));
        });
        assert!(what.contains("`read c`, which it did not ask"), "{what}");
    }
}
