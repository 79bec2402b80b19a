//! Where the kernel's buttons and axes lie on the standard layout.
//!
//! A joystick device numbers what the input device below it has, in the order of the kernel's codes; which those are stands in sysfs. The
//! kernel's rules for gamepads: <https://docs.kernel.org/input/gamepad.html>.

use sparrow_platform::{MAX_GAMEPAD_AXES, MAX_GAMEPAD_BUTTONS};

/// First code of buttons without a meaning.
const BTN_MISC: usize = 0x100;
/// First code of joysticks.
const BTN_JOYSTICK: usize = 0x120;
/// A, or the cross; what makes a device a gamepad.
const BTN_SOUTH: usize = 0x130;
const KEY_MAX: usize = 0x2ff;
const ABS_MAX: usize = 0x3f;
const ABS_X: usize = 0x00;
const ABS_Y: usize = 0x01;
const ABS_Z: usize = 0x02;
const ABS_RX: usize = 0x03;
const ABS_RY: usize = 0x04;
const ABS_RZ: usize = 0x05;
const ABS_GAS: usize = 0x09;
const ABS_BRAKE: usize = 0x0a;
const ABS_HAT0X: usize = 0x10;
const ABS_HAT0Y: usize = 0x11;

/// Makers whose drivers name buttons by their places; the others' name X and Y by their letters, which the kernel's codes have the other way
/// round.
const BY_PLACE: [u16; 2] = [0x054c, 0x057e];

/// What a button of the joystick device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ButtonIs {
    /// A button of the gamepad.
    Button(u8),
    /// Told by an axis already, or by nothing that a game can see.
    Nothing,
}

/// What an axis of the joystick device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AxisIs {
    /// An axis of the gamepad.
    Axis(u8),
    /// A trigger: from not at all to wholly.
    Trigger(u8),
    /// Two buttons of the cross: to the left or up, and to the right or down.
    Pair(u8, u8),
    /// Nothing that a game can see.
    Nothing,
}

/// A device's buttons and axes by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) standard: bool,
    pub(super) buttons: Vec<ButtonIs>,
    pub(super) axes: Vec<AxisIs>,
}

/// The bits of a list in sysfs: words of a `long`, the highest first.
pub(super) fn bits(text: &str, most: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for (i, word) in text.split_whitespace().rev().enumerate() {
        let word = u64::from_str_radix(word, 16).unwrap_or_default();
        let first = i * usize::BITS as usize;
        found.extend((0..64).filter(|bit| word >> bit & 1 == 1).map(|bit| first + bit));
    }
    found.retain(|code| *code <= most);
    found
}

