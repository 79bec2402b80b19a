//! From winit's events to a game's: positions in logical pixels of the game, keys by their names in UI Events.

use sparrow_runtime::{InputEvent, MouseKind, TouchPhase};
use winit::{
    event::{ElementState, MouseButton, MouseScrollDelta, Touch, TouchPhase as WinitPhase},
    keyboard::{Key, KeyCode, NamedKey, PhysicalKey},
};

/// Where the game lies in the window: it is scaled to fit, with bars where the shapes differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fit {
    /// Window pixels per logical pixel of the game.
    pub(crate) scale: f64,
    /// Left bar in window pixels.
    pub(crate) x: f64,
    /// Top bar in window pixels.
    pub(crate) y: f64,
}

impl Fit {
    /// Fits a game of `game` logical pixels into a window of `window` pixels.
    pub(crate) fn new(game: (f64, f64), window: (u32, u32)) -> Fit {
        let (w, h) = (f64::from(window.0.max(1)), f64::from(window.1.max(1)));
        let scale = (w / game.0.max(1.0)).min(h / game.1.max(1.0));
        Fit { scale, x: (w - game.0 * scale) / 2.0, y: (h - game.1 * scale) / 2.0 }
    }

    fn to_game(self, x: f64, y: f64) -> (f64, f64) {
        ((x - self.x) / self.scale, (y - self.y) / self.scale)
    }
}

/// The identifier of the mouse as a finger; fingers of the system start at 0.
const MOUSE_FINGER: u64 = u64::MAX;

/// Remembers what is pressed.
#[derive(Debug, Default)]
pub(crate) struct Pointer {
    position: (f64, f64),
    mouse_down: bool,
}

impl Pointer {
    /// The mouse moved.
    pub(crate) fn moved(&mut self, fit: Fit, x: f64, y: f64) -> Vec<InputEvent> {
        self.position = fit.to_game(x, y);
        let (x, y) = self.position;
        let mut out = vec![InputEvent::Mouse { kind: MouseKind::Move, x, y, button: 0 }];
        if self.mouse_down {
            out.push(InputEvent::Touch { phase: TouchPhase::Move, id: MOUSE_FINGER, x, y, force: 1.0 });
        }
        out
    }

    /// A mouse button: the left one is a finger too.
    pub(crate) fn button(&mut self, state: ElementState, button: MouseButton) -> Vec<InputEvent> {
        let (x, y) = self.position;
        let down = state == ElementState::Pressed;
        let number = match button {
            MouseButton::Left => 0,
            MouseButton::Middle => 1,
            MouseButton::Right => 2,
            _ => return Vec::new(),
        };
        let kind = if down { MouseKind::Down } else { MouseKind::Up };
        let mut out = vec![InputEvent::Mouse { kind, x, y, button: number }];
        if button == MouseButton::Left {
            self.mouse_down = down;
            let phase = if down { TouchPhase::Start } else { TouchPhase::End };
            out.push(InputEvent::Touch { phase, id: MOUSE_FINGER, x, y, force: 1.0 });
        }
        out
    }

    /// The wheel; a line counts as 40 pixels, as in Chromium.
    pub(crate) fn wheel(&self, delta: MouseScrollDelta, fit: Fit) -> InputEvent {
        const LINE_PX: f64 = 40.0;
        let (dx, dy) = match delta {
            MouseScrollDelta::LineDelta(x, y) => (f64::from(x) * LINE_PX, f64::from(y) * LINE_PX),
            MouseScrollDelta::PixelDelta(p) => (p.x / fit.scale, p.y / fit.scale),
        };
        let (x, y) = self.position;
        InputEvent::Wheel { x, y, delta_x: -dx, delta_y: -dy }
    }
}

/// A finger.
pub(crate) fn touch(fit: Fit, touch: &Touch) -> InputEvent {
    let (x, y) = fit.to_game(touch.location.x, touch.location.y);
    let phase = match touch.phase {
        WinitPhase::Started => TouchPhase::Start,
        WinitPhase::Moved => TouchPhase::Move,
        WinitPhase::Ended => TouchPhase::End,
        WinitPhase::Cancelled => TouchPhase::Cancel,
    };
    let force = touch.force.map_or(1.0, |f| f.normalized());
    InputEvent::Touch { phase, id: touch.id, x, y, force }
}

/// A key, or nothing for one that has no name.
pub(crate) fn key(down: bool, logical: &Key, physical: PhysicalKey) -> Option<InputEvent> {
    let key = match logical {
        Key::Character(text) => text.to_string(),
        Key::Named(NamedKey::Space) => " ".to_owned(),
        // winit names these keys as UI Events does.
        Key::Named(named) => format!("{named:?}"),
        _ => return None,
    };
    let code = match physical {
        PhysicalKey::Code(KeyCode::SuperLeft) => "MetaLeft".to_owned(),
        PhysicalKey::Code(KeyCode::SuperRight) => "MetaRight".to_owned(),
        PhysicalKey::Code(code) => format!("{code:?}"),
        PhysicalKey::Unidentified(_) => String::new(),
    };
    Some(InputEvent::Key { down, key, code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_those_of_the_game() {
        let fit = Fit::new((375.0, 667.0), (1000, 667));
        assert_eq!(fit.scale, 1.0);
        assert_eq!(fit.to_game(312.5 + 10.0, 20.0), (10.0, 20.0));
    }

    #[test]
    fn the_left_button_is_a_finger() {
        let mut p = Pointer::default();
        let fit = Fit::new((100.0, 100.0), (100, 100));
        assert_eq!(p.moved(fit, 5.0, 6.0).len(), 1);
        let down = p.button(ElementState::Pressed, MouseButton::Left);
        assert!(matches!(down[1], InputEvent::Touch { phase: TouchPhase::Start, x: 5.0, y: 6.0, .. }));
        assert_eq!(p.moved(fit, 7.0, 6.0).len(), 2);
        assert_eq!(p.button(ElementState::Released, MouseButton::Right).len(), 1);
    }
}
