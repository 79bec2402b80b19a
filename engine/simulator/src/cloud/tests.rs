//! The cloud as a game calls it.

#![allow(clippy::needless_pass_by_value, reason = "literals read better than references to them")]

use crate::{Answers, CloudWorld, ServicesFile, Simulator};
use serde_json::{Value, json};
use sparrow_platform::{
    CloudFunctions, FunctionAnswers, FunctionCall, FunctionLine, FunctionOutcome, LogLevel, MemoryFileSystem,
    Reply, ServiceCall, ServiceEvent, Services, Store, StoreError,
};
use std::{
    rc::Rc,
    sync::{Arc, Mutex},
};

/// A store that outlives its simulator.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<sparrow_platform::MemoryStore>>);

impl Store for Shared {
    fn get(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        self.0.lock().unwrap().get(key)
    }
    fn set(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.0.lock().unwrap().set(key, value)
    }
    fn remove(&mut self, key: &str) -> Result<(), StoreError> {
        self.0.lock().unwrap().remove(key)
    }
    fn clear(&mut self) -> Result<(), StoreError> {
        self.0.lock().unwrap().clear()
    }
    fn entries(&mut self) -> Result<Vec<(String, usize)>, StoreError> {
        self.0.lock().unwrap().entries()
    }
}

pub(super) struct Player {
    pub(super) sim: Simulator,
    tickets: u64,
}

impl Player {
    pub(super) fn new(toml: &str, world: CloudWorld) -> Player {
        let file = ServicesFile::parse(toml).unwrap();
        Player { sim: Simulator::with_cloud(file, Answers::Confirm, "wx1", world), tickets: 0 }
    }

    pub(super) fn call(&mut self, name: &str, options: Value) -> Reply {
        self.tickets += 1;
        let ticket = self.tickets;
        self.sim.call(ServiceCall { ticket, name, options: &options, now_ms: 0.0, unix_ms: 1e12 })
    }

    pub(super) fn ask(&mut self, action: &str, options: Value) -> Value {
        match self.call(&format!("cloud.{action}"), options.clone()) {
            Reply::Done(value) => value,
            other => panic!("{action} {options}: {other:?}"),
        }
    }

    fn refused(&mut self, action: &str, options: Value) -> (i32, String) {
        match self.call(&format!("cloud.{action}"), options.clone()) {
            Reply::Failed(failure) => (failure.err_code.unwrap_or(0), failure.reason),
            other => panic!("{action} {options}: {other:?}"),
        }
    }

    fn snapshots(&mut self, now_ms: f64) -> Vec<Value> {
        let events = self.sim.poll(now_ms);
        let snapshot = |event| match event {
            ServiceEvent::Event { name, detail } if name == "CloudDatabaseChange" => {
                Some(detail["snapshot"].clone())
            }
            _ => None,
        };
        events.into_iter().filter_map(snapshot).collect()
    }
}

pub(super) const ITEMS: &str = "[cloud]\ncollections = [\"items\"]\n";

#[test]
fn documents_come_and_go() {
    let mut player = Player::new(ITEMS, CloudWorld::default());
    let id =
        player.ask("database.add", json!({ "collection": "items", "data": { "n": 1, "none": null } }))["_id"]
            .clone();
    assert_eq!(id.as_str().unwrap().len(), 32);
    let document = player.ask("database.get", json!({ "collection": "items", "doc": id }));
    assert_eq!(document["data"]["_openid"], json!("o-sparrow-simulated-user-0001"));
    assert_eq!((&document["data"]["n"], document["data"].get("none")), (&json!(1), Some(&Value::Null)));
    let set = player.ask("database.set", json!({ "collection": "items", "doc": "x", "data": { "n": 5 } }));
    assert_eq!(set, json!({ "_id": "x", "stats": { "updated": 0, "created": 1 } }));
    let inc = json!({ "$type": "command", "operands": [{ "operator": "inc", "args": [2] }] });
    let update =
        player.ask("database.update", json!({ "collection": "items", "doc": "x", "data": { "n": inc } }));
    assert_eq!(update["stats"]["updated"], 1);
    let found = player.ask("database.get", json!({ "collection": "items", "orderBy": [{ "field": "n", "order": "desc" }], "limit": 1, "field": { "n": true, "_id": false } }));
    assert_eq!(found["data"], json!([{ "n": 7 }]));
    assert_eq!(
        player.ask("database.count", json!({ "collection": "items", "where": { "n": 7 } }))["total"],
        1
    );
    assert_eq!(
        player.ask("database.remove", json!({ "collection": "items", "doc": "x" }))["stats"]["removed"],
        1
    );
    assert_eq!(player.ask("database.count", json!({ "collection": "items" }))["total"], 1);
}