impl Layout {
    /// From the lists `capabilities/key` and `capabilities/abs`. `None` for what is no gamepad and no joystick.
    pub(super) fn new(keys: &str, axes: &str, vendor: u16) -> Option<Layout> {
        let keys = bits(keys, KEY_MAX);
        let axes = bits(axes, ABS_MAX);
        // The order of the kernel's joydev.
        let (low, high): (Vec<_>, Vec<_>) =
            keys.iter().copied().filter(|code| *code >= BTN_MISC).partition(|code| *code < BTN_JOYSTICK);
        let ordered: Vec<usize> = high.into_iter().chain(low).collect();
        let has = |code| axes.contains(&code);
        if !ordered.iter().any(|code| (BTN_JOYSTICK..BTN_SOUTH + 0x10).contains(code)) {
            return None;
        }
        if !ordered.contains(&BTN_SOUTH) || !has(ABS_X) || !has(ABS_Y) {
            return Some(Layout {
                standard: false,
                buttons: numbered(ordered.len(), MAX_GAMEPAD_BUTTONS, ButtonIs::Button, ButtonIs::Nothing),
                axes: numbered(axes.len(), MAX_GAMEPAD_AXES, AxisIs::Axis, AxisIs::Nothing),
            });
        }
        let by_place = BY_PLACE.contains(&vendor);
        let right_is_rx = has(ABS_RX) && has(ABS_RY);
        let axis = |code| match code {
            ABS_X => AxisIs::Axis(0),
            ABS_Y => AxisIs::Axis(1),
            ABS_RX if right_is_rx => AxisIs::Axis(2),
            ABS_RY if right_is_rx => AxisIs::Axis(3),
            ABS_Z if right_is_rx => AxisIs::Trigger(6),
            ABS_RZ if right_is_rx => AxisIs::Trigger(7),
            ABS_Z => AxisIs::Axis(2),
            ABS_RZ => AxisIs::Axis(3),
            ABS_BRAKE => AxisIs::Trigger(6),
            ABS_GAS => AxisIs::Trigger(7),
            ABS_HAT0X => AxisIs::Pair(14, 15),
            ABS_HAT0Y => AxisIs::Pair(12, 13),
            _ => AxisIs::Nothing,
        };
        let axes: Vec<AxisIs> = axes.iter().map(|code| axis(*code)).collect();
        let button = |code| {
            let place = match code {
                0x130 => 0,
                0x131 => 1,
                0x133 if by_place => 3,
                0x133 => 2,
                0x134 if by_place => 2,
                0x134 => 3,
                0x136 => 4,
                0x137 => 5,
                0x138 => 6,
                0x139 => 7,
                0x13a => 8,
                0x13b => 9,
                0x13c => 16,
                0x13d => 10,
                0x13e => 11,
                0x220 => 12,
                0x221 => 13,
                0x222 => 14,
                0x223 => 15,
                _ => return ButtonIs::Nothing,
            };
            if axes.contains(&AxisIs::Trigger(place)) { ButtonIs::Nothing } else { ButtonIs::Button(place) }
        };
        Some(Layout { standard: true, buttons: ordered.iter().map(|code| button(*code)).collect(), axes })
    }
}

fn numbered<T: Clone>(count: usize, most: u8, number: impl Fn(u8) -> T, rest: T) -> Vec<T> {
    (0..count).map(|i| u8::try_from(i).ok().filter(|i| *i < most).map_or(rest.clone(), &number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a 64-bit kernel lists them for an Xbox 360 controller.
    const XBOX_KEYS: &str = "7cdb000000000000 0 0 0 0";
    const XBOX_AXES: &str = "3003f";

    #[cfg(target_pointer_width = "64")]
    #[test]
    fn an_xbox_controller_has_the_standard_layout() {
        let layout = Layout::new(XBOX_KEYS, XBOX_AXES, 0x045e).unwrap();
        assert!(layout.standard);
        let places: Vec<_> = [0, 1, 2, 3, 4, 5, 8, 9, 16, 10, 11].map(ButtonIs::Button).into();
        assert_eq!(layout.buttons, places);
        let axes = [
            AxisIs::Axis(0),
            AxisIs::Axis(1),
            AxisIs::Trigger(6),
            AxisIs::Axis(2),
            AxisIs::Axis(3),
            AxisIs::Trigger(7),
            AxisIs::Pair(14, 15),
            AxisIs::Pair(12, 13),
        ];
        assert_eq!(layout.axes, axes);
    }

    #[cfg(target_pointer_width = "64")]
    #[test]
    fn sony_names_buttons_by_their_places_and_its_triggers_tell_twice() {
        // cross, circle, triangle, square, L1, R1, L2, R2, ...
        let layout = Layout::new("7fdb000000000000 0 0 0 0", XBOX_AXES, 0x054c).unwrap();
        let places: Vec<_> = [0, 1, 3, 2, 4, 5].map(ButtonIs::Button).into();
        assert_eq!(layout.buttons[..6], places);
        assert_eq!(layout.buttons[6..8], [ButtonIs::Nothing, ButtonIs::Nothing]);
    }

    #[cfg(target_pointer_width = "64")]
    #[test]
    fn a_joystick_keeps_its_own_order_and_a_mouse_is_none() {
        let stick = Layout::new("fff00000000 0 0 0 0", "7", 0).unwrap();
        assert!(!stick.standard);
        assert_eq!((stick.buttons.len(), stick.axes.len()), (12, 3));
        assert_eq!(stick.buttons[11], ButtonIs::Button(11));
        assert_eq!(Layout::new("1f0000 0 0 0 0", "0", 0), None);
        assert_eq!(Layout::new("no list", "", 0), None);
    }
}
