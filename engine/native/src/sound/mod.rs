//! Sound on the system's device.

use sparrow_platform::{AudioOutput, NullAudioOutput};

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

mod wav;

pub use wav::wav_tap;

#[cfg(feature = "audio-device")]
mod device;
#[cfg(feature = "audio-device")]
pub use device::RodioOutput;
