//! Gamepads in an input script.
//!
//! ```json
//! { "frame": 10, "gamepad": { "connect": "Pad of a test" } }
//! { "frame": 20, "gamepad": { "press": "a" } }
//! { "frame": 30, "gamepad": { "press": 7, "value": 0.25, "index": 1 }, "frames": 30 }
//! { "frame": 40, "gamepad": { "axis": "left_x", "value": -1 }, "frames": 5 }
//! { "frame": 90, "gamepad": { "disconnect": true } }
//! ```
//! Buttons and axes are numbers of the standard layout, or names. A button is down for two frames, an axis stays where it is, if `frames` does
//! not say. A gamepad that the script uses without connecting it is connected when it is first used.

use crate::InputEvent;
use serde::Deserialize;
use sparrow_platform::{GamepadEvent, MAX_GAMEPADS, STANDARD_AXES, STANDARD_BUTTONS};
use std::collections::BTreeMap;

/// How many frames a button is down when the script does not say.
const DOWN_FRAMES: u64 = 2;
const NAME: &str = "Scripted gamepad";
const BUTTONS: [&str; STANDARD_BUTTONS as usize] = [
    "a", "b", "x", "y", "l1", "r1", "l2", "r2", "select", "start", "l3", "r3", "up", "down", "left", "right",
    "home",
];
const AXES: [&str; STANDARD_AXES as usize] = ["left_x", "left_y", "right_x", "right_y"];

/// What an entry says of a gamepad.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GamepadEntry {
    #[serde(default)]
    index: u8,
    connect: Option<String>,
    #[serde(default)]
    disconnect: bool,
    press: Option<Place>,
    axis: Option<Place>,
    value: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Place {
    Number(u8),
    Name(String),
}

impl Place {
    fn find(&self, names: &[&str], what: &str) -> Result<u8, String> {
        let found = match self {
            Place::Number(number) => Some(usize::from(*number)).filter(|number| *number < names.len()),
            Place::Name(name) => names.iter().position(|other| other == name),
        };
        found.map(|place| place as u8).ok_or_else(|| {
            format!("\"{what}\" should be 0 to {} or one of {}", names.len() - 1, names.join(", "))
        })
    }
}

impl GamepadEntry {
    /// The inputs, each so many frames after the entry's.
    pub(crate) fn events(self, frames: Option<u64>) -> Result<Vec<(u64, InputEvent)>, String> {
        let GamepadEntry { index, connect, disconnect, press, axis, value } = self;
        if index >= MAX_GAMEPADS {
            return Err(format!("\"index\" should be 0 to {}", MAX_GAMEPADS - 1));
        }
        if value.is_some() && press.is_none() && axis.is_none() {
            return Err("\"value\" goes with \"press\" or \"axis\"".to_owned());
        }
        let input = |event| InputEvent::Gamepad { index, event };
        Ok(match (connect, disconnect, press, axis) {
            (Some(id), false, None, None) => vec![(0, input(GamepadEvent::standard(id)))],
            (None, true, None, None) => vec![(0, input(GamepadEvent::Disconnected))],
            (None, false, Some(press), None) => {
                let (button, value) = (press.find(&BUTTONS, "press")?, value.unwrap_or(1.0));
                if !(value > 0.0 && value <= 1.0) {
                    return Err("\"value\" of a button should be above 0, and 1 at most".to_owned());
                }
                let up = GamepadEvent::Button { button, value: 0.0 };
                let down = GamepadEvent::Button { button, value };
                vec![(0, input(down)), (frames.unwrap_or(DOWN_FRAMES), input(up))]
            }
            (None, false, None, Some(axis)) => {
                let axis = axis.find(&AXES, "axis")?;
                let value = value.filter(|value| (-1.0..=1.0).contains(value));
                let value = value.ok_or("\"axis\" needs a \"value\" of -1 to 1")?;
                let mut events = vec![(0, input(GamepadEvent::Axis { axis, value }))];
                events.extend(frames.map(|after| (after, input(GamepadEvent::Axis { axis, value: 0.0 }))));
                events
            }
            _ => return Err("\"gamepad\" needs exactly one of connect, disconnect, press, axis".to_owned()),
        })
    }
}

/// Connects what is used before it was connected.
pub(crate) fn connect_used(by_frame: &mut BTreeMap<u64, Vec<InputEvent>>) {
    let mut known = [false; MAX_GAMEPADS as usize];
    for events in by_frame.values_mut() {
        let mut connected_here = Vec::new();
        for event in events.iter() {
            let InputEvent::Gamepad { index, event } = event else { continue };
            let known = &mut known[usize::from(*index)];
            if !*known && !matches!(event, GamepadEvent::Connected { .. }) {
                let event = GamepadEvent::standard(NAME.to_owned());
                connected_here.push(InputEvent::Gamepad { index: *index, event });
            }
            *known = true;
        }
        events.splice(0..0, connected_here);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::InputScript;

    #[test]
    fn a_button_is_let_go_and_its_gamepad_is_there() {
        let text = r#"[
            {"frame": 5, "gamepad": {"press": "r2", "value": 0.5, "index": 1}},
            {"frame": 6, "gamepad": {"axis": 0, "value": -1}, "frames": 3}
        ]"#;
        let script = InputScript::parse(text).unwrap();
        let pad = |index, event| InputEvent::Gamepad { index, event };
        let there = |index| pad(index, GamepadEvent::standard(NAME.to_owned()));
        let button = |value| pad(1, GamepadEvent::Button { button: 7, value });
        let axis = |value| pad(0, GamepadEvent::Axis { axis: 0, value });
        assert_eq!(script.frame(5), [there(1), button(0.5)]);
        assert_eq!(script.frame(6), [there(0), axis(-1.0)]);
        assert_eq!(script.frame(7), [button(0.0)]);
        assert_eq!(script.frame(9), [axis(0.0)]);
    }

    #[test]
    fn a_gamepad_that_is_connected_has_its_name() {
        let text = r#"[
            {"frame": 5, "gamepad": {"press": "a"}},
            {"frame": 1, "gamepad": {"connect": "My pad"}},
            {"frame": 9, "gamepad": {"disconnect": true}}
        ]"#;
        let script = InputScript::parse(text).unwrap();
        let named = InputEvent::Gamepad { index: 0, event: GamepadEvent::standard("My pad".to_owned()) };
        assert_eq!(script.frame(1), [named]);
        assert_eq!((script.frame(5).len(), script.frame(9).len()), (1, 1));
    }

    #[test]
    fn mistakes_are_named() {
        let error = |entry: &str| {
            InputScript::parse(&format!(r#"[{{"frame": 1, "gamepad": {entry}}}]"#)).unwrap_err().to_string()
        };
        assert!(error(r#"{"press": "z"}"#).contains("select"));
        assert!(error(r#"{"press": 17}"#).contains("0 to 16"));
        assert!(error(r#"{"axis": "left_x"}"#).contains("value"));
        assert!(error(r#"{"axis": 1, "value": 2}"#).contains("-1 to 1"));
        assert!(error(r#"{"press": 1, "axis": 1}"#).contains("exactly one"));
        assert!(error("{}").contains("exactly one"));
        assert!(error(r#"{"connect": "x", "index": 4}"#).contains("0 to 3"));
        assert!(error(r#"{"connect": "x", "value": 1}"#).contains("goes with"));
        assert!(error(r#"{"tap": 1}"#).contains("unknown field"));
    }
}
