//! The microphone: what was heard stands in the recording, in the format that the game asked for.

use crate::Tape;
use serde_bytes::ByteBuf;
use sparrow_platform::{Microphone, RecordingFormat};

struct TapedMicrophone {
    tape: Tape,
    inner: Box<dyn Microphone>,
}

impl Tape {
    /// A microphone whose sound is recorded. Nothing is asked before the game records.
    pub fn microphone(&self, inner: Box<dyn Microphone>) -> Box<dyn Microphone> {
        Box::new(TapedMicrophone { tape: self.clone(), inner })
    }
}

impl Microphone for TapedMicrophone {
    fn start(&mut self, format: RecordingFormat, now_ms: f64) -> Result<(), String> {
        let question = || format!("microphone.start {} x {}", format.rate_hz, format.channels);
        let TapedMicrophone { tape, inner } = self;
        tape.exchange(question, || inner.start(format, now_ms))
    }

    fn read(&mut self, now_ms: f64) -> Result<Vec<i16>, String> {
        let TapedMicrophone { tape, inner } = self;
        let ask = || -> Result<ByteBuf, String> {
            Ok(inner.read(now_ms)?.into_iter().flat_map(i16::to_le_bytes).collect::<Vec<u8>>().into())
        };
        let bytes = tape.exchange(|| "microphone.read".to_owned(), ask)?;
        Ok(bytes.as_chunks::<2>().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect())
    }

    fn set_listening(&mut self, listening: bool, now_ms: f64) -> Result<(), String> {
        let TapedMicrophone { tape, inner } = self;
        tape.exchange(
            || format!("microphone.set_listening {listening}"),
            || inner.set_listening(listening, now_ms),
        )
    }

    fn stop(&mut self) {
        self.inner.stop();
    }

    fn description(&self) -> String {
        self.tape.exchange(|| "microphone.description".to_owned(), || self.inner.description())
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Tape,
        test_tape::{Memory, head},
    };
    use sparrow_platform::{Microphone, NullMicrophone, RecordingFormat};

    struct Voice(i16);

    impl Microphone for Voice {
        fn start(&mut self, _: RecordingFormat, _: f64) -> Result<(), String> {
            Ok(())
        }
        fn read(&mut self, _: f64) -> Result<Vec<i16>, String> {
            self.0 += 1;
            if self.0 == 3 { Err("unplugged".to_owned()) } else { Ok(vec![self.0, -300]) }
        }
        fn set_listening(&mut self, _: bool, _: f64) -> Result<(), String> {
            Ok(())
        }
        fn stop(&mut self) {}
        fn description(&self) -> String {
            "a voice".to_owned()
        }
    }

    const FORMAT: RecordingFormat = RecordingFormat { rate_hz: 8000, channels: 1 };

    #[test]
    fn a_replay_hears_what_was_said_without_a_microphone() {
        let file = Memory::default();
        let tape = Tape::record(Box::new(file.clone()), &head(), true).unwrap();
        let hear = |microphone: &mut dyn Microphone| {
            microphone.start(FORMAT, 0.0).unwrap();
            let description = microphone.description();
            let heard = [(); 3].map(|()| microphone.read(1.0));
            (description, heard)
        };
        let live = hear(tape.microphone(Box::new(Voice(0))).as_mut());
        assert_eq!(live.1, [Ok(vec![1, -300]), Ok(vec![2, -300]), Err("unplugged".to_owned())]);
        tape.finish().unwrap();
        let bytes = file.0.lock().unwrap().clone();
        let (tape, _) = Tape::replay(&bytes).unwrap();
        assert_eq!(hear(tape.microphone(Box::new(NullMicrophone)).as_mut()), live);
        assert_eq!(tape.divergence(), None);

        let (tape, _) = Tape::replay(&bytes).unwrap();
        let mut other = tape.microphone(Box::new(NullMicrophone));
        let refused = other.start(RecordingFormat { rate_hz: 16_000, ..FORMAT }, 0.0);
        assert!(refused.is_err() && tape.divergence().is_some(), "another rate is another question");
    }
}
