//! Which fields of a document are shown: `field` of a query, and `project` of an aggregation, which can also make new ones.

use super::{
    expression::{Expression, Scope},
    failures::bad_parameter,
    values::{first_at, place_at, remove_at},
};
use serde_json::{Map, Value};
use sparrow_platform::Failure;
use std::cell::Cell;

/// Fields by path.
#[derive(Debug)]
pub(super) enum Projection {
    Only { shown: Vec<String>, made: Vec<(String, Expression)>, id: bool },
    Without(Vec<String>),
}

impl Projection {
    /// Reads `{ a: true, "b.c": 1, _id: false }`; `makes` allows expressions as values.
    pub(super) fn read(value: &Value, makes: bool) -> Result<Projection, Failure> {
        let fields = value.as_object().ok_or_else(|| bad_parameter("fields are an object"))?;
        let (mut shown, mut hidden, mut made, mut id) = (Vec::new(), Vec::new(), Vec::new(), true);
        for (path, value) in fields {
            let flag = value.as_bool().or_else(|| value.as_f64().map(|n| n != 0.0));
            match flag {
                Some(flag) if path == "_id" => id = flag,
                Some(true) => shown.push(path.clone()),
                Some(false) => hidden.push(path.clone()),
                None if makes => made.push((path.clone(), Expression::read(value)?)),
                None => return Err(bad_parameter(format_args!("field {path}: true or false"))),
            }
        }
        if shown.is_empty() && made.is_empty() {
            if !id {
                hidden.push("_id".to_owned());
            }
            return Ok(Projection::Without(hidden));
        }
        if !hidden.is_empty() {
            return Err(bad_parameter("fields are either all shown or all hidden"));
        }
        Ok(Projection::Only { shown, made, id })
    }

    /// What of a document is shown.
    pub(super) fn of(&self, document: &Value, steps: &Cell<u64>) -> Result<Value, Failure> {
        match self {
            Projection::Without(hidden) => {
                let mut shown = document.clone();
                for path in hidden {
                    hide(&mut shown, path);
                }
                Ok(shown)
            }
            Projection::Only { shown, made, id } => {
                let mut out = Value::Object(Map::new());
                if *id && let Some(value) = first_at(document, "_id") {
                    out["_id"] = value.clone();
                }
                for path in shown {
                    if let Some(value) = part(document, path) {
                        merge(&mut out, value);
                    }
                }
                let scope = Scope::new(document, steps);
                for (path, expression) in made {
                    if let Some(value) = expression.evaluate(&scope)? {
                        *place_at(&mut out, path)? = value;
                    }
                }
                Ok(out)
            }
        }
    }
}

/// The document with nothing but what stands at a path; lists keep what their elements have of it.
fn part(value: &Value, path: &str) -> Option<Value> {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    match value {
        Value::Object(object) => {
            let found = object.get(name)?;
            let found = rest.map_or_else(|| Some(found.clone()), |rest| part(found, rest))?;
            Some(Value::Object(Map::from_iter([(name.to_owned(), found)])))
        }
        Value::Array(items) => Some(items.iter().filter_map(|item| part(item, path)).collect()),
        _ => None,
    }
}

fn merge(into: &mut Value, value: Value) {
    match (into, value) {
        (Value::Object(into), Value::Object(value)) => {
            for (name, item) in value {
                match into.get_mut(&name) {
                    Some(old) => merge(old, item),
                    None => drop(into.insert(name, item)),
                }
            }
        }
        (Value::Array(into), Value::Array(value)) => {
            into.iter_mut().zip(value).for_each(|(a, b)| merge(a, b));
        }
        (into, value) => *into = value,
    }
}

fn hide(value: &mut Value, path: &str) {
    match (value, path.split_once('.')) {
        (Value::Array(items), _) => items.iter_mut().for_each(|item| hide(item, path)),
        (value, None) => drop(remove_at(value, path)),
        (Value::Object(object), Some((name, rest))) => {
            if let Some(below) = object.get_mut(name) {
                hide(below, rest);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(fields: &Value) -> Value {
        let document =
            json!({ "_id": 1, "a": { "b": 1, "c": 2 }, "list": [{ "x": 1, "y": 2 }, { "x": 3 }], "n": 4 });
        Projection::read(fields, false).unwrap().of(&document, &Cell::new(0)).unwrap()
    }

    #[test]
    fn fields_are_shown_or_hidden() {
        assert_eq!(shown(&json!({ "a.b": true })), json!({ "_id": 1, "a": { "b": 1 } }));
        assert_eq!(shown(&json!({ "a.b": 1, "a.c": 1, "_id": false })), json!({ "a": { "b": 1, "c": 2 } }));
        assert_eq!(shown(&json!({ "list.x": true, "_id": 0 })), json!({ "list": [{ "x": 1 }, { "x": 3 }] }));
        assert_eq!(
            shown(&json!({ "a": false, "list.x": false })),
            json!({ "_id": 1, "list": [{ "y": 2 }, {}], "n": 4 })
        );
        assert!(Projection::read(&json!({ "a": true, "b": false }), false).is_err());
        assert!(Projection::read(&json!({ "a": "$b" }), false).is_err());
    }
}
