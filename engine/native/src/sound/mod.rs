//! Sound on the system's devices: one to play on, one to record from.

use sparrow_platform::{AudioOutput, NullAudioOutput, SoundInput};

/// Why there is no sound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no sound: {0}")]
pub struct NoSound(pub String);

/// Opens the default device. When there is none, or this build has no `audio-device`, gives the silent output and
/// the reason, which the program tells once.
pub fn open_audio() -> (Box<dyn AudioOutput>, Option<NoSound>) {
    #[cfg(feature = "audio-device")]
    let reason = match device::RodioOutput::open() {
        Ok(output) => return (Box::new(output), None),
        Err(reason) => reason,
    };
    #[cfg(not(feature = "audio-device"))]
    let reason = NoSound("this build has no sound (cargo feature `audio-device`)".to_owned());
    (Box::new(NullAudioOutput::default()), Some(reason))
}

/// The default input device, which is opened when somebody records.
pub fn sound_input() -> Box<dyn SoundInput> {
    #[cfg(feature = "audio-device")]
    return Box::<input::CpalInput>::default();
    #[cfg(not(feature = "audio-device"))]
    Box::new(no_input::NoDevice)
}

mod wav;

pub use wav::wav_tap;

#[cfg(feature = "audio-device")]
mod device;
#[cfg(feature = "audio-device")]
pub use device::RodioOutput;
#[cfg(feature = "audio-device")]
mod input;
#[cfg(not(feature = "audio-device"))]
mod no_input;
