//! What stages and expressions make of documents.

#![allow(clippy::needless_pass_by_value, reason = "literals read better than references to them")]

use super::aggregate::{Source, run};
use serde_json::{Value, json};
use sparrow_platform::Failure;

struct Shops;

impl Source for Shops {
    fn documents(&mut self, collection: &str) -> Result<Vec<Value>, Failure> {
        match collection {
            "shops" => {
                Ok(vec![json!({ "_id": "s1", "city": "Bern" }), json!({ "_id": "s2", "city": "Ulm" })])
            }
            _ => Err(Failure::new("no such collection")),
        }
    }

    fn random(&mut self) -> f64 {
        0.0
    }
}

fn sales() -> Vec<Value> {
    vec![
        json!({ "_id": 1, "shop": "s1", "item": "a", "price": 10, "count": 2, "tags": ["x", "y"] }),
        json!({ "_id": 2, "shop": "s2", "item": "b", "price": 20, "count": 1, "tags": [] }),
        json!({ "_id": 3, "shop": "s1", "item": "a", "price": 5, "count": 10 }),
    ]
}

fn expression(operator: &str, arg: Value) -> Value {
    json!({ "$type": "expression", "operator": operator, "arg": arg })
}

fn stages(list: &[(&str, Value)]) -> Result<Vec<Value>, Failure> {
    let stages: Vec<_> = list.iter().map(|(stage, arg)| json!({ "stage": stage, "arg": arg })).collect();
    run(sales(), &stages, &mut Shops)
}

fn value_of(value: Value) -> Value {
    let made = stages(&[("limit", json!(1)), ("project", json!({ "_id": 0, "v": value }))]).unwrap();
    made[0].get("v").cloned().unwrap_or(Value::Null)
}

#[test]
fn groups_accumulate() {
    let total = expression("sum", expression("multiply", json!(["$price", "$count"])));
    let arg = json!({
        "_id": "$item", "total": total, "mean": expression("avg", json!("$price")), "n": expression("sum", json!(1)),
        "dearest": expression("max", json!("$price")), "all": expression("push", json!("$_id")),
        "shops": expression("addToSet", json!("$shop")), "first": expression("first", json!("$count")),
    });
    assert_eq!(
        stages(&[("group", arg), ("sort", json!({ "total": -1 }))]).unwrap(),
        [
            json!({ "_id": "a", "total": 70, "mean": 7.5, "n": 2, "dearest": 10, "all": [1, 3], "shops": ["s1"], "first": 2 }),
            json!({ "_id": "b", "total": 20, "mean": 20, "n": 1, "dearest": 20, "all": [2], "shops": ["s2"], "first": 1 }),
        ]
    );
    let of_all = json!({ "_id": null, "sum": expression("sum", json!("$price")) });
    assert_eq!(stages(&[("group", of_all)]).unwrap(), [json!({ "_id": null, "sum": 35 })]);
}

#[test]
fn stages_follow_each_other() {
    let cheap = json!({ "$type": "command", "operands": [{ "operator": "lt", "args": [15] }] });
    let found = stages(&[
        ("match", json!({ "price": cheap })),
        ("sort", json!({ "price": 1 })),
        ("skip", json!(1)),
        ("project", json!({ "item": 1 })),
    ]);
    assert_eq!(found.unwrap(), [json!({ "_id": 1, "item": "a" })]);
    assert_eq!(stages(&[("count", json!("n"))]).unwrap(), [json!({ "n": 3 })]);
    let unwound = stages(&[("unwind", json!("$tags")), ("project", json!({ "tags": 1, "_id": 0 }))]).unwrap();
    assert_eq!(unwound, [json!({ "tags": "x" }), json!({ "tags": "y" })]);
    let kept = json!({ "path": "$tags", "preserveNullAndEmptyArrays": true, "includeArrayIndex": "at" });
    assert_eq!(stages(&[("unwind", kept), ("count", json!("n"))]).unwrap(), [json!({ "n": 4 })]);
    let joined = json!({ "from": "shops", "localField": "shop", "foreignField": "_id", "as": "where" });
    let joined = stages(&[("limit", json!(1)), ("lookup", joined)]).unwrap();
    assert_eq!(joined[0]["where"], json!([{ "_id": "s1", "city": "Bern" }]));
    assert_eq!(stages(&[("sample", json!({ "size": 2 }))]).unwrap().len(), 2);
    let counted = stages(&[("sortByCount", json!("$shop"))]).unwrap();
    assert_eq!(counted, [json!({ "_id": "s1", "count": 2 }), json!({ "_id": "s2", "count": 1 })]);
    let added = stages(&[("limit", json!(1)), ("addFields", json!({ "deep.n": "$count" }))]).unwrap();
    assert_eq!((&added[0]["deep"], &added[0]["item"]), (&json!({ "n": 2 }), &json!("a")));
    let root = stages(&[("limit", json!(1)), ("replaceRoot", json!({ "newRoot": { "only": "$item" } }))]);
    assert_eq!(root.unwrap(), [json!({ "only": "a" })]);
}

