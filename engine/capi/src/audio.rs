//! Sound that the app takes itself.

use sparrow_platform::{AudioOutput, AudioPull};
use std::{
    ptr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// The sound of a game that was created with `SPARROW_AUDIO_PULL`. It may outlive the game, and is silent then.
pub struct SparrowAudio(Arc<Slot>);

/// Where the mixer waits for whoever pulls.
#[derive(Default)]
struct Slot {
    pull: Mutex<Option<AudioPull>>,
    stopped: AtomicBool,
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Option<AudioPull>> {
        self.pull.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Fills `samples` with `frames` stereo frames, left and right in turn, in -1 to 1; with silence while the game is hidden. From any one
/// thread at a time, such as the one of the sound device: it takes a lock that is held for short times only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_audio_pull(audio: *const SparrowAudio, samples: *mut f32, frames: usize) {
    let Some(values) = frames.checked_mul(2).filter(|_| !samples.is_null()) else { return };
    // SAFETY: zero is a valid float; the buffer holds as many, by the contract.
    let samples = unsafe {
        ptr::write_bytes(samples, 0, values);
        std::slice::from_raw_parts_mut(samples, values)
    };
    // SAFETY: null, or from `sparrow_game_audio` and not released, by the contract.
    let Some(SparrowAudio(slot)) = (unsafe { audio.as_ref() }) else { return };
    if slot.stopped.load(Ordering::Relaxed) {
        return;
    }
    let mixed = crate::boundary::guarded(|| {
        if let Some(pull) = slot.lock().as_mut() {
            pull(samples);
        }
        Ok(())
    });
    if mixed.is_err() {
        // A mixer that failed once is not asked again: what it left half done would be heard.
        *slot.lock() = None;
    }
}

/// Gives the sound back; null is fine. Not while `sparrow_audio_pull` runs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_audio_release(audio: *mut SparrowAudio) {
    if !audio.is_null() {
        // SAFETY: made by `PulledOutput::handle` with `Box::into_raw`, and released once, by the contract.
        drop(unsafe { Box::from_raw(audio) });
    }
}

/// An output that waits to be pulled.
pub(crate) struct PulledOutput {
    slot: Arc<Slot>,
    rate_hz: u32,
}

/// Gives out handles of a [`PulledOutput`].
pub(crate) struct PulledHandles(Arc<Slot>);

impl PulledHandles {
    pub(crate) fn handle(&self) -> *mut SparrowAudio {
        Box::into_raw(Box::new(SparrowAudio(self.0.clone())))
    }
}

impl PulledOutput {
    pub(crate) fn new(rate_hz: u32) -> (PulledOutput, PulledHandles) {
        let slot = Arc::<Slot>::default();
        (PulledOutput { slot: slot.clone(), rate_hz }, PulledHandles(slot))
    }
}

impl AudioOutput for PulledOutput {
    fn sample_rate_hz(&self) -> u32 {
        self.rate_hz
    }

    fn start(&mut self, pull: AudioPull) {
        *self.slot.lock() = Some(pull);
    }

    fn advance(&mut self, _: usize) {
        // The app's device has a clock of its own.
    }

    fn set_running(&mut self, running: bool) {
        self.slot.stopped.store(!running, Ordering::Relaxed);
    }

    fn name(&self) -> String {
        "the app".to_owned()
    }
}

impl Drop for PulledOutput {
    fn drop(&mut self) {
        *self.slot.lock() = None;
    }
}
