//! What conditions mean.

#![allow(clippy::needless_pass_by_value, reason = "literals read better than references to them")]

use super::condition::Condition;
use serde_json::{Value, json};

fn command(operands: &[(&str, Value)]) -> Value {
    let operands: Vec<_> =
        operands.iter().map(|(operator, args)| json!({ "operator": operator, "args": args })).collect();
    json!({ "$type": "command", "operands": operands })
}

fn one(operator: &str, arg: Value) -> Value {
    command(&[(operator, json!([arg]))])
}

fn holds(condition: &Value, document: &Value) -> bool {
    Condition::read(condition).unwrap_or_else(|e| panic!("{condition}: {e:?}")).holds(document)
}

#[test]
fn literals_are_compared_by_value_and_in_lists() {
    let document = json!({ "n": 1, "tags": ["a", "b"], "in": { "deep": { "x": 2 } }, "none": null });
    for yes in [
        json!({}),
        json!({ "n": 1.0 }),
        json!({ "tags": "a" }),
        json!({ "tags": ["a", "b"] }),
        json!({ "in": { "deep": { "x": 2 } } }),
        json!({ "in.deep.x": 2 }),
        json!({ "none": null, "missing": null }),
    ] {
        assert!(holds(&yes, &document), "{yes}");
    }
    for no in [json!({ "n": "1" }), json!({ "tags": ["a"] }), json!({ "in.deep": 2 }), json!({ "n": null })] {
        assert!(!holds(&no, &document), "{no}");
    }
}

#[test]
fn comparisons_stay_within_a_kind() {
    let document = json!({ "n": 5, "text": "m", "at": { "$date": 1000 }, "list": [1, 9] });
    for (field, operator, arg, yes) in [
        ("n", "gt", json!(4), true),
        ("n", "gt", json!(5), false),
        ("n", "gte", json!(5), true),
        ("n", "lt", json!("z"), false),
        ("n", "lte", json!(5), true),
        ("text", "gt", json!("a"), true),
        ("at", "lt", json!({ "$date": 1001 }), true),
        ("at", "lt", json!(2000), false),
        ("n", "neq", json!(4), true),
        ("gone", "neq", json!(4), true),
        ("n", "in", json!([1, 5]), true),
        ("n", "nin", json!([1, 5]), false),
        ("gone", "nin", json!([1, 5]), true),
        ("list", "in", json!([9]), true),
        ("list", "gt", json!(8), true),
        ("n", "exists", json!(true), true),
        ("gone", "exists", json!(true), false),
        ("gone", "exists", json!(false), true),
        ("list", "size", json!(2), true),
        ("list", "size", json!(1), false),
        ("list", "all", json!([1, 9]), true),
        ("list", "all", json!([1, 2]), false),
    ] {
        let condition = json!({ field: one(operator, arg) });
        assert_eq!(holds(&condition, &document), yes, "{condition}");
    }
    assert!(holds(&json!({ "n": command(&[("mod", json!([3, 2]))]) }), &document));
    assert!(holds(&json!({ "n": command(&[("mod", json!([[3, 2]]))]) }), &document));
}

#[test]
fn logic_joins_from_left_to_right() {
    let between = command(&[("gt", json!([3])), ("and", json!([one("lt", json!(9))]))]);
    let outside = command(&[("lt", json!([3])), ("or", json!([one("gt", json!(9))]))]);
    let (five, ten) = (json!({ "n": 5 }), json!({ "n": 10 }));
    assert!(holds(&json!({ "n": between }), &five) && !holds(&json!({ "n": between }), &ten));
    assert!(!holds(&json!({ "n": outside }), &five) && holds(&json!({ "n": outside }), &ten));
    let either = command(&[("or", json!([[{ "n": 5 }, { "m": one("exists", json!(true)) }]]))]);
    assert!(holds(&either, &five) && !holds(&either, &ten));
    let neither = command(&[("nor", json!([[{ "n": 5 }, { "n": 6 }]]))]);
    assert!(!holds(&neither, &five) && holds(&neither, &ten));
    let not = json!({ "n": one("not", one("gt", json!(7))) });
    assert!(holds(&not, &five) && !holds(&not, &ten));
    let chained = json!({ "n": command(&[("gt", json!([3])), ("lt", json!([9]))]) });
    assert!(holds(&chained, &five) && !holds(&chained, &ten));
}

#[test]
fn elements_and_regular_expressions() {
    let document = json!({ "items": [{ "k": "a", "n": 1 }, { "k": "b", "n": 9 }], "name": "Line\nSparrow" });
    let element = |k: &str, n: i32| one("elemMatch", json!({ "k": k, "n": one("gt", json!(n)) }));
    assert!(holds(&json!({ "items": element("b", 5) }), &document));
    assert!(!holds(&json!({ "items": element("a", 5) }), &document), "one element, not any two");
    let regexp = |pattern: &str, flags: &str| json!({ "$type": "regexp", "regexp": pattern, "flags": flags });
    assert!(holds(&json!({ "name": regexp("^sparrow", "im") }), &document));
    assert!(!holds(&json!({ "name": regexp("^sparrow", "i") }), &document));
    assert!(holds(&json!({ "name": one("in", json!([regexp("Spa", "")])) }), &document));
}

#[test]
fn what_is_no_condition_fails() {
    let mut deep = json!(1);
    for _ in 0..200 {
        deep = json!({ "a": deep });
    }
    for bad in [
        json!(3),
        json!([]),
        json!({ "a": one("inc", json!(1)) }),
        json!({ "a": one("in", json!(1)) }),
        json!({ "a": one("size", json!(-1)) }),
        json!({ "a": one("mod", json!([0, 1])) }),
        json!({ "a": { "$type": "regexp", "regexp": "(" } }),
        json!({ "a": { "$type": "regexp", "regexp": "(?=a)" } }),
        json!({ "a": { "$type": "command", "operands": [] } }),
        json!({ "a": one("geoIntersects", json!({})) }),
        deep,
    ] {
        assert!(Condition::read(&bad).is_err(), "{bad}");
    }
}