#[test]
fn expressions_have_values() {
    let x = |operator: &str, arg: Value| expression(operator, arg);
    let even = x("eq", json!([x("mod", json!(["$$n", 2])), 0]));
    let at = json!({ "$date": 1_709_251_198_125_i64 });
    for (made, wanted) in [
        (json!("$item"), json!("a")),
        (json!("plain"), json!("plain")),
        (json!({ "both": ["$price", "$gone"] }), json!({ "both": [10, null] })),
        (x("add", json!(["$price", 1, 0.5])), json!(11.5)),
        (x("add", json!(["$price", null])), json!(null)),
        (x("subtract", json!([at, 125])), json!({ "$date": 1_709_251_198_000_i64 })),
        (x("year", at.clone()), json!(2024)),
        (x("dateToString", json!({ "date": at, "format": "%Y-%m-%d" })), json!("2024-02-29")),
        (x("cond", json!([x("gt", json!(["$price", 9])), "dear", "cheap"])), json!("dear")),
        (x("cond", json!({ "if": false, "then": 1, "else": 2 })), json!(2)),
        (x("ifNull", json!(["$gone", 7])), json!(7)),
        (
            x(
                "switch",
                json!({ "branches": [{ "case": x("eq", json!(["$item", "a"])), "then": 1 }], "default": 0 }),
            ),
            json!(1),
        ),
        (x("concat", json!(["<", "$item", ">"])), json!("<a>")),
        (x("substr", json!(["sparrow", 1, 3])), json!("par")),
        (x("split", json!(["a,b", ","])), json!(["a", "b"])),
        (x("size", json!("$tags")), json!(2)),
        (x("arrayElemAt", json!(["$tags", -1])), json!("y")),
        (x("in", json!(["x", "$tags"])), json!(true)),
        (x("filter", json!({ "input": [1, 2, 3, 4], "as": "n", "cond": even })), json!([2, 4])),
        (
            x("map", json!({ "input": [1, 2], "in": x("multiply", json!(["$$this", "$price"])) })),
            json!([10, 20]),
        ),
        (
            x(
                "reduce",
                json!({ "input": [1, 2, 3], "initialValue": 0, "in": x("add", json!(["$$value", "$$this"])) }),
            ),
            json!(6),
        ),
        (x("let", json!({ "vars": { "p": "$price" }, "in": x("add", json!(["$$p", 1])) })), json!(11)),
        (x("literal", json!("$item")), json!("$item")),
        (x("range", json!([0, 6, 2])), json!([0, 2, 4])),
        (x("mergeObjects", json!([{ "a": 1 }, { "b": 2 }])), json!({ "a": 1, "b": 2 })),
        (x("and", json!([true, 1, "x"])), json!(true)),
        (x("or", json!([false, 0, null])), json!(false)),
        (x("cmp", json!([1, 2])), json!(-1)),
        (x("sum", json!([1, 2, "x"])), json!(3)),
    ] {
        assert_eq!(value_of(made.clone()), wanted, "{made}");
    }
}

#[test]
fn what_is_missing_fails_by_name() {
    let reason = |list: &[(&str, Value)]| stages(list).unwrap_err().reason;
    assert!(reason(&[("graphLookup", json!({}))]).contains("graphLookup"));
    let unknown = json!({ "v": expression("setUnion", json!([])) });
    assert!(reason(&[("project", unknown)]).contains("command.aggregate.setUnion is not simulated"));
    assert!(reason(&[("project", json!({ "v": expression("divide", json!([1, 0])) }))]).contains("division"));
    assert!(reason(&[("group", json!({ "a": 1 }))]).contains("_id"));
    assert!(reason(&[("limit", json!(-1))]).contains("limit"));
    assert!(reason(&[("unwind", json!("tags"))]).contains('$'));
    assert!(reason(&[("project", json!({ "v": "$$nobody" }))]).contains("$$nobody"));
}

#[test]
fn no_expression_runs_for_ever() {
    let big = expression("range", json!([0, 90_000]));
    let inner = expression("map", json!({ "input": big, "in": "$$this" }));
    let outer = expression("map", json!({ "input": big, "in": inner }));
    assert!(stages(&[("project", json!({ "v": outer }))]).unwrap_err().reason.contains("too long"));
}
