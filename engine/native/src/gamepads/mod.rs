//! The gamepads of this machine, with their buttons and axes in the places of the standard layout
//! (<https://w3c.github.io/gamepad/#remapping>) where the device is known well enough.
//!
//! On Linux they are read from the kernel's joystick devices, as Chromium does it: that needs no library, at build time or later. Elsewhere
//! `gilrs` reads them. Nothing here waits, and there is no thread of ours.

#[cfg(target_os = "linux")]
mod joystick;
#[cfg(target_os = "linux")]
mod layout;
#[cfg(not(target_os = "linux"))]
mod others;
mod pads;

#[cfg(target_os = "linux")]
use joystick as backend;
#[cfg(not(target_os = "linux"))]
use others as backend;
use pads::Pads;
use sparrow_platform::GamepadEvent;
use std::time::Instant;

/// All gamepads that are plugged in, by numbers that stay as long as they are.
pub struct Gamepads {
    pads: Pads,
    backend: backend::Backend,
}

impl Gamepads {
    /// Looks for gamepads from now on. The error says why none can be heard here.
    pub fn new() -> Result<Gamepads, String> {
        Ok(Gamepads { pads: Pads::default(), backend: backend::Backend::new()? })
    }

    /// What happened since the last call, in order; of an axis only where it is now.
    pub fn poll(&mut self, now: Instant) -> Vec<(u8, GamepadEvent)> {
        self.backend.poll(&mut self.pads, now);
        self.pads.take_events()
    }

    /// How all of them are now, for a game that begins to listen.
    pub fn all(&self) -> Vec<(u8, GamepadEvent)> {
        self.pads.all()
    }
}
