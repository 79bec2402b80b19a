//! `ui/interaction`: toast, loading, modal, action sheet; and the platform's own questions.
//!
//! One dialog is in front; those that come while it is open wait behind it.

use crate::{
    services_file::{Answers, SheetChoice},
    simulator::{Handler, Happening, MAX_OPEN, Simulator, cut, done, fail, flag, number, ok, text},
};
use serde_json::{Value, json};
use sparrow_platform::{
    Choice, Dialog, Failure, Modal, Reply, ServiceCall, Sheet, TextEntry, Toast, ToastIcon,
};

pub(crate) const CALLS: &[(&str, Handler)] = &[
    ("showToast", show_toast),
    ("hideToast", hide_toast),
    ("showLoading", show_loading),
    ("hideLoading", hide_loading),
    ("showModal", show_modal),
    ("showActionSheet", show_action_sheet),
];

/// A dialog with what follows from its answer.
#[derive(Debug)]
pub(crate) struct OpenDialog {
    pub(crate) dialog: Dialog,
    pub(crate) then: Then,
}

/// What follows.
#[derive(Debug)]
pub(crate) enum Then {
    /// `showModal`.
    Modal { ticket: u64 },
    /// `showActionSheet`.
    Sheet { ticket: u64 },
    /// A yes or a no ends a call.
    YesOrNo { ticket: u64, yes: Value, no: Failure },
    /// A yes allows a scope, and the call runs again.
    Permission { scope: String, call: OwnedCall },
    /// A yes agrees to the privacy contract, and the call runs again.
    Privacy { call: OwnedCall },
    /// The game comes back from where it was hidden.
    Return,
}

/// A call that waits for permission.
#[derive(Debug, Clone)]
pub(crate) struct OwnedCall {
    pub(crate) ticket: u64,
    pub(crate) name: String,
    pub(crate) options: Value,
    pub(crate) unix_ms: f64,
}

impl OwnedCall {
    pub(crate) fn new(call: ServiceCall<'_>) -> OwnedCall {
        OwnedCall {
            ticket: call.ticket,
            name: call.name.to_owned(),
            options: call.options.clone(),
            unix_ms: call.unix_ms,
        }
    }
}

/// The longest text of a dialog that is kept.
const MAX_TEXT: usize = 2000;
/// The platform's green.
const CONFIRM_COLOR: &str = "#576B95";

/// A yes-or-no question of the platform itself.
pub(crate) fn question(title: &str, content: String, yes: &str, no: &str) -> Modal {
    Modal {
        title: title.to_owned(),
        content,
        confirm_text: yes.to_owned(),
        confirm_color: CONFIRM_COLOR.to_owned(),
        cancel_text: Some(no.to_owned()),
        cancel_color: "#000000".to_owned(),
        entry: None,
    }
}

impl Simulator {
    /// Puts a dialog in front, or behind those that are open.
    pub(crate) fn open(&mut self, dialog: Dialog, then: Then) {
        self.dialogs.push_back(OpenDialog { dialog, then });
        self.chrome.dialog = self.dialogs.front().map(|open| open.dialog.clone());
    }

    /// Asks a question that ends a call, or answers it at once.
    pub(crate) fn ask(&mut self, call: ServiceCall<'_>, modal: Modal, yes: Value, no: Failure) -> Reply {
        match self.answers {
            Answers::Confirm => Reply::Done(yes),
            Answers::Cancel => Reply::Failed(no),
            Answers::User if self.dialogs.len() >= MAX_OPEN => fail("too many dialogs are open"),
            Answers::User => {
                self.open(Dialog::Modal(modal), Then::YesOrNo { ticket: call.ticket, yes, no });
                Reply::Later
            }
        }
    }

    /// The user answered the dialog in front.
    pub(crate) fn decide(&mut self, choice: &Choice, now_ms: f64) {
        let Some(open) = self.dialogs.pop_front() else { return };
        self.chrome.dialog = self.dialogs.front().map(|open| open.dialog.clone());
        let yes = *choice == Choice::Confirm;
        match open.then {
            Then::Modal { ticket } => {
                let entry = match &open.dialog {
                    Dialog::Modal(modal) => modal.entry.as_ref().map(|e| e.value.clone()),
                    Dialog::Sheet(_) => None,
                };
                self.answer(ticket, Ok(modal_result(yes, entry)));
            }
            Then::Sheet { ticket } => {
                let result = match choice {
                    Choice::Item(index) => Ok(json!({ "tapIndex": index })),
                    _ => Err(Failure::new("cancel")),
                };
                self.answer(ticket, result);
            }
            Then::YesOrNo { ticket, yes: value, no } => {
                self.answer(ticket, if yes { Ok(value) } else { Err(no) });
            }
            Then::Permission { scope, call } => {
                self.permissions.set(&scope, yes);
                self.run_again(call, now_ms);
            }
            Then::Privacy { call } => self.privacy_decided(yes, call, now_ms),
            Then::Return => self.come_back(),
        }
    }

    /// Runs a call whose question was answered.
    pub(crate) fn run_again(&mut self, call: OwnedCall, now_ms: f64) {
        let OwnedCall { ticket, name, options, unix_ms } = call;
        let again = ServiceCall { ticket, name: &name, options: &options, now_ms, unix_ms };
        match self.dispatch(again) {
            Reply::Done(value) => self.answer(ticket, Ok(value)),
            Reply::Failed(failure) => self.answer(ticket, Err(failure)),
            Reply::NotServed => self.answer(ticket, Err(Failure::new("not supported"))),
            Reply::Later => {}
        }
    }

