//! Where the device's complaints go: they are kept until the next call of the renderer asks, so that none of them
//! panics in a callback and none is lost.

use sparrow_render::RenderError;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The first failure of a device.
#[derive(Debug, Default)]
pub(crate) struct Health {
    failure: Mutex<Option<RenderError>>,
}

impl Health {
    fn lock(&self) -> MutexGuard<'_, Option<RenderError>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The device is gone.
    pub(crate) fn lost(&self, message: String) {
        *self.lock() = Some(RenderError::DeviceLost(message));
    }

    /// An error that no scope took. A validation error is a mistake of this crate; what was encoded with it is not
    /// drawn, so the device's state is unknown and the renderer has to be made anew.
    pub(crate) fn uncaptured(&self, error: &wgpu::Error) {
        let mut failure = self.lock();
        if failure.is_none() {
            *failure = Some(match error {
                wgpu::Error::OutOfMemory { .. } => RenderError::OutOfMemory("graphics memory".to_owned()),
                wgpu::Error::Validation { description, .. } | wgpu::Error::Internal { description, .. } => {
                    RenderError::DeviceLost(format!("internal error: {description}"))
                }
            });
        }
    }

    /// Fails when the device has failed. Running out of memory is reported once; a lost device stays lost.
    pub(crate) fn check(&self) -> Result<(), RenderError> {
        let mut failure = self.lock();
        match &*failure {
            None => Ok(()),
            Some(RenderError::OutOfMemory(_)) => Err(failure.take().expect("just seen")),
            Some(lost) => Err(lost.clone()),
        }
    }
}
