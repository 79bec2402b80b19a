//! A sound file in the place of a microphone: what a test says into it.

use super::{FrameClock, converter::Converter};
use crate::{AudioError, decode_whole::decode_whole};
use sparrow_platform::{Microphone, RecordingFormat};

/// A file from its beginning with every recording, and silence behind its end.
pub struct FileMicrophone {
    name: String,
    bytes: Vec<u8>,
    clock: FrameClock,
    /// The file in the format of the recording.
    samples: Vec<i16>,
    channels: usize,
}

impl FileMicrophone {
    /// A file of any format that sounds may have. `name` is for people.
    pub fn new(name: &str, bytes: Vec<u8>) -> Result<FileMicrophone, AudioError> {
        // What cannot be decoded is found now, not when somebody speaks.
        decode_whole(bytes.clone(), 8000)?;
        Ok(FileMicrophone {
            name: name.to_owned(),
            bytes,
            clock: FrameClock::default(),
            samples: Vec::new(),
            channels: 0,
        })
    }
}

impl Microphone for FileMicrophone {
    fn start(&mut self, format: RecordingFormat, now_ms: f64) -> Result<(), String> {
        let sound = decode_whole(self.bytes.clone(), format.rate_hz).map_err(|e| e.message)?;
        let frames = sound.channels.first().map_or(0, |channel| channel.len());
        let at =
            |i: usize| sound.channels.iter().map(move |channel| channel.get(i).copied().unwrap_or_default());
        let interleaved: Vec<f32> = (0..frames).flat_map(at).collect();
        let from = RecordingFormat { rate_hz: format.rate_hz, channels: sound.channels.len() as u16 };
        self.samples = Converter::new(from, format).push(&interleaved);
        self.channels = usize::from(format.channels);
        self.clock = FrameClock::new(format.rate_hz, now_ms);
        Ok(())
    }

    fn read(&mut self, now_ms: f64) -> Result<Vec<i16>, String> {
        let frames = self.clock.advance(now_ms);
        let heard = frames.start as usize * self.channels..frames.end as usize * self.channels;
        Ok(heard.map(|at| self.samples.get(at).copied().unwrap_or_default()).collect())
    }

    fn set_listening(&mut self, listening: bool, now_ms: f64) -> Result<(), String> {
        self.clock.set_listening(listening, now_ms);
        Ok(())
    }

    fn stop(&mut self) {
        self.samples = Vec::new();
    }

    fn description(&self) -> String {
        format!("{} is recorded in the place of a microphone", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_platform::wav_header;

    #[test]
    fn a_file_is_heard_from_its_beginning_and_then_silence() {
        let mut bytes = wav_header(8000, 2, 4 * 4).to_vec();
        for sample in [1000_i16, 3000, 1000, 3000, 1000, 3000, 1000, 3000] {
            bytes.extend(sample.to_le_bytes());
        }
        let mut microphone = FileMicrophone::new("voice.wav", bytes).unwrap();
        let mono = RecordingFormat { rate_hz: 8000, channels: 1 };
        microphone.start(mono, 10.0).unwrap();
        let heard = microphone.read(10.75).unwrap();
        assert_eq!(heard.len(), 6);
        assert!(heard[..4].iter().all(|sample| (sample - 2000).abs() <= 1), "{heard:?}");
        assert_eq!(heard[4..], [0, 0]);
        microphone.start(RecordingFormat { channels: 2, ..mono }, 20.0).unwrap();
        microphone.set_listening(false, 20.0).unwrap();
        assert!(microphone.read(30.0).unwrap().is_empty());
        microphone.set_listening(true, 30.0).unwrap();
        let heard = microphone.read(30.125).unwrap();
        assert!((heard[0] - 1000).abs() <= 1 && (heard[1] - 3000).abs() <= 1, "{heard:?}");
    }

    #[test]
    fn what_is_no_sound_is_refused() {
        assert!(FileMicrophone::new("text", b"no sound at all".to_vec()).is_err());
    }
}
