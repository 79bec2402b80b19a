//! Input written down: what happens at which frame, as JSON.
//!
//! ```json
//! [
//!   { "frame": 30, "tap": [187, 400] },
//!   { "frame": 60, "drag": { "from": [50, 300], "to": [300, 300], "frames": 10 } },
//!   { "frame": 90, "key": "ArrowLeft" },
//!   { "frame": 100, "touch": "start", "id": 1, "at": [10, 10] },
//!   { "frame": 120, "hide": true }, { "frame": 130, "show": true },
//!   { "frame": 135, "text": "typed" }, { "frame": 136, "event": "ShareAppMessage", "detail": {} },
//!   { "frame": 140, "resize": [667, 375] }, { "frame": 150, "wheel": [0, -100], "at": [187, 300] },
//!   { "frame": 160, "gamepad": { "press": "a" } }, { "frame": 170, "gamepad": { "axis": "left_x", "value": -0.5 }, "frames": 20 }
//! ]
//! ```
//! A tap is down for two frames, a key for two frames. Positions are logical pixels of the window. Gamepads: `gamepad_script.rs`.

use crate::{
    InputEvent, TouchPhase,
    gamepad_script::{self, GamepadEntry},
    input::MouseKind,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Why a script cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InputScriptError {
    /// It is no JSON of the right shape.
    #[error("line {line}, column {column}: {message}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What was expected.
        message: String,
    },
    /// An entry says nothing, or several things at once.
    #[error(
        "entry {index}: needs exactly one of tap, drag, key, text, touch, mouse, wheel, hide, show, resize, memory, event, gamepad; it has {found}"
    )]
    Action {
        /// Index of the entry, from 1.
        index: usize,
        /// What was found.
        found: String,
    },
    /// A touch or mouse entry with a word that is none.
    #[error("entry {index}: {message}")]
    Value {
        /// Index of the entry, from 1.
        index: usize,
        /// What is wrong.
        message: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    frame: u64,
    tap: Option<[f64; 2]>,
    drag: Option<Drag>,
    key: Option<String>,
    touch: Option<String>,
    mouse: Option<String>,
    wheel: Option<[f64; 2]>,
    hide: Option<bool>,
    show: Option<bool>,
    resize: Option<[f64; 2]>,
    memory: Option<u32>,
    text: Option<String>,
    event: Option<String>,
    detail: Option<serde_json::Value>,
    gamepad: Option<GamepadEntry>,
    #[serde(default)]
    id: u64,
    at: Option<[f64; 2]>,
    frames: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Drag {
    from: [f64; 2],
    to: [f64; 2],
    #[serde(default = "ten")]
    frames: u64,
}

fn ten() -> u64 {
    10
}

/// How many frames a tap or a key is down when the script does not say.
const DOWN_FRAMES: u64 = 2;
/// A drag longer than this is a mistake in the script.
const MAX_DRAG_FRAMES: u64 = 100_000;

/// A parsed script.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InputScript {
    by_frame: BTreeMap<u64, Vec<InputEvent>>,
}

impl InputScript {
    /// Parses a script.
    pub fn parse(text: &str) -> Result<InputScript, InputScriptError> {
        let entries: Vec<Entry> = serde_json::from_str(text).map_err(|e| InputScriptError::Json {
            line: e.line(),
            column: e.column(),
            message: e.to_string().split(" at line ").next().unwrap_or_default().to_owned(),
        })?;
        let mut script = InputScript::default();
        for (i, entry) in entries.into_iter().enumerate() {
            script.add(i + 1, entry)?;
        }
        gamepad_script::connect_used(&mut script.by_frame);
        Ok(script)
    }

    /// The inputs of a frame; frames count from 0.
    pub fn frame(&self, frame: u64) -> &[InputEvent] {
        self.by_frame.get(&frame).map_or(&[], Vec::as_slice)
    }

    /// The last frame with an input.
    pub fn last_frame(&self) -> u64 {
        self.by_frame.keys().next_back().copied().unwrap_or_default()
    }

    fn push(&mut self, frame: u64, event: InputEvent) {
        self.by_frame.entry(frame).or_default().push(event);
    }