#[test]
fn errors_have_the_platforms_numbers() {
    let mut player = Player::new(ITEMS, CloudWorld::default());
    let (code, reason) = player.refused("database.get", json!({ "collection": "gone" }));
    assert!(code == -502_005 && reason.starts_with("-502005 database collection not exists"), "{reason}");
    let (code, reason) = player.refused("database.get", json!({ "collection": "items", "doc": "x" }));
    assert_eq!((code, reason.as_str()), (-1, "document with _id x does not exist"));
    for (action, options) in [
        ("database.add", json!({ "collection": "items", "data": 3 })),
        ("database.add", json!({ "collection": "items", "data": { "_openid": "me" } })),
        ("database.add", json!({ "collection": "items/x", "data": {} })),
        ("database.set", json!({ "collection": "items", "doc": "x", "data": { "_id": "y" } })),
        ("database.update", json!({ "collection": "items", "doc": "x", "data": { "_openid": "y" } })),
        ("database.get", json!({ "collection": "items", "limit": 0 })),
        ("database.get", json!({ "collection": "items", "orderBy": [{ "field": "a", "order": "up" }] })),
        ("database.get", json!({})),
    ] {
        assert_eq!(player.refused(action, options.clone()).0, -501_007, "{action} {options}");
    }
    player.ask("database.add", json!({ "collection": "items", "data": { "_id": 1 } }));
    let (code, reason) =
        player.refused("database.add", json!({ "collection": "items", "data": { "_id": 1 } }));
    assert!(code == -502_001 && reason.contains("duplicate key"), "{reason}");
}

