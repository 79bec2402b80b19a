//! What the user allowed: `open-api/authorize`, `setting`, `privacy`, and the system's settings of the app.

use crate::{
    dialogs::{OwnedCall, Then, question},
    services_file::{Answers, Permission, SCOPES, ServicesFile},
    simulator::{Handler, MAX_OPEN, Simulator, done, fail, flag, ok, text},
};
use serde_json::{Map, Value, json};
use sparrow_platform::{Dialog, Failure, Modal, Reply, ServiceCall};
use std::collections::BTreeMap;

pub(crate) const CALLS: &[(&str, Handler)] = &[
    ("authorize", authorize),
    ("getSetting", get_setting),
    ("openSetting", open_setting),
    ("OpenSettingButton.tap", open_setting),
    ("getPrivacySetting", get_privacy_setting),
    ("requirePrivacyAuthorize", |sim, call| sim.with_privacy(call, |_, _| ok())),
    ("openPrivacyContract", open_privacy_contract),
    ("privacy.listen", listen),
    ("privacy.resolve", resolve),
    ("getAppAuthorizeSetting", get_app_authorize_setting),
    ("openAppAuthorizeSetting", |_, _| ok()),
    ("RecorderManager.start", |sim, call| sim.with_scope(call, "scope.record", |_, _| ok())),
];

/// What was allowed in this run.
#[derive(Debug)]
pub(crate) struct Permissions {
    scopes: BTreeMap<String, Permission>,
    privacy: Privacy,
}

#[derive(Debug)]
struct Privacy {
    agreed: bool,
    /// The game asks the user itself (`onNeedPrivacyAuthorization`).
    game_asks: bool,
    /// Calls that wait for the game's answer.
    waiting: Vec<OwnedCall>,
}

impl Permissions {
    pub(crate) fn new(file: &ServicesFile) -> Permissions {
        let privacy = Privacy { agreed: !file.privacy.needed, game_asks: false, waiting: Vec::new() };
        Permissions { scopes: file.permissions.0.clone(), privacy }
    }

    pub(crate) fn set(&mut self, scope: &str, granted: bool) {
        let permission = if granted { Permission::Granted } else { Permission::Denied };
        self.scopes.insert(scope.to_owned(), permission);
    }

    fn get(&self, scope: &str) -> Permission {
        self.scopes.get(scope).copied().unwrap_or(Permission::Ask)
    }
}

fn denied() -> Failure {
    Failure { reason: "auth deny".to_owned(), errno: Some(103), err_code: None }
}

fn privacy_denied() -> Failure {
    Failure { reason: "privacy permission is not authorized".to_owned(), errno: Some(104), err_code: None }
}

/// What a scope is for, in Chinese and in English.
fn purpose(scope: &str) -> (&'static str, &'static str) {
    match scope {
        "scope.userInfo" => ("获取你的昵称、头像", "Use your name and picture"),
        "scope.userLocation" => ("获取你的位置信息", "Use your location"),
        "scope.userFuzzyLocation" => ("获取你的模糊位置信息", "Use your approximate location"),
        "scope.werun" => ("获取你的微信运动步数", "Use your step count"),
        "scope.writePhotosAlbum" => ("保存图片或视频到你的相册", "Save to your album"),
        "scope.WxFriendInteraction" => ("获取你的微信朋友信息", "Use your friends' data"),
        "scope.gameClubData" => ("获取你的游戏圈数据", "Use your game club data"),
        "scope.record" => ("使用你的麦克风", "Use your microphone"),
        "scope.camera" => ("使用你的摄像头", "Use your camera"),
        "scope.bluetooth" => ("使用你的蓝牙", "Use Bluetooth"),
        "scope.addPhoneContact" => ("使用你的通讯录", "Add a contact"),
        _ => ("获取你的通讯地址", "Use your address"),
    }
}

impl Simulator {
    fn permission_question(&self, scope: &str) -> Modal {
        let (chinese, english) = purpose(scope);
        let content = self.word(chinese, english).to_owned();
        question(
            self.word("申请", "Permission"),
            content,
            self.word("允许", "Allow"),
            self.word("拒绝", "Refuse"),
        )
    }

    /// Runs `then` when the user allows `scope`; asks when that is not known.
    pub(crate) fn with_scope(&mut self, call: ServiceCall<'_>, scope: &str, then: Handler) -> Reply {
        if !self.permissions.privacy.agreed {
            return self.with_privacy(call, |_, _| fail("privacy permission is not authorized"));
        }
        match (self.permissions.get(scope), self.answers) {
            (Permission::Granted, _) => then(self, call),
            (Permission::Denied, _) => Reply::Failed(denied()),
            (Permission::Ask, Answers::Confirm) => {
                self.permissions.set(scope, true);
                then(self, call)
            }
            (Permission::Ask, Answers::Cancel) => {
                self.permissions.set(scope, false);
                Reply::Failed(denied())
            }
            (Permission::Ask, Answers::User) if self.dialogs.len() >= MAX_OPEN => {
                fail("too many dialogs are open")
            }
            (Permission::Ask, Answers::User) => {
                let asked = Dialog::Modal(self.permission_question(scope));
                self.open(asked, Then::Permission { scope: scope.to_owned(), call: OwnedCall::new(call) });
                Reply::Later
            }
        }
    }

