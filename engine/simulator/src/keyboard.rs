//! The on-screen keyboard: `showKeyboard` opens a text, typed keys change it, every change is told.

use crate::simulator::{Handler, Simulator, cut, fail, flag, number, ok, text};
use serde_json::json;
use sparrow_platform::{KeyboardBar, Reply, ServiceCall};

pub(crate) const CALLS: &[(&str, Handler)] =
    &[("showKeyboard", show_keyboard), ("hideKeyboard", hide_keyboard), ("updateKeyboard", update_keyboard)];

/// What `maxLength` is when a game leaves it out.
const USUAL_MAX_LENGTH: f64 = 100.0;
/// More is not typed, whatever a game says.
const LONGEST: f64 = 10_000.0;

fn show_keyboard(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let max = number(&call, "maxLength", USUAL_MAX_LENGTH).clamp(0.0, LONGEST) as usize;
    sim.phone.keyboard_max = max;
    sim.phone.confirm_hold = flag(&call, "confirmHold", false);
    sim.chrome.keyboard = Some(KeyboardBar {
        value: cut(text(&call, "defaultValue"), max),
        confirm_text: match text(&call, "confirmType") {
            "next" => sim.word("下一项", "Next"),
            "search" => sim.word("搜索", "Search"),
            "go" => sim.word("前往", "Go"),
            "send" => sim.word("发送", "Send"),
            _ => sim.word("完成", "Done"),
        }
        .to_owned(),
        multiple: flag(&call, "multiple", false),
    });
    sim.emit("KeyboardHeightChange", json!({ "height": KEYBOARD_HEIGHT }));
    ok()
}

/// As on a phone in portrait.
const KEYBOARD_HEIGHT: u32 = 260;

fn hide_keyboard(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    sim.close_keyboard();
    ok()
}

fn update_keyboard(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let max = sim.phone.keyboard_max;
    match &mut sim.chrome.keyboard {
        Some(bar) => {
            bar.value = cut(text(&call, "value"), max);
            ok()
        }
        None => fail("keyboard is not shown"),
    }
}

impl Simulator {
    fn close_keyboard(&mut self) {
        if let Some(bar) = self.chrome.keyboard.take() {
            self.emit("KeyboardComplete", json!({ "value": bar.value }));
            self.emit("KeyboardHeightChange", json!({ "height": 0 }));
        }
    }

    /// Text was typed: into the modal in front, else into the keyboard's text.
    pub(crate) fn type_text(&mut self, typed: &str) {
        if let Some(entry) = self.modal_entry() {
            entry.value = cut(&format!("{}{typed}", entry.value), LONGEST as usize);
            self.refresh_dialog();
            return;
        }
        let max = self.phone.keyboard_max;
        let Some(bar) = &mut self.chrome.keyboard else { return };
        let value = cut(&format!("{}{typed}", bar.value), max);
        if value != bar.value {
            bar.value.clone_from(&value);
            self.emit("KeyboardInput", json!({ "value": value }));
        }
    }

    /// A key that is no text.
    pub(crate) fn type_key(&mut self, key: &str, now_ms: f64) {
        if self.chrome.dialog.is_some() {
            match key {
                "Enter" => self.decide(&sparrow_platform::Choice::Confirm, now_ms),
                "Escape" => self.decide(&sparrow_platform::Choice::Cancel, now_ms),
                "Backspace" => {
                    if let Some(entry) = self.modal_entry() {
                        entry.value.pop();
                    }
                    self.refresh_dialog();
                }
                _ => {}
            }
            return;
        }
        let Some(bar) = &mut self.chrome.keyboard else { return };
        match key {
            "Enter" if bar.multiple => self.type_text("\n"),
            "Enter" => {
                let value = bar.value.clone();
                self.emit("KeyboardConfirm", json!({ "value": value }));
                if !self.phone.confirm_hold {
                    self.close_keyboard();
                }
            }
            "Escape" => self.close_keyboard(),
            "Backspace" if bar.value.pop().is_some() => {
                let value = bar.value.clone();
                self.emit("KeyboardInput", json!({ "value": value }));
            }
            _ => {}
        }
    }
}
