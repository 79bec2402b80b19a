//! What updates do to documents.

#![allow(clippy::needless_pass_by_value, reason = "literals read better than references to them")]

use super::update::Update;
use serde_json::{Value, json};
use sparrow_platform::Failure;

fn command(operator: &str, args: Value) -> Value {
    json!({ "$type": "command", "operands": [{ "operator": operator, "args": args }] })
}

fn updated(document: Value, data: &Value) -> Result<Value, Failure> {
    let mut document = document;
    Update::read(data, 5000.0)?.apply(&mut document)?;
    Ok(document)
}

/// `field` before and after one command.
fn after(before: Value, operator: &str, args: Value) -> Value {
    let document = if before.is_null() { json!({}) } else { json!({ "f": before }) };
    updated(document, &json!({ "f": command(operator, args) })).unwrap()["f"].clone()
}

#[test]
fn values_are_merged_by_path() {
    let document = json!({ "style": { "color": "red", "size": 1 }, "n": 1 });
    let data = json!({ "style": { "color": "blue" }, "deep.er": [1], "at": { "$type": "serverDate" } });
    assert_eq!(
        updated(document.clone(), &data).unwrap(),
        json!({ "style": { "color": "blue", "size": 1 }, "n": 1, "deep": { "er": [1] }, "at": { "$date": 5000 } })
    );
    let replaced = updated(document, &json!({ "style": command("set", json!([{ "a": 1 }])) })).unwrap();
    assert_eq!(replaced["style"], json!({ "a": 1 }));
}

#[test]
fn numbers_change() {
    for (before, operator, args, wanted) in [
        (json!(3), "inc", json!([2]), json!(5)),
        (json!(null), "inc", json!([-1.5]), json!(-1.5)),
        (json!(3), "mul", json!([4]), json!(12)),
        (json!(null), "mul", json!([4]), json!(0)),
        (json!(3), "min", json!([2]), json!(2)),
        (json!(3), "min", json!([9]), json!(3)),
        (json!(null), "max", json!([9]), json!(9)),
        (json!(13), "bit", json!([{ "and": 10 }]), json!(8)),
        (json!(3), "bit", json!([{ "or": 5, "xor": 1 }]), json!(6)),
    ] {
        assert_eq!(after(before.clone(), operator, args), wanted, "{before} {operator}");
    }
}

#[test]
fn lists_change() {
    for (before, operator, args, wanted) in [
        (json!([1]), "push", json!([[2, 3]]), json!([1, 2, 3])),
        (json!(null), "push", json!([7]), json!([7])),
        (json!([1]), "push", json!([2, 3]), json!([1, 2, 3])),
        (json!([5, 1]), "push", json!([{ "each": [3], "sort": 1 }]), json!([1, 3, 5])),
        (json!([5, 1]), "push", json!([{ "each": [3], "position": 1 }]), json!([5, 3, 1])),
        (json!([5, 1]), "push", json!([{ "each": [3], "slice": -2 }]), json!([1, 3])),
        (json!([1, 2]), "pop", json!([]), json!([1])),
        (json!([1, 2]), "shift", json!([]), json!([2])),
        (json!([2]), "unshift", json!([[0, 1]]), json!([0, 1, 2])),
        (json!([1, 2]), "addToSet", json!([2]), json!([1, 2])),
        (json!([1, 2]), "addToSet", json!([{ "each": [2, 3] }]), json!([1, 2, 3])),
        (json!([1]), "addToSet", json!([[2]]), json!([1, [2]])),
        (json!([1, 2, 1]), "pull", json!([1]), json!([2])),
        (json!([1, 5, 9]), "pull", json!([command("gt", json!([4]))]), json!([1])),
        (json!([{ "a": 1, "b": 1 }, { "a": 2 }]), "pull", json!([{ "a": 1 }]), json!([{ "a": 2 }])),
        (json!([1, 2, 3]), "pullAll", json!([[1, 3]]), json!([2])),
    ] {
        assert_eq!(after(before.clone(), operator, args.clone()), wanted, "{before} {operator} {args}");
    }
    let by_score = json!([{ "each": [{ "s": 5 }], "sort": { "s": -1 }, "slice": 2 }]);
    assert_eq!(after(json!([{ "s": 1 }, { "s": 9 }]), "push", by_score), json!([{ "s": 9 }, { "s": 5 }]));
}

#[test]
fn fields_go_and_move() {
    let document = json!({ "a": { "b": 1, "c": 2 }, "d": 3 });
    let data = json!({ "a.b": command("remove", json!([])), "d": command("rename", json!(["e"])) });
    assert_eq!(updated(document, &data).unwrap(), json!({ "a": { "c": 2 }, "e": 3 }));
}

#[test]
fn what_cannot_be_done_fails() {
    for data in [
        json!({}),
        json!([]),
        json!({ "_id": 1 }),
        json!({ "text": command("inc", json!([1])) }),
        json!({ "text": command("push", json!([1])) }),
        json!({ "text.x": 1 }),
        json!({ "n": command("inc", json!(["1"])) }),
        json!({ "n": command("gt", json!([1])) }),
        json!({ "n": command("bit", json!([{}])) }),
    ] {
        assert!(updated(json!({ "text": "t", "n": 1 }), &data).is_err(), "{data}");
    }
}
