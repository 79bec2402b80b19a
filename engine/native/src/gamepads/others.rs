//! Gamepads of Windows and macOS through gilrs, which knows the layouts of many.

use super::pads::{NewPad, Pads};
use gilrs::{Axis, Button, Event, EventType, GamepadId, Gilrs};
use std::{collections::HashMap, time::Instant};

pub(super) struct Backend {
    gilrs: Gilrs,
    open: HashMap<GamepadId, u8>,
    is_new: bool,
}

impl Backend {
    pub(super) fn new() -> Result<Backend, String> {
        let gilrs = Gilrs::new().map_err(|e| e.to_string())?;
        Ok(Backend { gilrs, open: HashMap::new(), is_new: true })
    }

    pub(super) fn poll(&mut self, pads: &mut Pads, _: Instant) {
        if std::mem::take(&mut self.is_new) {
            // What was there before this began to listen is told by no event.
            let there: Vec<GamepadId> = self.gilrs.gamepads().map(|(id, _)| id).collect();
            there.into_iter().for_each(|id| self.connect(id, pads));
        }
        while let Some(Event { id, event, .. }) = self.gilrs.next_event() {
            match event {
                EventType::Connected => self.connect(id, pads),
                EventType::Disconnected => {
                    if let Some(index) = self.open.remove(&id) {
                        pads.disconnect(index);
                    }
                }
                EventType::ButtonChanged(button, value, _) => {
                    if let (Some(index), Some(place)) = (self.open.get(&id), button_place(button)) {
                        pads.button(*index, place, f64::from(value).clamp(0.0, 1.0));
                    }
                }
                EventType::AxisChanged(axis, value, _) => {
                    let Some(index) = self.open.get(&id) else { continue };
                    // Up is positive there, and negative on the web.
                    match axis {
                        Axis::LeftStickX => pads.axis(*index, 0, f64::from(value)),
                        Axis::LeftStickY => pads.axis(*index, 1, f64::from(-value)),
                        Axis::RightStickX => pads.axis(*index, 2, f64::from(value)),
                        Axis::RightStickY => pads.axis(*index, 3, f64::from(-value)),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }

    fn connect(&mut self, id: GamepadId, pads: &mut Pads) {
        if self.open.contains_key(&id) {
            return;
        }
        let gamepad = self.gilrs.gamepad(id);
        let usb = gamepad.vendor_id().zip(gamepad.product_id());
        let new = NewPad { name: gamepad.name().to_owned(), usb, others: None };
        if let Some(index) = pads.connect(&new) {
            self.open.insert(id, index);
        }
    }
}

fn button_place(button: Button) -> Option<u8> {
    Some(match button {
        Button::South => 0,
        Button::East => 1,
        Button::West => 2,
        Button::North => 3,
        Button::LeftTrigger => 4,
        Button::RightTrigger => 5,
        Button::LeftTrigger2 => 6,
        Button::RightTrigger2 => 7,
        Button::Select => 8,
        Button::Start => 9,
        Button::LeftThumb => 10,
        Button::RightThumb => 11,
        Button::DPadUp => 12,
        Button::DPadDown => 13,
        Button::DPadLeft => 14,
        Button::DPadRight => 15,
        Button::Mode => 16,
        _ => return None,
    })
}
