//! The machine's gamepads as a game's input.

use sparrow_runtime::InputEvent;

/// What is plugged in; nothing, where nobody listens.
#[derive(Default)]
pub(crate) struct PluggedIn {
    #[cfg(feature = "gamepads")]
    gamepads: Option<sparrow_native::Gamepads>,
    #[cfg(feature = "gamepads")]
    begins: bool,
}

#[cfg(feature = "gamepads")]
impl PluggedIn {
    /// Listens from now on.
    pub(crate) fn listen() -> PluggedIn {
        let gamepads = sparrow_native::Gamepads::new()
            .map_err(|why| crate::session::say(&format!("sparrow: no gamepads: {why}")))
            .ok();
        PluggedIn { gamepads, begins: true }
    }

    /// The next frame is told of all that is pressed, not only of what changed.
    pub(crate) fn begin_anew(&mut self) {
        self.begins = true;
    }

    /// The input of a frame.
    pub(crate) fn poll(&mut self) -> Vec<InputEvent> {
        let Some(gamepads) = &mut self.gamepads else { return Vec::new() };
        let mut events = gamepads.poll(std::time::Instant::now());
        if std::mem::take(&mut self.begins) {
            // Those that are gone first, then those that are there.
            events.retain(|(_, event)| *event == sparrow_platform::GamepadEvent::Disconnected);
            events.extend(gamepads.all());
        }
        events.into_iter().map(|(index, event)| InputEvent::Gamepad { index, event }).collect()
    }
}

#[cfg(not(feature = "gamepads"))]
impl PluggedIn {
    pub(crate) fn listen() -> PluggedIn {
        PluggedIn::default()
    }

    pub(crate) fn begin_anew(&mut self) {}

    pub(crate) fn poll(&mut self) -> Vec<InputEvent> {
        Vec::new()
    }
}
