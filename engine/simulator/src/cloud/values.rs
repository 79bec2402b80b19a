//! Values of documents: JSON, with dates as `{"$date": milliseconds}` and places as GeoJSON; their order, equality and paths.
//!
//! The order is MongoDB's: null, numbers, text, objects, lists, truth values, dates.

use super::failures::{bad_parameter, database};
use serde_json::{Map, Number, Value, json};
use sparrow_platform::Failure;
use std::cmp::Ordering;

/// Documents nest no deeper.
pub(super) const MAX_DEPTH: usize = 48;

/// A date.
pub(super) fn date(ms: f64) -> Value {
    json!({ "$date": number(ms) })
}

/// Milliseconds since 1970, of a date.
pub(super) fn as_date(value: &Value) -> Option<f64> {
    let object = value.as_object()?;
    if object.len() == 1 { object.get("$date")?.as_f64() } else { None }
}

/// A number, an integer where it is one.
pub(super) fn number(n: f64) -> Value {
    if n.fract() == 0.0 && n.abs() <= 9_007_199_254_740_992.0 {
        Value::Number((n as i64).into())
    } else {
        Number::from_f64(n).map_or(Value::Null, Value::Number)
    }
}

/// The tag of a value that stands for something else: `command`, `regexp`, `serverDate`, ...
pub(super) fn tag(value: &Value) -> Option<&str> {
    value.as_object()?.get("$type")?.as_str()
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Number(_) => 1,
        Value::String(_) => 2,
        Value::Object(_) if as_date(value).is_some() => 6,
        Value::Object(_) => 3,
        Value::Array(_) => 4,
        Value::Bool(_) => 5,
    }
}

/// Whether two values can be compared by less and greater: of one kind.
pub(super) fn is_comparable(a: &Value, b: &Value) -> bool {
    rank(a) == rank(b)
}

/// The order of two values.
pub(super) fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => compare_numbers(a, b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Array(a), Value::Array(b)) => {
            let first = a.iter().zip(b).map(|(a, b)| order(a, b)).find(|o| o.is_ne());
            first.unwrap_or_else(|| a.len().cmp(&b.len()))
        }
        (Value::Object(x), Value::Object(y)) => match (as_date(a), as_date(b)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (None, None) => {
                let fields = x.iter().zip(y);
                let first = fields.map(|((k, a), (l, b))| k.cmp(l).then_with(|| order(a, b)));
                first.into_iter().find(|o| o.is_ne()).unwrap_or_else(|| x.len().cmp(&y.len()))
            }
            _ => rank(a).cmp(&rank(b)),
        },
        _ => rank(a).cmp(&rank(b)),
    }
}

fn compare_numbers(a: &Number, b: &Number) -> Ordering {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a.cmp(&b),
        // Adding zero makes -0 equal to 0.
        _ => (a.as_f64().unwrap_or(0.0) + 0.0).total_cmp(&(b.as_f64().unwrap_or(0.0) + 0.0)),
    }
}

/// Whether two values are the same; the order of an object's fields does not matter.
pub(super) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| equal(a, b)))
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        _ => order(a, b).is_eq(),
    }
}

/// What stands at a dotted path, every element of lists on the way included; nothing where there is nothing.
pub(super) fn at_path<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut found = vec![value];
    for name in path.split('.') {
        found = found.into_iter().flat_map(|value| step(value, name)).collect();
    }
    found
}

fn step<'v>(value: &'v Value, name: &str) -> Vec<&'v Value> {
    match value {
        Value::Object(object) => object.get(name).into_iter().collect(),
        Value::Array(items) => {
            let by_index = name.parse::<usize>().ok().and_then(|i| items.get(i));
            let below = items.iter().filter_map(|item| item.as_object()?.get(name));
            by_index.into_iter().chain(below).collect()
        }
        _ => Vec::new(),
    }
}

/// The one value at a path that `orderBy` and updates mean.
pub(super) fn first_at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let mut found = value;
    for name in path.split('.') {
        found = match found {
            Value::Object(object) => object.get(name)?,
            Value::Array(items) => items.get(name.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(found)
}

/// The place of a path, made with all objects above it.
pub(super) fn place_at<'v>(document: &'v mut Value, path: &str) -> Result<&'v mut Value, Failure> {
    const MAX_GAP: usize = 1000;
    let mut place = document;
    for (depth, name) in path.split('.').enumerate() {
        if name.is_empty() || name.starts_with('$') || depth >= MAX_DEPTH {
            return Err(bad_parameter(format_args!("{path:?} is no path of a field")));
        }
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        place = match place {
            Value::Object(object) => object.entry(name).or_insert(Value::Null),
            Value::Array(items) => {
                let index: usize = name
                    .parse()
                    .map_err(|_| database(format_args!("Cannot create field '{name}' in a list")))?;
                if index > items.len() + MAX_GAP {
                    return Err(database(format_args!("{path}: the list is not that long")));
                }
                while items.len() <= index {
                    items.push(Value::Null);
                }
                &mut items[index]
            }
            _ => {
                return Err(database(format_args!(
                    "Cannot create field '{name}' in a value that holds none"
                )));
            }
        };
    }
    Ok(place)
}

