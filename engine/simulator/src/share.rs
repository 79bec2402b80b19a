//! `share`: a friend is chosen while the game is hidden, and nobody gets anything.

use crate::{
    account::sealed,
    dialogs::{Then, question},
    encrypted::{bytes16, encrypt},
    services_file::Answers,
    simulator::{Handler, Happening, MAX_OPEN, Simulator, cut, done, fail, ok, text},
};
use serde_json::{Value, json};
use sparrow_platform::{Dialog, Reply, ServiceCall, ServiceEvent};

pub(crate) const CALLS: &[(&str, Handler)] = &[
    ("shareAppMessage", share),
    ("shareMessageToFriend", share),
    ("shareTimeline", share),
    ("addToFavorites", share),
    ("showShareImageMenu", share),
    ("shareAppMessageToGroup", share),
    ("shareEmojiToGroup", share),
    ("shareImageToGroup", share),
    ("shareTextToGroup", share),
    ("shareVideoToGroup", share),
    ("notifyGroupMembers", share),
    ("showShareMenu", |_, _| ok()),
    ("hideShareMenu", |_, _| ok()),
    ("updateShareMenu", |_, _| ok()),
    ("getShareInfo", get_share_info),
    ("getGroupEnterInfo", get_group_enter_info),
    ("authPrivateMessage", auth_private_message),
    ("setMessageToFriendQuery", |_, _| ok()),
    ("setHandoffQuery", |_, _| ok()),
    ("checkHandoffEnabled", |_, _| done(json!({ "isEnabled": false, "errCode": 3 }))),
    ("startHandoff", |_, _| fail("handoff is not enabled")),
    ("isChatTool", |_, _| done(json!({ "isChatTool": false }))),
    ("getChatToolInfo", |_, _| fail("not in chat tool mode")),
    ("enterChatToolMode", |_, _| fail("not in chat tool mode")),
    ("openChatTool", |_, _| fail("cancel")),
    ("exitChatTool", |_, _| fail("not in chat tool mode")),
    ("selectGroupMembers", |_, _| fail("not in chat tool mode")),
];

impl Simulator {
    /// The game comes back from where it was hidden.
    pub(crate) fn come_back(&mut self) {
        self.post(ServiceEvent::Show);
    }
}

/// The game is hidden, and back when the user has chosen or the file's time is over.
fn share(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let title = cut(text(&call, "title"), 200);
    match sim.answers {
        Answers::User if sim.dialogs.len() >= MAX_OPEN => return fail("too many dialogs are open"),
        Answers::User => {
            sim.post(ServiceEvent::Hide);
            let asked = question(
                sim.word("转发 (test)", "Share (test)"),
                title,
                sim.word("发送", "Send"),
                sim.word("取消", "Cancel"),
            );
            sim.open(Dialog::Modal(asked), Then::Return);
        }
        Answers::Confirm | Answers::Cancel => {
            let away_ms = f64::from(sim.file.share.away_ms);
            if away_ms > 0.0 {
                sim.post(ServiceEvent::Hide);
                sim.later(call.now_ms + away_ms, Happening::Return);
            }
        }
    }
    ok()
}

fn get_share_info(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    if text(&call, "shareTicket").is_empty() {
        return fail("parameter error: parameter.shareTicket should be String instead of Undefined;");
    }
    group(sim, call)
}

/// As if the game had been opened from the group of the services file.
fn get_group_enter_info(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    group(sim, call)
}

fn group(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let data = json!({ "openGId": sim.file.share.open_g_id });
    done(Value::Object(sealed(sim, call.name, call.unix_ms, data)))
}

fn auth_private_message(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let (encrypted, iv) = encrypt(json!({}), &sim.app_id, call.unix_ms, &bytes16("share"));
    done(json!({ "valid": false, "encryptedData": encrypted, "iv": iv }))
}
