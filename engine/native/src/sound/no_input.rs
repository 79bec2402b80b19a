//! No input device, in a build without sound.

use sparrow_platform::{NoInput, RecordingFormat, SoundInput};

/// Cannot be opened.
pub(super) struct NoDevice;

impl SoundInput for NoDevice {
    fn open(&mut self, _: RecordingFormat) -> Result<RecordingFormat, NoInput> {
        Err(NoInput::Absent("this build has no sound (cargo feature `audio-device`)".to_owned()))
    }

    fn read(&mut self, _: &mut Vec<f32>) -> Result<(), String> {
        Ok(())
    }

    fn close(&mut self) {}

    fn name(&self) -> String {
        "none".to_owned()
    }
}