    /// Runs `then` when the user agreed to the privacy contract; the game or the platform asks when not.
    fn with_privacy(&mut self, call: ServiceCall<'_>, then: Handler) -> Reply {
        if self.permissions.privacy.agreed {
            return then(self, call);
        }
        if self.permissions.privacy.game_asks {
            if self.permissions.privacy.waiting.len() >= MAX_OPEN {
                return Reply::Failed(privacy_denied());
            }
            self.permissions.privacy.waiting.push(OwnedCall::new(call));
            self.emit("NeedPrivacyAuthorization", json!({ "referrer": call.name }));
            return Reply::Later;
        }
        match self.answers {
            Answers::Confirm => {
                self.permissions.privacy.agreed = true;
                self.dispatch(call)
            }
            Answers::Cancel => Reply::Failed(privacy_denied()),
            Answers::User if self.dialogs.len() >= MAX_OPEN => fail("too many dialogs are open"),
            Answers::User => {
                let contract = self.file.privacy.contract.clone();
                let asked = question(
                    self.word("隐私保护指引", "Privacy"),
                    contract,
                    self.word("同意", "Agree"),
                    self.word("拒绝", "Refuse"),
                );
                self.open(Dialog::Modal(asked), Then::Privacy { call: OwnedCall::new(call) });
                Reply::Later
            }
        }
    }

    /// The user answered the question about the privacy contract.
    pub(crate) fn privacy_decided(&mut self, yes: bool, call: OwnedCall, now_ms: f64) {
        if yes {
            self.permissions.privacy.agreed = true;
            self.run_again(call, now_ms);
        } else {
            self.answer(call.ticket, Err(privacy_denied()));
        }
    }
}

fn authorize(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let scope = text(&call, "scope");
    match SCOPES.iter().find(|(name, _)| *name == scope) {
        Some((name, _)) => sim.with_scope(call, name, |_, _| ok()),
        None => fail("invalid scope"),
    }
}

fn settings(sim: &Simulator) -> Value {
    let decided = sim.permissions.scopes.iter().filter(|(_, p)| **p != Permission::Ask);
    Value::Object(decided.map(|(scope, p)| (scope.clone(), (*p == Permission::Granted).into())).collect())
}

fn get_setting(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let mut result = Map::new();
    result.insert("authSetting".to_owned(), settings(sim));
    if flag(&call, "withSubscriptions", false) {
        result.insert("subscriptionsSetting".to_owned(), json!({ "mainSwitch": true, "itemSettings": {} }));
    }
    done(Value::Object(result))
}

/// The user who goes to the settings allows what was refused, or leaves it.
fn open_setting(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let refused: Vec<_> = sim
        .permissions
        .scopes
        .iter()
        .filter(|(_, p)| **p == Permission::Denied)
        .map(|(scope, _)| scope.clone())
        .collect();
    if sim.answers == Answers::Confirm {
        refused.iter().for_each(|scope| sim.permissions.set(scope, true));
    } else if sim.answers == Answers::User && !refused.is_empty() {
        let scope = refused[0].clone();
        let asked = Dialog::Modal(sim.permission_question(&scope));
        let mut again = OwnedCall::new(call);
        again.name = "getSetting".to_owned();
        sim.open(asked, Then::Permission { scope, call: again });
        return Reply::Later;
    }
    get_setting(sim, call)
}

fn get_privacy_setting(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    done(json!({
        "needAuthorization": !sim.permissions.privacy.agreed,
        "privacyContractName": sim.file.privacy.contract,
    }))
}

fn open_privacy_contract(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    let contract = sim.file.privacy.contract.clone();
    sim.say(format!("the player would show the privacy contract {contract}"));
    ok()
}

fn listen(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    sim.permissions.privacy.game_asks = true;
    ok()
}

fn resolve(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let agreed = match text(&call, "event") {
        "agree" => true,
        "disagree" => false,
        _ => return ok(), // exposureAuthorization: the game shows its own question now
    };
    for waiting in std::mem::take(&mut sim.permissions.privacy.waiting) {
        sim.privacy_decided(agreed, waiting, call.now_ms);
    }
    ok()
}

fn get_app_authorize_setting(_: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    done(json!({
        "albumAuthorized": "authorized", "bluetoothAuthorized": "authorized", "cameraAuthorized": "authorized",
        "locationAuthorized": "authorized", "locationReducedAccuracy": false, "microphoneAuthorized": "authorized",
        "notificationAuthorized": "authorized", "notificationAlertAuthorized": "authorized",
        "notificationBadgeAuthorized": "authorized", "notificationSoundAuthorized": "authorized",
        "phoneCalendarAuthorized": "authorized",
    }))
}
