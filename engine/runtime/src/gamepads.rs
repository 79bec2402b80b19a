//! Which gamepads a game has, and what of them is worth an event.

use sparrow_platform::{GamepadEvent, MAX_GAMEPAD_AXES, MAX_GAMEPAD_BUTTONS, MAX_GAMEPADS};

/// Names of more bytes are cut.
const MAX_ID_BYTES: usize = 256;

#[derive(Debug)]
struct Gamepad {
    id: String,
    buttons: Vec<f64>,
    axes: Vec<f64>,
}

/// The gamepads of a game, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Gamepads([Option<Gamepad>; MAX_GAMEPADS as usize]);

impl Gamepads {
    /// The event that the game is to hear: in bounds, and news to it.
    pub(crate) fn take(&mut self, index: u8, event: GamepadEvent) -> Option<GamepadEvent> {
        let place = self.0.get_mut(usize::from(index))?;
        match event {
            GamepadEvent::Connected { mut id, standard, buttons, axes } => {
                id.truncate(id.floor_char_boundary(MAX_ID_BYTES));
                if place.as_ref().is_some_and(|old| old.id == id) {
                    return None;
                }
                let (buttons, axes) = (buttons.min(MAX_GAMEPAD_BUTTONS), axes.min(MAX_GAMEPAD_AXES));
                *place = Some(Gamepad {
                    id: id.clone(),
                    buttons: vec![0.0; usize::from(buttons)],
                    axes: vec![0.0; usize::from(axes)],
                });
                Some(GamepadEvent::Connected { id, standard, buttons, axes })
            }
            GamepadEvent::Button { button, value } => {
                let old = place.as_mut()?.buttons.get_mut(usize::from(button))?;
                let value = within(value, 0.0)?;
                (std::mem::replace(old, value) != value).then_some(GamepadEvent::Button { button, value })
            }
            GamepadEvent::Axis { axis, value } => {
                let old = place.as_mut()?.axes.get_mut(usize::from(axis))?;
                let value = within(value, -1.0)?;
                (std::mem::replace(old, value) != value).then_some(GamepadEvent::Axis { axis, value })
            }
            GamepadEvent::Disconnected => place.take().map(|_| GamepadEvent::Disconnected),
        }
    }
}

/// `None` for what is no number.
fn within(value: f64, least: f64) -> Option<f64> {
    (!value.is_nan()).then(|| value.clamp(least, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pad() -> GamepadEvent {
        GamepadEvent::Connected { id: "pad".to_owned(), standard: true, buttons: 17, axes: 4 }
    }

    #[test]
    fn only_news_of_gamepads_that_are_there_is_told() {
        let mut pads = Gamepads::default();
        let press = |value| GamepadEvent::Button { button: 3, value };
        assert_eq!(pads.take(0, press(1.0)), None, "there is none");
        assert_eq!(pads.take(0, pad()), Some(pad()));
        assert_eq!(pads.take(0, pad()), None, "it is there already");
        assert_eq!(pads.take(0, press(3.0)), Some(press(1.0)));
        assert_eq!(pads.take(0, press(1.0)), None);
        assert_eq!(pads.take(0, GamepadEvent::Button { button: 17, value: 1.0 }), None);
        assert_eq!(pads.take(0, GamepadEvent::Axis { axis: 0, value: f64::NAN }), None);
        let left = GamepadEvent::Axis { axis: 0, value: -1.0 };
        assert_eq!(pads.take(0, GamepadEvent::Axis { axis: 0, value: -2.0 }), Some(left));
        assert_eq!(pads.take(0, GamepadEvent::Disconnected), Some(GamepadEvent::Disconnected));
        assert_eq!(pads.take(0, GamepadEvent::Disconnected), None);
        assert_eq!(pads.take(9, pad()), None);
    }

    #[test]
    fn a_gamepad_has_no_more_than_can_be_kept() {
        let id = "手柄".repeat(100);
        let huge = GamepadEvent::Connected { id, standard: false, buttons: 255, axes: 255 };
        let Some(GamepadEvent::Connected { id, buttons, axes, .. }) = Gamepads::default().take(3, huge)
        else {
            panic!()
        };
        assert_eq!((id.len(), buttons, axes), (255, MAX_GAMEPAD_BUTTONS, MAX_GAMEPAD_AXES));
    }
}