#[test]
fn a_game_gets_twenty_documents() {
    let mut player = Player::new(ITEMS, CloudWorld::default());
    for n in 0..25 {
        player.ask("database.add", json!({ "collection": "items", "data": { "n": n } }));
    }
    let mut count = |limit: Value| {
        player.ask("database.get", json!({ "collection": "items", "limit": limit }))["data"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!((count(json!(null)), count(json!(100)), count(json!(3))), (20, 20, 3));
}

#[test]
fn others_see_and_write_what_the_permissions_say() {
    let store = Shared::default();
    let permissions = "[cloud]\ncollections = [\"mine\", \"shown\", \"fixed\", \"hidden\"]\n[cloud.permissions]\nshown = \"readonly\"\nfixed = \"adminwrite\"\nhidden = \"adminonly\"\n";
    let player = |name: &str| {
        let world = CloudWorld { store: Box::new(store.clone()), ..CloudWorld::default() };
        Player::new(&format!("{permissions}[user]\nopen_id = \"{name}\"\n"), world)
    };
    let (mut ann, mut bob) = (player("ann"), player("bob"));
    for collection in ["mine", "shown"] {
        ann.ask("database.add", json!({ "collection": collection, "data": { "_id": "a", "n": 1 } }));
    }
    let total = |player: &mut Player, name: &str| {
        player.ask("database.count", json!({ "collection": name }))["total"].clone()
    };
    assert_eq!(
        (total(&mut ann, "mine"), total(&mut bob, "mine"), total(&mut bob, "shown")),
        (json!(1), json!(0), json!(1))
    );
    for collection in ["mine", "shown"] {
        let changed =
            bob.ask("database.update", json!({ "collection": collection, "doc": "a", "data": { "n": 2 } }));
        assert_eq!(changed["stats"]["updated"], 0);
        assert_eq!(
            bob.refused("database.set", json!({ "collection": collection, "doc": "a", "data": {} })).0,
            -502_003
        );
    }
    assert_eq!(bob.refused("database.add", json!({ "collection": "fixed", "data": {} })).0, -502_003);
    assert_eq!(total(&mut bob, "fixed"), 0);
    assert_eq!(bob.refused("database.get", json!({ "collection": "hidden" })).0, -502_003);
    let own = ann.ask("database.get", json!({ "collection": "shown", "where": { "_openid": "{openid}" } }));
    assert_eq!(own["data"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_stored_is_there_again_and_environments_are_apart() {
    let store = Shared::default();
    let player =
        || Player::new(ITEMS, CloudWorld { store: Box::new(store.clone()), ..CloudWorld::default() });
    let mut first = player();
    for (env, n) in [("a", 1), ("b", 2)] {
        first.ask(
            "database.add",
            json!({ "collection": "items", "env": env, "data": { "n": n, "at": { "$date": 5 } } }),
        );
    }
    let found = player().ask("database.get", json!({ "collection": "items", "env": "b" }));
    assert_eq!((&found["data"][0]["n"], &found["data"][0]["at"]), (&json!(2), &json!({ "$date": 5 })));
}

#[test]
fn seeds_fill_a_collection_once() {
    let project = MemoryFileSystem::new();
    project
        .insert("seeds/list.json", r#"[{"_id": 7, "at": {"$date": "1970-01-01T00:00:01Z"}}, {"n": 2}]"#)
        .unwrap();
    project.insert("seeds/lines.json", "{\"n\": 1}\n{\"n\": 2}\n").unwrap();
    project.insert("seeds/bad.json", "[3]").unwrap();
    let toml = "[cloud.database]\nlist = \"seeds/list.json\"\nlines = \"seeds/lines.json\"\nbad = \"seeds/bad.json\"\nup = \"../x.json\"\n[cloud.permissions]\nlist = \"readonly\"\nlines = \"readonly\"\n";
    let mut player = Player::new(toml, CloudWorld { project: Arc::new(project), ..CloudWorld::default() });
    let list = player.ask("database.get", json!({ "collection": "list" }));
    assert_eq!(list["data"], json!([{ "_id": 7, "at": { "$date": 1000 } }, { "_id": "list-2", "n": 2 }]));
    assert_eq!(player.ask("database.count", json!({ "collection": "lines" }))["total"], 2);
    for name in ["bad", "up"] {
        assert_eq!(player.refused("database.get", json!({ "collection": name })).0, -502_001, "{name}");
    }
}

#[test]
fn watches_tell_what_changes() {
    let mut player = Player::new(ITEMS, CloudWorld::default());
    player.ask("database.add", json!({ "collection": "items", "data": { "_id": "a", "n": 1 } }));
    let small = json!({ "$type": "command", "operands": [{ "operator": "lt", "args": [5] }] });
    player.ask("database.watch", json!({ "collection": "items", "where": { "n": small }, "watch": 1 }));
    let first = player.snapshots(0.0);
    assert_eq!((&first[0]["type"], first[0]["docs"].as_array().unwrap().len()), (&json!("init"), 1));
    let mut changes = |action: &str, options: Value| {
        player.ask(action, options);
        let snapshots = player.snapshots(1.0);
        let of = |change: &Value| {
            format!("{} {} {}", change["queueType"], change["dataType"], change["docId"]).replace('"', "")
        };
        snapshots.iter().flat_map(|s| s["docChanges"].as_array().unwrap().iter().map(of)).collect::<Vec<_>>()
    };
    let items = |more: Value| {
        let mut options = json!({ "collection": "items" });
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        options
    };
    assert_eq!(changes("database.add", items(json!({ "data": { "_id": "b", "n": 2 } }))), ["enqueue add b"]);
    assert_eq!(changes("database.add", items(json!({ "data": { "_id": "c", "n": 9 } }))), [""; 0]);
    assert_eq!(
        changes("database.update", items(json!({ "doc": "a", "data": { "n": 3 } }))),
        ["update update a"]
    );
    assert_eq!(
        changes("database.update", items(json!({ "doc": "c", "data": { "n": 4 } }))),
        ["enqueue update c"]
    );
    assert_eq!(
        changes("database.update", items(json!({ "doc": "b", "data": { "n": 8 } }))),
        ["dequeue update b"]
    );
    assert_eq!(changes("database.remove", items(json!({ "doc": "a" }))), ["dequeue remove a"]);
    assert_eq!(changes("database.unwatch", json!({ "watch": 1 })), [""; 0]);
    assert_eq!(changes("database.remove", items(json!({ "doc": "c" }))), [""; 0]);
}

#[test]
fn watches_see_other_players() {
    let store = Shared::default();
    let toml = format!("{ITEMS}[cloud.permissions]\nitems = \"readonly\"\n");
    let player =
        || Player::new(&toml, CloudWorld { store: Box::new(store.clone()), ..CloudWorld::default() });
    let (mut ann, mut bob) = (player(), player());
    ann.ask("database.watch", json!({ "collection": "items", "watch": 1 }));
    assert_eq!(ann.snapshots(0.0).len(), 1);
    bob.ask("database.add", json!({ "collection": "items", "data": { "n": 1 } }));
    assert_eq!(ann.snapshots(10.0).len(), 0);
    assert_eq!(ann.snapshots(600.0)[0]["docChanges"][0]["dataType"], "add");
}

#[test]
fn files_are_kept_under_their_ids() {
    let mut player = Player::new("", CloudWorld::default());
    let upload = json!({ "cloudPath": "a/b.txt", "fileContent": "aGk=", "env": "e" });
    let id = player.ask("uploadFile", upload)["fileID"].as_str().unwrap().to_owned();
    assert_eq!(id, "cloud://e.simulated-wx1/a/b.txt");
    assert_eq!(player.ask("downloadFile", json!({ "fileID": id }))["fileContent"], "aGk=");
    let urls = player.ask("getTempFileURL", json!({ "fileList": [id, { "fileID": "cloud://e.x/none" }] }))["fileList"].clone();
    assert_eq!((&urls[0]["status"], &urls[1]["status"]), (&json!(0), &json!(1)));
    let url = urls[0]["tempFileURL"].clone();
    assert_eq!(player.ask("downloadFile", json!({ "fileID": url }))["fileContent"], "aGk=");
    assert_eq!(player.ask("deleteFile", json!({ "fileList": [id] }))["fileList"][0]["status"], 0);
    assert_eq!(player.refused("downloadFile", json!({ "fileID": id })).0, -503_003);
    for bad in ["../x", "", "a/../../x"] {
        assert_eq!(
            player.refused("uploadFile", json!({ "cloudPath": bad, "fileContent": "" })).0,
            -501_007,
            "{bad}"
        );
    }
    for env in ["..", "a/b"] {
        let options = json!({ "cloudPath": "x", "fileContent": "", "env": env });
        assert_eq!(player.refused("uploadFile", options).0, -501_007, "{env}");
    }
}

/// Functions in Rust.
struct Functions;

impl CloudFunctions for Functions {
    fn has(&self, name: &str) -> bool {
        name != "nobody"
    }

    fn run(&self, call: &FunctionCall<'_>, answers: &mut FunctionAnswers<'_>) -> FunctionOutcome {
        let result = match call.name {
            "who" => Ok(json!([call.context["OPENID"], call.event["n"]])),
            "outer" => answers("cloud.callFunction", &json!({ "name": "who", "data": { "n": 2 } }))
                .map_err(|failure| failure.reason),
            "loop" => {
                answers("cloud.callFunction", &json!({ "name": "loop" })).map_err(|failure| failure.reason)
            }
            "all" => answers("cloud.database.get", &json!({ "collection": "items" })).map_err(|f| f.reason),
            _ => Err("Error: no\n    at main".to_owned()),
        };
        let line = FunctionLine { level: LogLevel::Info, origin: String::new(), text: call.name.to_owned() };
        FunctionOutcome { result, lines: vec![line], took_ms: 100.0 }
    }
}

#[test]
fn functions_run_and_answer_later() {
    let world = CloudWorld { functions: Some(Rc::new(Functions)), ..CloudWorld::default() };
    let toml = format!("{ITEMS}[cloud.functions]\nfixed = {{ a = 1 }}\n");
    let mut player = Player::new(&toml, world);
    for n in 0..30 {
        player.ask("database.add", json!({ "collection": "items", "data": { "n": n } }));
    }
    let mut run = |name: &str| {
        assert_eq!(
            player.call("cloud.callFunction", json!({ "name": name, "data": { "n": 1 } })),
            Reply::Later
        );
        let early = player.sim.poll(0.0);
        let late = player.sim.poll(500.0);
        let answer = |event: &ServiceEvent| match event {
            ServiceEvent::Answer { result, .. } => Some(result.clone().map(|r| r["result"].clone())),
            _ => None,
        };
        (early.iter().find_map(answer), late.iter().find_map(answer))
    };
    assert_eq!(run("fixed"), (Some(Ok(json!({ "a": 1 }))), None));
    let (early, late) = run("who");
    assert_eq!((early, late.unwrap().unwrap()), (None, json!(["o-sparrow-simulated-user-0001", 1])));
    assert_eq!(run("outer").1.unwrap().unwrap()["result"][1], 2);
    assert_eq!(run("all").1.unwrap().unwrap()["data"].as_array().unwrap().len(), 30);
    let thrown = run("throws").1.unwrap().unwrap_err();
    assert!(thrown.err_code == Some(-504_002) && thrown.reason.contains("at main"), "{thrown:?}");
    assert!(run("loop").1.unwrap().unwrap_err().reason.contains("4 deep"));
    let missing = run("nobody").0.unwrap().unwrap_err();
    assert!(
        missing.err_code == Some(-501_000) && missing.reason.contains("could not be found"),
        "{missing:?}"
    );
    assert!(run("../x").0.unwrap().is_err());
}
