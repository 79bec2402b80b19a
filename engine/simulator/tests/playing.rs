//! The simulator as a game and a user meet it: calls in, answers and events out.

use serde_json::{Value, json};
use sparrow_platform::{Choice, Dialog, Reply, ServiceCall, ServiceEvent, Services};
use sparrow_simulator::{Answers, ServicesFile, Simulator};

struct Game {
    platform: Simulator,
    tickets: u64,
    now_ms: f64,
}

impl Game {
    fn new(file: &str, answers: Answers) -> Game {
        let file = ServicesFile::parse(file).expect("a services file");
        Game { platform: Simulator::new(file, answers, "wxtest"), tickets: 0, now_ms: 0.0 }
    }

    fn call(&mut self, name: &str, options: &Value) -> Reply {
        self.tickets += 1;
        self.platform.call(ServiceCall {
            ticket: self.tickets,
            name,
            options,
            now_ms: self.now_ms,
            unix_ms: 1_767_225_600_000.0,
        })
    }

    fn after(&mut self, ms: f64) -> Vec<ServiceEvent> {
        self.now_ms += ms;
        self.platform.poll(self.now_ms)
    }

    fn choose(&mut self, choice: Choice) {
        self.platform.choose(choice, self.now_ms);
    }
}

fn events(list: &[ServiceEvent]) -> Vec<(String, Value)> {
    let named = list.iter().filter_map(|event| match event {
        ServiceEvent::Event { name, detail } => Some((name.clone(), detail.clone())),
        _ => None,
    });
    named.collect()
}

fn answers(list: &[ServiceEvent]) -> Vec<(u64, bool)> {
    let answered = list.iter().filter_map(|event| match event {
        ServiceEvent::Answer { ticket, result } => Some((*ticket, result.is_ok())),
        _ => None,
    });
    answered.collect()
}

#[test]
fn dialogs_wait_for_the_user_one_behind_the_other() {
    let mut game = Game::new("", Answers::User);
    assert_eq!(game.call("showModal", &json!({ "title": "one" })), Reply::Later);
    assert_eq!(game.call("showActionSheet", &json!({ "itemList": ["a", "b"] })), Reply::Later);
    assert!(matches!(&game.platform.chrome().dialog, Some(Dialog::Modal(m)) if m.title == "one"));
    game.choose(Choice::Cancel);
    assert!(matches!(&game.platform.chrome().dialog, Some(Dialog::Sheet(s)) if s.items.len() == 2));
    game.choose(Choice::Item(1));
    let happened = game.after(16.0);
    assert_eq!(answers(&happened), [(1, true), (2, true)]);
    let sheet = ServiceEvent::Answer { ticket: 2, result: Ok(json!({ "tapIndex": 1 })) };
    assert!(happened.contains(&sheet), "{happened:?}");
    assert!(game.platform.chrome().is_empty());
    game.choose(Choice::Confirm); // nothing is open: nothing happens
    assert!(game.after(16.0).is_empty());
}

#[test]
fn a_toast_ends_by_itself_and_not_for_the_one_after_it() {
    let mut game = Game::new("", Answers::Confirm);
    game.call("showToast", &json!({ "title": "one", "duration": 100 }));
    game.after(50.0);
    game.call("showLoading", &json!({ "title": "two" }));
    game.after(100.0);
    assert_eq!(game.platform.chrome().toast.as_ref().map(|t| t.title.as_str()), Some("two"));
    game.call("hideLoading", &json!({}));
    assert!(game.platform.chrome().toast.is_none());
}

#[test]
fn a_permission_is_asked_once_and_remembered() {
    let mut game = Game::new("", Answers::User);
    assert_eq!(game.call("getLocation", &json!({})), Reply::Later);
    game.choose(Choice::Cancel);
    assert_eq!(answers(&game.after(16.0)), [(1, false)]);
    assert!(matches!(game.call("getLocation", &json!({})), Reply::Failed(f) if f.reason == "auth deny"));
    // The user changes his mind in the settings.
    assert_eq!(game.call("openSetting", &json!({})), Reply::Later);
    game.choose(Choice::Confirm);
    let happened = game.after(16.0);
    let settings = ServiceEvent::Answer {
        ticket: 3,
        result: Ok(json!({ "authSetting": { "scope.userLocation": true } })),
    };
    assert!(happened.contains(&settings), "{happened:?}");
    assert!(matches!(game.call("getLocation", &json!({})), Reply::Done(place) if place["latitude"].is_f64()));
}

#[test]
fn privacy_is_the_games_to_ask_when_it_wants() {
    let mut game = Game::new("[privacy]\nneeded = true", Answers::Confirm);
    game.call("privacy.listen", &json!({}));
    assert_eq!(game.call("getLocation", &json!({})), Reply::Later);
    let asked = events(&game.after(16.0));
    assert_eq!(asked, [("NeedPrivacyAuthorization".to_owned(), json!({ "referrer": "getLocation" }))]);
    game.call("privacy.resolve", &json!({ "event": "disagree" }));
    assert_eq!(answers(&game.after(16.0)), [(2, false)]);
    assert_eq!(game.call("getLocation", &json!({})), Reply::Later);
    game.after(16.0);
    game.call("privacy.resolve", &json!({ "event": "agree" }));
    assert_eq!(answers(&game.after(16.0)), [(4, true)]);
}

