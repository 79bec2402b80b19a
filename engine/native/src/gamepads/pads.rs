//! The numbers of gamepads, and what a game has not heard of them.

use sparrow_platform::{
    GamepadEvent, MAX_GAMEPAD_AXES, MAX_GAMEPAD_BUTTONS, MAX_GAMEPADS, STANDARD_AXES, STANDARD_BUTTONS,
};

struct Pad {
    id: String,
    standard: bool,
    buttons: Vec<f64>,
    axes: Vec<f64>,
}

/// What a back end tells of, and the program reads.
#[derive(Default)]
pub(super) struct Pads {
    pads: [Option<Pad>; MAX_GAMEPADS as usize],
    events: Vec<(u8, GamepadEvent)>,
}

/// What a back end knows of a gamepad.
pub(super) struct NewPad {
    pub(super) name: String,
    /// Numbers of maker and model.
    pub(super) usb: Option<(u16, u16)>,
    /// Buttons and axes of a gamepad without the standard layout.
    pub(super) others: Option<(u8, u8)>,
}

impl NewPad {
    /// As Chromium names it: games have tables of such names.
    fn id(&self) -> String {
        let layout = if self.others.is_none() { "STANDARD GAMEPAD " } else { "" };
        match self.usb {
            Some((vendor, product)) => {
                format!("{} ({layout}Vendor: {vendor:04x} Product: {product:04x})", self.name)
            }
            None if layout.is_empty() => self.name.clone(),
            None => format!("{} ({})", self.name, layout.trim_end()),
        }
    }
}

impl Pads {
    /// A gamepad is there; `None` when there are too many.
    pub(super) fn connect(&mut self, new: &NewPad) -> Option<u8> {
        let free = self.pads.iter().position(Option::is_none)?;
        let (buttons, axes) = new.others.unwrap_or((STANDARD_BUTTONS, STANDARD_AXES));
        let pad = Pad {
            id: new.id(),
            standard: new.others.is_none(),
            buttons: vec![0.0; usize::from(buttons.min(MAX_GAMEPAD_BUTTONS))],
            axes: vec![0.0; usize::from(axes.min(MAX_GAMEPAD_AXES))],
        };
        let index = free as u8;
        self.events.push((index, pad.connected()));
        self.pads[free] = Some(pad);
        Some(index)
    }

    pub(super) fn button(&mut self, index: u8, button: u8, value: f64) {
        let Some(pad) = &mut self.pads[usize::from(index)] else { return };
        let Some(old) = pad.buttons.get_mut(usize::from(button)) else { return };
        if std::mem::replace(old, value) != value {
            self.events.push((index, GamepadEvent::Button { button, value }));
        }
    }

    pub(super) fn axis(&mut self, index: u8, axis: u8, value: f64) {
        let Some(pad) = &mut self.pads[usize::from(index)] else { return };
        let Some(old) = pad.axes.get_mut(usize::from(axis)) else { return };
        if std::mem::replace(old, value) == value {
            return;
        }
        // Sticks tell of hundreds of places a second; a frame wants the last one.
        let same = |(other, event): &&mut (u8, GamepadEvent)| {
            *other == index && matches!(event, GamepadEvent::Axis { axis: other, .. } if *other == axis)
        };
        match self.events.iter_mut().rev().find(same) {
            Some((_, event)) => *event = GamepadEvent::Axis { axis, value },
            None => self.events.push((index, GamepadEvent::Axis { axis, value })),
        }
    }

    pub(super) fn disconnect(&mut self, index: u8) {
        if self.pads[usize::from(index)].take().is_some() {
            self.events.push((index, GamepadEvent::Disconnected));
        }
    }

    pub(super) fn take_events(&mut self) -> Vec<(u8, GamepadEvent)> {
        std::mem::take(&mut self.events)
    }

    pub(super) fn all(&self) -> Vec<(u8, GamepadEvent)> {
        let mut events = Vec::new();
        for (index, pad) in (0..).zip(&self.pads) {
            let Some(pad) = pad else { continue };
            events.push((index, pad.connected()));
            for (button, value) in (0..).zip(&pad.buttons) {
                events.push((index, GamepadEvent::Button { button, value: *value }));
            }
            for (axis, value) in (0..).zip(&pad.axes) {
                events.push((index, GamepadEvent::Axis { axis, value: *value }));
            }
        }
        events
    }
}

impl Pad {
    fn connected(&self) -> GamepadEvent {
        GamepadEvent::Connected {
            id: self.id.clone(),
            standard: self.standard,
            buttons: self.buttons.len() as u8,
            axes: self.axes.len() as u8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pad(others: Option<(u8, u8)>) -> NewPad {
        NewPad { name: "Pad".to_owned(), usb: Some((0x45e, 0x28e)), others }
    }

    #[test]
    fn numbers_are_free_again_and_axes_tell_where_they_are() {
        let mut pads = Pads::default();
        assert_eq!(pads.connect(&pad(None)), Some(0));
        assert_eq!(pads.connect(&pad(Some((2, 1)))), Some(1));
        pads.axis(1, 0, 0.5);
        pads.button(1, 0, 1.0);
        pads.axis(1, 0, 0.75);
        pads.axis(1, 1, 1.0);
        pads.button(1, 0, 0.0);
        let events = pads.take_events();
        let GamepadEvent::Connected { id, standard, buttons, axes } = &events[0].1 else { panic!() };
        assert_eq!(id, "Pad (STANDARD GAMEPAD Vendor: 045e Product: 028e)");
        assert_eq!((*standard, *buttons, *axes), (true, 17, 4));
        assert_eq!(
            events[2..],
            [
                (1, GamepadEvent::Axis { axis: 0, value: 0.75 }),
                (1, GamepadEvent::Button { button: 0, value: 1.0 }),
                (1, GamepadEvent::Button { button: 0, value: 0.0 }),
            ]
        );
        pads.disconnect(0);
        pads.disconnect(0);
        assert_eq!(pads.take_events(), [(0, GamepadEvent::Disconnected)]);
        let all = pads.all();
        assert_eq!(all.len(), 4);
        assert_eq!(all[3], (1, GamepadEvent::Axis { axis: 0, value: 0.75 }));
        assert_eq!(pads.connect(&pad(None)), Some(0));
        assert_eq!([(); 3].map(|()| pads.connect(&pad(None))), [Some(2), Some(3), None]);
    }
}