    /// The entry of the modal in front, when it has one.
    pub(crate) fn modal_entry(&mut self) -> Option<&mut TextEntry> {
        match &mut self.dialogs.front_mut()?.dialog {
            Dialog::Modal(modal) => modal.entry.as_mut(),
            Dialog::Sheet(_) => None,
        }
    }

    /// The chrome shows what the dialog in front is now.
    pub(crate) fn refresh_dialog(&mut self) {
        self.chrome.dialog = self.dialogs.front().map(|open| open.dialog.clone());
    }

    pub(crate) fn end_toast(&mut self, number: u64) {
        if self.phone.toast_number == number {
            self.chrome.toast = None;
        }
    }

    /// Shows a toast for some time.
    pub(crate) fn show_for(&mut self, duration_ms: f64, now_ms: f64, toast: Toast) {
        self.show(toast);
        self.later(now_ms + duration_ms, Happening::ToastEnds(self.phone.toast_number));
    }

    fn show(&mut self, toast: Toast) {
        self.phone.toast_number += 1;
        self.chrome.toast = Some(toast);
    }
}

fn modal_result(confirm: bool, entry: Option<String>) -> Value {
    json!({ "confirm": confirm, "cancel": !confirm, "content": entry.filter(|_| confirm) })
}

fn show_toast(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let icon = match text(&call, "icon") {
        "none" => ToastIcon::None,
        "error" => ToastIcon::Error,
        "loading" => ToastIcon::Loading,
        _ => ToastIcon::Success,
    };
    let duration = number(&call, "duration", 1500.0).clamp(0.0, 3_600_000.0);
    let mask = flag(&call, "mask", false);
    sim.show_for(duration, call.now_ms, Toast { title: cut(text(&call, "title"), MAX_TEXT), icon, mask });
    ok()
}

fn hide_toast(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    sim.chrome.toast = None;
    ok()
}

fn show_loading(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let mask = flag(&call, "mask", false);
    sim.show(Toast { title: cut(text(&call, "title"), MAX_TEXT), icon: ToastIcon::Loading, mask });
    ok()
}

fn hide_loading(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    sim.chrome.toast = None;
    ok()
}

fn show_modal(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let or = |name: &str, default: &str| match text(&call, name) {
        "" => default.to_owned(),
        given => cut(given, 16),
    };
    let editable = flag(&call, "editable", false);
    let content = cut(text(&call, "content"), MAX_TEXT);
    let placeholder = cut(text(&call, "placeholderText"), MAX_TEXT);
    let modal = Modal {
        title: cut(text(&call, "title"), MAX_TEXT),
        content: if editable { String::new() } else { content.clone() },
        confirm_text: or("confirmText", sim.word("确定", "OK")),
        confirm_color: or("confirmColor", CONFIRM_COLOR),
        cancel_text: flag(&call, "showCancel", true).then(|| or("cancelText", sim.word("取消", "Cancel"))),
        cancel_color: or("cancelColor", "#000000"),
        entry: editable.then_some(TextEntry { value: content, placeholder }),
    };
    let answer = sim.file.dialogs.modal.as_mut().map_or(sim.answers, |outcomes| outcomes.take());
    let typed = editable.then(|| sim.file.dialogs.modal_text.clone());
    match answer {
        Answers::Confirm => done(modal_result(true, typed)),
        // With one button only, there is nothing else to press.
        Answers::Cancel => done(modal_result(modal.cancel_text.is_none(), typed)),
        Answers::User if sim.dialogs.len() >= MAX_OPEN => fail("too many dialogs are open"),
        Answers::User => {
            sim.open(Dialog::Modal(modal), Then::Modal { ticket: call.ticket });
            Reply::Later
        }
    }
}

fn show_action_sheet(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let list = call.options.get("itemList").and_then(Value::as_array);
    let Some(list) = list.filter(|list| !list.is_empty()) else {
        return fail("parameter error: parameter.itemList should have at least 1 item;");
    };
    if list.len() > 6 {
        return fail("parameter error: itemList should not be large than 6");
    }
    let items: Vec<_> = list.iter().map(|item| cut(item.as_str().unwrap_or_default(), MAX_TEXT)).collect();
    let choice = match (sim.file.dialogs.action_sheet.as_mut(), sim.answers) {
        (Some(outcomes), _) => Some(outcomes.take()),
        (None, Answers::Confirm) => Some(SheetChoice::Item(0)),
        (None, Answers::Cancel) => Some(SheetChoice::Cancel),
        (None, Answers::User) => None,
    };
    match choice {
        Some(SheetChoice::Item(index)) if index < items.len() => done(json!({ "tapIndex": index })),
        Some(SheetChoice::Item(index)) => {
            sim.say(format!("sparrow.toml answers item {index} of an action sheet of {}", items.len()));
            fail("cancel")
        }
        Some(SheetChoice::Cancel) => fail("cancel"),
        None if sim.dialogs.len() >= MAX_OPEN => fail("too many dialogs are open"),
        None => {
            let color = text(&call, "itemColor");
            let sheet = Sheet {
                title: cut(text(&call, "alertText"), MAX_TEXT),
                items,
                item_color: if color.is_empty() { "#000000".to_owned() } else { cut(color, 32) },
                cancel_text: sim.word("取消", "Cancel").to_owned(),
            };
            sim.open(Dialog::Sheet(sheet), Then::Sheet { ticket: call.ticket });
            Reply::Later
        }
    }
}
