//! What reaches a game from outside, before it becomes the platform's events.

use serde::{Deserialize, Serialize};
use sparrow_api::event::{HostEvent, TouchKind, TouchPoint};
use sparrow_platform::GamepadEvent;

/// Which step of a touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum TouchPhase {
    Start,
    Move,
    End,
    Cancel,
}

/// One input. Positions are logical pixels of the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum InputEvent {
    /// A finger, or the mouse in its place.
    Touch { phase: TouchPhase, id: u64, x: f64, y: f64, force: f64 },
    /// A mouse button or a move of the mouse.
    Mouse { kind: MouseKind, x: f64, y: f64, button: u8 },
    /// The wheel, in logical pixels.
    Wheel { x: f64, y: f64, delta_x: f64, delta_y: f64 },
    /// A key: `key` and `code` as in UI Events.
    Key { down: bool, key: String, code: String },
    /// The window has a new size in logical pixels.
    Resize { width: f64, height: f64 },
    /// The game goes to the background.
    Hide,
    /// The game comes back.
    Show,
    /// Text, from a keyboard or an input method, for whatever takes text.
    Text { text: String },
    /// Anything else that the platform tells: the listeners of `wx.on<name>` get `detail`.
    Platform { name: String, detail: serde_json::Value },
    /// The system is short of memory: 5, 10 or 15 as on Android.
    MemoryWarning { level: u32 },
    /// A gamepad, numbered from 0.
    Gamepad { index: u8, event: GamepadEvent },
}

/// Which mouse event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum MouseKind {
    Down,
    Move,
    Up,
}

/// Keeps the fingers that are down and gives each the smallest free identifier, as phones do.
#[derive(Debug, Default)]
pub(crate) struct Touches {
    down: Vec<(u64, TouchPoint)>,
    mouse: Option<(f64, f64)>,
}

/// More fingers than this are not tracked.
const MAX_TOUCHES: usize = 10;

impl Touches {
    /// The platform's event for a touch, or nothing for one that was never down.
    pub(crate) fn touch(
        &mut self,
        phase: TouchPhase,
        id: u64,
        x: f64,
        y: f64,
        force: f64,
    ) -> Option<HostEvent> {
        let at = self.down.iter().position(|(other, _)| *other == id);
        let (kind, changed) = match (phase, at) {
            (TouchPhase::Start, None) if self.down.len() < MAX_TOUCHES => {
                let taken = |n: i32| self.down.iter().any(|(_, p)| p.identifier == n);
                let identifier = (0..).find(|n| !taken(*n)).unwrap_or_default();
                let point = TouchPoint { identifier, x, y, force };
                self.down.push((id, point));
                (TouchKind::Start, point)
            }
            (TouchPhase::Move, Some(at)) => {
                let point = &mut self.down[at].1;
                if (point.x, point.y, point.force) == (x, y, force) {
                    return None;
                }
                (point.x, point.y, point.force) = (x, y, force);
                (TouchKind::Move, *point)
            }
            (TouchPhase::End | TouchPhase::Cancel, Some(at)) => {
                let (_, mut point) = self.down.remove(at);
                (point.x, point.y) = (x, y);
                let end = phase == TouchPhase::End;
                (if end { TouchKind::End } else { TouchKind::Cancel }, point)
            }
            _ => return None,
        };
        Some(HostEvent::Touch {
            kind,
            all: self.down.iter().map(|(_, p)| *p).collect(),
            changed: vec![changed],
        })
    }

    /// Ends every touch; when the game is hidden.
    pub(crate) fn cancel_all(&mut self) -> Option<HostEvent> {
        let changed: Vec<_> = self.down.drain(..).map(|(_, p)| p).collect();
        (!changed.is_empty()).then(|| HostEvent::Touch { kind: TouchKind::Cancel, all: Vec::new(), changed })
    }

    /// The platform's event for the mouse.
    pub(crate) fn mouse(&mut self, kind: MouseKind, x: f64, y: f64, button: u8) -> HostEvent {
        let (old_x, old_y) = self.mouse.replace((x, y)).unwrap_or((x, y));
        let name = match kind {
            MouseKind::Down => "MouseDown",
            MouseKind::Move => "MouseMove",
            MouseKind::Up => "MouseUp",
        };
        HostEvent::Mouse { name, x, y, button, movement_x: x - old_x, movement_y: y - old_y }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(event: Option<HostEvent>) -> (TouchKind, Vec<i32>, Vec<i32>) {
        match event {
            Some(HostEvent::Touch { kind, all, changed }) => {
                let ids = |l: &[TouchPoint]| l.iter().map(|p| p.identifier).collect();
                (kind, ids(&all), ids(&changed))
            }
            other => panic!("no touch: {other:?}"),
        }
    }

    #[test]
    fn identifiers_are_reused_and_lists_follow_the_platform() {
        let mut t = Touches::default();
        let mut go = |phase, id, x| t.touch(phase, id, x, 0.0, 1.0);
        assert_eq!(parts(go(TouchPhase::Start, 70, 1.0)), (TouchKind::Start, vec![0], vec![0]));
        assert_eq!(parts(go(TouchPhase::Start, 71, 2.0)), (TouchKind::Start, vec![0, 1], vec![1]));
        assert!(go(TouchPhase::Move, 71, 2.0).is_none(), "a move to the same place is none");
        assert_eq!(parts(go(TouchPhase::End, 70, 1.0)), (TouchKind::End, vec![1], vec![0]));
        assert_eq!(parts(go(TouchPhase::Start, 72, 3.0)), (TouchKind::Start, vec![1, 0], vec![0]));
        assert!(go(TouchPhase::Move, 99, 3.0).is_none(), "this finger was never down");
        assert_eq!(parts(t.cancel_all()), (TouchKind::Cancel, vec![], vec![1, 0]));
    }
}
