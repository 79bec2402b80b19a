//! Gamepads, as a game hears of them: <https://w3c.github.io/gamepad/>.

use serde::{Deserialize, Serialize};

/// Gamepads at a time; further ones are not heard.
pub const MAX_GAMEPADS: u8 = 4;
/// Buttons of one gamepad.
pub const MAX_GAMEPAD_BUTTONS: u8 = 32;
/// Axes of one gamepad.
pub const MAX_GAMEPAD_AXES: u8 = 16;
/// Buttons of the standard layout.
pub const STANDARD_BUTTONS: u8 = 17;
/// Axes of the standard layout: two sticks.
pub const STANDARD_AXES: u8 = 4;

/// What happened to a gamepad.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum GamepadEvent {
    /// It is there from now on; nothing of it is pressed.
    Connected {
        /// Name and numbers, for people and for games that have tables.
        id: String,
        /// Buttons and axes have the places of the standard layout.
        standard: bool,
        /// How many buttons.
        buttons: u8,
        /// How many axes.
        axes: u8,
    },
    /// A button is pressed so far: 0 to 1.
    Button {
        /// Its place.
        button: u8,
        /// How far.
        value: f64,
    },
    /// An axis is at a place: -1 to 1.
    Axis {
        /// Its place.
        axis: u8,
        /// Where it is; up and left are negative.
        value: f64,
    },
    /// It is gone.
    Disconnected,
}

impl GamepadEvent {
    /// A gamepad of the standard layout is there.
    pub fn standard(id: String) -> GamepadEvent {
        GamepadEvent::Connected { id, standard: true, buttons: STANDARD_BUTTONS, axes: STANDARD_AXES }
    }
}