#[test]
fn an_ad_of_the_user_counts_down_and_is_closed() {
    let mut game = Game::new("[ads]\nseconds = 2", Answers::User);
    let ad = json!({ "ad": 7, "adUnitId": "unit" });
    assert!(matches!(game.call("RewardedVideoAd.show", &ad), Reply::Failed(f) if f.err_code == Some(1003)));
    assert_eq!(game.call("RewardedVideoAd.load", &ad), Reply::Done(Value::Null));
    assert_eq!(game.call("RewardedVideoAd.show", &ad), Reply::Done(Value::Null));
    let left = |game: &Game| game.platform.chrome().ad.as_ref().map(|a| a.seconds_left);
    assert_eq!(left(&game), Some(2));
    game.after(1000.0);
    assert_eq!(left(&game), Some(1));
    game.after(5000.0);
    assert_eq!(left(&game), Some(0));
    game.choose(Choice::CloseAd);
    let closed = events(&game.after(16.0));
    assert_eq!(closed, [("AdClose".to_owned(), json!({ "ad": 7, "isEnded": true }))]);
    // Closed before its end.
    game.call("RewardedVideoAd.load", &ad);
    game.call("RewardedVideoAd.show", &ad);
    game.choose(Choice::CloseAd);
    let closed = events(&game.after(16.0));
    assert_eq!(closed, [("AdClose".to_owned(), json!({ "ad": 7, "isEnded": false }))]);
}

#[test]
fn a_share_hides_the_game_for_a_while() {
    let mut game = Game::new("[share]\naway_ms = 1000", Answers::Confirm);
    game.call("shareAppMessage", &json!({ "title": "Look" }));
    assert_eq!(game.after(16.0), [ServiceEvent::Hide]);
    assert_eq!(game.after(500.0), []);
    assert_eq!(game.after(500.0), [ServiceEvent::Show]);
}

#[test]
fn typing_goes_to_the_dialog_before_the_keyboard() {
    let mut game = Game::new("", Answers::User);
    game.call("showKeyboard", &json!({ "maxLength": 3, "defaultValue": "a" }));
    game.after(16.0);
    game.choose(Choice::Text("bcd".to_owned()));
    assert_eq!(events(&game.after(16.0)), [("KeyboardInput".to_owned(), json!({ "value": "abc" }))]);
    game.call("showModal", &json!({ "editable": true }));
    game.choose(Choice::Text("name".to_owned()));
    game.choose(Choice::Key("Backspace".to_owned()));
    game.choose(Choice::Key("Enter".to_owned()));
    let answer = ServiceEvent::Answer {
        ticket: 2,
        result: Ok(json!({ "confirm": true, "cancel": false, "content": "nam" })),
    };
    assert_eq!(game.after(16.0), [answer]);
    game.choose(Choice::Key("Enter".to_owned()));
    let names: Vec<_> = events(&game.after(16.0)).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["KeyboardConfirm", "KeyboardComplete", "KeyboardHeightChange"]);
}

#[test]
fn sensors_tell_at_their_pace() {
    let mut game = Game::new("[motion]\ndirection = 90", Answers::Confirm);
    game.call("startCompass", &json!({}));
    game.call("startAccelerometer", &json!({ "interval": "ui" }));
    let mut counts = (0, 0);
    for _ in 0..60 {
        for (name, _) in events(&game.after(1000.0 / 60.0)) {
            if name == "CompassChange" { counts.0 += 1 } else { counts.1 += 1 }
        }
    }
    // 200 ms and 60 ms, at whole frames.
    assert!((4..=5).contains(&counts.0) && (14..=17).contains(&counts.1), "{counts:?}");
    game.call("stopCompass", &json!({}));
    game.call("stopAccelerometer", &json!({}));
    assert!(game.after(1000.0).is_empty());
}

#[test]
fn nothing_grows_without_end() {
    let mut game = Game::new("", Answers::User);
    let refused = (0..1000).filter(|_| game.call("showModal", &json!({})) != Reply::Later).count();
    assert!(refused > 900, "{refused}");
    for ad in 0..1000 {
        game.call("BannerAd.show", &json!({ "ad": ad, "adUnitId": "u" }));
        game.call("Button.show", &json!({ "id": ad }));
    }
    assert!(game.platform.chrome().widgets.len() <= 64);
    for _ in 0..100_000 {
        game.call("showToast", &json!({ "title": "t" }));
        game.call("showKeyboard", &json!({}));
    }
    assert!(game.after(16.0).len() < 5000);
    assert!(game.after(5000.0).is_empty());
}

#[test]
fn names_that_are_none_are_not_served() {
    let mut game = Game::new("", Answers::Confirm);
    assert_eq!(game.call("openBluetoothAdapter", &json!({})), Reply::NotServed);
    assert_eq!(game.call("", &Value::Null), Reply::NotServed);
}
