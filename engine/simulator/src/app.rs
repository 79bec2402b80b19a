//! The game's life on the platform: updates, other mini programs, customer service, experiments.

use crate::{
    dialogs::question,
    services_file::Update,
    simulator::{Handler, Simulator, cut, done, fail, ok, text},
};
use serde_json::{Map, Value, json};
use sparrow_platform::{Failure, Reply, ServiceCall};

pub(crate) const CALLS: &[(&str, Handler)] = &[
    ("UpdateManager.check", check_update),
    ("updateWeChatApp", |sim, call| sim.leave(call, "更新微信")),
    ("navigateToMiniProgram", navigate_to_mini_program),
    ("navigateBackMiniProgram", navigate_back),
    ("openCustomerServiceConversation", open_customer_service),
    ("openCustomerServiceChat", |sim, call| sim.leave(call, "客服")),
    ("FeedbackButton.tap", |sim, call| sim.leave(call, "意见反馈")),
    ("GameClubButton.tap", |sim, call| sim.leave(call, "游戏圈")),
    ("checkIsAddedToMyMiniProgram", |sim, _| done(json!({ "added": sim.file.app.is_added }))),
    ("getExptInfo", get_expt_info),
    ("getGameExptInfo", get_game_expt_info),
    ("getExtConfig", |_, _| done(json!({ "extConfig": {} }))),
    ("setMenuStyle", |_, _| ok()),
    ("setStatusBarStyle", |_, _| ok()),
    ("getOfficialComponentsInfo", get_official_components_info),
    ("getBackgroundFetchData", |_, _| fail("no background fetch data")),
    ("getBackgroundFetchToken", get_background_fetch_token),
    ("setBackgroundFetchToken", set_background_fetch_token),
];

impl Simulator {
    /// Leads out of the game after a question; the game stays here.
    fn leave(&mut self, call: ServiceCall<'_>, where_to: &str) -> Reply {
        self.ask(
            call,
            question(
                self.word("即将离开 (test)", "Leave the game (test)"),
                where_to.to_owned(),
                self.word("允许", "Allow"),
                self.word("取消", "Cancel"),
            ),
            Value::Null,
            Failure::new("cancel"),
        )
    }
}

fn check_update(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    done(match sim.file.app.update {
        Update::None => json!({ "hasUpdate": false }),
        Update::Ready => json!({ "hasUpdate": true, "then": "UpdateReady" }),
        Update::Failed => json!({ "hasUpdate": true, "then": "UpdateFailed" }),
    })
}

fn navigate_to_mini_program(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let id = match (text(&call, "appId"), text(&call, "shortLink")) {
        ("", "") => return fail("appId or shortLink should be given"),
        ("", link) => cut(link, 100),
        (id, _) => cut(id, 100),
    };
    sim.leave(call, &id)
}

fn navigate_back(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    match sim.file.app.came_from.clone() {
        Some(id) => sim.leave(call, &id),
        None => fail("not opened by another mini program"),
    }
}

fn open_customer_service(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let yes = json!({ "path": "", "query": {} });
    sim.ask(
        call,
        question(
            sim.word("客服会话 (test)", "Customer service (test)"),
            String::new(),
            sim.word("返回", "Back"),
            sim.word("取消", "Cancel"),
        ),
        yes,
        Failure::new("cancel"),
    )
}

/// The experiments that were asked for, or all.
fn experiments(sim: &Simulator, keys: Option<&Value>) -> Map<String, Value> {
    let all = &sim.file.app.experiments;
    let wanted: Option<Vec<&str>> =
        keys.and_then(Value::as_array).map(|l| l.iter().filter_map(Value::as_str).collect());
    all.iter()
        .filter(|(name, _)| wanted.as_ref().is_none_or(|wanted| wanted.contains(&name.as_str())))
        .map(|(name, value)| (name.clone(), value.clone().into()))
        .collect()
}

fn get_expt_info(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    done(Value::Object(experiments(sim, call.options.get("keys"))))
}

/// An entry for each parameter; the file names no numbers of experiments, so they are counted.
fn get_game_expt_info(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let found = experiments(sim, call.options.get("keyList"));
    let entry = |(at, (name, value)): (usize, (String, Value))| json!({ "expt_id": at + 1, "param_name": name, "param_value": value });
    done(json!({ "list": found.into_iter().enumerate().map(entry).collect::<Vec<_>>() }))
}

/// None of the platform's components is over the game.
fn get_official_components_info(_: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    let nowhere = json!({ "left": 0, "top": 0, "right": 0, "bottom": 0, "width": 0, "height": 0 });
    done(json!({
        "notificationComponentInfo": {
            "name": "notificationComponent", "isVisible": false, "isShow": false, "boundingClientRect": nowhere,
        },
        "rewardsComponentInfo": {
            "name": "rewardsComponent", "canReceiveGiftCount": 0, "canReceiveFriendGiftCount": 0,
        },
        "challengeRewardsComponentInfo": { "name": "challengeRewardsComponent" },
    }))
}

fn get_background_fetch_token(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    match &sim.account.fetch_token {
        Some(token) => done(json!({ "token": token })),
        None => fail("no token"),
    }
}

fn set_background_fetch_token(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    sim.account.fetch_token = Some(cut(text(&call, "token"), 1024));
    ok()
}
