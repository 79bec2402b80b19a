//! Whatever a game sends is answered.

use super::{
    random::Random,
    tests::{ITEMS, Player},
};
use crate::CloudWorld;
use serde_json::{Value, json};
use sparrow_platform::{Reply, Services};

/// Values that a game may send, good ones and others, by chance.
fn anything(random: &mut Random, depth: usize) -> Value {
    const WORDS: [&str; 22] = [
        "gt",
        "in",
        "and",
        "push",
        "inc",
        "size",
        "command",
        "expression",
        "regexp",
        "geo",
        "Point",
        "$a.b",
        "$$this",
        "a.0",
        "a..b",
        "",
        "(",
        "elemMatch",
        "slice",
        "map",
        "rename",
        "mod",
    ];
    let mut pick = |count: f64| (random.unit() * count) as usize;
    let word = WORDS[pick(WORDS.len() as f64)];
    match pick(if depth == 0 { 5.0 } else { 10.0 }) {
        0 => Value::Null,
        1 => json!([0, -1, 3, i64::MAX, i64::MIN][pick(5.0)]),
        2 => json!([0.5, -1e300, 1e15][pick(3.0)]),
        3 => word.into(),
        4 => json!({ "$date": ([0.0, 1e300, -5.5][pick(3.0)]) }),
        5 | 6 => (0..pick(4.0)).map(|_| anything(random, depth - 1)).collect(),
        7 => {
            json!({ "$type": "command", "operands": [{ "operator": word, "args": [anything(random, depth - 1)] }] })
        }
        8 => json!({ "$type": "expression", "operator": word, "arg": anything(random, depth - 1) }),
        _ => {
            let name = ["a", "b", "a.b", "each", "input", "kind", "geometry", "$x", "_id"][pick(9.0)];
            json!({ name: anything(random, depth - 1), "a": anything(random, depth - 1), "$type": word })
        }
    }
}

#[test]
fn nothing_that_a_game_sends_panics() {
    let mut random = Random::new(7);
    let mut player = Player::new(ITEMS, CloudWorld::default());
    player.ask(
        "database.add",
        json!({ "collection": "items", "data": { "_id": "x", "a": [1, { "b": 2 }], "n": 1 } }),
    );
    let mut answered = 0;
    for round in 0..20_000 {
        let stage = ["match", "project", "group", "unwind", "addFields", "sort"][round % 6];
        let action = ["get", "count", "add", "set", "update", "remove", "aggregate", "watch"][round % 8];
        let mut options = json!({
            "collection": "items", "doc": if round % 3 == 0 { json!("x") } else { Value::Null },
            "where": anything(&mut random, 4), "data": { "a": anything(&mut random, 4), "n": anything(&mut random, 2) },
            "stages": [{ "stage": stage, "arg": anything(&mut random, 5) }],
            "field": anything(&mut random, 1), "limit": 5, "watch": round,
        });
        if round % 2 == 0 {
            for name in ["where", "field"] {
                options.as_object_mut().unwrap().remove(name);
            }
        }
        answered +=
            usize::from(matches!(player.call(&format!("cloud.database.{action}"), options), Reply::Done(_)));
        if round % 500 == 0 {
            player.sim.poll(round as f64);
        }
    }
    assert!(answered > 1000, "{answered}: most were refused before they did anything");
}