    fn add(&mut self, index: usize, e: Entry) -> Result<(), InputScriptError> {
        let present = [
            ("tap", e.tap.is_some()),
            ("drag", e.drag.is_some()),
            ("key", e.key.is_some()),
            ("text", e.text.is_some()),
            ("event", e.event.is_some()),
            ("touch", e.touch.is_some()),
            ("mouse", e.mouse.is_some()),
            ("wheel", e.wheel.is_some()),
            ("hide", e.hide == Some(true)),
            ("show", e.show == Some(true)),
            ("resize", e.resize.is_some()),
            ("memory", e.memory.is_some()),
            ("gamepad", e.gamepad.is_some()),
        ];
        let found: Vec<_> = present.iter().filter(|(_, there)| *there).map(|(name, _)| *name).collect();
        if found.len() != 1 {
            let found = if found.is_empty() { "none".to_owned() } else { found.join(" and ") };
            return Err(InputScriptError::Action { index, found });
        }
        let at = || {
            e.at.ok_or_else(|| InputScriptError::Value { index, message: "needs \"at\": [x, y]".to_owned() })
        };
        let touch = |phase, [x, y]: [f64; 2]| InputEvent::Touch { phase, id: e.id, x, y, force: 1.0 };
        let down = e.frames.unwrap_or(DOWN_FRAMES);
        if let Some(gamepad) = e.gamepad {
            let value = |message| InputScriptError::Value { index, message };
            for (after, event) in gamepad.events(e.frames).map_err(value)? {
                self.push(e.frame + after, event);
            }
        } else if let Some(p) = e.tap {
            self.push(e.frame, touch(TouchPhase::Start, p));
            self.push(e.frame + down, touch(TouchPhase::End, p));
        } else if let Some(Drag { from, to, frames }) = e.drag {
            if frames == 0 || frames > MAX_DRAG_FRAMES {
                let message = format!("\"frames\" should be 1 to {MAX_DRAG_FRAMES}");
                return Err(InputScriptError::Value { index, message });
            }
            self.push(e.frame, touch(TouchPhase::Start, from));
            for i in 1..=frames {
                let t = i as f64 / frames as f64;
                let p = [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
                self.push(e.frame + i, touch(TouchPhase::Move, p));
            }
            self.push(e.frame + frames + 1, touch(TouchPhase::End, to));
        } else if let Some(key) = e.key {
            let code = key_code(&key);
            self.push(e.frame, InputEvent::Key { down: true, key: key.clone(), code: code.clone() });
            self.push(e.frame + down, InputEvent::Key { down: false, key, code });
        } else if let Some(text) = e.text {
            self.push(e.frame, InputEvent::Text { text });
        } else if let Some(name) = e.event {
            let detail = e.detail.unwrap_or_else(|| serde_json::json!({}));
            self.push(e.frame, InputEvent::Platform { name, detail });
        } else if let Some(word) = e.touch {
            let phase = match word.as_str() {
                "start" => TouchPhase::Start,
                "move" => TouchPhase::Move,
                "end" => TouchPhase::End,
                "cancel" => TouchPhase::Cancel,
                other => {
                    let message = format!("\"touch\" should be start, move, end or cancel, not {other:?}");
                    return Err(InputScriptError::Value { index, message });
                }
            };
            self.push(e.frame, touch(phase, at()?));
        } else if let Some(word) = e.mouse {
            let kind = match word.as_str() {
                "down" => MouseKind::Down,
                "move" => MouseKind::Move,
                "up" => MouseKind::Up,
                other => {
                    let message = format!("\"mouse\" should be down, move or up, not {other:?}");
                    return Err(InputScriptError::Value { index, message });
                }
            };
            let [x, y] = at()?;
            self.push(e.frame, InputEvent::Mouse { kind, x, y, button: 0 });
        } else if let Some([delta_x, delta_y]) = e.wheel {
            let [x, y] = e.at.unwrap_or_default();
            self.push(e.frame, InputEvent::Wheel { x, y, delta_x, delta_y });
        } else if let Some([width, height]) = e.resize {
            self.push(e.frame, InputEvent::Resize { width, height });
        } else if let Some(level) = e.memory {
            self.push(e.frame, InputEvent::MemoryWarning { level });
        } else {
            self.push(e.frame, if e.hide == Some(true) { InputEvent::Hide } else { InputEvent::Show });
        }
        Ok(())
    }
}

/// The physical key of a US keyboard that types `key`.
fn key_code(key: &str) -> String {
    let mut chars = key.chars();
    match (chars.next(), chars.next()) {
        (Some(' '), None) => "Space".to_owned(),
        (Some(c), None) if c.is_ascii_alphabetic() => format!("Key{}", c.to_ascii_uppercase()),
        (Some(c), None) if c.is_ascii_digit() => format!("Digit{c}"),
        _ => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drag_starts_moves_and_ends() {
        let text = r#"[{"frame": 5, "drag": {"from": [0, 0], "to": [10, 20], "frames": 2}}]"#;
        let s = InputScript::parse(text).unwrap();
        let touch = |phase, x, y| InputEvent::Touch { phase, id: 0, x, y, force: 1.0 };
        assert_eq!(s.frame(5), [touch(TouchPhase::Start, 0.0, 0.0)]);
        assert_eq!(s.frame(6), [touch(TouchPhase::Move, 5.0, 10.0)]);
        assert_eq!(s.frame(7), [touch(TouchPhase::Move, 10.0, 20.0)]);
        assert_eq!(s.frame(8), [touch(TouchPhase::End, 10.0, 20.0)]);
        assert_eq!(s.last_frame(), 8);
    }

    #[test]
    fn mistakes_are_named() {
        let error = |text: &str| InputScript::parse(text).unwrap_err().to_string();
        assert_eq!(
            error(r#"[{"frame": 1}]"#),
            "entry 1: needs exactly one of tap, drag, key, text, touch, mouse, wheel, hide, show, resize, memory, event, gamepad; it has none"
        );
        assert!(error(r#"[{"frame": 1, "tap": [1]}]"#).starts_with("line 1, column"));
        assert!(error(r#"[{"frame": 1, "tip": [1, 2]}]"#).contains("unknown field `tip`"));
        assert!(error(r#"[{"frame": 1, "touch": "up", "at": [0, 0]}]"#).contains("not \"up\""));
        assert!(error(r#"[{"frame": 1, "touch": "end"}]"#).contains("\"at\""));
    }
}
