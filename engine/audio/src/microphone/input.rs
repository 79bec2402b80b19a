//! A microphone of a device, or a tone where there is no device.

use super::{ToneMicrophone, converter::Converter};
use sparrow_platform::{Microphone, NoInput, RecordingFormat, SoundInput};

/// A device in the format that a game wants. It is open only while somebody records.
pub struct InputMicrophone {
    input: Box<dyn SoundInput>,
    format: RecordingFormat,
    /// While the device is open.
    converter: Option<Converter>,
    /// Takes the device's place where there is none.
    tone: Option<ToneMicrophone>,
    /// Why it does now.
    absent: Option<String>,
    scratch: Vec<f32>,
}

impl InputMicrophone {
    /// Records from `input`; without such a device a recording fails.
    pub fn new(input: Box<dyn SoundInput>) -> InputMicrophone {
        let format = RecordingFormat { rate_hz: 8000, channels: 1 };
        InputMicrophone { input, format, converter: None, tone: None, absent: None, scratch: Vec::new() }
    }

    /// Records from `input`, or a tone on a machine without such a device.
    pub fn or_tone(input: Box<dyn SoundInput>) -> InputMicrophone {
        InputMicrophone { tone: Some(ToneMicrophone::default()), ..InputMicrophone::new(input) }
    }

    fn open(&mut self) -> Result<(), NoInput> {
        let from = self.input.open(self.format)?;
        self.converter = Some(Converter::new(from, self.format));
        Ok(())
    }

    fn close(&mut self) {
        if self.converter.take().is_some() {
            self.input.close();
        }
    }

    fn tone(&mut self) -> Option<&mut ToneMicrophone> {
        self.tone.as_mut().filter(|_| self.absent.is_some())
    }
}

impl Microphone for InputMicrophone {
    fn start(&mut self, format: RecordingFormat, now_ms: f64) -> Result<(), String> {
        self.close();
        self.format = format;
        self.absent = None;
        match (self.open(), &mut self.tone) {
            (Ok(()), _) => Ok(()),
            (Err(NoInput::Absent(reason)), Some(tone)) => {
                self.absent = Some(reason);
                tone.start(format, now_ms)
            }
            (Err(NoInput::Absent(reason) | NoInput::Failed(reason)), _) => Err(reason),
        }
    }

    fn read(&mut self, now_ms: f64) -> Result<Vec<i16>, String> {
        if let Some(tone) = self.tone() {
            return tone.read(now_ms);
        }
        let Some(converter) = &mut self.converter else { return Ok(Vec::new()) };
        self.scratch.clear();
        let read = self.input.read(&mut self.scratch);
        let samples = converter.push(&self.scratch);
        match read {
            Ok(()) => Ok(samples),
            Err(reason) => {
                self.close();
                Err(reason)
            }
        }
    }

    fn set_listening(&mut self, listening: bool, now_ms: f64) -> Result<(), String> {
        if let Some(tone) = self.tone() {
            return tone.set_listening(listening, now_ms);
        }
        if !listening {
            self.close();
            return Ok(());
        }
        if self.converter.is_some() {
            return Ok(());
        }
        self.open().map_err(|(NoInput::Absent(reason) | NoInput::Failed(reason))| reason)
    }

    fn stop(&mut self) {
        self.close();
    }

    fn description(&self) -> String {
        match (&self.absent, &self.tone) {
            (Some(reason), Some(tone)) => format!("{} ({reason})", tone.description()),
            _ => format!("the microphone ({}) is recorded", self.input.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{cell::RefCell, rc::Rc};

    #[derive(Default)]
    struct Device {
        open: bool,
        heard: Vec<f32>,
        gone: Option<NoInput>,
    }

    struct Input(Rc<RefCell<Device>>);

    impl SoundInput for Input {
        fn open(&mut self, wanted: RecordingFormat) -> Result<RecordingFormat, NoInput> {
            let mut device = self.0.borrow_mut();
            if let Some(gone) = &device.gone {
                return Err(gone.clone());
            }
            device.open = true;
            Ok(wanted)
        }

        fn read(&mut self, samples: &mut Vec<f32>) -> Result<(), String> {
            let mut device = self.0.borrow_mut();
            samples.append(&mut device.heard);
            if device.gone.is_some() { Err("unplugged".to_owned()) } else { Ok(()) }
        }

        fn close(&mut self) {
            self.0.borrow_mut().open = false;
        }

        fn name(&self) -> String {
            "test".to_owned()
        }
    }

    const FORMAT: RecordingFormat = RecordingFormat { rate_hz: 8000, channels: 1 };

    #[test]
    fn a_device_is_open_only_while_it_listens() {
        let device = Rc::new(RefCell::new(Device::default()));
        let mut microphone = InputMicrophone::or_tone(Box::new(Input(device.clone())));
        assert!(!device.borrow().open);
        microphone.start(FORMAT, 0.0).unwrap();
        assert_eq!(microphone.description(), "the microphone (test) is recorded");
        device.borrow_mut().heard = vec![1.0, 0.0];
        assert_eq!(microphone.read(5.0), Ok(vec![32767, 0]));
        microphone.set_listening(false, 5.0).unwrap();
        assert!(!device.borrow().open);
        microphone.set_listening(true, 9.0).unwrap();
        assert!(device.borrow().open);
        device.borrow_mut().gone = Some(NoInput::Failed(String::new()));
        assert_eq!(microphone.read(10.0), Err("unplugged".to_owned()));
        assert!(!device.borrow().open);
    }

    #[test]
    fn without_a_device_there_is_a_tone_and_with_a_bad_one_an_error() {
        let device = Rc::new(RefCell::new(Device::default()));
        device.borrow_mut().gone = Some(NoInput::Absent("no card".to_owned()));
        let mut usual = InputMicrophone::or_tone(Box::new(Input(device.clone())));
        usual.start(FORMAT, 0.0).unwrap();
        assert_eq!(usual.read(1000.0).unwrap().len(), 8000);
        assert!(usual.description().contains("440 Hz") && usual.description().contains("no card"));
        let mut strict = InputMicrophone::new(Box::new(Input(device.clone())));
        assert_eq!(strict.start(FORMAT, 0.0), Err("no card".to_owned()));
        device.borrow_mut().gone = Some(NoInput::Failed("in use".to_owned()));
        assert_eq!(usual.start(FORMAT, 0.0), Err("in use".to_owned()));
    }
}
