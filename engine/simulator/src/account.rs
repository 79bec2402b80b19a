//! Who plays: `open-api/login`, `user-info`, `group`, `werun`, subscriptions, the user's key.

use crate::{
    encrypted::{base64, bytes16, encrypt, hex, signature},
    services_file::User,
    simulator::{Handler, Simulator, done, fail, flag},
};
use serde_json::{Map, Value, json};
use sparrow_platform::{Failure, Reply, ServiceCall};

pub(crate) const CALLS: &[(&str, Handler)] = &[
    ("login", login),
    ("checkSession", check_session),
    ("getUserInfo", |sim, call| sim.with_scope(call, "scope.userInfo", get_user_info)),
    ("getUserProfile", |sim, call| sim.with_scope(call, "scope.userInfo", get_user_info)),
    ("UserInfoButton.tap", |sim, call| sim.with_scope(call, "scope.userInfo", get_user_info)),
    ("getPhoneNumber", get_phone_number),
    ("getWeRunData", |sim, call| sim.with_scope(call, "scope.werun", get_we_run_data)),
    ("getGameClubData", |sim, call| sim.with_scope(call, "scope.gameClubData", get_game_club_data)),
    ("getUserInteractiveStorage", get_user_interactive_storage),
    ("UserCryptoManager.getLatestUserKey", get_latest_user_key),
    ("requestSubscribeMessage", request_subscribe_message),
    ("requestSubscribeSystemMessage", request_subscribe_message),
];

/// The session with the platform.
#[derive(Debug)]
pub(crate) struct Account {
    logins: u32,
    session_valid: bool,
    session_key: [u8; 16],
    /// `setBackgroundFetchToken`.
    pub(crate) fetch_token: Option<String>,
}

impl Account {
    pub(crate) fn new(user: &User) -> Account {
        Account {
            logins: 0,
            session_valid: user.session_valid,
            session_key: bytes16(&format!("session {} 0", user.open_id)),
            fetch_token: None,
        }
    }
}

fn login(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    if !sim.file.user.signed_in {
        return Reply::Failed(Failure { reason: "request:fail".to_owned(), errno: Some(5), err_code: None });
    }
    let account = &mut sim.account;
    account.logins += 1;
    account.session_valid = true;
    let open_id = &sim.file.user.open_id;
    account.session_key = bytes16(&format!("session {open_id} {}", account.logins));
    done(json!({ "code": format!("0a{}", hex(&bytes16(&format!("code {open_id} {}", account.logins)))) }))
}

fn check_session(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    if sim.account.session_valid { done(Value::Null) } else { fail("session time out, please relogin") }
}

/// `encryptedData`, `iv` and `cloudID` of a value: what a game hands to its server, or to a cloud function.
pub(crate) fn sealed(sim: &mut Simulator, name: &str, unix_ms: f64, data: Value) -> Map<String, Value> {
    let cloud = format!("cloud-{}", hex(&bytes16(&format!("{name} {data}"))));
    sim.cloud.remember(&cloud, data.clone());
    let (encrypted, iv) = encrypt(data, &sim.app_id, unix_ms, &sim.account.session_key);
    object(json!({ "encryptedData": encrypted, "iv": iv, "cloudID": cloud }))
}

/// Adds what [`sealed`] makes of `data`.
fn with_encrypted(
    sim: &mut Simulator,
    call: ServiceCall<'_>,
    mut result: Map<String, Value>,
    data: Value,
) -> Reply {
    result.append(&mut sealed(sim, call.name, call.unix_ms, data));
    done(Value::Object(result))
}

/// On the main side the values that friends have changed come for the game's server; the list itself is the caller's.
fn get_user_interactive_storage(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let list = call.options.get("KVDataList").cloned().unwrap_or_default();
    with_encrypted(sim, call, Map::new(), json!({ "KVDataList": list }))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn get_user_info(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let user = &sim.file.user;
    let info = json!({
        "nickName": user.nick_name, "gender": user.gender, "language": user.language, "city": user.city,
        "province": user.province, "country": user.country, "avatarUrl": user.avatar_url, "is_demote": false,
    });
    let raw = info.to_string();
    let signature = signature(&raw, &sim.account.session_key);
    let result = object(json!({ "userInfo": info, "rawData": raw, "signature": signature }));
    if !flag(&call, "withCredentials", true) {
        return done(json!({ "userInfo": info, "rawData": raw }));
    }
    let mut data = object(info);
    data.insert("openId".to_owned(), user.open_id.clone().into());
    data.insert("unionId".to_owned(), user.union_id.clone().into());
    with_encrypted(sim, call, result, Value::Object(data))
}

fn get_phone_number(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let number = &sim.file.user.phone_number;
    if number.is_empty() {
        return fail("user deny");
    }
    let data = json!({ "phoneNumber": number, "purePhoneNumber": number, "countryCode": "86" });
    let code = hex(&bytes16(&format!("phone {number} {}", call.ticket)));
    with_encrypted(sim, call, object(json!({ "code": code })), data)
}

fn get_we_run_data(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    const DAY_S: i64 = 86_400;
    let today = (call.unix_ms / 1000.0) as i64 / DAY_S * DAY_S;
    let days: Vec<_> = (0..31)
        .map(|day| json!({ "timestamp": today - (30 - day) * DAY_S, "step": 4000 + day * 100 }))
        .collect();
    with_encrypted(sim, call, Map::new(), json!({ "stepInfoList": days }))
}

/// Every kind of data that was asked for, as 0.
fn get_game_club_data(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let list = call.options.get("dataTypeList").and_then(Value::as_array).cloned().unwrap_or_default();
    let data: Vec<_> =
        list.iter().map(|kind| json!({ "dataType": { "type": kind.get("type") }, "value": 0 })).collect();
    let data = json!({ "dataList": data });
    let signature = signature(&data.to_string(), &sim.account.session_key);
    with_encrypted(sim, call, object(json!({ "signature": signature })), data)
}

fn get_latest_user_key(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    const TWO_HOURS_S: i64 = 7200;
    let key = bytes16(&format!("user key {}", sim.file.user.open_id));
    let iv = bytes16(&format!("user iv {}", sim.file.user.open_id));
    let expires = (call.unix_ms / 1000.0) as i64 + TWO_HOURS_S;
    done(json!({ "encryptKey": base64(&key), "iv": base64(&iv), "version": 1, "expireTime": expires }))
}

/// A yes to every template, or a no to every one.
fn request_subscribe_message(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let field = if call.name == "requestSubscribeMessage" { "tmplIds" } else { "msgTypeList" };
    let templates: Vec<String> = call
        .options
        .get(field)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect();
    if templates.is_empty() {
        let reason = format!("{field} can't be empty");
        return Reply::Failed(Failure::with_code(reason, 10001));
    }
    if templates.len() > 5 {
        return Reply::Failed(Failure::with_code("Templates count out of max bounds", 20003));
    }
    let all = |word: &str| Value::Object(templates.iter().map(|id| (id.clone(), word.into())).collect());
    match sim.answers {
        crate::Answers::Confirm => done(all("accept")),
        crate::Answers::Cancel => done(all("reject")),
        crate::Answers::User => {
            let question = crate::dialogs::question(
                sim.word("订阅消息", "Subscribe"),
                templates.join("\n"),
                sim.word("允许", "Allow"),
                sim.word("取消", "Cancel"),
            );
            let refused = Failure::with_code("user refused", 20004);
            sim.ask(call, question, all("accept"), refused)
        }
    }
}
