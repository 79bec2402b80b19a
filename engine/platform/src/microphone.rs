//! Sound input: what `RecorderManager` records, and the device that it comes from.

/// How a game wants to have what it records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordingFormat {
    /// Frames per second.
    pub rate_hz: u32,
    /// 1 or 2.
    pub channels: u16,
}

/// What a game hears through. Used on the game's thread.
pub trait Microphone {
    /// Begins to listen. The error says why nothing can be heard.
    fn start(&mut self, format: RecordingFormat, now_ms: f64) -> Result<(), String>;
    /// Interleaved samples in the format of `start`, heard until now and not read yet. After an error nothing follows.
    fn read(&mut self, now_ms: f64) -> Result<Vec<i16>, String>;
    /// Stops listening for a while, or goes on. What was heard and not read is lost.
    fn set_listening(&mut self, listening: bool, now_ms: f64) -> Result<(), String>;
    /// Ends.
    fn stop(&mut self);
    /// What is heard, as a clause for the developer; asked once it listens.
    fn description(&self) -> String;
}

/// No microphone: every recording fails, and says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct NullMicrophone;

impl Microphone for NullMicrophone {
    fn start(&mut self, _: RecordingFormat, _: f64) -> Result<(), String> {
        Err("there is no microphone".to_owned())
    }

    fn read(&mut self, _: f64) -> Result<Vec<i16>, String> {
        Err("there is no microphone".to_owned())
    }

    fn set_listening(&mut self, _: bool, _: f64) -> Result<(), String> {
        Ok(())
    }

    fn stop(&mut self) {}

    fn description(&self) -> String {
        "there is no microphone".to_owned()
    }
}

/// Why a device gives no sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoInput {
    /// There is no such device.
    Absent(String),
    /// There is one, and it cannot be used.
    Failed(String),
}

/// A device that sound comes from, in a format of its own. `sparrow_audio::InputMicrophone` makes a [`Microphone`] of it.
pub trait SoundInput {
    /// Opens the device, in the wanted format if it has that; gives the format that it has. It listens from then on.
    fn open(&mut self, wanted: RecordingFormat) -> Result<RecordingFormat, NoInput>;
    /// Appends the interleaved samples in -1..=1 that came since it was opened or read. The error: the device is gone.
    fn read(&mut self, samples: &mut Vec<f32>) -> Result<(), String>;
    /// Closes the device.
    fn close(&mut self);
    /// Its name, for people.
    fn name(&self) -> String;
}