/// Takes away what stands at a path.
pub(super) fn remove_at(document: &mut Value, path: &str) -> Option<Value> {
    let (above, name) = path.rsplit_once('.').map_or(("", path), |(above, name)| (above, name));
    let mut place = document;
    for name in above.split('.').filter(|name| !name.is_empty()) {
        place = match place {
            Value::Object(object) => object.get_mut(name)?,
            Value::Array(items) => items.get_mut(name.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    match place {
        Value::Object(object) => object.shift_remove(name),
        Value::Array(items) => Some(items.get_mut(name.parse::<usize>().ok()?)?.take()),
        _ => None,
    }
}

/// What the game wrote as a value to be stored: dates of the server are filled in, places become GeoJSON.
pub(super) fn stored(value: &Value, now_ms: f64) -> Result<Value, Failure> {
    stored_below(value, now_ms, 0)
}

fn stored_below(value: &Value, now_ms: f64, depth: usize) -> Result<Value, Failure> {
    if depth > MAX_DEPTH {
        return Err(bad_parameter("the data is nested too deeply"));
    }
    match value {
        Value::Array(items) => items.iter().map(|item| stored_below(item, now_ms, depth + 1)).collect(),
        Value::Object(_) if as_date(value).is_some() => Ok(value.clone()),
        Value::Object(object) => match tag(value) {
            None => {
                let mut out = Map::new();
                for (key, item) in object {
                    if key.starts_with('$') {
                        return Err(bad_parameter(format_args!("a field cannot be called {key:?}")));
                    }
                    out.insert(key.clone(), stored_below(item, now_ms, depth + 1)?);
                }
                Ok(Value::Object(out))
            }
            Some("serverDate") => {
                Ok(date(now_ms + object.get("offset").and_then(Value::as_f64).unwrap_or(0.0)))
            }
            Some("geo") => geo_json(object),
            Some(other) => Err(bad_parameter(format_args!("a {other} is no value that can be stored"))),
        },
        plain => Ok(plain.clone()),
    }
}

/// GeoJSON of `{ kind, args }` as the SDK's `Geo` makes it.
fn geo_json(object: &Map<String, Value>) -> Result<Value, Failure> {
    let kind = object.get("kind").and_then(Value::as_str).unwrap_or_default();
    let args = object.get("args").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let coordinates = match kind {
        "Point" => {
            let degrees = |i: usize, most: f64| {
                let n = args.get(i).and_then(Value::as_f64).filter(|n| n.abs() <= most);
                n.ok_or_else(|| bad_parameter("a Point is made of longitude and latitude"))
            };
            json!([number(degrees(0, 180.0)?), number(degrees(1, 90.0)?)])
        }
        "LineString" | "Polygon" | "MultiPoint" | "MultiLineString" | "MultiPolygon" => {
            let parts = args.first().and_then(Value::as_array);
            let parts = parts.ok_or_else(|| bad_parameter(format_args!("a {kind} is made of a list")))?;
            let inner = parts.iter().map(|part| {
                let made = match tag(part) {
                    Some("geo") => part.as_object().map(geo_json).transpose()?,
                    _ => None,
                };
                let coordinates = made.and_then(|mut made| Some(made.get_mut("coordinates")?.take()));
                coordinates.ok_or_else(|| bad_parameter(format_args!("a {kind} is made of places")))
            });
            Value::Array(inner.collect::<Result<_, _>>()?)
        }
        _ => return Err(bad_parameter(format_args!("{kind:?} is no kind of place"))),
    };
    Ok(json!({ "type": kind, "coordinates": coordinates }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_one_order() {
        let sorted = [
            json!(null),
            json!(-1.5),
            json!(2),
            json!("a"),
            json!("b"),
            json!({ "a": 1 }),
            json!([1]),
            json!([1, 2]),
            json!(false),
            json!(true),
            date(1.0),
            date(2.0),
        ];
        for pair in sorted.windows(2) {
            assert_eq!(order(&pair[0], &pair[1]), Ordering::Less, "{pair:?}");
        }
        assert!(equal(&json!(1), &json!(1.0)) && equal(&json!(0), &json!(-0.0)));
        assert!(equal(&json!({ "a": 1, "b": 2 }), &json!({ "b": 2, "a": 1 })));
    }

    #[test]
    fn paths_go_through_lists() {
        let document = json!({ "a": [{ "b": 1 }, { "b": 2 }], "c": { "d": [5, 6] } });
        assert_eq!(at_path(&document, "a.b"), [&json!(1), &json!(2)]);
        assert_eq!(at_path(&document, "c.d.1"), [&json!(6)]);
        assert!(at_path(&document, "c.x").is_empty());
        assert_eq!(first_at(&document, "a.1.b"), Some(&json!(2)));
    }

    #[test]
    fn places_are_made_and_removed() {
        let mut document = json!({ "list": [1] });
        *place_at(&mut document, "a.b.c").unwrap() = json!(3);
        *place_at(&mut document, "list.2").unwrap() = json!(3);
        assert_eq!(document, json!({ "list": [1, null, 3], "a": { "b": { "c": 3 } } }));
        assert_eq!(remove_at(&mut document, "a.b"), Some(json!({ "c": 3 })));
        assert!(place_at(&mut document, "list.x").is_err() && place_at(&mut document, "list.9999").is_err());
        assert!(place_at(&mut document, "a..b").is_err() && place_at(&mut document, "$set").is_err());
    }

    #[test]
    fn what_is_stored_holds_no_tags() {
        let now = 1000.0;
        let point = json!({ "$type": "geo", "kind": "Point", "args": [113, 23.5] });
        assert_eq!(
            stored(&json!({ "at": { "$type": "serverDate", "offset": 5 }, "p": point }), now).unwrap(),
            json!({ "at": { "$date": 1005 }, "p": { "type": "Point", "coordinates": [113, 23.5] } })
        );
        let line = json!({ "$type": "geo", "kind": "LineString", "args": [[point, point]] });
        assert_eq!(stored(&line, now).unwrap()["coordinates"], json!([[113, 23.5], [113, 23.5]]));
        for bad in [
            json!({ "$type": "command", "operands": [] }),
            json!({ "$gt": 1 }),
            json!({ "$type": "geo", "kind": "Point", "args": [999, 0] }),
        ] {
            assert!(stored(&bad, now).is_err(), "{bad}");
        }
    }
}
